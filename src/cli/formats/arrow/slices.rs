//! Columns of a batch, cleaned some values at a time.

use std::{io, ops::ControlFlow};

use anyhow::Result;
use serde_json::Value as Json;

use super::{
    body::Body,
    messages::Batch,
    schema::Column,
    told,
    values::{Rows, Value, Values},
};
use crate::cli::{
    formats::{
        cells::{Cell, Cells, Named},
        parts::Part,
    },
    ordered::try_in_order,
};

/// What is cleaned at once: about so many bytes, at most so many values.
const BYTES: usize = 256 << 10;
const VALUES: usize = 1024;

/// A batch, to be read slice by slice.
pub(super) struct Slices<'b> {
    pub(super) body: &'b Body,
    pub(super) batch: &'b Batch,
    pub(super) beside: &'b [Option<Column>; 2],
    pub(super) row: u64,
    /// What is counted: rows, or the values of a dictionary.
    pub(super) what: &'static str,
}

impl Slices<'_> {
    /// Hands out a column slice by slice, cleaned from the `from`th on. Cut the
    /// same way each time: a column may be read twice.
    pub(super) fn clean(
        &self,
        cells: Cells<'_>,
        column: &Column,
        from: usize,
        jobs: usize,
        mut take: impl FnMut(usize, Vec<Option<Value>>, Part) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let beside = |column: &Option<Column>| -> io::Result<_> {
            let Some(column) = column else { return Ok(None) };
            let values = Values::new(self.body, self.batch, column)?;
            Ok(Some(Beside { values, next: 0, name: Json::Null }))
        };
        let reader = Reader {
            values: Values::new(self.body, self.batch, column).map_err(told)?,
            rows: Rows::new(self.body, self.batch, column).map_err(told)?,
            beside: [
                beside(&self.beside[0]).map_err(told)?,
                beside(&self.beside[1]).map_err(told)?,
            ],
            next: 0,
        };
        try_in_order(
            reader.enumerate(),
            jobs,
            |(n, slice)| -> Result<_> {
                let mut slice = slice.map_err(told)?;
                let mut part = Part::default();
                if n >= from {
                    self.slice(cells, column, &mut slice, &mut part)?;
                }
                Ok((n, slice.values, part))
            },
            |(n, values, part)| take(n, values, part),
        )
    }

    fn slice(
        &self,
        cells: Cells<'_>,
        column: &Column,
        slice: &mut Slice,
        part: &mut Part,
    ) -> io::Result<()> {
        for (n, place) in slice.values.iter_mut().enumerate() {
            let Some(value) = place else { continue };
            let named = Named {
                what: self.what,
                row: self.row.saturating_add(slice.rows[n]),
                id: slice.ids.get(n),
                url: slice.urls.get(n),
            };
            match cells.clean(&named, &value.bytes, column.bytes, part)? {
                Cell::Kept => {}
                Cell::New(bytes) => value.bytes = bytes,
                Cell::Null => *place = None,
            }
        }
        Ok(())
    }
}

/// Some values of a column, and of each its row in the batch, from 0, and what
/// names that; no names if nobody asks.
#[derive(Default)]
struct Slice {
    values: Vec<Option<Value>>,
    rows: Vec<u64>,
    ids: Vec<Json>,
    urls: Vec<Json>,
}

/// Reads a column slice by slice.
struct Reader<'b> {
    values: Values<'b>,
    rows: Rows<'b>,
    beside: [Option<Beside<'b>>; 2],
    next: u64,
}

/// The column that names rows.
struct Beside<'b> {
    values: Values<'b>,
    next: u64,
    name: Json,
}

impl Beside<'_> {
    fn name_of(&mut self, row: u64) -> io::Result<Json> {
        while self.next <= row && self.values.left > 0 {
            self.name = self.values.next_name()?;
            self.next += 1;
        }
        Ok(self.name.clone())
    }
}

impl Reader<'_> {
    fn slice(&mut self) -> io::Result<Slice> {
        let mut slice = Slice::default();
        let mut bytes = 0;
        while self.values.left > 0 && bytes < BYTES && slice.values.len() < VALUES {
            let value = self.values.next()?;
            bytes += value.as_ref().map_or(0, |value| value.bytes.len());
            let row = self.rows.row_of(self.next)?;
            self.next += 1;
            let [ids, urls] = &mut self.beside;
            for (beside, names) in [(ids, &mut slice.ids), (urls, &mut slice.urls)] {
                if let Some(beside) = beside {
                    names.push(beside.name_of(row)?);
                }
            }
            slice.values.push(value);
            slice.rows.push(row);
        }
        Ok(slice)
    }
}

impl Iterator for Reader<'_> {
    type Item = io::Result<Slice>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.values.left == 0 {
            return None;
        }
        let slice = self.slice();
        if slice.is_err() {
            self.values.left = 0;
        }
        Some(slice)
    }
}
