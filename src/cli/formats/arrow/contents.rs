//! A file: messages between two magic words, and where they lie in a table at
//! its end. By that they are read: what is between them is nobody's business.

use std::io;

use super::{
    body::Body,
    damaged,
    flat::{self, Table},
    messages::{Message, VERSION},
};

/// What a file begins and ends with.
pub(super) const MAGIC: &[u8; 6] = b"ARROW1";

/// The table of contents at the end of a file, and where it begins.
pub(super) struct Contents {
    bytes: Vec<u8>,
    pub(super) at: u64,
    /// Where each message lies, in their order: it, its body, and where that ends.
    pub(super) blocks: Vec<Block>,
}

pub(super) struct Block {
    pub(super) at: u64,
    body: u64,
    pub(super) end: u64,
}

/// Slots of the table of contents.
const SCHEMA: usize = 1;
const BLOCKS: [usize; 2] = [2, 3];

/// How long a block is.
const BLOCK: usize = 24;

impl Contents {
    /// Reads that of `file`.
    pub(super) fn read(file: &Body) -> io::Result<Contents> {
        let lost = || damaged("no table of contents at its end");
        let end = file.len.checked_sub(MAGIC.len() as u64 + 4).ok_or_else(lost)?;
        let tail = file.bytes(end, MAGIC.len() + 4)?;
        let len = u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]);
        let at = end.checked_sub(len.into()).filter(|_| tail[4..] == *MAGIC).ok_or_else(lost)?;
        let bytes = file.bytes(at, len as usize)?;
        let mut blocks = Vec::new();
        let table = Table::root(&bytes).ok_or_else(lost)?;
        for vector in BLOCKS.iter().filter_map(|slot| table.vector(*slot, BLOCK)) {
            let places = (0..vector.len).map(|n| vector.at + BLOCK * n);
            blocks.extend(places.filter_map(|place| Block::read(&bytes, place)));
        }
        blocks.sort_by_key(|block| block.at);
        let ends = [MAGIC.len() as u64].into_iter().chain(blocks.iter().map(|block| block.end));
        let starts = blocks.iter().map(|block| block.at).chain([at]);
        if ends.zip(starts).any(|(end, start)| end > start) {
            return Err(damaged("its messages lie one upon the other"));
        }
        Ok(Contents { bytes, at, blocks })
    }

    /// The schema, and the version of the format, counted from 0.
    pub(super) fn schema(&self) -> io::Result<(Table<'_>, i16)> {
        let table = Table::root(&self.bytes);
        let found = table.and_then(|table| Some((table.table(SCHEMA)?, table.short(VERSION))));
        found.ok_or_else(|| damaged("its schema leads nowhere"))
    }

    /// The bytes of it, leading to where the messages stand now.
    pub(super) fn moved(mut self, moved: &[Moved]) -> io::Result<Vec<u8>> {
        let vectors = Table::root(&self.bytes)
            .map(|table| BLOCKS.map(|slot| table.vector(slot, BLOCK)))
            .unwrap_or_default();
        for vector in vectors.into_iter().flatten() {
            for place in (0..vector.len).map(|n| vector.at + BLOCK * n) {
                Block::lead(&mut self.bytes, place, moved)
                    .ok_or_else(|| damaged("its table of contents leads nowhere"))?;
            }
        }
        let len = u32::try_from(self.bytes.len()).map_err(damaged)?;
        self.bytes.extend(len.to_le_bytes());
        self.bytes.extend(MAGIC);
        Ok(self.bytes)
    }
}

impl Block {
    fn read(bytes: &[u8], place: usize) -> Option<Block> {
        let number = |at| flat::long(bytes, at).and_then(|n| u64::try_from(n).ok());
        let at = number(place)?;
        let head = u64::from(flat::int(bytes, place + 8)?.cast_unsigned());
        let body = at.checked_add(head)?;
        Some(Block { at, body, end: body.checked_add(number(place + 16)?)? })
    }

    fn lead(bytes: &mut [u8], place: usize, moved: &[Moved]) -> Option<()> {
        let from = Block::read(bytes, place)?.at;
        let now = &moved[moved.binary_search_by_key(&from, |moved| moved.from).ok()?];
        let head = i32::try_from(now.head).ok()?;
        flat::set_long(bytes, place, i64::try_from(now.to).ok()?)?;
        bytes.get_mut(place + 8..place + 12)?.copy_from_slice(&head.to_le_bytes());
        flat::set_long(bytes, place + 16, i64::try_from(now.body).ok()?)
    }

    /// What lies there.
    pub(super) fn message(&self, file: &Body) -> io::Result<(Message, Body)> {
        let head = usize::try_from(self.body - self.at).map_err(damaged)?;
        let message = Message::new(file.bytes(self.at, head)?)?;
        if message.body != self.end - self.body {
            return Err(damaged("a message is not as long as its table of contents says"));
        }
        Ok((message, file.part(self.body, self.end - self.body)?))
    }
}

/// Where a message stood, and where it stands now.
pub(super) struct Moved {
    pub(super) from: u64,
    pub(super) to: u64,
    pub(super) head: u64,
    pub(super) body: u64,
}
