//! What a reading of the bytes costs, in the voice of the page.

use std::cell::OnceCell;

use crate::{
    characters::CharSet,
    plausible::step,
    tables::pinyin::{has_traditional, simplified},
};

/// A sign that a decoder put for what it could not read says nothing; the
/// model, which has seen none, would make it dear.
const UNREADABLE: f32 = 12.0;

/// What a character of the other script costs on top: one in some thousand
/// characters of a page is a slip of its converter.
const FOREIGN: f32 = 6.0;

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

    /// The cost of `ch` after `before`, in bits.
    pub(super) fn cost(&self, before: char, ch: char) -> f32 {
        self.weigh(before, ch, |ch| !self.is_at_home(ch))
    }

    /// The same, or more, where the page has not been asked what it uses.
    pub(super) fn cost_at_most(&self, before: char, ch: char) -> f32 {
        self.weigh(before, ch, |_| true)
    }

    fn weigh(&self, before: char, ch: char, is_stranger: impl Fn(char) -> bool) -> f32 {
        if ch == '\u{FFFD}' || before == '\u{FFFD}' {
            return UNREADABLE;
        }
        let ch = if is_cjk(before) { widened(ch) } else { ch };
        let before = widened(before);
        let plain = step(before, ch);
        if !self.traditional {
            let foreign = simplified(ch).is_some() && is_stranger(ch);
            return plain + if foreign { FOREIGN } else { 0.0 };
        }
        // What was converted was written in simplified characters, and reads
        // best in them.
        let shadow = |ch: char| simplified(ch).unwrap_or(ch);
        let foreign = has_traditional(ch) && is_stranger(ch);
        plain.min(step(shadow(before), shadow(ch))) + if foreign { FOREIGN } else { 0.0 }
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
