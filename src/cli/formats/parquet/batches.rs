//! One column of one row group, some rows at a time.

use std::io;

use parquet::{
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::{ByteArray, ByteArrayType},
};

use serde_json::Value;

use super::{beside, damaged};

/// What is cleaned at once: about so many bytes, at most so many rows.
const BYTES: usize = 256 << 10;
const ROWS: usize = 1024;

/// Rows shorter than this are read many at once.
const SHORT: usize = 4 << 10;
const MANY: usize = 128;

/// Some rows of one column: its values, and for each place a value may stand
/// the two numbers by which Parquet tells nulls and lists.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The first row's number in the file, from 1.
    pub(super) first: u64,
    pub(super) values: Vec<ByteArray>,
    /// How much of the path is there; empty if all of it must be.
    pub(super) def: Vec<i16>,
    /// Where lists go on; empty if there are none.
    pub(super) rep: Vec<i16>,
    /// What names each row, and where it is from; empty if nobody asks.
    pub(super) ids: Vec<Value>,
    pub(super) urls: Vec<Value>,
}

/// Reads them. Cut the same way each time: a chunk is read twice.
pub(super) struct Batches {
    pub(super) reader: ColumnReaderImpl<ByteArrayType>,
    /// The number of the next row.
    pub(super) row: u64,
    /// How many rows are still to come.
    pub(super) left: u64,
    /// The greatest levels that its schema has room for: `def` and `rep`.
    pub(super) deepest: (i16, i16),
    /// The columns of the ids and of the addresses, each with its greatest level.
    pub(super) beside: [Option<(ColumnReader, i16)>; 2],
}

impl Batches {
    fn batch(&mut self) -> io::Result<Option<Batch>> {
        let mut batch = Batch { first: self.row, ..Batch::default() };
        let (mut rows, mut bytes, mut step) = (0, 0, 1);
        while rows < ROWS && bytes < BYTES && self.left > 0 {
            let had = (batch.values.len(), batch.def.len(), batch.rep.len());
            let step_now = step.min(ROWS - rows).min(self.left as usize);
            let (read, ..) = self
                .reader
                .read_records(
                    step_now,
                    Some(&mut batch.def),
                    Some(&mut batch.rep),
                    &mut batch.values,
                )
                .map_err(damaged)?;
            if read == 0 {
                let left = self.left;
                return Err(damaged(format!("a column ends {left} rows before its row group")));
            }
            let fits = |levels: &[i16], most| levels.iter().all(|level| (0..=most).contains(level));
            if !(fits(&batch.def[had.1..], self.deepest.0)
                && fits(&batch.rep[had.2..], self.deepest.1))
            {
                return Err(damaged("a level that its schema has no room for"));
            }
            let more: usize = batch.values[had.0..].iter().map(ByteArray::len).sum();
            step = if more / read < SHORT { (step * 2).min(MANY) } else { 1 };
            bytes += more;
            rows += read;
            self.left = self.left.saturating_sub(read as u64);
        }
        self.row += rows as u64;
        let [ids, urls] = &mut self.beside;
        for (column, values) in [(ids, &mut batch.ids), (urls, &mut batch.urls)] {
            if let Some((reader, deepest)) = column {
                *values = beside::values(reader, *deepest, rows)?;
            }
        }
        Ok((rows > 0).then_some(batch))
    }
}

impl Iterator for Batches {
    type Item = io::Result<Batch>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.batch().transpose();
        if matches!(batch, Some(Err(_))) {
            self.left = 0;
        }
        batch
    }
}
