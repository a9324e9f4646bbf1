//! `e` and an accent as two characters, where there is one for both.
//!
//! The composed form of Unicode, with one exception: the CJK compatibility
//! ideographs stand as they are. They are another kind of damage with another
//! risk, and have a rule of their own. The compatibility form (NFKC) would
//! rewrite `，！（）１` and is never used.

use unicode_normalization::{
    IsNormalized, UnicodeNormalization, char::canonical_combining_class, is_nfc_quick,
};

use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "nfc",
    about: "Writes what is canonically one character as one.",
    default: true,
    // Blocks with marks that combine, and the few characters with a twin
    // elsewhere; hardly any of it is in Chinese text.
    wakes_on: &[
        '\u{300}'..='\u{36F}',
        '\u{374}'..='\u{387}',
        '\u{483}'..='\u{1CFF}',
        '\u{1DC0}'..='\u{1DFF}',
        '\u{1F71}'..='\u{1FFD}',
        '\u{2000}'..='\u{2001}',
        '\u{20D0}'..='\u{20FF}',
        '\u{2126}'..='\u{212B}',
        '\u{2329}'..='\u{232A}',
        '\u{2ADC}'..='\u{2ADC}',
        '\u{2CEF}'..='\u{2DFF}',
        '\u{302A}'..='\u{302F}',
        '\u{3099}'..='\u{309A}',
        '\u{A66F}'..='\u{ABFF}',
        '\u{FB1D}'..='\u{FB4E}',
        '\u{FE20}'..='\u{FE2F}',
        '\u{101FD}'..='\u{1E94A}',
    ],
    apply,
    fixes: &[("cafe\u{301}", "café"), ("か\u{3099}", "が"), ("\u{2126}", "Ω")],
    keeps: &["café", "，！（）１", "\u{F967}", "﨑", "が"],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    for part in patch.parts() {
        // What stands before a part may carry its first mark.
        let mut start = text.floor_char_boundary(part.start.saturating_sub(1));
        let mut loose = false;
        for (at, ch) in text[part.clone()].char_indices() {
            let at = part.start + at;
            if stands_alone(ch) {
                if loose {
                    compose(patch, start, at);
                }
                (start, loose) = (at, false);
            } else {
                loose = true;
            }
        }
        if loose {
            compose(patch, start, part.end);
        }
    }
}

/// Nothing before it changes it.
fn stands_alone(ch: char) -> bool {
    ch < '\u{300}'
        || is_compatibility_ideograph(ch)
        || canonical_combining_class(ch) == 0 && is_nfc_quick([ch].into_iter()) == IsNormalized::Yes
}

fn is_compatibility_ideograph(ch: char) -> bool {
    matches!(ch, '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}')
}

fn compose(patch: &mut Patch<'_>, start: usize, end: usize) {
    let text = &patch.text()[start..end];
    // What a compatibility ideograph carries stays with it.
    let base = text.chars().next().filter(|ch| is_compatibility_ideograph(*ch));
    let skip = base.map_or(0, char::len_utf8);
    let composed: String = text[skip..].nfc().collect();
    if composed != text[skip..] {
        patch.replace(start + skip..end, &composed, Confidence::Certain);
    }
}
