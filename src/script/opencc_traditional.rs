//! `为什么` as `爲什麼`: what OpenCC's `s2t` makes of it, byte for byte.

use super::OpenCc;
use crate::Rule;

pub(super) static RULE: Rule = Rule {
    id: "opencc-traditional",
    about: "Converts all of the text as OpenCC's s2t does, without a second thought.",
    default: false,
    wakes_on: &[],
    apply: |patch| OpenCc::S2t.edit(patch),
    fixes: &[("为什么", "爲什麼")],
    keeps: &["新聞"],
};
