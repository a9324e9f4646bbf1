//! A line as the cues see it: simplified, half width, lower case.
//!
//! Each character has one in the shadow, so that a place found there is a
//! place in the line. One table of cues then serves the mainland, Taiwan and
//! Hong Kong, and text whose punctuation was folded.

use std::sync::LazyLock;

use crate::tables::shadow::PAIRS;

const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;

/// Simplified forms of U+4E00 to U+9FFF.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (FIRST..=LAST).filter_map(char::from_u32).collect();
    let mut pairs = PAIRS.chars();
    while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
        table[(from as u32 - FIRST) as usize] = to;
    }
    table
});

/// A line, character by character.
#[derive(Clone, Debug, Default)]
pub(super) struct Shadow {
    /// The folded character and where it stood in the line, in bytes.
    pub(super) chars: Vec<(char, u32)>,
    /// How long the line is, in bytes.
    pub(super) len: u32,
    /// The characters without the spaces.
    pub(super) tight: String,
}

impl Shadow {
    /// Folds `line`, without the white space and bullets around it.
    pub(super) fn of(line: &str) -> Shadow {
        let start = line.len() - line.trim_start_matches(is_bullet).len();
        let end = start + line[start..].trim_end().len();
        let mut shadow = Shadow {
            chars: Vec::with_capacity((end - start) / 3 + 8),
            len: end as u32,
            tight: String::with_capacity(end - start),
        };
        for (at, ch) in line[start..end].char_indices() {
            let ch = fold(ch);
            shadow.chars.push((ch, (start + at) as u32));
            if ch != ' ' {
                shadow.tight.push(ch);
            }
        }
        shadow
    }

    /// Where character `n` begins in the line; the end of the line when there is none.
    pub(super) fn at(&self, n: usize) -> usize {
        self.chars.get(n).map_or(self.len, |(_, at)| *at) as usize
    }

    /// The character `n`, or a space.
    pub(super) fn get(&self, n: usize) -> char {
        self.chars.get(n).map_or(' ', |(ch, _)| *ch)
    }

    /// True when `word` stands at character `n`.
    pub(super) fn has(&self, n: usize, word: &str) -> bool {
        let mut rest = self.chars[n.min(self.chars.len())..].iter();
        word.chars().all(|ch| rest.next().is_some_and(|(c, _)| *c == ch))
    }
}

/// The shadow of one character.
pub(super) fn fold(ch: char) -> char {
    match ch {
        'A'..='Z' => ch.to_ascii_lowercase(),
        '\0'..='\x1F' | '\u{A0}' | '\u{3000}' | '\u{2000}'..='\u{200B}' | '\u{FEFF}' => ' ',
        ' '..='\x7F' => ch,
        '\u{4E00}'..='\u{9FFF}' => SIMPLIFIED[(ch as u32 - FIRST) as usize],
        '\u{FF21}'..='\u{FF3A}' => shifted(ch, 0xFEE0 - 0x20),
        '\u{FF01}'..='\u{FF5E}' => shifted(ch, 0xFEE0),
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        '︱' | '│' | '┃' => '|',
        '︰' | '﹕' | '∶' => ':',
        '»' | '›' | '→' | '≫' => '>',
        '–' => '-',
        _ => ch,
    }
}

fn shifted(ch: char, by: u32) -> char {
    char::from_u32(ch as u32 - by).unwrap_or(ch)
}

/// A character of Chinese writing.
pub(super) fn is_han(ch: char) -> bool {
    matches!(ch, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{3FFFF}' | '〇')
}

/// A letter, a digit or a character of Chinese writing.
pub(super) fn is_letter(ch: char) -> bool {
    is_han(ch) || ch.is_alphanumeric()
}

fn is_bullet(ch: char) -> bool {
    ch.is_whitespace() || matches!(ch, '•' | '·' | '●' | '■' | '□' | '◆' | '★' | '☆' | '※' | '➤')
}
