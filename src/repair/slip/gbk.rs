//! The two-byte characters of GBK, both ways.

use std::sync::LazyLock;

use unicode_normalization::char::decompose_canonical;

use super::voice::Letter;
use crate::{plausible, repair::search::Right};

/// No pair is zero.
const NONE: u16 = 0;

struct Table {
    pairs: Vec<u16>,
    /// Pairs of characters that canonical composition replaced by another.
    composed: Vec<(char, u16)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { pairs: vec![NONE; 0x1_0000], composed: Vec::new() };
    for (lead, trail) in leads().flat_map(|lead| trails().map(move |trail| (lead, trail))) {
        let Some(ch) = decoded(lead, trail) else { continue };
        let Ok(code) = u16::try_from(ch as u32) else { continue };
        let pair = u16::from_be_bytes([lead, trail]);
        match &mut table.pairs[usize::from(code)] {
            first if *first == NONE => *first = pair,
            // A3A0 is read as U+3000, too; writers write A1A1.
            _ => table.composed.push((ch, pair)),
        }
        if matches!(ch, '\u{F900}'..='\u{FAFF}') {
            decompose_canonical(ch, |one| {
                if one != ch {
                    table.composed.push((one, pair));
                }
            });
        }
    }
    table
});

/// The character of a pair; private ones too, as decoders that keep every pair
/// write them.
fn decoded(lead: u8, trail: u8) -> Option<char> {
    Right::Gbk.pair(lead, trail)
}

/// The character of a pair, if a writer could have meant it.
pub(super) fn written(lead: u8, trail: u8) -> Option<char> {
    decoded(lead, trail).filter(|ch| !is_private(*ch))
}

fn is_private(ch: char) -> bool {
    matches!(ch, '\u{E000}'..='\u{F8FF}')
}

/// The bytes that were read as `ch`: its own pair, a second one if it has two,
/// and the pair of the compatibility ideograph that it replaced.
pub(super) fn pairs(ch: char) -> impl Iterator<Item = [u8; 2]> {
    let own = u16::try_from(ch as u32).ok().map(|code| TABLE.pairs[usize::from(code)]);
    let composed = TABLE.composed.iter().filter(move |(one, _)| *one == ch).map(|(_, pair)| *pair);
    own.filter(|pair| *pair != NONE).into_iter().chain(composed).map(u16::to_be_bytes)
}

/// Dearer characters are not thought of where half of one is lost: each is rarer
/// than one in 200,000 of news.
const MAX_ALONE: f32 = 18.0;

/// What can be meant where half a pair is left: the other byte and the character.
struct Halves {
    by_lead: Vec<Vec<(u8, Letter)>>,
    by_trail: Vec<Vec<(u8, Letter)>>,
}

static HALVES: LazyLock<Halves> = LazyLock::new(|| {
    let mut halves = Halves { by_lead: vec![Vec::new(); 256], by_trail: vec![Vec::new(); 256] };
    for lead in leads() {
        for trail in trails() {
            if let Some(ch) = written(lead, trail).filter(|ch| plausible::alone(*ch) <= MAX_ALONE) {
                let letter = Letter::of(ch);
                halves.by_lead[usize::from(lead)].push((trail, letter));
                halves.by_trail[usize::from(trail)].push((lead, letter));
            }
        }
    }
    halves
});

/// The characters that begin with `lead`, with their second bytes; the rare ones are left out.
pub(super) fn beginning_with(lead: u8) -> &'static [(u8, Letter)] {
    &HALVES.by_lead[usize::from(lead)]
}

/// The characters that end with `trail`, with their first bytes; the rare ones are left out.
pub(super) fn ending_with(trail: u8) -> &'static [(u8, Letter)] {
    &HALVES.by_trail[usize::from(trail)]
}

/// Each byte that can be first of a pair.
pub(super) fn leads() -> impl Iterator<Item = u8> {
    0x81..=0xFE
}

/// Each byte that can be second.
pub(super) fn trails() -> impl Iterator<Item = u8> {
    (0x40..=0xFE).filter(|trail| *trail != 0x7F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_leads_to_a_character_and_back() {
        for lead in leads() {
            for trail in trails() {
                let Some(ch) = decoded(lead, trail) else { continue };
                assert!(pairs(ch).any(|pair| pair == [lead, trail]), "{lead:X}{trail:X} {ch}");
            }
        }
    }

    #[test]
    fn a_composed_character_has_the_pair_of_the_one_it_replaced() {
        assert_eq!(written(0xFD, 0x9E), Some('\u{F995}'));
        assert!(pairs('秊').any(|pair| pair == [0xFD, 0x9E]));
        assert_eq!(written(0xAA, 0xA1), None);
    }
}
