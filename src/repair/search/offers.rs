//! The characters of UTF-8 that what is left of their bytes allows.

use std::sync::{LazyLock, OnceLock};

use super::{codecs::Wrong, fill::Reading};
use crate::plausible;

/// Dearer characters are not offered where a byte is lost: the model has met
/// none of them in news.
const MAX_ALONE: f32 = 21.0;

/// Some of the bytes 0x80 to 0xBF, which go on a character: a bit each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Bytes(u64);

impl Bytes {
    pub(super) const NONE: Bytes = Bytes(0);
    pub(super) const ALL: Bytes = Bytes(u64::MAX);

    pub(super) const fn one(byte: u8) -> Bytes {
        Bytes(1 << (byte & 0x3F))
    }

    pub(super) const fn of(bytes: &[u8]) -> Bytes {
        let (mut all, mut n) = (0, 0);
        while n < bytes.len() {
            all |= Bytes::one(bytes[n]).0;
            n += 1;
        }
        Bytes(all)
    }

    pub(super) fn is_empty(self) -> bool {
        self == Bytes::NONE
    }

    /// Those of them that `wanted` is true of.
    pub(super) fn filter(self, wanted: impl Fn(u8) -> bool) -> Bytes {
        Bytes(self.iter().filter(|byte| wanted(*byte)).map(|byte| Bytes::one(byte).0).sum())
    }

    pub(super) fn iter(self) -> impl Iterator<Item = u8> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let byte = 0x80 + u8::try_from(left.trailing_zeros()).ok().filter(|n| *n < 64)?;
            left &= left - 1;
            Some(byte)
        })
    }
}

/// A byte of a character behind its first.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Part {
    Known(u8),
    /// Lost.
    Any,
}

impl Part {
    /// What it can have been, if anything was one of `values`.
    fn bytes(self, values: Bytes) -> Bytes {
        match self {
            Part::Known(byte) => Bytes::one(byte),
            Part::Any => values,
        }
    }
}

/// The first bytes of hanzi and of the marks of Chinese.
pub(super) const LEADS: [u8; 9] = [0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF];

/// Adds every plausible character that `lead` and `parts`, one or two, can be. `values` are
/// what a lost byte can have been, so only what was there before can be met twice.
pub(super) fn offer(
    lead: u8,
    parts: &[Part],
    values: Bytes,
    bits: f32,
    readings: &mut Vec<Reading>,
) {
    let before = readings.len();
    let mut put = |block: usize, last: Bytes| {
        for byte in Bytes(PLAUSIBLE[block] & last.0).iter() {
            let code = block << 6 | usize::from(byte & 0x3F);
            let ch = u32::try_from(code).ok().and_then(char::from_u32);
            let ch = ch.expect("no surrogate is plausible");
            if readings[..before].iter().all(|r| r.first != ch) {
                readings.push(Reading { bits, ..Reading::of(ch) });
            }
        }
    };
    match *parts {
        [last] => put(usize::from(lead & 0x1F), last.bytes(values)),
        [Part::Any, Part::Any] if values == Bytes::ALL => {
            let likeliest = LIKELIEST[usize::from(lead & 0xF)].iter();
            let new = likeliest.filter(|ch| readings[..before].iter().all(|r| r.first != **ch));
            let new: Vec<Reading> = new.map(|ch| Reading { bits, ..Reading::of(*ch) }).collect();
            readings.extend(new);
        }
        [second, last] => {
            let blocks = second.bytes(values).iter();
            let blocks = blocks.map(|byte| usize::from(lead & 0xF) << 6 | usize::from(byte & 0x3F));
            // What two bytes can write is not written with three.
            blocks.filter(|block| *block >= 0x20).for_each(|block| put(block, last.bytes(values)));
        }
        _ => {}
    }
}

/// Of each 64 characters, which news may have: a bit each.
static PLAUSIBLE: LazyLock<Box<[u64; 1024]>> = LazyLock::new(|| {
    let mut blocks = Box::new([0; 1024]);
    for ch in ('\u{80}'..='\u{FFFF}').filter(|ch| plausible::alone(*ch) < MAX_ALONE) {
        blocks[ch as usize / 64] |= 1 << (ch as usize % 64);
    }
    blocks
});

/// So many characters are thought of where nothing but the first byte is left; half as many
/// come to be weighed.
const MOST: usize = 256;

/// For each first byte of three the characters that it begins, the likeliest of them.
static LIKELIEST: LazyLock<[Vec<char>; 16]> = LazyLock::new(|| {
    std::array::from_fn(|lead| {
        let first = u32::try_from(lead << 12).unwrap_or_default();
        let mut chars: Vec<char> = (first.max(0x800)..first + 0x1000)
            .filter_map(char::from_u32)
            .filter(|ch| PLAUSIBLE[*ch as usize / 64] & 1 << (*ch as usize % 64) != 0)
            .collect();
        chars.sort_by(|a, b| plausible::alone(*a).total_cmp(&plausible::alone(*b)));
        chars.truncate(MOST);
        chars
    })
});

/// Those that a strict decoder has no character for with the byte `after`.
pub(super) fn bad_before(wrong: Wrong, after: Option<u8>) -> Bytes {
    static OF_GBK: LazyLock<Box<[Bytes; 256]>> = LazyLock::new(|| {
        let mut bytes = Box::new([Bytes::NONE; 256]);
        for (after, bad) in (0..=255).zip(bytes.iter_mut()) {
            *bad = Bytes::ALL.filter(|byte| is_bad_pair(Wrong::Gbk, byte, after));
        }
        bytes
    });
    match (after, wrong) {
        (None, _) => Bytes::ALL,
        (Some(after), Wrong::Gbk) => OF_GBK[usize::from(after)],
        (Some(after), _) => Bytes::ALL.filter(|byte| is_bad_pair(wrong, byte, after)),
    }
}

/// True when a strict decoder stops at these two bytes: to one of GBK the pairs
/// of private use are none.
pub(super) fn is_bad_pair(wrong: Wrong, lead: u8, trail: u8) -> bool {
    match wrong {
        Wrong::Gbk => !wrong.always_has(lead, trail),
        _ => !wrong.has(lead, trail),
    }
}

/// The pairs of bytes that go on a character, and that `wrong` has nothing for.
pub(super) fn bad_pairs(wrong: Wrong) -> &'static [(u8, u8)] {
    static PAIRS: [OnceLock<Vec<(u8, u8)>>; 3] = [const { OnceLock::new() }; 3];
    let row = match wrong {
        Wrong::Big5 => 0,
        Wrong::ShiftJis => 1,
        _ => 2,
    };
    PAIRS[row].get_or_init(|| {
        let all = Bytes::ALL;
        let pairs = all.iter().flat_map(|a| all.iter().map(move |b| (a, b)));
        pairs.filter(|(a, b)| !wrong.has(*a, *b)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(lead: u8, parts: &[Part], values: Bytes) -> String {
        let mut readings = Vec::new();
        offer(lead, parts, values, 0.0, &mut readings);
        readings.iter().map(|reading| reading.first).collect()
    }

    #[test]
    fn what_is_left_of_a_character_tells_what_it_can_be() {
        let bytes = "的".as_bytes();
        let [lead, second, last] = *bytes else { unreachable!() };
        let (second, last) = (Part::Known(second), Part::Known(last));
        assert_eq!(offered(lead, &[second, last], Bytes::NONE), "的");
        assert_eq!(offered(lead, &[second, Part::Any], Bytes::NONE), "");
        for parts in [[second, Part::Any], [Part::Any, last], [Part::Any; 2]] {
            let offered = offered(lead, &parts, Bytes::ALL);
            assert!(offered.contains('的') && offered.chars().count() > 1, "{offered}");
        }
        assert_eq!(offered(0xC2, &[Part::Any], Bytes::of(&[0xB7])), "·");
        // No character of three bytes needs only two, and none is a surrogate.
        assert_eq!(offered(0xE0, &[Part::Known(0x82), Part::Any], Bytes::ALL), "");
        assert_eq!(offered(0xED, &[Part::Known(0xA0), Part::Any], Bytes::ALL), "");
    }

    #[test]
    fn what_is_offered_has_not_been_offered_before() {
        let mut readings = Vec::new();
        for _ in 0..2 {
            offer(0xE7, &[Part::Known(0x9A), Part::Any], Bytes::ALL, 0.0, &mut readings);
        }
        let once = offered(0xE7, &[Part::Known(0x9A), Part::Any], Bytes::ALL);
        assert_eq!(readings.len(), once.chars().count());
    }
}
