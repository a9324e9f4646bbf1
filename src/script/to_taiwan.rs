//! `新闻` as `新聞`, to the Taiwan standard.

use super::{Script, opencc::OpenCc, shares, sink::Edits};
use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "to-taiwan",
    about: "Writes simplified text in traditional characters, to the Taiwan standard.",
    default: false,
    wakes_on: &[],
    apply,
    fixes: &[("新闻", "新聞")],
    keeps: &["中國新聞"],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    for part in shares::parts_in(text, Script::Hans) {
        let mut edits = Edits::new(patch, part.start, Confidence::Likely);
        OpenCc::S2tw.run(&text[part], &mut edits);
    }
}
