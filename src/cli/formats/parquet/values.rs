//! The values of a batch, cleaned.

use std::io;

use super::{Source, batches::Batch, columns::Column};
use crate::cli::formats::{
    cells::{Cell, Cells, Named},
    parts::Part,
};

/// What the values of a file need.
#[derive(Clone, Copy)]
pub(super) struct Cleaning<'w> {
    pub(super) cells: Cells<'w>,
    pub(super) source: &'w Source,
}

impl Cleaning<'_> {
    /// Cleans `batch`, and says what was found in it.
    pub(super) fn batch(&self, column: Column, mut batch: Batch) -> io::Result<(Batch, Part)> {
        let schema = self.source.metadata.file_metadata().schema_descr();
        // The definition level of a value that is there.
        let there = schema.column(column.leaf).max_def_level();
        let mut part = Part::default();
        let values = std::mem::take(&mut batch.values);
        let mut kept = Vec::with_capacity(values.len());
        let (mut row, mut at) = (batch.first, 0);
        for value in values {
            // The place of the next value that is there.
            loop {
                let begins = at > 0 && batch.rep.get(at).is_none_or(|rep| *rep == 0);
                row += u64::from(begins);
                if batch.def.get(at).is_none_or(|def| *def == there) {
                    break;
                }
                at += 1;
            }
            let nth = (row - batch.first) as usize;
            let (id, url) = (batch.ids.get(nth), batch.urls.get(nth));
            let named = Named { what: "row", row, id, url };
            match self.cells.clean(&named, value.data(), column.bytes, &mut part)? {
                Cell::Kept => kept.push(value),
                Cell::New(new) => kept.push(new.into()),
                Cell::Null => batch.def[at] -= 1,
            }
            at += 1;
        }
        batch.values = kept;
        Ok((batch, part))
    }
}
