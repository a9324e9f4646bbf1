//! The pages of an archive: lines of JSON, or the rows of a Parquet file.

use std::{io, sync::Arc};

use anyhow::Result;
use parquet::{
    basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical},
    data_type::{ByteArray, ByteArrayType},
    errors::ParquetError,
    file::{
        properties::{EnabledStatistics, WriterProperties},
        writer::SerializedFileWriter,
    },
    schema::types::{Type, TypePtr},
};
use zhclean::Cleaned;

use super::{Format, parquet::unwritten, parts::Part};
use crate::cli::{
    emit::{self, From, Place, What},
    values::ArchiveArg,
    work::{Sink, SinkWriter, Work},
};

/// So much text is one row group: that much is held.
const GROUP: usize = 32 << 20;

/// Where pages go.
pub(crate) enum Pages<'s> {
    Lines(&'s mut dyn Sink),
    Rows(Box<Rows<'s>>),
}

impl<'s> Pages<'s> {
    /// Of an archive in `format`, whose pages are `from` something of these names.
    ///
    /// # Errors
    ///
    /// When nothing can be written.
    pub(crate) fn begin(
        work: &Work,
        sink: &'s mut dyn Sink,
        format: Format,
        from: &[&'static str],
    ) -> Result<Self> {
        if work.archive == ArchiveArg::Parquet && work.what == What::Text {
            sink.never_compress();
            sink.begin(None, format)?;
            return Ok(Pages::Rows(Box::new(Rows::begin(sink, from)?)));
        }
        sink.begin(None, format)?;
        Ok(Pages::Lines(sink))
    }

    /// Takes what [`put`] has put there.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub(crate) fn take(&mut self, part: &mut Part) -> io::Result<()> {
        match self {
            Pages::Lines(sink) => {
                sink.write_all(&part.bytes)?;
                sink.flush()
            }
            Pages::Rows(rows) => match part.row.take() {
                Some(row) => rows.push(row),
                None => Ok(()),
            },
        }
    }

    /// A page is whole: see [`Sink::end_part`].
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub(crate) fn end_part(&mut self) -> io::Result<()> {
        match self {
            Pages::Lines(sink) => sink.end_part(),
            Pages::Rows(_) => Ok(()),
        }
    }

    /// Writes the rest.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub(crate) fn finish(self) -> io::Result<()> {
        match self {
            Pages::Lines(_) => Ok(()),
            Pages::Rows(rows) => rows.finish(),
        }
    }
}

/// Puts a page into `part` as it is asked for.
///
/// # Errors
///
/// When it has no form.
pub(crate) fn put(
    work: &Work,
    part: &mut Part,
    place: Place<'_>,
    from: From<'_>,
    cleaned: &Cleaned<'_>,
) -> io::Result<()> {
    if work.archive == ArchiveArg::Parquet && work.what == What::Text {
        let row = emit::row(from, cleaned);
        part.tally.bytes_out = row.iter().flatten().map(|cell| cell.len() as u64).sum();
        part.row = Some(row);
    } else {
        part.bytes = emit::page(work.what, place, from, cleaned)?;
        part.tally.bytes_out = part.bytes.len() as u64;
    }
    Ok(())
}

/// A Parquet file, of which some rows wait to be written.
pub(crate) struct Rows<'s> {
    out: SerializedFileWriter<SinkWriter<'s>>,
    columns: Vec<Vec<Option<String>>>,
    held: usize,
}

impl<'s> Rows<'s> {
    fn begin(sink: &'s mut dyn Sink, from: &[&'static str]) -> Result<Self> {
        let names: Vec<&str> = from.iter().copied().chain(emit::COLUMNS).collect();
        let settings = WriterProperties::builder()
            .set_compression(Compression::ZSTD(Default::default()))
            .set_created_by(concat!("zhclean version ", env!("CARGO_PKG_VERSION")).to_owned())
            // No text stands there twice, and none is looked for by its beginning.
            .set_column_dictionary_enabled("text".into(), false)
            .set_column_statistics_enabled("text".into(), EnabledStatistics::None)
            .build();
        let out = SerializedFileWriter::new(SinkWriter(sink), schema(&names)?, Arc::new(settings))?;
        Ok(Rows { out, columns: vec![Vec::new(); names.len()], held: 0 })
    }

    fn push(&mut self, row: Vec<Option<String>>) -> io::Result<()> {
        self.held += row.iter().flatten().map(String::len).sum::<usize>();
        for (column, cell) in self.columns.iter_mut().zip(row) {
            column.push(cell);
        }
        if self.held >= GROUP { self.write() } else { Ok(()) }
    }

    /// Writes what waits, as a row group.
    fn write(&mut self) -> io::Result<()> {
        self.held = 0;
        self.group().map_err(|e| {
            let e = unwritten(e);
            e.downcast::<io::Error>().unwrap_or_else(io::Error::other)
        })
    }

    fn group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.out.next_row_group()?;
        for cells in &mut self.columns {
            let Some(mut column) = group.next_column()? else { break };
            let there: Vec<i16> = cells.iter().map(|cell| cell.is_some().into()).collect();
            let texts: Vec<ByteArray> =
                cells.drain(..).flatten().map(|text| text.into_bytes().into()).collect();
            column.typed::<ByteArrayType>().write_batch(&texts, Some(&there), None)?;
            column.close()?;
        }
        group.close()?;
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        if self.held > 0 {
            self.write()?;
        }
        let done = self.out.finish().map(|_| ());
        done.map_err(|e| unwritten(e).downcast::<io::Error>().unwrap_or_else(io::Error::other))
    }
}

/// Columns of text.
fn schema(names: &[&str]) -> Result<TypePtr> {
    let column = |name: &&str| -> Result<TypePtr> {
        let column = Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(Some(LogicalType::String))
            .with_converted_type(ConvertedType::UTF8);
        Ok(Arc::new(column.build()?))
    };
    let columns = names.iter().map(column).collect::<Result<_>>()?;
    Ok(Arc::new(Type::group_type_builder("pages").with_fields(columns).build()?))
}
