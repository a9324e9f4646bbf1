//! One column of one batch, read value by value.

use std::io::{self, Read};

use serde_json::Value as Json;

use super::{
    body::{Body, Section},
    damaged,
    messages::Batch,
    schema::{At, Column, Holds, List},
};
use crate::cli::formats::cells::LONGEST;

/// How often the same text may be seen, on average: a small file could else
/// hold petabytes.
const SEEN: u64 = 1000;

/// A value that is there.
pub(super) struct Value {
    pub(super) bytes: Vec<u8>,
    /// Where it lies, if others may lie there, too.
    pub(super) view: Option<[u8; VIEW]>,
}

/// A view: a length, and a short text itself, or else how it begins, in which
/// buffer it lies, and where there.
pub(super) const VIEW: usize = 16;
pub(super) const SHORT: usize = 12;

type Source<'b> = Box<dyn Read + Send + 'b>;

/// Reads them in their order.
pub(super) struct Values<'b> {
    pub(super) left: u64,
    valid: Valid<'b>,
    from: From<'b>,
}

enum From<'b> {
    Offsets { offsets: Source<'b>, wide: bool, data: Source<'b>, last: Option<u64> },
    Views { views: Source<'b>, buffers: Vec<Run<'b>>, may_read: u64 },
    Ints { data: Source<'b>, width: usize, signed: bool },
}

impl<'b> Values<'b> {
    pub(super) fn new(body: &'b Body, batch: &Batch, column: &Column) -> io::Result<Self> {
        let (left, nulls) = column.at.node(batch)?;
        let buffer = |n| body.buffer(column.at.buffer(batch, n)?, batch.packing);
        let from = match column.holds {
            Holds::Text { wide } => {
                From::Offsets { offsets: buffer(1)?.0, wide, data: buffer(2)?.0, last: None }
            }
            Holds::Int { width, signed } => From::Ints { data: buffer(1)?.0, width, signed },
            Holds::Views => {
                let views = batch.views.get(column.at.views).copied().unwrap_or(0);
                let buffers = (0..usize::try_from(views).map_err(damaged)?)
                    .map(|n| Run::new(body, batch, column.at.buffer(batch, 2 + n)?))
                    .collect::<io::Result<Vec<_>>>()?;
                let len: u64 = buffers.iter().map(|run| run.len).sum();
                let may_read = len.saturating_mul(SEEN);
                From::Views { views: buffer(1)?.0, buffers, may_read }
            }
        };
        let valid = Valid::new(body, batch, column.at, nulls)?;
        Ok(Values { left, valid, from })
    }

    /// The next one; `None` for null.
    ///
    /// # Errors
    ///
    /// When it does not lie where it says.
    pub(super) fn next(&mut self) -> io::Result<Option<Value>> {
        self.left -= 1;
        let there = self.valid.next()?;
        match &mut self.from {
            From::Offsets { offsets, wide, data, last } => {
                let start = match last {
                    Some(last) => *last,
                    None => {
                        let first = offset(offsets, *wide)?;
                        skip(data, first)?;
                        first
                    }
                };
                let end = offset(offsets, *wide)?;
                *last = Some(end);
                let len = end
                    .checked_sub(start)
                    .ok_or_else(|| damaged("a text ends before it begins"))?;
                if !there {
                    skip(data, len)?;
                    return Ok(None);
                }
                let mut bytes = Vec::new();
                bounded(len)?;
                if data.take(len).read_to_end(&mut bytes)? < len as usize {
                    return Err(damaged("a text lies outside of its buffer"));
                }
                Ok(Some(Value { bytes, view: None }))
            }
            From::Views { views, buffers, may_read } => {
                let mut view = [0; VIEW];
                views.read_exact(&mut view)?;
                if there { viewed(view, buffers, may_read).map(Some) } else { Ok(None) }
            }
            From::Ints { .. } => Err(damaged("a number is no text")),
        }
    }

    /// The next one as it names a row.
    pub(super) fn next_name(&mut self) -> io::Result<Json> {
        let From::Ints { data, width, signed } = &mut self.from else {
            let value = self.next()?;
            return Ok(value
                .and_then(|v| String::from_utf8(v.bytes).ok())
                .map_or(Json::Null, Json::from));
        };
        self.left -= 1;
        let mut number = [0; 8];
        let Some(bytes) = number.get_mut(..*width) else {
            return Err(damaged("a number of no width"));
        };
        data.read_exact(bytes)?;
        let unused = 64 - 8 * *width as u32;
        let number = u64::from_le_bytes(number);
        let json = if *signed {
            // Shifted to the top and back, the sign fills what is unused.
            (number.checked_shl(unused).unwrap_or(0).cast_signed() >> unused.min(63)).into()
        } else {
            number.into()
        };
        Ok(if self.valid.next()? { json } else { Json::Null })
    }
}

fn viewed(view: [u8; VIEW], buffers: &[Run<'_>], may_read: &mut u64) -> io::Result<Value> {
    let [len, _, buffer, at] = [0, 4, 8, 12].map(|from| {
        u32::from_le_bytes([view[from], view[from + 1], view[from + 2], view[from + 3]])
    });
    let len = len as usize;
    if len <= SHORT {
        return Ok(Value { bytes: view[4..4 + len].to_vec(), view: None });
    }
    bounded(len as u64)?;
    let seen = || damaged("its texts lie one upon the other, time and again");
    *may_read = may_read.checked_sub(len as u64).ok_or_else(seen)?;
    let run = buffers.get(buffer as usize);
    let run = run.ok_or_else(|| damaged("a text lies in no buffer"))?;
    Ok(Value { bytes: run.bytes(at.into(), len)?, view: Some(view) })
}

fn bounded(len: u64) -> io::Result<()> {
    // One at the limit is told from a longer one, and named.
    if len > 2 * LONGEST { Err(damaged("a text is longer than 2 GB")) } else { Ok(()) }
}

fn offset(from: &mut impl Read, wide: bool) -> io::Result<u64> {
    let number = if wide {
        let mut number = [0; 8];
        from.read_exact(&mut number)?;
        i64::from_le_bytes(number)
    } else {
        let mut number = [0; 4];
        from.read_exact(&mut number)?;
        i32::from_le_bytes(number).into()
    };
    u64::try_from(number).map_err(|_| damaged("an offset is negative"))
}

fn skip(from: &mut impl Read, len: u64) -> io::Result<()> {
    let skipped = io::copy(&mut from.take(len), &mut io::sink())?;
    if skipped < len { Err(damaged("a text lies outside of its buffer")) } else { Ok(()) }
}

/// Which values are there: a bit each, or none if all are.
struct Valid<'b> {
    bits: Option<Source<'b>>,
    byte: u8,
    nth: u8,
}

impl<'b> Valid<'b> {
    fn new(body: &'b Body, batch: &Batch, at: At, nulls: i64) -> io::Result<Self> {
        let (bits, len) = body.buffer(at.buffer(batch, 0)?, batch.packing)?;
        let bits = (len > 0 && nulls != 0).then_some(bits);
        Ok(Valid { bits, byte: 0, nth: 0 })
    }

    fn next(&mut self) -> io::Result<bool> {
        let Some(bits) = &mut self.bits else { return Ok(true) };
        if self.nth == 0 {
            let mut byte = [0];
            bits.read_exact(&mut byte)?;
            self.byte = byte[0];
        }
        let there = self.byte >> self.nth & 1 == 1;
        self.nth = (self.nth + 1) % 8;
        Ok(there)
    }
}

/// A buffer that is read here and there.
struct Run<'b> {
    held: Held<'b>,
    len: u64,
}

enum Held<'b> {
    There(Section<'b>),
    Unpacked(Body),
}

impl<'b> Run<'b> {
    fn new(body: &'b Body, batch: &Batch, lies: (i64, i64)) -> io::Result<Self> {
        if batch.packing.is_none() {
            let len = u64::try_from(lies.1).map_err(damaged)?;
            return Ok(Run { held: Held::There(body.section(lies)?), len });
        }
        let (mut buffer, len) = body.buffer(lies, batch.packing)?;
        Ok(Run { held: Held::Unpacked(Body::take(&mut buffer, None, len)?), len })
    }

    fn bytes(&self, at: u64, len: usize) -> io::Result<Vec<u8>> {
        match &self.held {
            Held::There(section) => section.part(at, len),
            Held::Unpacked(body) => {
                let whole = i64::try_from(body.len).map_err(damaged)?;
                body.section((0, whole))?.part(at, len)
            }
        }
    }
}

/// Tells in which row of a batch a value stands that lies in lists.
pub(super) struct Rows<'b> {
    /// The innermost first.
    levels: Vec<Level<'b>>,
}

enum Level<'b> {
    /// `end` is where the `list`th one ends.
    Offsets {
        offsets: Source<'b>,
        wide: bool,
        left: u64,
        list: u64,
        end: Option<u64>,
    },
    Fixed(u64),
}

impl<'b> Rows<'b> {
    pub(super) fn new(body: &'b Body, batch: &Batch, column: &Column) -> io::Result<Self> {
        let level = |list: &List| -> io::Result<_> {
            Ok(match *list {
                List::Fixed(len) => Level::Fixed(len.max(1)),
                List::Offsets { at, wide } => {
                    let offsets = body.buffer(at.buffer(batch, 1)?, batch.packing)?.0;
                    Level::Offsets { offsets, wide, left: at.node(batch)?.0, list: 0, end: None }
                }
            })
        };
        Ok(Rows { levels: column.lists.iter().rev().map(level).collect::<io::Result<_>>()? })
    }

    /// The row of the `nth` value: asked for in their order.
    pub(super) fn row_of(&mut self, nth: u64) -> io::Result<u64> {
        self.levels.iter_mut().try_fold(nth, |nth, level| match level {
            Level::Fixed(len) => Ok(nth / *len),
            Level::Offsets { offsets, wide, left, list, end } => {
                if *left == 0 {
                    return Ok(*list);
                }
                let mut until = match end {
                    Some(end) => *end,
                    None => {
                        offset(offsets, *wide)?;
                        offset(offsets, *wide)?
                    }
                };
                while until <= nth && *left > 1 {
                    until = offset(offsets, *wide)?;
                    *list += 1;
                    *left -= 1;
                }
                *end = Some(until);
                Ok(*list)
            }
        })
    }
}
