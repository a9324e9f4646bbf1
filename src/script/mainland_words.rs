//! `軟體` as `軟件`: the words of Taiwan and Hong Kong as the mainland has them.
//!
//! The words are those of OpenCC's `tw2sp` and `hk2sp`; the characters stay, as
//! `--script` decides on those. A word may mean two things (`資訊`, `程式`), so
//! this is only done when asked for.

use std::sync::LazyLock;

use super::{Script, one_step::OneStep, opencc::data, shares, sink::Edits};
use crate::{Confidence, Patch, Rule, phrases::Dict};

pub(super) static RULE: Rule = Rule {
    id: "mainland-words",
    about: "Writes the words of Taiwan and Hong Kong as the mainland has them.",
    default: false,
    wakes_on: &[],
    apply,
    fixes: &[
        ("這套軟體用滑鼠操作，計程車司機也會。", "這套軟件用鼠標操作，出租車司機也會。"),
        // Only in traditional text.
        ("網路很慢，他說。网路是一个老词。", "網絡很慢，他說。网路是一个老词。"),
    ],
    keeps: &["這套軟件用鼠標操作。", "软体动物没有脊椎。"],
};

static WORDS: LazyLock<OneStep> =
    LazyLock::new(|| Dict::new(&[&[data::TWPhrasesRev, data::HKPhrasesRev]]).into());

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    for part in shares::parts_in(patch, Script::Hant) {
        let base = part.start;
        WORDS.run(&text[part], &mut Edits::new(patch, base, Confidence::Likely));
    }
}
