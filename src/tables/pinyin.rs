//! How a character reads on its own, and which one it is in simplified text.

use std::sync::LazyLock;

/// One reading a line, then the characters that have it as their first.
const READINGS: &str = include_str!("../../data/pinyin/readings.txt");

/// One simplified character a line, then the traditional ones it stands for.
const TRADITIONAL: &str = include_str!("../../data/pinyin/traditional.txt");

/// Every character that GBK took from Unicode 1 lies here.
const FIRST: char = '\u{4E00}';
const LAST: char = '\u{9FA5}';

/// The first reading of `ch` in dictionaries, with its tone: `zhí`.
///
/// It is what programs write that look at one character at a time.
pub(crate) fn reading(ch: char) -> Option<&'static str> {
    static READ: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let mut read = vec![""; LAST as usize - FIRST as usize + 1];
        for line in READINGS.lines() {
            let (reading, chars) = line.split_once(' ').expect("a reading and its characters");
            chars.chars().for_each(|ch| read[ch as usize - FIRST as usize] = reading);
        }
        read
    });
    let at = (ch as usize).checked_sub(FIRST as usize)?;
    READ.get(at).copied().filter(|reading| !reading.is_empty())
}

/// The simplified form of a character that conversion to traditional writes.
pub(crate) fn simplified(ch: char) -> Option<char> {
    let code = conversion(ch) & !CHANGED;
    (code != 0).then(|| char::from_u32(code)).flatten()
}

/// Whether conversion to traditional would write another character for `ch`.
pub(crate) fn has_traditional(ch: char) -> bool {
    conversion(ch) & CHANGED != 0
}

/// Which of the scripts `ch` is in: 1 for a traditional one, -1 for one that
/// conversion to traditional would change, 0 for one of both, or of neither.
pub(crate) fn script(ch: char) -> i32 {
    match conversion(ch) {
        0 => 0,
        CHANGED => -1,
        _ => 1,
    }
}

/// Marks a character that conversion would change.
const CHANGED: u32 = 1 << 31;

/// For each ideograph its simplified form, or 0, and [`CHANGED`]. A flat
/// table: the search for slips asks it at every step.
fn conversion(ch: char) -> u32 {
    static CONVERSION: LazyLock<Vec<u32>> = LazyLock::new(|| {
        let mut table = vec![0; LAST as usize - FIRST as usize + 1];
        let slot = |ch: char| (ch as usize).checked_sub(FIRST as usize);
        for line in TRADITIONAL.lines() {
            let mut chars = line.chars();
            let Some(simplified) = chars.next() else { continue };
            for ch in chars {
                if let Some(code) = slot(ch).and_then(|at| table.get_mut(at)) {
                    *code |= simplified as u32;
                }
            }
        }
        for simplified in TRADITIONAL.lines().filter_map(|line| line.chars().next()) {
            if let Some(code) = slot(simplified).and_then(|at| table.get_mut(at)) {
                *code |= CHANGED;
            }
        }
        table
    });
    let at = (ch as usize).checked_sub(FIRST as usize);
    at.and_then(|at| CONVERSION.get(at)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_have_their_first_reading() {
        assert_eq!(reading('執'), Some("zhí"));
        assert_eq!(reading('冼'), Some("xiǎn"));
        assert_eq!(reading('a'), None);
        assert_eq!(reading('\u{9FFF}'), None);
    }

    #[test]
    fn only_what_conversion_writes_has_a_simplified_form() {
        assert_eq!(simplified('執'), Some('执'));
        assert_eq!(simplified('著'), Some('着'));
        assert_eq!(simplified('执'), None);
        assert_eq!(simplified('法'), None);
    }
}
