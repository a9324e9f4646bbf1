//! Which rules a text can wake, found in one pass over its characters.

use std::{
    collections::HashMap,
    ops::{Range, RangeInclusive},
    rc::Rc,
};

use crate::{Rule, script};

const CELL: usize = 64;

/// The bits of a cell for sets of wake characters.
const SETS: usize = 48;
/// Set for every text, so that a rule without wake characters is always woken.
const ALWAYS: u64 = 1 << (SETS - 1);
/// What a character that only simplified text has adds to the counts of a
/// block, and one that only traditional text has: eight bits each, and a block
/// has 171 Han at most.
const HANS: u64 = 1 << SETS;
const HANT: u64 = 1 << (SETS + 8);

/// A two-step table from character to the sets of wake characters it is in,
/// one bit a set, and to its script. Rules that wake on the same characters
/// share a bit.
#[derive(Clone, Debug)]
pub(crate) struct Census {
    pages: Vec<u16>,
    cells: Vec<[u64; CELL]>,
    /// The bit of each rule.
    bits: Vec<u64>,
}

impl Census {
    /// # Panics
    ///
    /// If the rules wake on more than 47 different sets of characters.
    pub(crate) fn new(rules: &[&Rule]) -> Self {
        let mut sets: Vec<&[RangeInclusive<char>]> = Vec::new();
        let bits = rules
            .iter()
            .map(|rule| {
                if rule.wakes_on.is_empty() {
                    return ALWAYS;
                }
                let known = sets.iter().position(|set| *set == rule.wakes_on);
                1 << known.unwrap_or_else(|| {
                    sets.push(rule.wakes_on);
                    sets.len() - 1
                })
            })
            .collect();
        assert!(sets.len() < SETS, "one bit a set of characters, and one for always");
        let mut census = Census {
            pages: vec![0; (char::MAX as usize + 1) / CELL],
            cells: vec![[0; CELL]],
            bits,
        };
        // Most pages wake nobody: only those that a range touches are built.
        let mut touched: Vec<usize> = sets
            .iter()
            .flat_map(|set| set.iter())
            .flat_map(|range| *range.start() as usize / CELL..=*range.end() as usize / CELL)
            .chain((0x3400 / CELL..0xA000 / CELL).chain(0xF900 / CELL..0xFB00 / CELL))
            .collect();
        touched.sort_unstable();
        touched.dedup();
        let mut built = vec![[0; CELL]; touched.len()];
        for (bit, set) in sets.iter().enumerate() {
            // The ranges of a set are in order, as the pages are.
            let mut row = 0;
            for range in *set {
                let (start, end) = (*range.start() as usize, *range.end() as usize);
                if touched[row] > start / CELL {
                    row = 0;
                }
                row += touched[row..].partition_point(|page| *page < start / CELL);
                for at in start..=end {
                    built[row + at / CELL - start / CELL][at % CELL] |= 1 << bit;
                }
            }
        }
        let mut known = HashMap::from([([0; CELL], 0)]);
        for (page, mut cell) in touched.into_iter().zip(built) {
            let low = (page * CELL) as u32;
            for (ch, cell) in (low..).zip(&mut cell) {
                let (hans, hant) = script::speaks_for(ch);
                *cell |= if hans { HANS } else { 0 } | if hant { HANT } else { 0 };
            }
            // Pages that are alike share a cell.
            census.pages[page] = *known.entry(cell).or_insert_with(|| {
                census.cells.push(cell);
                census.cells.len() as u16 - 1
            });
        }
        census
    }

    /// The sets that wake the rule at `at`.
    pub(crate) fn sets_of(&self, at: usize) -> u64 {
        self.bits[at]
    }

    /// True for the sets of a rule that every text wakes.
    pub(crate) fn is_always(sets: u64) -> bool {
        sets & ALWAYS != 0
    }

    /// What the characters of `text` wake, and where.
    pub(crate) fn take(&self, text: &str) -> Woken {
        let mut blocks = Vec::with_capacity(text.len() / BLOCK + 1);
        let (mut at, mut all) = (0, ALWAYS);
        let (mut hans, mut hant) = (0, 0);
        while at < text.len() {
            let end = text.len().min((blocks.len() + 1) * BLOCK);
            let (woken, counts, next) = self.take_block(text.as_bytes(), at, end);
            all |= woken;
            blocks.push(woken);
            hans += counts & 0xFF;
            hant += counts >> 8;
            at = next;
        }
        Woken { all, blocks: blocks.into(), scripts: Some((hans, hant)) }
    }

    /// The sets of the characters that begin from `at` up to `end`, the counts
    /// of their scripts, and where the last of them ends.
    fn take_block(&self, bytes: &[u8], mut at: usize, end: usize) -> (u64, usize, usize) {
        let (mut woken, mut counts) = (ALWAYS, 0);
        while at < end {
            let lead = bytes[at] as usize;
            let (page, last, len) = match lead {
                0x00..=0x7F => (lead >> 6, lead, 1),
                0x80..=0xDF => (lead & 0x1F, bytes[at + 1] as usize, 2),
                0xE0..=0xEF => {
                    let mid = bytes[at + 1] as usize & 63;
                    ((lead & 0x0F) << 6 | mid, bytes[at + 2] as usize, 3)
                }
                _ => {
                    let (b, c) = (bytes[at + 1] as usize & 63, bytes[at + 2] as usize & 63);
                    ((lead & 7) << 12 | b << 6 | c, bytes[at + 3] as usize, 4)
                }
            };
            let cell = self.cells[self.pages[page] as usize][last & 63];
            woken |= cell;
            counts += (cell >> SETS) as usize;
            at += len;
        }
        (woken, counts, at)
    }
}

/// How finely it is remembered where the characters are, in bytes: about a
/// paragraph.
const BLOCK: usize = 512;

/// What a text wakes.
#[derive(Clone, Debug)]
pub(crate) struct Woken {
    /// The sets that any of its characters is in.
    all: u64,
    /// The same for those that begin in each [`BLOCK`] bytes.
    blocks: Rc<[u64]>,
    /// How many characters only simplified text has, and only traditional text;
    /// nothing if they have not been counted.
    pub(crate) scripts: Option<(usize, usize)>,
}

impl Woken {
    /// Nothing is known of the text.
    pub(crate) fn unknown() -> Self {
        Woken { all: u64::MAX, blocks: [].into(), scripts: None }
    }

    /// True when a character of the text is in one of `sets`.
    pub(crate) fn holds(&self, sets: u64) -> bool {
        self.all & sets != 0
    }

    /// The parts of `text` that hold all its characters that are in `sets`, in
    /// order.
    pub(crate) fn parts<'t>(
        &self,
        sets: u64,
        text: &'t str,
    ) -> impl Iterator<Item = Range<usize>> + use<'t> {
        let blocks = Rc::clone(&self.blocks);
        let mut next = 0;
        std::iter::from_fn(move || {
            if blocks.is_empty() {
                next += 1;
                return (next == 1).then_some(0..text.len());
            }
            let from = next + blocks[next..].iter().position(|woken| woken & sets != 0)?;
            let run = blocks[from..].iter().take_while(|woken| **woken & sets != 0).count();
            next = from + run;
            let place = |block: usize| text.ceil_char_boundary((block * BLOCK).min(text.len()));
            Some(place(from)..place(next))
        })
    }
}
