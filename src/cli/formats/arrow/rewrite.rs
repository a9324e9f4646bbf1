//! A batch written anew: what is not cleaned is copied as it lies there.

use std::{
    collections::HashMap,
    io::{self, Write},
};

use anyhow::{Result, bail};
use tempfile::SpooledTempFile;

use super::{
    body::{Body, NewBuffer},
    damaged,
    messages::{Batch, Message, Packing},
    schema::{Column, Holds},
    values::{SHORT, VIEW},
};

/// How much text one buffer of views takes: views say in 31 bits where it lies.
const RUN: u64 = 1 << 30;

/// Buffers begin on such bounds: always the first, and if they did, the second.
const ALIGNED: u64 = 8;
const WELL_ALIGNED: u64 = 64;

/// A column being written.
pub(super) struct NewColumn {
    texts: Texts,
    valid: Vec<u8>,
    len: u64,
    nulls: i64,
    packing: Option<Packing>,
}

enum Texts {
    Offsets {
        offsets: NewBuffer,
        wide: bool,
        data: NewBuffer,
    },
    /// `known` are views of texts that others share.
    Views {
        views: NewBuffer,
        data: Vec<NewBuffer>,
        known: HashMap<[u8; VIEW], [u8; VIEW]>,
    },
}

impl NewColumn {
    pub(super) fn new(column: &Column, packing: Option<Packing>) -> io::Result<Self> {
        let texts = match column.holds {
            Holds::Text { wide } => {
                let mut offsets = NewBuffer::new(packing)?;
                offsets.write(&[0; 8][..if wide { 8 } else { 4 }])?;
                Texts::Offsets { offsets, wide, data: NewBuffer::new(packing)? }
            }
            _ => Texts::Views {
                views: NewBuffer::new(packing)?,
                data: Vec::new(),
                known: HashMap::new(),
            },
        };
        Ok(NewColumn { texts, valid: Vec::new(), len: 0, nulls: 0, packing })
    }

    /// Adds a value; `view` is how it was seen before, if others may be seen so, too.
    ///
    /// # Errors
    ///
    /// When it cannot be written, or its column has no room for it.
    pub(super) fn push(&mut self, value: Option<&[u8]>, view: Option<[u8; VIEW]>) -> Result<()> {
        if self.len.is_multiple_of(8) {
            self.valid.push(0);
        }
        if let (Some(_), Some(last)) = (value, self.valid.last_mut()) {
            *last |= 1 << (self.len % 8);
        }
        self.len += 1;
        self.nulls += i64::from(value.is_none());
        let bytes = value.unwrap_or_default();
        match &mut self.texts {
            Texts::Offsets { offsets, wide, data } => {
                data.write(bytes)?;
                if *wide {
                    offsets.write(&i64::try_from(data.len)?.to_le_bytes())?;
                } else if let Ok(end) = i32::try_from(data.len) {
                    offsets.write(&end.to_le_bytes())?;
                } else {
                    bail!("a batch of it grows over 2 GB of text: write it in smaller batches");
                }
            }
            Texts::Views { views, data, known } => {
                if let Some(new) = view.and_then(|old| known.get(&old)) {
                    return Ok(views.write(new)?);
                }
                let new = new_view(bytes, data, self.packing)?;
                known.extend(view.map(|old| (old, new)));
                views.write(&new)?;
            }
        }
        Ok(())
    }
}

/// The view of a text, which goes to the last of the buffers if it is long.
fn new_view(
    bytes: &[u8],
    data: &mut Vec<NewBuffer>,
    packing: Option<Packing>,
) -> Result<[u8; VIEW]> {
    let mut view = [0; VIEW];
    view[..4].copy_from_slice(&u32::try_from(bytes.len())?.to_le_bytes());
    if bytes.len() <= SHORT {
        view[4..4 + bytes.len()].copy_from_slice(bytes);
        return Ok(view);
    }
    if data.last().is_none_or(|last| last.len >= RUN) {
        data.push(NewBuffer::new(packing)?);
    }
    let n = data.len() - 1;
    let at = u32::try_from(data[n].len)?;
    view[4..8].copy_from_slice(&bytes[..4]);
    view[8..12].copy_from_slice(&u32::try_from(n)?.to_le_bytes());
    view[12..].copy_from_slice(&at.to_le_bytes());
    data[n].write(bytes)?;
    Ok(view)
}

/// What a body is made of.
enum Piece {
    Old((i64, i64)),
    New(SpooledTempFile, u64),
}

/// Writes the message and its body with other texts in some of its columns.
///
/// # Errors
///
/// When it is damaged, or cannot be written.
pub(super) fn write(
    out: &mut impl Write,
    message: &mut Message,
    mut batch: Batch,
    body: &Body,
    columns: Vec<(&Column, NewColumn)>,
) -> io::Result<()> {
    let mut pieces: Vec<Piece> = batch.buffers.iter().copied().map(Piece::Old).collect();
    let well = batch.buffers.iter().all(|(at, len)| *len == 0 || at % WELL_ALIGNED as i64 == 0);
    let align = if well { WELL_ALIGNED } else { ALIGNED };
    let sum = batch.buffers.iter().fold(0_i64, |sum, (_, len)| sum.saturating_add((*len).max(0)));
    if u64::try_from(sum).is_ok_and(|sum| sum > body.len) {
        return Err(damaged("its buffers lie one upon the other"));
    }
    // From the last on: one that has more buffers moves those behind it.
    for (column, new) in columns.into_iter().rev() {
        put(&mut pieces, &mut batch, column, new)?;
    }
    let mut end = 0;
    batch.buffers.clear();
    for piece in &pieces {
        let len = match piece {
            Piece::Old((_, len)) => u64::try_from(*len).map_err(damaged)?,
            Piece::New(_, len) => *len,
        };
        let fits = i64::try_from(end).ok().zip(i64::try_from(len).ok());
        batch.buffers.push(fits.ok_or_else(|| damaged("a batch longer than any"))?);
        end = (end + len).next_multiple_of(align);
    }
    message.rewrite(&batch, end)?;
    out.write_all(&message.head)?;
    for piece in pieces {
        let len = match piece {
            Piece::Old(lies) => io::copy(&mut body.section(lies)?, out)?,
            Piece::New(mut file, _) => io::copy(&mut file, out)?,
        };
        let padding = len.next_multiple_of(align) - len;
        out.write_all(&[0; WELL_ALIGNED as usize][..padding as usize])?;
    }
    Ok(())
}

/// Puts a column in its place.
fn put(
    pieces: &mut Vec<Piece>,
    batch: &mut Batch,
    column: &Column,
    new: NewColumn,
) -> io::Result<()> {
    let first = column.at.index(batch)?;
    let old_nulls = column.at.node(batch)?.1;
    if new.nulls != old_nulls {
        let mut valid = NewBuffer::new(new.packing)?;
        valid.write(&new.valid)?;
        pieces[first] = finished(valid)?;
        batch.nodes[column.at.node].1 = new.nulls;
    }
    match new.texts {
        Texts::Offsets { offsets, data, .. } => {
            pieces[first + 1] = finished(offsets)?;
            pieces[first + 2] = finished(data)?;
        }
        Texts::Views { views, data, .. } => {
            pieces[first + 1] = finished(views)?;
            let count = &mut batch.views[column.at.views];
            let old = first + 2..first + 2 + usize::try_from(*count).map_err(damaged)?;
            *count = i64::try_from(data.len()).map_err(damaged)?;
            let new = data.into_iter().map(finished).collect::<io::Result<Vec<_>>>()?;
            pieces.splice(old, new);
        }
    }
    Ok(())
}

fn finished(buffer: NewBuffer) -> io::Result<Piece> {
    let (file, len) = buffer.finish()?;
    Ok(Piece::New(file, len))
}
