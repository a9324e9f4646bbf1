//! `为什么` as `為什麼`: what OpenCC's `s2hk` makes of it, byte for byte.

use super::{opencc::OpenCc, sink::Edits};
use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "opencc-hong-kong",
    about: "Converts all of the text as OpenCC's s2hk does, without a second thought.",
    default: false,
    wakes_on: &[],
    apply,
    fixes: &[("为什么", "為什麼")],
    keeps: &["新聞"],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    OpenCc::S2hk.run(text, &mut Edits::new(patch, 0, Confidence::Likely));
}
