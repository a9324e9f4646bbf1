//! Characters nobody can see, left by editors, by trackers, and against copying.
//!
//! Joiners stay where they join: between emoji and in the scripts that write
//! with them. Marks of writing direction stay on lines that have letters
//! written from right to left. Soft hyphens go: what they break is not broken
//! any more once the text is no longer laid out.

use std::ops::Range;

use super::around::{is_amid_mojibake, line_around};
use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "zero-width",
    about: "Removes zero-width characters that join nothing.",
    default: true,
    wakes_on: &[
        '\u{AD}'..='\u{AD}',
        '\u{180E}'..='\u{180E}',
        '\u{200B}'..='\u{200F}',
        '\u{202A}'..='\u{202E}',
        '\u{2060}'..='\u{206F}',
        '\u{FEFF}'..='\u{FEFF}',
    ],
    apply,
    fixes: &[
        ("新\u{200B}闻", "新闻"),
        ("\u{FEFF}本报讯", "本报讯"),
        ("新\u{200D}闻\u{200C}网", "新闻网"),
        ("\u{202A}1978年\u{202C}", "1978年"),
        ("co\u{AD}operate", "cooperate"),
    ],
    keeps: &[
        "👨\u{200D}👩\u{200D}👧",
        "می\u{200C}خواهم",
        "क्\u{200D}ष",
        "שלום\u{200F}!",
        "å\u{AD}¦",
    ],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    for part in patch.parts() {
        apply_to(part, text, patch);
    }
}

fn apply_to(part: Range<usize>, text: &str, patch: &mut Patch<'_>) {
    let mut before = text[..part.start].chars().next_back().unwrap_or(' ');
    let mut rest = text[part.start..].char_indices().peekable();
    while let Some((at, ch)) = rest.next()
        && part.start + at < part.end
    {
        let at = part.start + at;
        let after = rest.peek().map_or(' ', |(_, ch)| *ch);
        let goes = match ch {
            '\u{AD}' => !is_amid_mojibake(text, at),
            '\u{200C}' | '\u{200D}' => !is_joined(before) || !is_joined(after),
            '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
                !text[line_around(text, at)].chars().any(is_right_to_left)
            }
            '\u{180E}' | '\u{200B}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' => true,
            '\u{FEFF}' => true,
            _ => false,
        };
        if goes {
            patch.delete(at..at + ch.len_utf8(), Confidence::Certain);
        } else {
            before = ch;
        }
    }
}

/// Neither ASCII nor Chinese: an emoji, or a letter of a script with joiners.
fn is_joined(ch: char) -> bool {
    !matches!(ch, '\0'..='\u{2FF}' | '\u{2010}'..='\u{206F}' | '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}')
}

fn is_right_to_left(ch: char) -> bool {
    matches!(ch, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}')
}
