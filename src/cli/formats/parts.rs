//! A file of many documents: parts of it cleaned at once, written in order.

use std::{
    fs::File,
    io::{self, Read, Seek},
    ops::ControlFlow,
};

use anyhow::{Context, Result};

use crate::cli::{ordered::try_in_order, progress, tally::Tally, work::Outcome};

/// At most this many problems are described; all are counted.
const DESCRIBED: usize = 5;

/// A part of a file, cleaned.
#[derive(Default)]
pub(crate) struct Part {
    pub(crate) bytes: Vec<u8>,
    pub(crate) tally: Tally,
    pub(crate) changed: bool,
    pub(crate) problems: Vec<String>,
    /// The page of an archive as a row of a table.
    pub(crate) row: Option<Vec<Option<String>>>,
    /// Lines that were taken out, as they were.
    pub(crate) rejected: Vec<u8>,
}

/// Cleans `parts`, `jobs` at a time, and writes each in its turn.
///
/// # Errors
///
/// The first one of reading, cleaning or writing ends it.
pub(crate) fn clean<T: Send>(
    parts: impl Iterator<Item = io::Result<T>> + Send,
    jobs: usize,
    clean: impl Fn(T) -> io::Result<Part> + Sync,
    mut write: impl FnMut(&mut Part) -> io::Result<()>,
) -> io::Result<Outcome> {
    let mut outcome =
        Outcome { tally: Tally { files: 1, ..Tally::default() }, ..Outcome::default() };
    try_in_order(
        parts,
        jobs,
        |part| part.and_then(&clean),
        |mut part| {
            write(&mut part)?;
            absorb(&mut outcome, part);
            Ok(ControlFlow::Continue(()))
        },
    )?;
    outcome.tally.changed = outcome.changed.into();
    Ok(outcome)
}

/// Adds what was found in a part to what is said of the file.
pub(crate) fn absorb(outcome: &mut Outcome, part: Part) {
    progress::done(part.tally.bytes_in as usize);
    outcome.tally.add(&part.tally);
    outcome.changed |= part.changed;
    let room = DESCRIBED.saturating_sub(outcome.warnings.len());
    outcome.warnings.extend(part.problems.into_iter().take(room));
}

/// A file to read here and there: `file` if there is one, else all of `input`
/// in a temporary one.
pub(crate) fn as_file(mut input: impl Read, file: Option<&File>) -> Result<File> {
    if let Some(file) = file {
        return Ok(file.try_clone()?);
    }
    let mut file = tempfile::tempfile()?;
    io::copy(&mut input, &mut file).context("no room to unpack it")?;
    file.rewind()?;
    Ok(file)
}
