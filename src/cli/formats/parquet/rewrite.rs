//! A Parquet file written anew: what is not cleaned is copied as it lies there.

use std::{fs::File, io::Write, sync::Arc};

use anyhow::{Context, Result, bail};
use parquet::{
    basic::{Encoding, PageType},
    bloom_filter::Sbbf,
    column::writer::ColumnCloseResult,
    file::{
        metadata::{ColumnChunkMetaData, ParquetMetaData, SortingColumn},
        properties::{EnabledStatistics, WriterProperties, WriterVersion},
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
};

use super::{Source, columns::Column, unwritten};

/// Begins the new file, with the settings of the old one.
///
/// # Errors
///
/// When it cannot be written.
pub(super) fn begin<W: Write + Send>(
    out: W,
    source: &Source,
    columns: &[Column],
) -> Result<SerializedFileWriter<W>> {
    let file = source.metadata.file_metadata();
    let schema = file.schema_descr().root_schema_ptr();
    let properties = Arc::new(properties(&source.metadata, columns));
    Ok(SerializedFileWriter::new(out, schema, properties)?)
}

/// The settings that the chunks of the old file tell of. How hard its codec
/// worked, and how large its pages were meant to be, stands nowhere.
fn properties(metadata: &ParquetMetaData, columns: &[Column]) -> WriterProperties {
    let file = metadata.file_metadata();
    let mut set = WriterProperties::builder()
        .set_key_value_metadata(file.key_value_metadata().cloned())
        // Readers know by it which statistics of old writers to distrust, and
        // the columns that are copied keep theirs.
        .set_created_by(
            file.created_by()
                .map_or(concat!("zhclean version ", env!("CARGO_PKG_VERSION")), |by| by)
                .to_owned(),
        );
    let Some(group) = metadata.row_groups().first() else { return set.build() };
    let chunks = group.columns();
    if chunks.iter().all(|chunk| chunk.offset_index_offset().is_none()) {
        set = set.set_offset_index_disabled(true);
    }
    if columns.iter().any(|column| has_new_pages(&chunks[column.leaf])) {
        set = set.set_writer_version(WriterVersion::PARQUET_2_0);
    }
    let sorted = group.sorting_columns().map(|sorted| still_sorted(sorted, columns));
    set = set.set_sorting_columns(sorted.filter(|sorted| !sorted.is_empty()));
    for column in columns {
        let chunk = &chunks[column.leaf];
        let path = chunk.column_path().clone();
        let dictionary = chunk.dictionary_page_offset().is_some()
            || chunk.encodings().any(|e| e == Encoding::RLE_DICTIONARY);
        let delta = chunk
            .encodings()
            .find(|e| matches!(e, Encoding::DELTA_BYTE_ARRAY | Encoding::DELTA_LENGTH_BYTE_ARRAY));
        let statistics = match (chunk.column_index_offset(), chunk.statistics()) {
            (Some(_), _) => EnabledStatistics::Page,
            (None, Some(_)) => EnabledStatistics::Chunk,
            (None, None) => EnabledStatistics::None,
        };
        set = set
            .set_column_compression(path.clone(), chunk.compression_codec().into())
            .set_column_dictionary_enabled(path.clone(), dictionary)
            .set_column_encoding(path.clone(), delta.unwrap_or(Encoding::PLAIN))
            .set_column_statistics_enabled(path.clone(), statistics)
            .set_column_bloom_filter_enabled(path, chunk.bloom_filter_offset().is_some());
    }
    set.build()
}

/// Data pages of the second version.
fn has_new_pages(chunk: &ColumnChunkMetaData) -> bool {
    let stats = chunk.page_encoding_stats();
    stats.is_some_and(|stats| stats.iter().any(|page| page.page_type == PageType::DATA_PAGE_V2))
}

/// Rows that were sorted by a text are so no more once it is cleaned.
fn still_sorted(sorted: &[SortingColumn], columns: &[Column]) -> Vec<SortingColumn> {
    let cleaned =
        |by: &SortingColumn| columns.iter().any(|column| column.leaf as i32 == by.column_idx);
    sorted.iter().take_while(|by| !cleaned(by)).cloned().collect()
}

/// Copies a chunk as it lies in the file.
///
/// # Errors
///
/// When it lies elsewhere, or not at all.
pub(super) fn append<W: Write + Send>(
    out: &mut SerializedRowGroupWriter<'_, W>,
    source: &Source,
    group: usize,
    leaf: usize,
) -> Result<()> {
    let rows = source.metadata.row_group(group).num_rows();
    let chunk = source.chunk(group, leaf)?;
    let index = source.metadata.page_index();
    let copied = ColumnCloseResult {
        bytes_written: chunk.compressed_size() as u64,
        rows_written: rows as u64,
        bloom_filter: Sbbf::read_from_column_chunk(&chunk, &*source.file)
            .context("its bloom filter is damaged")?,
        column_index: index.and_then(|index| index.column_index(group, leaf)).cloned(),
        offset_index: index.and_then(|index| index.offset_index(group, leaf)).cloned(),
        metadata: chunk,
    };
    out.append_column(&*source.file, copied).map_err(unwritten)
}

/// The chunk, once it is sure that it lies in the file.
pub(super) fn checked(chunk: &ColumnChunkMetaData, file: &File) -> Result<ColumnChunkMetaData> {
    if chunk.file_path().is_some() {
        bail!(
            "is an index of other Parquet files; it fits them no longer once they are cleaned: \
             remove it, or have it made anew"
        );
    }
    // Some writers say so when there is none.
    let chunk = match chunk.dictionary_page_offset() {
        Some(0) => chunk.clone().into_builder().set_dictionary_page_offset(None).build()?,
        _ => chunk.clone(),
    };
    let start = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
    let end = start.checked_add(chunk.compressed_size());
    let len = file.metadata()?.len();
    let fits = start >= 4
        && start <= chunk.data_page_offset()
        && chunk.compressed_size() >= 0
        && end.is_some_and(|end| end as u64 <= len);
    if !fits {
        bail!("its Parquet data is damaged: a column does not lie where its footer says");
    }
    Ok(chunk)
}
