//! A line as the bytes that a wrong decoder read it from.

use super::{
    codecs::{Right, Wrong},
    inverse::Inverse,
};

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
    // How many bytes a character of UTF-8 still wants.
    let mut wanted = 0;
    for (at, ch) in line.char_indices() {
        let from = units.len();
        if ch == '€' && wrong == Wrong::Gbk {
            euro(&mut units, inverse, &line[at..], at as u32, wanted);
        } else {
            push(&mut units, inverse, ch, at as u32);
        }
        for unit in &units[from..] {
            wanted = match unit.what {
                What::Byte(0x80..=0xBF) | What::Lost if wanted > 0 => wanted - 1,
                What::Byte(0xC2..=0xDF) => 1,
                What::Byte(0xE0..=0xEF) => 2,
                What::Byte(0xF0..=0xF4) => 3,
                _ => 0,
            };
        }
    }
    units
}

/// False when `wrong`, a decoder of one byte a character, cannot have made most
/// of the letters of `line`, or hardly any of them were bytes that go on a
/// character of UTF-8, if that is what was read.
///
/// Each first byte wants one to three of those, hanzi two, of which decoders lose
/// one in ten at most. GBK and Big5 have two for three others.
pub(super) fn may_be(line: &str, wrong: Wrong, right: Right) -> bool {
    let inverse = wrong.inverse();
    let (mut first, mut more, mut outside) = (0, 0, 0);
    // First bytes that another follows which goes on.
    let (mut followed, mut after_first) = (0, false);
    let letters = line.chars().filter(|ch| ('\u{80}'..'\u{2E80}').contains(ch));
    for (n, ch) in letters.take(TELLING).enumerate() {
        if n % EARLY == EARLY - 1
            && right == Right::Utf8
            && (more * 4 < first * 3 || outside * 4 > n * 3)
        {
            return false;
        }
        match inverse.get(ch) {
            0x80..=0xBF => {
                more += 1;
                followed += usize::from(std::mem::take(&mut after_first));
            }
            0xC0..=0xFF => {
                first += 1;
                after_first = true;
            }
            _ if is_mark(ch) => {}
            _ => outside += 1,
        }
    }
    let goes_on = first > 0 && more * 20 >= first * 19 && followed * 3 >= first * 2;
    let parses = right != Right::Utf8 || goes_on;
    parses && outside * 5 <= first + more
}

/// So many letters tell: thirty characters.
const TELLING: usize = 100;
/// After so many it is mostly plain already that letters are pairs of GBK, or French.
const EARLY: usize = 16;

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

/// Marks that one-byte decoders make and Chinese text has as well.
pub(super) fn is_mark(ch: char) -> bool {
    matches!(ch, '\u{2010}'..='\u{203B}' | '\u{A0}' | '§' | '°' | '±' | '·' | '×' | '÷')
}

/// GBK has two ways to write the euro sign: which of them it was, UTF-8 says.
fn euro(units: &mut Vec<Unit>, inverse: &Inverse, rest: &str, at: u32, wanted: usize) {
    let next = rest.chars().nth(1).unwrap_or(' ');
    let goes_on = match next {
        '€' => true,
        _ => {
            let code = inverse.get(next);
            let first = if code > 0xFF { code >> 8 } else { code };
            (0x80..=0xBF).contains(&first)
        }
    };
    let mut put =
        |byte, inside| units.push(Unit { what: What::Byte(byte), at, inside, twin: false });
    if wanted == 1 && goes_on {
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
