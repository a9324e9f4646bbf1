//! What begins with two characters that stand side by side.

use std::sync::LazyLock;

use super::{
    cues, furniture, keys,
    photo_credits::PLACES,
    scan::{CONTACT, CUE, KEY, PLACE, WORD},
};

/// What one pair of characters is enough for, wherever it stands.
pub(super) const ALONE: u8 = CUE | KEY | PLACE | CONTACT;
/// In the table: the first pair of a cue that needs a second one.
pub(super) const FIRST: u8 = 1 << 5;
/// In the table: the second pair of such a cue.
pub(super) const THEN: u8 = 1 << 6;

/// In the table: a key that is none behind other letters.
pub(super) const OPENING: u8 = 1 << 7;

/// What begins with a pair of characters, by a hash of the two.
pub(super) struct Pairs(Box<[u8; 1 << 16]>);

pub(super) static PAIRS: LazyLock<Pairs> = LazyLock::new(|| {
    let mut pairs = Pairs(Box::new([0; 1 << 16]));
    for (pattern, what) in cues::patterns()
        .map(|(pattern, whole)| (pattern, if whole { WORD } else { CUE }))
        .chain(keys::words().map(|word| (word, OPENING)))
        .chain(furniture::WAYS.iter().flat_map(|ways| ways.iter()).map(|way| (*way, CONTACT)))
        .chain(["记者", "中心"].map(|role| (role, KEY)))
        .chain(PLACES.iter().map(|place| (*place, PLACE)))
    {
        pairs.add(pattern, what);
    }
    pairs
});

impl Pairs {
    fn add(&mut self, pattern: &str, what: u8) {
        let mut chars = pattern.chars();
        let (Some(first), second, third) = (chars.next(), chars.next(), chars.next()) else {
            return;
        };
        match (second, third) {
            (Some(second), Some(third)) if what == CUE => {
                self.0[slot(first, second)] |= FIRST;
                self.0[slot(second, third)] |= THEN;
            }
            (Some(second), _) => self.0[slot(first, second)] |= what,
            // One character alone is a key only before one of the marks of keys.
            (None, _) if what == OPENING => {
                for mark in keys::MARKS {
                    self.0[slot(first, *mark)] |= what;
                }
            }
            _ => {}
        }
    }

    #[inline]
    pub(super) fn begins(&self, first: char, second: char) -> u8 {
        self.0[slot(first, second)]
    }
}

/// True when a word of menus may begin `text`.
pub(super) fn begins_word(text: &str) -> bool {
    let mut chars = text.chars();
    let pair = chars.next().zip(chars.next());
    pair.is_some_and(|(first, second)| PAIRS.begins(first, second) & WORD != 0)
}

/// Fibonacci hashing, with another odd number for the second character.
#[inline]
fn slot(first: char, second: char) -> usize {
    let hash = (first as u32).wrapping_mul(0x9E37_79B1) ^ (second as u32).wrapping_mul(0x85EB_CA6B);
    (hash >> 16) as usize
}
