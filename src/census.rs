//! Which rules a text can wake, found in one pass over its characters.

use std::{
    ops::{Range, RangeInclusive},
    rc::Rc,
};

use foldhash::HashMap;

use crate::{Rule, script};

/// How many characters are built at once.
const CELL: usize = 64;
const CHARACTERS: usize = char::MAX as usize + 1;
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

/// The kind of each character, and what each kind says: the sets of wake
/// characters it is in, one bit a set, and its script. Rules that wake on the
/// same characters share a bit.
///
/// A kind is one byte, so that those of all hanzi fit in the fastest memory; of
/// the table only the parts that are looked at are in memory at all.
#[derive(Clone, Debug)]
pub(crate) struct Census {
    kinds: Box<[u8; CHARACTERS]>,
    /// What a character of each kind says.
    said: Box<[u64; KINDS]>,
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
            kinds: vec![0; CHARACTERS].try_into().expect("one for each character"),
            said: Box::new([0; KINDS]),
            bits,
        };
        // The first kind says nothing.
        let mut known = HashMap::<u64, usize>::from_iter([(0, 0)]);
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
        for (page, sets) in touched.into_iter().zip(built) {
            for (ch, sets) in (page * CELL..).zip(sets) {
                let (hans, hant) = script::speaks_for(ch as u32);
                let said = sets | if hans { HANS } else { 0 } | if hant { HANT } else { 0 };
                let next = known.len();
                let kind = *known.entry(said).or_insert(next);
                census.said[kind] = said;
                census.kinds[ch] = kind as u8;
            }
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
        let mut see = |kind: u8| {
            let said = self.said[usize::from(kind)];
            woken |= said;
            counts += (said >> SETS) as usize;
        };
        // The bytes behind the block are there for its last character.
        let (mut rest, behind) = (bytes, bytes.len() - len);
        while rest.len() > behind {
            // Two of three bytes, as most are.
            if let Some(eight) = rest.first_chunk::<8>()
                && rest.len() > behind + 3
            {
                let bytes = u64::from_le_bytes(*eight);
                if bytes & 0xF000_00F0 == 0xE000_00E0 {
                    see(self.kinds[of_three(bytes)]);
                    see(self.kinds[of_three(bytes >> 24)]);
                    rest = &rest[6..];
                    continue;
                }
            }
            let low = |byte: u8| u32::from(byte & 63);
            let (ch, len) = match *rest {
                [a @ ..0x80, ..] => (u32::from(a), 1),
                [a @ ..0xE0, b, ..] => (u32::from(a & 31) << 6 | low(b), 2),
                [a @ ..0xF0, b, c, ..] => (u32::from(a & 15) << 12 | low(b) << 6 | low(c), 3),
                [a, b, c, d, ..] => {
                    (u32::from(a & 7) << 18 | low(b) << 12 | low(c) << 6 | low(d), 4)
                }
                // No text ends within a character.
                _ => break,
            };
            see(self.kinds[ch as usize]);
            rest = &rest[len..];
        }
        (woken, counts, bytes.len() - rest.len())
    }
}

/// The character whose three bytes are the lowest of these, the first of them lowest.
fn of_three(bytes: u64) -> usize {
    ((bytes & 15) << 12 | (bytes >> 2 & 0xFC0) | (bytes >> 16 & 63)) as usize
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_counted_in_the_block_that_it_begins_in() {
        let rules: Vec<_> = crate::rules().collect();
        let census = Census::new(&rules);
        let one = |ch: char| {
            let said = census.said[usize::from(census.kinds[ch as usize])];
            (said & (HANS - 1), (said >> SETS) as usize & 0xFF, (said >> SETS) as usize >> 8)
        };
        for pieces in
            [["国", "國", "a", "é"], ["𠀀", "&", "们", "\u{E001}"], ["國", "國", "國", "國"]]
        {
            for n in 0..700 {
                let text: String = (0..n).map(|i| pieces[i * i % 7 % 4]).collect();
                let woken = census.take(&text);
                let last = text.char_indices().next_back().map(|(at, _)| at / BLOCK + 1);
                let mut blocks = vec![ALWAYS; last.unwrap_or(0)];
                let (mut hans, mut hant) = (0, 0);
                for (at, ch) in text.char_indices() {
                    let (sets, simple, traditional) = one(ch);
                    blocks[at / BLOCK] |= sets;
                    (hans, hant) = (hans + simple, hant + traditional);
                }
                assert_eq!(woken.scripts, Some((hans, hant)));
                let seen = woken.blocks.iter().map(|sets| sets & (HANS - 1));
                assert!(seen.eq(blocks));
            }
        }
    }
}
