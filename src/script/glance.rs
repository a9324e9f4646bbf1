//! Conversion of the places where one look at a character and the next tells
//! all: of most of a text.
//!
//! A character becomes another of the same length in its place in a buffer.
//! Only where a phrase may begin, or a length changes, does it take more
//! thought ([`Steps::step`]).

use std::ops::Range;

use super::sink::Sink;
use crate::{
    alike::alike,
    phrases::{CHAR, Dict, SLOW, Table, ascii_end},
};

/// So many bytes are converted before the sink is told.
const CHUNK: usize = 8 << 10;

/// One bit for each pair of characters that needs thought, by its hash; of
/// 50,000 pairs 9 in 100 others need it too, of 300 only 1 in 1,000.
const BITS: u32 = 19;

const SECOND: u32 = 24 + BITS;
/// Begins a phrase, in what it becomes.
const BEGINS: u64 = 1 << (SECOND + BITS);
/// May become more than the table says, so it needs thought behind [`BEGINS`].
const UNSURE: u64 = BEGINS << 1;

/// What each character of three bytes becomes, and which need thought.
pub(super) struct Glance {
    /// Three bytes of UTF-8, none if the character needs thought; its hash as
    /// first of a pair and as second; flags.
    cells: Box<[u64; 0x1_0000]>,
    pairs: Box<[u64; 1 << (BITS - 6)]>,
}

impl Glance {
    /// What `table` says of each character; those flagged [`SLOW`] need thought,
    /// and so do these pairs. `begins` and `unsure` tell of each character whether
    /// it needs thought before, and behind, one of the other kind.
    pub(super) fn new(
        table: &Table,
        pairs: impl Iterator<Item = (u32, u32)>,
        begins: impl Fn(u32) -> bool,
        unsure: impl Fn(u32) -> bool,
    ) -> Glance {
        let mut cells = Box::new([0; 0x1_0000]);
        for ch in 0x800..0x1_0000 {
            let to = char::from_u32(table[ch as usize] & CHAR);
            let mut bytes = [0; 8];
            if let Some(to) = to.filter(|to| to.len_utf8() == 3)
                && table[ch as usize] & SLOW == 0
            {
                to.encode_utf8(&mut bytes);
            }
            cells[ch as usize] = u64::from_le_bytes(bytes)
                | hash(ch, 0x9E37_79B1) << 24
                | hash(ch, 0x85EB_CA6B) << SECOND
                | if begins(ch) { BEGINS } else { 0 }
                | if unsure(ch) { UNSURE } else { 0 };
        }
        let mut glance = Glance { cells, pairs: Box::new([0; 1 << (BITS - 6)]) };
        for (a, b) in pairs.filter(|(a, b)| (a | b) < 0x1_0000) {
            let bit = pair(glance.cells[a as usize], glance.cells[b as usize]);
            glance.pairs[bit >> 6] |= 1 << (bit & 63);
        }
        glance
    }

    /// The same for one dictionary.
    pub(super) fn of(dict: &Dict) -> Glance {
        Glance::new(&dict.table, dict.pairs(), |_| false, |_| false)
    }

    /// Writes what the characters from `at` on become to `out`, which is as
    /// long as `bytes`. Stops at a character that needs thought, or that has no
    /// other of three bytes behind it.
    #[inline]
    fn run(&self, bytes: &[u8], out: &mut [u8], mut at: usize) -> usize {
        let Some(mut cell) = self.cell(bytes, at) else { return at };
        while let Some(next) = self.cell(bytes, at + 3) {
            let bit = pair(cell, next);
            let thought = self.pairs[bit >> 6] >> (bit & 63) & 1 != 0;
            if thought | (cell & 0xFF == 0) | ((cell << 1) & next & UNSURE != 0) {
                break;
            }
            let [a, b, c, ..] = cell.to_le_bytes();
            out[at..at + 3].copy_from_slice(&[a, b, c]);
            at += 3;
            cell = next;
        }
        at
    }

    #[inline]
    fn cell(&self, bytes: &[u8], at: usize) -> Option<u64> {
        let &[a, b, c] = bytes.get(at..)?.first_chunk::<3>()?;
        let low = |byte: u8| usize::from(byte & 63);
        let ch = usize::from(a & 15) << 12 | low(b) << 6 | low(c);
        (a & 0xF0 == 0xE0).then(|| self.cells[ch])
    }
}

fn hash(ch: u32, factor: u32) -> u64 {
    let x = ch.wrapping_mul(factor);
    u64::from((x ^ x >> 15).wrapping_mul(0xC2B2_AE3D) >> (32 - BITS))
}

/// Which bit is that of two characters with these cells.
#[inline]
fn pair(first: u64, second: u64) -> usize {
    ((first >> 24 ^ second >> SECOND) & ((1 << BITS) - 1)) as usize
}

/// How a text is converted.
pub(super) trait Steps {
    /// What needs no thought.
    fn glance(&self) -> &Glance;
    /// No phrase begins with more ASCII than this.
    fn ascii(&self) -> usize;
    /// Converts what is at `at`, and returns where to go on.
    fn step(&mut self, at: usize, writer: &mut Writer<'_, impl Sink>) -> usize;
}

/// Converts all of `text`.
pub(super) fn convert(text: &str, steps: &mut impl Steps, sink: &mut impl Sink) {
    let bytes = text.as_bytes();
    let mut writer = Writer { text, sink, buffer: Vec::new(), base: 0, from: 0 };
    let (mut at, mut ascii_until) = (0, 0);
    while at < bytes.len() {
        if at >= writer.limit() {
            writer.refill(at);
        }
        let chunk = writer.base..writer.limit();
        if bytes[at] >= 0xE0 {
            at = chunk.start
                + steps.glance().run(&bytes[chunk.clone()], &mut writer.buffer, at - chunk.start);
        } else if bytes[at] < 0x80 && at >= ascii_until {
            ascii_until = ascii_end(bytes, at);
            at = at.max(ascii_until - steps.ascii().min(ascii_until));
            continue;
        }
        at = steps.step(at, &mut writer);
    }
    writer.flush(text.len());
}

/// The converted text on its way to the sink.
pub(super) struct Writer<'t, S> {
    pub(super) text: &'t str,
    sink: &'t mut S,
    /// A part of the text, in which characters are replaced by others of the same
    /// length.
    buffer: Vec<u8>,
    /// Where that part begins, and what the sink has not been told yet.
    base: usize,
    from: usize,
}

impl<S: Sink> Writer<'_, S> {
    fn limit(&self) -> usize {
        self.base + self.buffer.len()
    }

    #[cold]
    fn refill(&mut self, at: usize) {
        self.flush(at);
        self.base = at;
        let end = self.text.ceil_char_boundary(at + CHUNK);
        self.buffer.clear();
        self.buffer.extend_from_slice(&self.text.as_bytes()[at..end]);
    }

    /// Tells the sink of all before `at`, which lies in the part or behind it.
    fn flush(&mut self, at: usize) {
        let until = at.min(self.limit());
        if self.from < until {
            let new = &self.buffer[self.from - self.base..until - self.base];
            let new = simdutf8::basic::from_utf8(new).expect("whole characters were written");
            self.sink.alike(self.from..until, new);
        }
        self.from = at;
    }

    /// The character at `at` becomes `to`.
    #[inline]
    pub(super) fn single(&mut self, at: usize, len: usize, to: char) {
        self.alike_or(at..at + len, to.encode_utf8(&mut [0; 4]), to.len_utf8() == len);
    }

    /// A range becomes `to`; `alike` when each character has one of its own
    /// length.
    #[inline]
    pub(super) fn alike_or(&mut self, range: Range<usize>, to: &str, alike: bool) {
        match self.buffer.get_mut(range.start - self.base..range.end - self.base) {
            Some(place) if alike => place.copy_from_slice(to.as_bytes()),
            _ => self.phrase(range, to),
        }
    }

    /// A range becomes `to`, which may or may not be alike.
    pub(super) fn either(&mut self, range: Range<usize>, to: &str) {
        let alike = alike(&self.text[range.clone()], to);
        self.alike_or(range, to, alike);
    }

    /// A range becomes `to`, of which a part or all may be as it was.
    pub(super) fn phrase(&mut self, range: Range<usize>, to: &str) {
        self.flush(range.start);
        self.from = range.end;
        self.sink.phrase(range, to);
    }
}
