//! How a character reads on its own, and which one it is in simplified text.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

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
    static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let pairs = TRADITIONAL.lines().flat_map(|line| {
            let mut chars = line.chars();
            let simplified = chars.next();
            chars.filter_map(move |ch| Some((ch, simplified?)))
        });
        pairs.collect()
    });
    SIMPLIFIED.get(&ch).copied()
}

/// Whether conversion to traditional would write another character for `ch`.
pub(crate) fn has_traditional(ch: char) -> bool {
    static SIMPLIFIED: LazyLock<HashSet<char>> =
        LazyLock::new(|| TRADITIONAL.lines().filter_map(|line| line.chars().next()).collect());
    SIMPLIFIED.contains(&ch)
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
