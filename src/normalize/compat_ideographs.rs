//! `不` as U+F967: a second code for a character that has one.
//!
//! Unicode holds some thousand ideographs twice, for Korean, Japanese and
//! Taiwanese standards that did. The copies look the same, and a dictionary, a
//! search or a model that meets one does not know the word. Every program that
//! writes NFC already merges them, so they carry nothing that lasts; this rule
//! merges them too, and the trace keeps what stood there, for the Japanese
//! names that tell 神 from its older form. Twelve of that block are characters
//! in their own right (`﨑`): those stay.

use unicode_normalization::char::decompose_canonical;

use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "compat-ideographs",
    about: "Replaces compatibility ideographs by the characters that they are copies of.",
    default: true,
    wakes_on: &['\u{F900}'..='\u{FAFF}', '\u{2F800}'..='\u{2FA1F}'],
    apply,
    fixes: &[("\u{F967}是", "不是"), ("\u{2F804}", "你")],
    keeps: &["不是", "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"],
};

fn apply(patch: &mut Patch<'_>) {
    for (at, ch) in patch.chars() {
        if !RULE.wakes_on.iter().any(|block| block.contains(&ch)) {
            continue;
        }
        let mut unified = String::new();
        decompose_canonical(ch, |part| unified.push(part));
        patch.replace(at..at + ch.len_utf8(), &unified, Confidence::Certain);
    }
}
