//! Conversion with two dictionaries, one after the other, over segments that
//! one of them cuts.
//!
//! Both are read in one pass: almost everywhere the second sees exactly one
//! character for one, so both are composed into one table, and the exact
//! machine ([`Run::machine`]) is started only where a phrase of either may begin.

use std::ops::Range;

use super::{
    glance::{self, Glance, Steps, Writer},
    one_step::{OneStep, character},
    sink::Sink,
};
use crate::phrases::{CHAR, FLAG_A, FLAG_B, PHRASE, SLOW, Table, decode};

/// A phrase of the first dictionary may begin here.
const FIRST: u32 = FLAG_A;
/// A phrase of the second may begin at what this maps to.
const SECOND: u32 = FLAG_B;

/// Two dictionaries, over segments that a third cuts.
pub(super) struct TwoSteps {
    /// Cuts: its phrases are segments, and what lies between is one each.
    cutter: &'static OneStep,
    first: &'static OneStep,
    second: &'static OneStep,
    /// Both, character by character, with the flags of all three.
    both: Table,
    glance: Glance,
}

impl TwoSteps {
    /// `cutter` is one of the two.
    pub(super) fn new(
        cutter: &'static OneStep,
        first: &'static OneStep,
        second: &'static OneStep,
    ) -> TwoSteps {
        let mut both = first.dict.table.clone();
        for (ch, cell) in both.iter_mut().enumerate() {
            let middle = *cell & CHAR;
            let last = second.dict.table.get(middle as usize).copied().unwrap_or(SLOW);
            let mut flags = (cutter.dict.table[ch] & PHRASE) | ((*cell | last) & SLOW);
            // Where nothing was cut no phrase of the cutter begins.
            if !std::ptr::eq(cutter, first) && *cell & PHRASE != 0 {
                flags |= FIRST;
            }
            if last & PHRASE != 0 {
                flags |= SECOND;
            }
            *cell = flags | last & CHAR;
        }
        let from = Sources::of(&first.dict.table);
        let seconds =
            second.dict.pairs().flat_map(|(a, b)| product(from.of_one(a), from.of_one(b)));
        let pairs = cutter.dict.pairs().chain(first.dict.pairs()).chain(seconds);
        let glance = Glance::new(
            &both,
            pairs,
            |ch| both[ch as usize] & SECOND != 0,
            |ch| both[ch as usize] & (FIRST | SLOW) != 0,
        );
        TwoSteps { cutter, first, second, both, glance }
    }

    /// Tells `sink` what changes in `text`, from left to right.
    pub(super) fn run(&self, text: &str, sink: &mut impl Sink) {
        glance::convert(text, &mut Run { steps: self, room: Room::default() }, sink);
    }

    /// True when the table says all of the character at `at`, which begins no
    /// segment: no phrase of the first dictionary begins here, and none of the
    /// second at what it becomes.
    #[inline]
    fn plain(&self, text: &str, at: usize, ch: u32, len: usize, cell: u32) -> bool {
        if cell & SLOW != 0 {
            return false;
        }
        let (bytes, first) = (text.as_bytes(), &self.first.dict);
        if cell & FIRST != 0 && first.phrase(text, at, bytes.len(), ch, len).is_some() {
            return false;
        }
        if cell & SECOND == 0 || at + len >= bytes.len() {
            return true;
        }
        let (next, next_len) = decode(bytes, at + len);
        let (Some(cell), Some(to)) = (self.both.get(next as usize), first.table.get(next as usize))
        else {
            return false;
        };
        let (a, b) = (first.table[ch as usize] & CHAR, to & CHAR);
        let begins = cell & FIRST != 0
            && first.phrase(text, at + len, bytes.len(), next, next_len).is_some();
        cell & SLOW == 0 && !begins && !self.second.dict.pair(a, b)
    }

    /// True when the second dictionary leaves each character of `text` as it is.
    fn leaves(&self, text: &str) -> bool {
        text.chars().all(|ch| {
            self.second.dict.table.get(ch as usize).is_some_and(|cell| *cell == ch as u32)
        })
    }

    fn cut_at(&self, text: &str, at: usize) -> bool {
        let (ch, len) = decode(text.as_bytes(), at);
        self.both.get(ch as usize).is_none_or(|cell| cell & PHRASE != 0)
            && self.cutter.dict.phrase(text, at, text.len(), ch, len).is_some()
    }

    /// Appends what the first dictionary makes of the place `at`, and returns
    /// how much of the text that was.
    fn feed(&self, text: &str, at: usize, buffer: &mut String) -> usize {
        let (ch, len) = decode(text.as_bytes(), at);
        let first = &self.first.dict;
        if !std::ptr::eq(self.cutter, self.first)
            && let Some(found) = first.phrase(text, at, text.len(), ch, len)
        {
            // The run may end inside the phrase; then it does not count.
            let inside = (at + len..at + found.len).filter(|p| text.is_char_boundary(*p));
            let Some(limit) = inside.into_iter().find(|p| self.cut_at(text, *p)) else {
                buffer.push_str(found.value);
                return found.len;
            };
            if let Some(found) = first.phrase(text, at, limit, ch, len) {
                buffer.push_str(found.value);
                return found.len;
            }
        }
        self.first.append_single(text, at, ch, len, buffer)
    }
}

/// Which characters a table maps to which.
struct Sources<'t> {
    table: &'t Table,
    /// Those that it changes, by what they become.
    changed: Vec<(u32, u32)>,
}

impl<'t> Sources<'t> {
    fn of(table: &'t Table) -> Sources<'t> {
        let pairs = (0..).zip(table.iter()).map(|(ch, cell)| (cell & CHAR, ch));
        let mut changed: Vec<_> = pairs.filter(|(to, ch)| to != ch).collect();
        changed.sort_unstable();
        Sources { table, changed }
    }

    fn of_one(&self, to: u32) -> impl Iterator<Item = u32> + Clone {
        let same = self.table.get(to as usize).is_some_and(|cell| cell & CHAR == to);
        let first = self.changed.partition_point(|(other, _)| *other < to);
        let others = self.changed[first..].iter().take_while(move |(other, _)| *other == to);
        same.then_some(to).into_iter().chain(others.map(|(_, ch)| *ch))
    }
}

/// Each of one with each of the other.
fn product<T: Copy>(
    one: impl Iterator<Item = T>,
    other: impl Iterator<Item = T> + Clone,
) -> impl Iterator<Item = (T, T)> {
    one.flat_map(move |a| other.clone().map(move |b| (a, b)))
}

struct Run<'d> {
    steps: &'d TwoSteps,
    room: Room,
}

/// Room that [`Run::machine`] and [`Run::segment`] use again and again.
#[derive(Default)]
struct Room {
    /// What the first dictionary made.
    buffer: String,
    /// Where in it the first dictionary ended a match, and where that was in
    /// the text.
    marks: Vec<(usize, usize)>,
    out: String,
}

impl Steps for Run<'_> {
    fn glance(&self) -> &Glance {
        &self.steps.glance
    }

    fn ascii(&self) -> usize {
        let TwoSteps { cutter, first, second, .. } = self.steps;
        cutter.dict.ascii.max(first.dict.ascii).max(second.dict.ascii)
    }

    #[inline]
    fn step(&mut self, at: usize, writer: &mut Writer<'_, impl Sink>) -> usize {
        let text = writer.text;
        let (ch, len) = decode(text.as_bytes(), at);
        let cell = self.steps.both.get(ch as usize).copied().unwrap_or(PHRASE | SLOW);
        if cell & PHRASE != 0
            && let Some(found) = self.steps.cutter.dict.phrase(text, at, text.len(), ch, len)
        {
            let range = at..at + found.len;
            if std::ptr::eq(self.steps.cutter, self.steps.first) && self.steps.leaves(found.value) {
                writer.alike_or(range, found.value, found.alike);
            } else {
                self.segment(range, found.value, writer);
            }
            return at + found.len;
        }
        if !self.steps.plain(text, at, ch, len, cell) {
            return self.machine(at, writer);
        }
        if cell & CHAR != ch {
            writer.single(at, len, character(cell & CHAR));
        }
        at + len
    }
}

impl Run<'_> {
    /// Sends one segment that was cut through both. `value` is what the cutter
    /// makes of it.
    fn segment(&mut self, range: Range<usize>, value: &str, writer: &mut Writer<'_, impl Sink>) {
        let TwoSteps { cutter, first, second, .. } = self.steps;
        let Room { buffer, out, .. } = &mut self.room;
        buffer.clear();
        out.clear();
        if std::ptr::eq(*cutter, *first) {
            buffer.push_str(value);
        } else {
            through(first, &writer.text[range.clone()], buffer);
        }
        through(second, buffer, out);
        writer.either(range, out);
    }

    /// Goes on from `from`, inside what was not cut, one character of the
    /// first dictionary's output at a time, until both dictionaries have
    /// consumed the text up to the same place. Returns that place.
    fn machine(&mut self, from: usize, writer: &mut Writer<'_, impl Sink>) -> usize {
        let (steps, text) = (self.steps, writer.text);
        let Room { buffer, marks, out } = &mut self.room;
        buffer.clear();
        marks.clear();
        out.clear();
        let (mut read, mut run_ended) = (from, false);
        let mut used = 0;
        loop {
            // The second dictionary must see as much as its longest key.
            while !run_ended && buffer.len() < used + steps.second.dict.longest + 4 {
                if read >= text.len() || (read > from && steps.cut_at(text, read)) {
                    run_ended = true;
                    break;
                }
                read += steps.feed(text, read, buffer);
                marks.push((buffer.len(), read));
            }
            used += steps.second.append(buffer, used, out);
            if let Ok(mark) = marks.binary_search_by_key(&used, |(end, _)| *end) {
                let until = marks[mark].1;
                writer.either(from..until, out);
                return until;
            }
        }
    }
}

/// Appends what the dictionary makes of `text`.
pub(super) fn through(dict: &OneStep, text: &str, out: &mut String) {
    let mut at = 0;
    while at < text.len() {
        at += dict.append(text, at, out);
    }
}
