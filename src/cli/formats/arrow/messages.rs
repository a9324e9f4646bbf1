//! The messages that a stream is made of, and what one says of its body.
//!
//! A mark, the length of a table, the table itself, and a body that the table
//! says the length of.

use std::{
    fs::File,
    io::{self, Read},
};

use super::{
    body::Body,
    damaged,
    flat::{self, Table},
};

const MARK: [u8; 4] = [0xFF; 4];

/// A table is no longer than this: a schema of millions of columns would be.
const LONGEST: u64 = 1 << 28;

/// What a message tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Schema,
    Dictionary,
    Batch,
    /// Tensors, which hold no text.
    Other,
}

/// One message, without its body.
pub(super) struct Message {
    /// Its bytes, from the mark to where the body begins.
    pub(super) head: Vec<u8>,
    /// Where in them the table begins.
    prefix: usize,
    pub(super) kind: Kind,
    pub(super) body: u64,
}

/// What comes next in a stream.
pub(super) enum Next {
    Message(Message, Body),
    /// The end of a stream; another one may follow.
    End,
    /// The end of the input.
    Nothing,
}

/// Reads a stream; `at` is how much was read, and `file` what the input reads,
/// if that is a file.
pub(super) struct Messages<'f, R> {
    pub(super) input: R,
    pub(super) at: u64,
    pub(super) file: Option<&'f File>,
}

impl<R: Read> Messages<'_, R> {
    /// # Errors
    ///
    /// When it is cut short or no message.
    pub(super) fn next(&mut self) -> io::Result<Next> {
        let mut head = Vec::new();
        (&mut self.input).take(8).read_to_end(&mut head)?;
        if head.is_empty() {
            return Ok(Next::Nothing);
        }
        if head.len() < 8 {
            return Err(damaged("it ends within a message"));
        }
        if head[..4] != MARK {
            return Err(damaged("no message where one should begin; before 2019 they had no mark"));
        }
        let len = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        if len == 0 {
            self.at += 8;
            return Ok(Next::End);
        }
        if u64::from(len) > LONGEST {
            return Err(damaged("a message says it is longer than any"));
        }
        // Read as it comes: the length may be a lie.
        if (&mut self.input).take(len.into()).read_to_end(&mut head)? < len as usize {
            return Err(damaged("it ends within a message"));
        }
        self.at += head.len() as u64;
        let message = Message::new(head)?;
        let file = self.file.map(|file| (file, self.at));
        let body = Body::take(&mut self.input, file, message.body)?;
        self.at += message.body;
        Ok(Next::Message(message, body))
    }
}

/// The slots of a message.
pub(super) const VERSION: usize = 0;
const HEADER_TYPE: usize = 1;
const HEADER: usize = 2;
const BODY_LENGTH: usize = 3;

impl Message {
    /// The one that begins with `head`, which ends where its body begins.
    pub(super) fn new(head: Vec<u8>) -> io::Result<Message> {
        let prefix = if head.starts_with(&MARK) { 8 } else { 4 };
        let leads_nowhere = || damaged("a message leads nowhere");
        let table = head.get(prefix..).and_then(Table::root).ok_or_else(leads_nowhere)?;
        let kind = match table.byte(HEADER_TYPE) {
            1 => Kind::Schema,
            2 => Kind::Dictionary,
            3 => Kind::Batch,
            _ => Kind::Other,
        };
        let body = u64::try_from(table.long(BODY_LENGTH)).map_err(|_| leads_nowhere())?;
        Ok(Message { head, prefix, kind, body })
    }

    /// What it is about: a schema, or a batch.
    pub(super) fn header(&self) -> io::Result<Table<'_>> {
        let table = Table::root(&self.head[self.prefix..]).and_then(|table| table.table(HEADER));
        table.ok_or_else(|| damaged("a message leads nowhere"))
    }

    /// The version of the format, counted from 0.
    pub(super) fn version(&self) -> i16 {
        Table::root(&self.head[self.prefix..]).map_or(0, |table| table.short(VERSION))
    }

    /// The dictionary it is of, and its values; or of a batch, its columns.
    pub(super) fn batch(&self) -> io::Result<(Option<i64>, Batch)> {
        let header = self.header()?;
        let (dictionary, batch) = match self.kind {
            Kind::Dictionary => (Some(header.long(0)), header.table(1)),
            _ => (None, Some(header)),
        };
        let batch = batch.and_then(|table| Batch::read(&self.head[self.prefix..], table));
        Ok((dictionary, batch.ok_or_else(|| damaged("a batch leads nowhere"))?))
    }

    /// Makes it tell of other buffers, and of a body of other length.
    pub(super) fn rewrite(&mut self, batch: &Batch, body: u64) -> io::Result<()> {
        let full = || damaged("a message has no room for its numbers");
        let mut table = self.head.split_off(self.prefix);
        let place = Table::root(&table).and_then(|root| root.place(BODY_LENGTH));
        let (place, body_len) = place.zip(i64::try_from(body).ok()).ok_or_else(full)?;
        flat::set_long(&mut table, place, body_len).ok_or_else(full)?;
        batch.write(&mut table).ok_or_else(full)?;
        while !(self.prefix + table.len()).is_multiple_of(8) {
            table.push(0);
        }
        let len = u32::try_from(table.len()).map_err(damaged)?;
        self.head[self.prefix - 4..].copy_from_slice(&len.to_le_bytes());
        self.head.append(&mut table);
        self.body = body;
        Ok(())
    }
}

/// How the buffers of a batch are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Lz4,
    Zstd,
}

/// What a batch says of its columns: numbers that stand in its message.
#[derive(Clone)]
pub(super) struct Batch {
    pub(super) rows: u64,
    /// Of each column, and each column in one: how many values it has, and how
    /// many of them are null.
    pub(super) nodes: Vec<(i64, i64)>,
    /// Where in the body each buffer lies, and how long it is.
    pub(super) buffers: Vec<(i64, i64)>,
    /// How many buffers with text each column of views has.
    pub(super) views: Vec<i64>,
    pub(super) packing: Option<Packing>,
    at: Places,
}

#[derive(Clone, Copy)]
struct Places {
    nodes: usize,
    buffers: usize,
    /// What leads to the buffers.
    buffers_offset: usize,
    buffers_len: usize,
    views: usize,
}

impl Batch {
    fn read(bytes: &[u8], table: Table<'_>) -> Option<Batch> {
        let empty = flat::Vector { at: 0, len: 0 };
        let nodes = table.vector(1, 16).unwrap_or(empty);
        let buffers = table.vector(2, 16).unwrap_or(empty);
        let views = table.vector(4, 8).unwrap_or(empty);
        let pairs = |vector: flat::Vector| -> Option<Vec<(i64, i64)>> {
            let pair = |n| {
                let at = vector.at + 16 * n;
                Some((flat::long(bytes, at)?, flat::long(bytes, at + 8)?))
            };
            (0..vector.len).map(pair).collect()
        };
        let packing = match table.table(3) {
            None => None,
            // One kind of compression by buffer is all there is.
            Some(packing) if packing.byte(1) != 0 => return None,
            Some(packing) => Some(match packing.byte(0) {
                0 => Packing::Lz4,
                1 => Packing::Zstd,
                _ => return None,
            }),
        };
        Some(Batch {
            rows: u64::try_from(table.long(0)).ok()?,
            nodes: pairs(nodes)?,
            buffers: pairs(buffers)?,
            views: (0..views.len)
                .map(|n| flat::long(bytes, views.at + 8 * n))
                .collect::<Option<_>>()?,
            packing,
            at: Places {
                nodes: nodes.at,
                buffers: buffers.at,
                buffers_offset: table.place(2).unwrap_or(0),
                buffers_len: buffers.len,
                views: views.at,
            },
        })
    }

    fn write(&self, bytes: &mut Vec<u8>) -> Option<()> {
        for (n, (len, nulls)) in self.nodes.iter().enumerate() {
            flat::set_long(bytes, self.at.nodes + 16 * n, *len)?;
            flat::set_long(bytes, self.at.nodes + 16 * n + 8, *nulls)?;
        }
        for (n, count) in self.views.iter().enumerate() {
            flat::set_long(bytes, self.at.views + 8 * n, *count)?;
        }
        if self.buffers.len() != self.at.buffers_len {
            return flat::append_pairs(bytes, self.at.buffers_offset, &self.buffers);
        }
        for (n, (offset, len)) in self.buffers.iter().enumerate() {
            flat::set_long(bytes, self.at.buffers + 16 * n, *offset)?;
            flat::set_long(bytes, self.at.buffers + 16 * n + 8, *len)?;
        }
        Some(())
    }
}
