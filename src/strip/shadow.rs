//! A line as the cues see it: simplified, half width, lower case.
//!
//! Each character has one in the shadow, so that a place found there is a
//! place in the line. One table of cues then serves the mainland, Taiwan and
//! Hong Kong, and text whose punctuation was folded.

use std::{borrow::Cow, ops::Range};

use super::scan::{Scan, Sights};
use crate::{paragraphs::trim_end, phrases::decode, tables::shadow::PAIRS};

const FIRST: usize = 0x4E00;
const LAST: usize = 0x9FFF;

/// Simplified forms of U+4E00 to U+9FFF.
static SIMPLIFIED: [char; LAST - FIRST + 1] = simplified();

const fn simplified() -> [char; LAST - FIRST + 1] {
    let mut table = [' '; LAST - FIRST + 1];
    let mut n = 0;
    while n < table.len() {
        table[n] = character(FIRST + n);
        n += 1;
    }
    // Each of the pairs is of three bytes.
    let bytes = PAIRS.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        table[three(bytes, at) - FIRST] = character(three(bytes, at + 3));
        at += 6;
    }
    table
}

const fn character(code: usize) -> char {
    char::from_u32(code as u32).expect("all of them are hanzi")
}

/// The code of the character of three bytes at `at`.
const fn three(bytes: &[u8], at: usize) -> usize {
    (bytes[at] as usize & 0x0F) << 12
        | (bytes[at + 1] as usize & 0x3F) << 6
        | bytes[at + 2] as usize & 0x3F
}

/// A line, character by character.
#[derive(Clone, Debug, Default)]
pub(super) struct Shadow {
    /// The folded character and where it stood in the line, in bytes.
    pub(super) chars: Vec<(char, u32)>,
    /// How long the line is, in bytes.
    pub(super) len: u32,
    /// The characters without the spaces.
    pub(super) tight: String,
    /// Where the line is its own shadow; empty if it is not.
    own: Range<usize>,
}

impl Shadow {
    /// Folds `line`, without the white space and bullets around it.
    pub(super) fn of(line: &str) -> Shadow {
        let mut shadow = Shadow::default();
        shadow.cast(line);
        shadow
    }

    /// Becomes the shadow of `line`; what it held before is forgotten, its room is not.
    pub(super) fn cast(&mut self, line: &str) -> Sights {
        let body = match line.as_bytes() {
            // Most lines begin with a character that their first byte tells from a bullet.
            [b'!'..=b'~' | 0xE3..=0xE9, ..] if !line.starts_with('\u{3000}') => line,
            _ => line.trim_start_matches(is_bullet),
        };
        let start = line.len() - body.len();
        let end = start + trim_end(body).len();
        // Room for all of them: nothing is moved on the way.
        let body = &line[start..end];
        let room = if body.len() > 1000 { body.chars().count() } else { body.len() };
        self.chars.clear();
        self.chars.reserve(room);
        self.tight.clear();
        self.tight.reserve(end - start);
        self.len = end as u32;
        let mut scan = Scan::new();
        // What is its own shadow is copied run by run.
        let mut run = start;
        let mut rest = body.as_bytes();
        while !rest.is_empty() {
            let at = end - rest.len();
            let hanzi = match rest {
                [a @ 0xE4..=0xE9, b, c, next @ ..] => {
                    let low = |byte: &u8| usize::from(byte & 63);
                    let code = usize::from(a & 15) << 12 | low(b) << 6 | low(c);
                    SIMPLIFIED.get(code.wrapping_sub(FIRST)).map(|simple| (code, *simple, next))
                }
                _ => None,
            };
            let (code, folded) = match hanzi {
                Some((code, simple, next)) => {
                    scan.see_han(simple);
                    rest = next;
                    (code as u32, simple)
                }
                None => {
                    let (code, len) = decode(rest, 0);
                    let ch = char::from_u32(code).unwrap_or(' ');
                    let folded = fold(ch);
                    scan.see(ch, folded);
                    rest = &rest[len..];
                    (code, folded)
                }
            };
            self.chars.push((folded, at as u32));
            if folded as u32 != code || folded == ' ' {
                self.tight.push_str(&line[run..at]);
                run = end - rest.len();
                if folded != ' ' {
                    self.tight.push(folded);
                }
            }
        }
        self.tight.push_str(&line[run..end]);
        self.own = if run == start { start..end } else { 0..0 };
        scan.finish()
    }

    /// [`Shadow::tight`] of `line`, which was cast last; borrowed where it is the same.
    pub(super) fn tight_of<'t>(&self, line: &'t str) -> Cow<'t, str> {
        if self.own.is_empty() {
            Cow::Owned(self.tight.clone())
        } else {
            Cow::Borrowed(&line[self.own.clone()])
        }
    }

    /// Where character `n` begins in the line; the end of the line when there is none.
    pub(super) fn at(&self, n: usize) -> usize {
        self.chars.get(n).map_or(self.len, |(_, at)| *at) as usize
    }

    /// The character `n`, or a space.
    pub(super) fn get(&self, n: usize) -> char {
        self.chars.get(n).map_or(' ', |(ch, _)| *ch)
    }

    /// What stands between `marks`.
    pub(super) fn words(
        &self,
        marks: &'static [char],
    ) -> impl Iterator<Item = &[(char, u32)]> + Clone {
        self.chars.split(|(ch, _)| marks.contains(ch)).filter(|word| !word.is_empty())
    }

    /// True when `word` stands at character `n`.
    pub(super) fn has(&self, n: usize, word: &str) -> bool {
        let mut rest = self.chars[n.min(self.chars.len())..].iter();
        word.chars().all(|ch| rest.next().is_some_and(|(c, _)| *c == ch))
    }

    /// The runs of characters between those that `parts` says part them, some of them empty.
    pub(super) fn tokens(&self, parts: fn(char) -> bool) -> impl Iterator<Item = &str> {
        let (mut rest, mut done) = (self.tight.as_str(), false);
        let mut chars = self.chars.iter().map(|(ch, _)| *ch);
        std::iter::from_fn(move || {
            let mut end = 0;
            let mark = chars.by_ref().find(|ch| {
                let mark = parts(*ch);
                end += if mark { 0 } else { ch.len_utf8() };
                mark
            });
            if std::mem::replace(&mut done, mark.is_none()) {
                return None;
            }
            let token = &rest[..end];
            // Spaces are not in `tight`; what else parts tokens is.
            rest = &rest[end + mark.filter(|ch| *ch != ' ').map_or(0, char::len_utf8)..];
            Some(token)
        })
    }
}

/// [`Shadow::tight`] of `line`, by itself.
pub(super) fn tight(line: &str) -> String {
    let mut tight = String::with_capacity(line.len());
    tight.extend(
        line.trim_start_matches(is_bullet).trim_end().chars().map(fold).filter(|ch| *ch != ' '),
    );
    tight
}

/// A character that nearly all Chinese is written with.
#[inline]
fn is_common(ch: char) -> bool {
    (ch as usize).wrapping_sub(FIRST) <= LAST - FIRST
}

/// The shadow of such a character.
#[inline]
fn simple(ch: char) -> char {
    SIMPLIFIED[ch as usize - FIRST]
}

/// The shadow of one character.
pub(super) fn fold(ch: char) -> char {
    match ch {
        _ if is_common(ch) => simple(ch),
        'A'..='Z' => ch.to_ascii_lowercase(),
        '\0'..='\x1F' | '\u{A0}' | '\u{3000}' | '\u{2000}'..='\u{200B}' | '\u{FEFF}' => ' ',
        ' '..='\x7F' => ch,
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

pub(super) fn is_bullet(ch: char) -> bool {
    ch.is_whitespace() || matches!(ch, '•' | '·' | '●' | '■' | '□' | '◆' | '★' | '☆' | '※' | '➤')
}
