//! U+00A0 and the spaces of the typesetter, where a space is meant.
//!
//! The ideographic space stays: between names and in headlines it is a choice.

use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "odd-spaces",
    about: "Writes no-break, thin and em spaces as spaces.",
    default: true,
    wakes_on: &[
        '\u{A0}'..='\u{A0}',
        '\u{1680}'..='\u{1680}',
        '\u{2000}'..='\u{200A}',
        '\u{202F}'..='\u{202F}',
        '\u{205F}'..='\u{205F}',
    ],
    apply,
    fixes: &[("本报\u{A0}记者", "本报 记者"), ("2024\u{2009}年", "2024 年")],
    keeps: &["张　三", "本报 记者"],
};

fn apply(patch: &mut Patch<'_>) {
    for (at, ch) in patch.chars() {
        if RULE.wakes_on.iter().any(|block| block.contains(&ch)) {
            patch.replace(at..at + ch.len_utf8(), " ", Confidence::Certain);
        }
    }
}
