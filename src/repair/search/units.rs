//! A line as the bytes that a wrong decoder read it from.

use super::{codecs::Wrong, inverse::Inverse};

/// One byte, or what stands where bytes are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Byte(u8),
    /// U+FFFD.
    Lost,
    /// A question mark: itself, or a decoder's sign for lost bytes.
    Query,
    /// A character that the decoder cannot have made.
    Outside,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub(super) what: What,
    /// Where the character it belongs to starts in the line.
    pub(super) at: u32,
    /// The second byte of a character.
    pub(super) inside: bool,
    /// GBK has two ways to write U+3000: this is a byte of A1A1, or of A3A0.
    pub(super) twin: bool,
}

/// The bytes of `line`, as `wrong` read them.
pub(super) fn units(line: &str, wrong: Wrong) -> Vec<Unit> {
    let inverse = wrong.inverse();
    let mut units = Vec::with_capacity(line.len());
    for (at, ch) in line.char_indices() {
        if ch == '€' && wrong == Wrong::Gbk {
            euro(&mut units, inverse, &line[at..], at as u32);
        } else {
            push(&mut units, inverse, ch, at as u32);
        }
    }
    units
}

/// How many bytes a character of UTF-8 still wants behind `units`.
fn wanted(units: &[Unit]) -> usize {
    let goes_on = |unit: &&Unit| matches!(unit.what, What::Byte(0x80..=0xBF) | What::Lost);
    let more = units.iter().rev().take_while(goes_on).count();
    let first = units.len().checked_sub(more + 1).map(|n| units[n].what);
    let all: usize = match first {
        Some(What::Byte(0xC2..=0xDF)) => 1,
        Some(What::Byte(0xE0..=0xEF)) => 2,
        Some(What::Byte(0xF0..=0xF4)) => 3,
        _ => 0,
    };
    all.saturating_sub(more)
}

/// False when `line`, read by pairs, has too many bytes that no character of
/// UTF-8 goes on with: text that is what it seems to be.
pub(super) fn may_be_paired_utf8(line: &str, wrong: Wrong) -> bool {
    let inverse = wrong.inverse();
    let (mut first, mut more, mut low) = (0, 0, 0);
    for code in line.chars().filter(|ch| !ch.is_ascii()).map(|ch| inverse.get(ch)) {
        for byte in code.to_be_bytes() {
            match byte {
                0 => {}
                1..=0x7F => low += 1,
                0x80..=0xBF => more += 1,
                _ => first += 1,
            }
        }
    }
    first > 0 && more >= first && low * 8 <= first + more
}

/// False when many of the characters of `part` are none of those that `wrong`, a
/// decoder of pairs, has.
pub(super) fn may_be_paired(part: &str, wrong: Wrong) -> bool {
    let inverse = wrong.inverse();
    let foreign = |ch: &char| !ch.is_ascii() && *ch != char::REPLACEMENT_CHARACTER;
    let (mut all, mut outside) = (0, 0);
    for ch in part.chars().filter(foreign) {
        all += 1;
        outside += usize::from(inverse.get(ch) == 0);
    }
    outside * 4 <= all
}

/// GBK has two ways to write the euro sign: which of them it was, UTF-8 says.
fn euro(units: &mut Vec<Unit>, inverse: &Inverse, rest: &str, at: u32) {
    let next = rest.chars().nth(1).unwrap_or(' ');
    let goes_on = match next {
        '€' => true,
        _ => {
            let code = inverse.get(next);
            let first = if code > 0xFF { code >> 8 } else { code };
            (0x80..=0xBF).contains(&first)
        }
    };
    let both = wanted(units) == 1 && goes_on;
    let mut put =
        |byte, inside| units.push(Unit { what: What::Byte(byte), at, inside, twin: false });
    if both {
        put(0xA2, false);
        put(0xE3, true);
    } else {
        put(0x80, false);
    }
}

#[inline]
fn push(units: &mut Vec<Unit>, inverse: &Inverse, ch: char, at: u32) {
    let twin = ch == '\u{3000}';
    let mut put = |what, inside| units.push(Unit { what, at, inside, twin });
    match ch {
        '?' => put(What::Query, false),
        char::REPLACEMENT_CHARACTER => put(What::Lost, false),
        '\0'..='\x7F' => put(What::Byte(ch as u8), false),
        _ => match inverse.get(ch) {
            0 => put(What::Outside, false),
            code @ 1..=0xFF => put(What::Byte(code as u8), false),
            code => {
                put(What::Byte((code >> 8) as u8), false);
                put(What::Byte(code as u8), true);
            }
        },
    }
}
