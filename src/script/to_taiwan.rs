//! `新闻` as `新聞`, to the Taiwan standard.

use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "to-taiwan",
    about: "Writes simplified text in traditional characters, to the Taiwan standard.",
    default: false,
    wakes_on: &['闻'..='闻'],
    apply,
    fixes: &[("新闻", "新聞")],
    keeps: &["中國新聞"],
};

fn apply(patch: &mut Patch<'_>) {
    for (at, ch) in patch.text().char_indices().filter(|(_, ch)| *ch == '闻') {
        patch.replace(at..at + ch.len_utf8(), "聞", Confidence::Likely);
    }
}
