//! What a reading of the bytes costs, in the voice of the page.

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
pub(in crate::repair) struct Voice {
    traditional: bool,
    /// The characters of the page: those of the other script are no strangers
    /// if the page uses them all the same.
    at_home: CharSet,
    /// Its full-width punctuation was folded to ASCII.
    folded: bool,
}

impl Voice {
    pub(in crate::repair) fn of(text: &str) -> Voice {
        let (mut han, mut converted, mut wide, mut narrow) = (0, 0, 0, 0);
        let count = |ch: &char| match ch {
            '，' | '：' | '（' | '）' => wide += 1,
            ',' | ':' | '(' | ')' => narrow += 1,
            '\u{4E00}'..='\u{9FFF}' => {
                han += 1;
                converted += usize::from(simplified(*ch).is_some());
            }
            _ => {}
        };
        let at_home = text.chars().inspect(count).collect();
        // Of ten characters of traditional news three or four are converted.
        let traditional = converted * 10 > han;
        Voice { traditional, at_home, folded: wide == 0 && narrow > 0 }
    }

    /// The cost of `ch` after `before`, in bits.
    pub(super) fn cost(&self, before: char, ch: char) -> f32 {
        if ch == '\u{FFFD}' || before == '\u{FFFD}' {
            return UNREADABLE;
        }
        let ch = if is_cjk(before) { widened(ch) } else { ch };
        let before = widened(before);
        let plain = step(before, ch);
        if !self.traditional {
            let foreign = simplified(ch).is_some() && !self.at_home.holds(ch);
            return plain + if foreign { FOREIGN } else { 0.0 };
        }
        // What was converted was written in simplified characters, and reads
        // best in them.
        let shadow = |ch: char| simplified(ch).unwrap_or(ch);
        let foreign = has_traditional(ch) && !self.at_home.holds(ch);
        plain.min(step(shadow(before), shadow(ch))) + if foreign { FOREIGN } else { 0.0 }
    }

    /// `ch` as the page would write it.
    pub(super) fn written(&self, ch: char) -> char {
        match ch {
            '\u{FF01}'..='\u{FF5E}' if self.folded => {
                char::from_u32(ch as u32 - 0xFEE0).unwrap_or(ch)
            }
            _ => ch,
        }
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
