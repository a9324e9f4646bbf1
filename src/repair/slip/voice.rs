//! What a reading of the bytes costs, in the voice of the page.

use std::cell::OnceCell;

use crate::{
    characters::CharSet,
    plausible::Sign,
    tables::pinyin::{has_traditional, simplified},
};

/// A sign that a decoder put for what it could not read says nothing; the
/// model, which has seen none, would make it dear.
const UNREADABLE: f32 = 12.0;

/// What a character of the other script costs on top: one in some thousand
/// characters of a page is a slip of its converter.
const FOREIGN: f32 = 6.0;

/// A character as it is weighed, looked up once.
#[derive(Clone, Copy, Debug)]
pub(in crate::repair) struct Letter {
    pub(super) ch: char,
    /// A mark in its full width; any other character as it is.
    wide: Sign,
    /// The same in simplified characters.
    shadow: Sign,
    /// A full-width mark would stand beside it.
    cjk: bool,
    traditional: bool,
    simplified: bool,
}

impl Letter {
    pub(super) fn of(ch: char) -> Letter {
        let simple = simplified(ch);
        let wide = Sign::of(widened(ch));
        Letter {
            ch,
            wide,
            shadow: simple.map_or(wide, Sign::of),
            cjk: is_cjk(ch),
            traditional: simple.is_some(),
            simplified: has_traditional(ch),
        }
    }
}

/// Reads as the page does: in its script, and with its punctuation.
pub(in crate::repair) struct Voice<'t> {
    text: &'t str,
    traditional: bool,
    /// The characters of the page: those of the other script are no strangers
    /// if the page uses them all the same.
    at_home: OnceCell<CharSet>,
    folded: OnceCell<bool>,
}

impl Voice<'_> {
    /// The voice of `text`, which is traditional or not.
    pub(in crate::repair) fn of(text: &str, traditional: bool) -> Voice<'_> {
        Voice { text, traditional, at_home: OnceCell::new(), folded: OnceCell::new() }
    }

    fn is_at_home(&self, ch: char) -> bool {
        self.at_home.get_or_init(|| self.text.chars().collect()).holds(ch)
    }

    /// The cost of `letter` after `before`, in bits.
    pub(super) fn cost(&self, before: &Letter, letter: &Letter) -> f32 {
        self.weigh(before, letter, |ch| !self.is_at_home(ch))
    }

    /// The same, or more, where the page has not been asked what it uses.
    pub(super) fn cost_at_most(&self, before: &Letter, letter: &Letter) -> f32 {
        self.weigh(before, letter, |_| true)
    }

    fn weigh(&self, before: &Letter, letter: &Letter, is_stranger: impl Fn(char) -> bool) -> f32 {
        if letter.ch == '\u{FFFD}' || before.ch == '\u{FFFD}' {
            return UNREADABLE;
        }
        let (sign, shadow) = if before.cjk || letter.wide.ch == letter.ch {
            (letter.wide, letter.shadow)
        } else {
            let narrow = Sign::of(letter.ch);
            (narrow, narrow)
        };
        let plain = before.wide.to(sign);
        let foreign = match self.traditional {
            true => letter.simplified,
            false => letter.traditional,
        };
        let foreign = if foreign && is_stranger(letter.ch) { FOREIGN } else { 0.0 };
        // What was converted was written in simplified characters, and reads
        // best in them.
        match self.traditional {
            true => plain.min(before.shadow.to(shadow)) + foreign,
            false => plain + foreign,
        }
    }

    /// Whether the full-width punctuation of the page was folded to ASCII.
    pub(super) fn is_folded(&self) -> bool {
        *self.folded.get_or_init(|| {
            let wide = self.text.contains(['，', '：', '（', '）']);
            !wide && self.text.contains([',', ':', '(', ')'])
        })
    }
}

/// A character that a full-width mark would stand beside.
pub(super) fn is_cjk(ch: char) -> bool {
    ch > '\u{2E80}' || matches!(ch, '“' | '”' | '‘' | '’' | '…' | '—')
}

/// The full-width form of a mark that a fold takes to ASCII: the model counted
/// text that had not been folded.
fn widened(ch: char) -> char {
    match ch {
        ',' => '，',
        '!' => '！',
        '?' => '？',
        ';' => '；',
        ':' => '：',
        '(' => '（',
        ')' => '）',
        _ => ch,
    }
}
