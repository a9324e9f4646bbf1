//! `新聞` as `新闻`: what OpenCC's `t2s` makes of it, byte for byte.

use super::{opencc::OpenCc, sink::Edits};
use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "opencc-simplified",
    about: "Converts all of the text as OpenCC's t2s does, without a second thought.",
    default: false,
    wakes_on: &[],
    apply,
    fixes: &[("新聞", "新闻")],
    keeps: &["新闻"],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    OpenCc::T2s.run(text, &mut Edits::new(patch, 0, Confidence::Likely));
}
