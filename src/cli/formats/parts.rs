//! A file of many documents: parts of it cleaned at once, written in order.

use std::{
    fs::File,
    io::{self, Read, Seek, Write},
    ops::ControlFlow,
    path::Path,
};

use anyhow::{Context, Result};

use crate::cli::{
    emit::What,
    ordered::try_in_order,
    progress,
    tally::Tally,
    work::{Outcome, Work},
};

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

/// What is read: a file, or something that comes.
pub(crate) struct Given<'f, R> {
    pub(crate) path: &'f Path,
    pub(crate) input: R,
    /// What the input reads, if that is a file.
    pub(crate) file: Option<&'f File>,
}

impl<R: Read> Given<'_, R> {
    /// A file to read here and there: all that comes goes to a temporary one.
    pub(crate) fn into_file(mut self) -> Result<File> {
        if let Some(file) = self.file {
            return Ok(file.try_clone()?);
        }
        let mut file = tempfile::tempfile()?;
        io::copy(&mut self.input, &mut file).context("no room to unpack it")?;
        file.rewind()?;
        Ok(file)
    }
}

/// Looks for the first part that changes: it is left to who writes it.
pub(crate) struct Scan<'s> {
    pub(crate) work: &'s Work,
    pub(crate) outcome: &'s mut Outcome,
    pub(crate) out: &'s mut dyn Write,
    pub(crate) first: Option<usize>,
}

impl Scan<'_> {
    /// Takes the `n`th part; if text is what is wanted, and it changes, that is all.
    ///
    /// # Errors
    ///
    /// When what is found cannot be written.
    pub(crate) fn take(&mut self, n: usize, part: Part) -> Result<ControlFlow<()>> {
        if part.changed && self.work.what == What::Text {
            self.first = Some(n);
            return Ok(ControlFlow::Break(()));
        }
        self.out.write_all(&part.bytes)?;
        self.out.flush()?;
        absorb(self.outcome, part);
        Ok(ControlFlow::Continue(()))
    }
}
