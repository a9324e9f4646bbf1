//! Parquet: the text columns are cleaned, and the others copied undecoded.
//!
//! A chunk, which is one column of one row group, is read until the first
//! value that changes; if there is none it is copied, too, and a file without
//! any is copied byte for byte. Else what was read is read once more, and the
//! chunk is written as the old one was.
mod batches;
mod beside;
mod columns;
mod rewrite;
mod strict;
mod values;

use std::{
    error::Error,
    fs::File,
    io::{self, Read, Write},
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use parquet::{
    column::reader::get_typed_column_reader,
    data_type::ByteArrayType,
    errors::ParquetError,
    file::{
        metadata::{
            ColumnChunkMetaData, PageIndexPolicy, ParquetMetaData, ParquetMetaDataOptions,
            ParquetMetaDataReader,
        },
        properties::ReaderProperties,
        reader::RowGroupReader,
        serialized_reader::SerializedRowGroupReader,
        writer::SerializedFileWriter,
    },
};

use self::{
    batches::{Batch, Batches},
    columns::Column,
    strict::Strict,
    values::Cleaning,
};
use super::{
    Format,
    cells::{self, Cells},
    parts::{self, Given, Part, Scan},
};
use crate::cli::{
    emit::What,
    ordered::try_in_order,
    rejects::OnError,
    tally::Tally,
    work::{Name, Outcome, Sink, SinkWriter, Work},
};

/// A Parquet file, open, and what its footer says.
struct Source {
    file: Arc<File>,
    metadata: ParquetMetaData,
}

/// Cleans the text columns of what is given into `sink`, `jobs` batches at a time.
pub(crate) fn clean(
    work: &Work,
    given: Given<'_, impl Read>,
    sink: &mut dyn Sink,
    jobs: usize,
) -> Result<Outcome> {
    cells::check(work, "a Parquet file")?;
    // A file that was built to break its reader may, and costs the others nothing.
    catch_unwind(AssertUnwindSafe(|| {
        let path = given.path;
        let source = Source::open(given.into_file()?)?;
        let columns = columns::choose(work, source.metadata.file_metadata().schema_descr())?;
        if matches!(work.on_error, OnError::Null) && columns.iter().any(|c| !c.optional) {
            bail!("--on-error null: its text column may hold no nulls; use --on-error keep");
        }
        let outcome =
            Outcome { tally: Tally { files: 1, ..Tally::default() }, ..Outcome::default() };
        let cleaning = Cleaning { cells: Cells { work, path }, source: &source };
        let mut run = Run { work, cleaning, columns: &columns, jobs, outcome };
        run.file(sink)?;
        Ok(cells::ended(work, run.outcome))
    }))
    .unwrap_or_else(|_| bail!("its Parquet data is damaged (see above)"))
}

/// That the file is not what it should be.
fn damaged(why: impl Into<Box<dyn Error + Send + Sync>>) -> io::Error {
    let why = why.into();
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("its Parquet data is cut short or damaged ({why})"),
    )
}

/// Why the new file cannot be written, without the crate's words around it.
pub(crate) fn unwritten(e: ParquetError) -> anyhow::Error {
    match e {
        ParquetError::External(e) => match e.downcast::<io::Error>() {
            Ok(e) => (*e).into(),
            Err(e) => anyhow::Error::msg(e.to_string()),
        },
        e => e.into(),
    }
}

impl Source {
    fn open(file: File) -> Result<Source> {
        // As it is, and not as a mask: what is copied keeps it.
        let options = ParquetMetaDataOptions::new().with_encoding_stats_as_mask(false);
        let metadata = ParquetMetaDataReader::new()
            .with_metadata_options(Some(options))
            .with_page_index_policy(PageIndexPolicy::Optional)
            .parse_and_finish(&file)
            .map_err(damaged)?;
        Ok(Source { file: Arc::new(file), metadata })
    }

    fn chunk(&self, group: usize, leaf: usize) -> Result<ColumnChunkMetaData> {
        rewrite::checked(self.metadata.row_group(group).column(leaf), &self.file)
    }

    fn batches(&self, work: &Work, group: usize, leaf: usize) -> Result<Batches> {
        self.chunk(group, leaf)?;
        let row_group = self.metadata.row_group(group);
        let groups = &self.metadata.row_groups()[..group];
        let before = groups.iter().fold(0_u64, |sum, g| sum.saturating_add(g.num_rows() as u64));
        let reader = SerializedRowGroupReader::new(
            Arc::new(Strict(self.file.try_clone()?)),
            row_group,
            self.metadata.page_index_for_row_group(group),
            Arc::new(ReaderProperties::builder().build()),
        )
        .map_err(damaged)?;
        let text = reader.get_column_reader(leaf).map_err(damaged)?;
        let column = row_group.column(leaf).column_descr();
        let beside = |name: &Option<Name>| -> Result<_> {
            let schema = self.metadata.file_metadata().schema_descr();
            let Some(name) = name else { return Ok(None) };
            let Some(leaf) = beside::column(schema, &name.name) else {
                bail!("it has no column '{}' of plain values", name.name);
            };
            self.chunk(group, leaf)?;
            let values = reader.get_column_reader(leaf).map_err(damaged)?;
            Ok(Some((values, schema.column(leaf).max_def_level())))
        };
        Ok(Batches {
            reader: get_typed_column_reader::<ByteArrayType>(text),
            row: before.saturating_add(1),
            left: u64::try_from(row_group.num_rows()).map_err(damaged)?,
            deepest: (column.max_def_level(), column.max_rep_level()),
            beside: [beside(&work.id)?, beside(&work.url)?],
        })
    }
}

/// A file being cleaned.
struct Run<'r> {
    work: &'r Work,
    cleaning: Cleaning<'r>,
    columns: &'r [Column],
    jobs: usize,
    outcome: Outcome,
}

type Writer<'s> = SerializedFileWriter<SinkWriter<'s>>;

impl Run<'_> {
    fn file(&mut self, sink: &mut dyn Sink) -> Result<()> {
        let groups = self.cleaning.source.metadata.num_row_groups();
        if self.work.what != What::Text {
            sink.begin(None, Format::Parquet)?;
            let out = &mut SinkWriter(sink);
            for group in 0..groups {
                for column in self.columns {
                    self.scan(group, *column, out)?;
                }
            }
            return Ok(());
        }
        let mut group = 0;
        let mut changes = Vec::new();
        while group < groups && changes.is_empty() {
            changes = self.first_changes(group)?;
            group += usize::from(changes.is_empty());
        }
        if changes.is_empty() {
            return self.copy(sink);
        }
        sink.begin(None, Format::Parquet)?;
        let mut out = rewrite::begin(SinkWriter(sink), self.cleaning.source, self.columns)?;
        for before in 0..group {
            self.group(&mut out, before, &[])?;
        }
        loop {
            self.group(&mut out, group, &changes)?;
            group += 1;
            if group == groups {
                break;
            }
            changes = self.first_changes(group)?;
        }
        out.finish().map_err(unwritten)?;
        Ok(())
    }

    /// The file as it is.
    fn copy(&self, sink: &mut dyn Sink) -> Result<()> {
        if !sink.wants_unchanged() {
            return Ok(());
        }
        let mut file = &*self.cleaning.source.file;
        io::Seek::rewind(&mut file)?;
        sink.begin(Some(file.metadata()?.len()), Format::Parquet)?;
        io::copy(&mut file, sink)?;
        Ok(())
    }

    /// Which columns change in the row group, and each in which batch first.
    fn first_changes(&mut self, group: usize) -> Result<Vec<(Column, usize)>> {
        let mut changes = Vec::new();
        for column in self.columns {
            if let Some(batch) = self.scan(group, *column, &mut io::sink())? {
                changes.push((*column, batch));
            }
        }
        Ok(changes)
    }

    /// Cleans a chunk; if the text is what is wanted, only up to the first
    /// batch that changes, which is left to [`Run::group`].
    fn scan(&mut self, group: usize, column: Column, out: &mut dyn Write) -> Result<Option<usize>> {
        let mut scan = Scan { work: self.work, outcome: &mut self.outcome, out, first: None };
        self.cleaning.chunk(group, column, 0, self.jobs, |n, _, part| scan.take(n, part))?;
        Ok(scan.first)
    }

    /// Writes a row group; `changes` says which columns change, and from where.
    fn group(
        &mut self,
        out: &mut Writer<'_>,
        group: usize,
        changes: &[(Column, usize)],
    ) -> Result<()> {
        let source = self.cleaning.source;
        let mut row_group = out.next_row_group()?;
        for leaf in 0..source.metadata.row_group(group).num_columns() {
            let Some((column, from)) = changes.iter().find(|(column, _)| column.leaf == leaf)
            else {
                rewrite::append(&mut row_group, source, group, leaf)?;
                continue;
            };
            let mut chunk = row_group.next_column()?.context("its schema has fewer columns")?;
            let typed = chunk.typed::<ByteArrayType>();
            let outcome = &mut self.outcome;
            self.cleaning.chunk(group, *column, *from, self.jobs, |_, batch, part| {
                parts::absorb(outcome, part);
                // Empty levels are for columns that have none.
                let def = (!batch.def.is_empty()).then_some(&batch.def[..]);
                let rep = (!batch.rep.is_empty()).then_some(&batch.rep[..]);
                typed.write_batch(&batch.values, def, rep).map_err(unwritten)?;
                Ok(ControlFlow::Continue(()))
            })?;
            chunk.close().map_err(unwritten)?;
        }
        row_group.close().map_err(unwritten)?;
        Ok(())
    }
}

impl Cleaning<'_> {
    /// Hands out a chunk batch by batch, cleaned from the `from`th on.
    fn chunk(
        &self,
        group: usize,
        column: Column,
        from: usize,
        jobs: usize,
        mut take: impl FnMut(usize, Batch, Part) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        try_in_order(
            self.source.batches(self.cells.work, group, column.leaf)?.enumerate(),
            jobs,
            |(n, batch)| -> Result<_> {
                let batch = batch?;
                let (batch, part) =
                    if n < from { (batch, Part::default()) } else { self.batch(column, batch)? };
                Ok((n, batch, part))
            },
            |(n, batch, part)| take(n, batch, part),
        )
    }
}
