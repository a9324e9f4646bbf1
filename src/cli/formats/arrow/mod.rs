//! Arrow IPC, files and streams: the text columns are cleaned, and every other
//! buffer is copied as it lies.
//!
//! Messages are taken one after the other, those of a stream as they come. A
//! column of a batch is read until the first value that changes; if there is
//! none, the batch is copied byte for byte. Else it is read once more and
//! written, packed as it was, and of the message that tells where the buffers
//! lie only those numbers change; so do the numbers in the table of contents
//! of a file. Everything else, such as what is said of a schema and its columns,
//! is never taken apart. Texts wait on the disk if they are many.
mod body;
mod contents;
mod flat;
mod messages;
mod rewrite;
mod schema;
mod slices;
mod values;

use std::{
    error::Error,
    io::{self, BufReader, Read, Write},
    ops::ControlFlow,
};

use self::{
    body::Body,
    contents::{Contents, MAGIC, Moved},
    flat::Table,
    messages::{Kind, Message, Messages, Next},
    rewrite::NewColumn,
    schema::{Column, Schema},
    slices::Slices,
};
use super::{
    Format,
    cells::{self, Cells},
    parts::{self, Given, Scan},
};
use crate::cli::{
    emit::What,
    rejects::OnError,
    tally::Tally,
    work::{Outcome, Sink, SinkWriter, Work},
};
use anyhow::{Result, bail};

/// The end of a stream: a mark, and no length.
const END: [u8; 8] = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];

/// Cleans the text columns of what is given into `sink`, `jobs` parts at a time.
pub(crate) fn clean(
    work: &Work,
    given: Given<'_, impl Read>,
    sink: &mut dyn Sink,
    jobs: usize,
) -> Result<Outcome> {
    cells::check(work, "an Arrow file")?;
    sink.begin(None, Format::Arrow)?;
    let Given { path, input, file } = given;
    let outcome = Outcome { tally: Tally { files: 1, ..Tally::default() }, ..Outcome::default() };
    let mut run = Run {
        cells: Cells { work, path },
        jobs,
        out: Out { sink: SinkWriter(sink), at: 0 },
        schema: None,
        row: 1,
        moved: Vec::new(),
        outcome,
    };
    let mut input = BufReader::with_capacity(1 << 16, input);
    let mut magic = Vec::new();
    (&mut input).take(MAGIC.len() as u64).read_to_end(&mut magic)?;
    let is_file = magic == MAGIC;
    let input = io::Cursor::new(magic).chain(input);
    if is_file {
        run.file(&Body::of(Given { path, input, file }.into_file()?)?)?;
    } else {
        run.stream(Messages { input, at: 0, file })?;
    }
    Ok(cells::ended(work, run.outcome))
}

/// That the file is not what it should be.
fn damaged(why: impl Into<Box<dyn Error + Send + Sync>>) -> io::Error {
    let why = why.into();
    let ours = why.downcast_ref::<Damaged>().is_some();
    let why = if ours { why } else { Damaged(why.to_string()).into() };
    io::Error::new(io::ErrorKind::InvalidData, why)
}

#[derive(Debug, thiserror::Error)]
#[error("its Arrow data is cut short or damaged ({0})")]
struct Damaged(String);

/// What a reader's fault means: that of a disk is its own.
fn told(e: io::Error) -> io::Error {
    let ours = e.get_ref().is_some_and(|why| why.is::<Damaged>());
    if ours || e.raw_os_error().is_some() { e } else { damaged(e) }
}

/// Counts what goes through it.
struct Out<'s> {
    sink: SinkWriter<'s>,
    at: u64,
}

impl Write for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.sink.write(bytes)?;
        self.at += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// A file being cleaned.
struct Run<'r> {
    cells: Cells<'r>,
    jobs: usize,
    out: Out<'r>,
    schema: Option<Schema>,
    /// The number of the first row of the next batch, from 1.
    row: u64,
    moved: Vec<Moved>,
    outcome: Outcome,
}

impl Run<'_> {
    /// Messages, wherever the table of contents says they lie; what is between them
    /// is copied.
    fn file(&mut self, file: &Body) -> Result<()> {
        let contents = Contents::read(file)?;
        let (schema, version) = contents.schema()?;
        self.choose(schema, version)?;
        let mut at = 0;
        for block in &contents.blocks {
            self.copy(file, at, block.at)?;
            let (message, body) = block.message(file)?;
            let to = self.out.at;
            let (head, body) = self.message(message, &body)?;
            self.moved.push(Moved { from: block.at, to, head, body });
            at = block.end;
        }
        self.copy(file, at, contents.at)?;
        let contents = contents.moved(&self.moved);
        if self.cells.work.what == What::Text { self.write(&contents?) } else { Ok(()) }
    }

    /// Messages as they come; several streams may.
    fn stream<R: Read>(&mut self, mut messages: Messages<'_, R>) -> Result<()> {
        loop {
            match messages.next()? {
                Next::Message(message, body) => {
                    if message.kind == Kind::Schema {
                        self.choose(message.header()?, message.version())?;
                    }
                    self.message(message, &body)?;
                }
                Next::End => self.write(&END)?,
                Next::Nothing if self.schema.is_none() => {
                    return Err(damaged("it ends before its schema").into());
                }
                Next::Nothing => return Ok(()),
            }
            self.out.flush()?;
        }
    }

    fn choose(&mut self, table: Table<'_>, version: i16) -> Result<()> {
        let schema = schema::choose(self.cells.work, table, version)?;
        let nulls = matches!(self.cells.work.on_error, OnError::Null);
        if nulls && schema.columns.iter().any(|column| !column.nullable) {
            bail!("--on-error null: its text column may hold no nulls; use --on-error keep");
        }
        self.schema = Some(schema);
        self.row = 1;
        Ok(())
    }

    /// Text is what is written, if it is wanted at all.
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if self.cells.work.what == What::Text {
            self.out.write_all(bytes)?;
        }
        Ok(())
    }

    /// Copies a part as it is.
    fn copy(&mut self, body: &Body, from: u64, to: u64) -> Result<()> {
        if self.cells.work.what == What::Text {
            let lies = i64::try_from(from).and_then(|at| Ok((at, i64::try_from(to - from)?)));
            io::copy(&mut body.section(lies.map_err(damaged)?)?, &mut self.out)?;
        }
        Ok(())
    }

    /// Hands a message on, cleaned; says how long it is now, and its body.
    fn message(&mut self, mut message: Message, body: &Body) -> Result<(u64, u64)> {
        let cleaned = match message.kind {
            Kind::Dictionary | Kind::Batch => self.batch(&mut message, body)?,
            Kind::Schema | Kind::Other => false,
        };
        if !cleaned {
            self.write(&message.head)?;
            self.copy(body, 0, body.len)?;
        }
        Ok((message.head.len() as u64, message.body))
    }

    /// Writes a batch in which something changes; false for another.
    fn batch(&mut self, message: &mut Message, body: &Body) -> Result<bool> {
        let (dictionary, batch) = message.batch()?;
        let Some(schema) = self.schema.take() else {
            return Err(damaged("a batch comes before its schema").into());
        };
        let columns: Vec<Column> = match dictionary {
            None => schema.columns.iter().filter(|c| c.dictionary.is_none()).cloned().collect(),
            Some(_) => {
                let its = schema.columns.iter().find(|column| column.dictionary == dictionary);
                its.map(Column::in_dictionary).into_iter().collect()
            }
        };
        let slices = Slices {
            body,
            batch: &batch,
            beside: if dictionary.is_none() { &schema.beside } else { &[None, None] },
            row: if dictionary.is_none() { self.row } else { 1 },
            what: if dictionary.is_none() { "row" } else { "dictionary value" },
        };
        let mut new = Vec::new();
        for column in &columns {
            if let Some(from) = self.scan(&slices, column)? {
                new.push((column, self.anew(&slices, column, from)?));
            }
        }
        if dictionary.is_none() {
            self.row = self.row.saturating_add(batch.rows);
        }
        self.schema = Some(schema);
        if !new.is_empty() {
            rewrite::write(&mut self.out, message, batch.clone(), body, new)?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Cleans a column; if the text is what is wanted, only up to the first
    /// slice that changes, which is left to [`Run::anew`].
    fn scan(&mut self, slices: &Slices<'_>, column: &Column) -> Result<Option<usize>> {
        let (work, outcome) = (self.cells.work, &mut self.outcome);
        let mut scan = Scan { work, outcome, out: &mut self.out, first: None };
        slices.clean(self.cells, column, 0, self.jobs, |n, _, part| scan.take(n, part))?;
        Ok(scan.first)
    }

    /// The column cleaned from its `from`th slice on: those before it stay.
    fn anew(&mut self, slices: &Slices<'_>, column: &Column, from: usize) -> Result<NewColumn> {
        let mut new = NewColumn::new(column, slices.batch.packing)?;
        let outcome = &mut self.outcome;
        slices.clean(self.cells, column, from, self.jobs, |_, values, part| {
            parts::absorb(outcome, part);
            for value in values {
                let view = value.as_ref().and_then(|value| value.view);
                new.push(value.as_ref().map(|value| &value.bytes[..]), view)?;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(new)
    }
}
