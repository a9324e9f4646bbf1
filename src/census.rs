//! Which rules a text can wake, found in one pass over its characters.

use std::{
    ops::{Range, RangeInclusive},
    rc::Rc,
};

use foldhash::HashMap;

use crate::{Rule, script};

const CELL: usize = 64;
const PAGES: usize = (char::MAX as usize + 1) / CELL;
/// So many there can be; all rules together have 76.
const KINDS: usize = 1 << 8;

/// The bits of a cell for sets of wake characters.
const SETS: usize = 48;
/// Set for every text, so that a rule without wake characters is always woken.
const ALWAYS: u64 = 1 << (SETS - 1);
/// What a character that only simplified text has adds to the counts of a
/// block, and one that only traditional text has: eight bits each, and a block
/// has 171 Han at most.
const HANS: u64 = 1 << SETS;
const HANT: u64 = 1 << (SETS + 8);

/// A two-step table from character to its kind, and what each kind says: the
/// sets of wake characters it is in, one bit a set, and its script. Rules that
/// wake on the same characters share a bit.
///
/// A kind is one byte, so that the cells of all hanzi fit in the fastest memory.
#[derive(Clone, Debug)]
pub(crate) struct Census {
    pages: Box<[u16; PAGES]>,
    cells: Vec<[u8; CELL]>,
    /// What a character of each kind says.
    kinds: Box<[u64; KINDS]>,
    /// The bit of each rule.
    bits: Vec<u64>,
}

impl Census {
    /// # Panics
    ///
    /// If the rules wake on more than 47 different sets of characters, or these
    /// on more than 256 kinds of characters.
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
            pages: vec![0; PAGES].try_into().expect("one for each page"),
            cells: vec![[0; CELL]],
            kinds: Box::new([0; KINDS]),
            bits,
        };
        // The first kind says nothing.
        let mut kinds = HashMap::<u64, usize>::from_iter([(0, 0)]);
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
        let mut known = HashMap::<[u8; CELL], u16>::from_iter([([0; CELL], 0)]);
        for (page, sets) in touched.into_iter().zip(built) {
            let mut cell = [0; CELL];
            for ((ch, sets), kind) in (page * CELL..).zip(sets).zip(&mut cell) {
                let (hans, hant) = script::speaks_for(ch as u32);
                let said = sets | if hans { HANS } else { 0 } | if hant { HANT } else { 0 };
                let next = kinds.len();
                let number = *kinds.entry(said).or_insert(next);
                census.kinds[number] = said;
                *kind = number as u8;
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
            let (woken, counts, len) = self.take_block(&text.as_bytes()[at..], end - at);
            all |= woken;
            blocks.push(woken);
            hans += counts & 0xFF;
            hant += counts >> 8;
            at += len;
        }
        Woken { all, blocks: blocks.into(), scripts: Some((hans, hant)) }
    }

    /// The sets of the characters that begin in the first `len` of these bytes,
    /// the counts of their scripts, and where the last of them ends.
    fn take_block(&self, bytes: &[u8], len: usize) -> (u64, usize, usize) {
        let (mut woken, mut counts) = (ALWAYS, 0);
        let mut see = |page: usize, last: u8| {
            let said =
                self.kinds[self.cells[self.pages[page] as usize][last as usize % CELL] as usize];
            woken |= said;
            counts += (said >> SETS) as usize;
        };
        let low = |byte: u8| byte as usize & 63;
        // The bytes behind the block are there for its last character.
        let (mut rest, behind) = (bytes, bytes.len() - len);
        while rest.len() > behind {
            rest = match rest {
                [a @ 0xE0..=0xEF, b, c, rest @ ..] => {
                    see((*a as usize & 15) << 6 | low(*b), *c);
                    rest
                }
                [a @ ..0x80, rest @ ..] => {
                    see(*a as usize >> 6, *a);
                    rest
                }
                [a @ ..0xE0, b, rest @ ..] => {
                    see(*a as usize & 31, *b);
                    rest
                }
                [a, b, c, d, rest @ ..] => {
                    see((*a as usize & 7) << 12 | low(*b) << 6 | low(*c), *d);
                    rest
                }
                // No text ends within a character.
                _ => break,
            };
        }
        (woken, counts, bytes.len() - rest.len())
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
