//! `为什么` as `為什麼`: what OpenCC's `s2tw` makes of it, byte for byte.

use super::OpenCc;
use crate::Rule;

pub(super) static RULE: Rule = Rule {
    id: "opencc-taiwan",
    about: "Converts all of the text as OpenCC's s2tw does, without a second thought.",
    default: false,
    wakes_on: &[],
    apply: |patch| OpenCc::S2tw.edit(patch),
    fixes: &[("为什么", "為什麼")],
    keeps: &["新聞"],
};
