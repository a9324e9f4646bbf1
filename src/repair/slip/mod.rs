//! Byte slips: finding where the bytes of a text lost step, and reading them
//! in step again.
mod gate;
mod gbk;
mod lattice;
mod start;
mod voice;

pub(super) use lattice::{FILLED, GUESSED, Repair, search};
pub(super) use start::{Cause, Channel, Start, starts};
pub(super) use voice::Voice;
