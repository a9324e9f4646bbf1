//! Replacing files so that each is the old one or the new one, whole, at
//! every moment.
//!
//! A file is read and its new text written beside it through a handle of its
//! folder, so that a link put in the way leads nowhere. New texts are put in
//! place in batches: what is about to happen goes to the journal; one sync
//! brings the journal and all the new texts to the disk; then for each file the
//! original gets a second name in `.zhclean/runs/RUN/`, and the new text is
//! renamed over the first. Wherever that stops, `undo` and the next run find
//! their way from the journal and from which names lead to the same file.
pub(crate) mod beneath;
pub(crate) mod journal;
pub(crate) mod runs;
mod stage;
mod store;
pub(crate) mod undo;

pub(crate) use self::{
    runs::new_run,
    stage::{Stage, Staged, reserve},
    store::Store,
};
