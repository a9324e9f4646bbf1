//! `新聞` as `新闻`: what OpenCC's `t2s` makes of it, byte for byte.

use super::OpenCc;
use crate::Rule;

pub(super) static RULE: Rule = Rule {
    id: "opencc-simplified",
    about: "Converts all of the text as OpenCC's t2s does, without a second thought.",
    default: false,
    wakes_on: &[],
    apply: |patch| OpenCc::T2s.edit(patch),
    fixes: &[("新聞", "新闻")],
    keeps: &["新闻"],
};
