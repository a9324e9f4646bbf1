//! `为什么` as `爲什麼`: what OpenCC's `s2t` makes of it, byte for byte.

use super::{opencc::OpenCc, sink::Edits};
use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "opencc-traditional",
    about: "Converts all of the text as OpenCC's s2t does, without a second thought.",
    default: false,
    wakes_on: &[],
    apply,
    fixes: &[("为什么", "爲什麼")],
    keeps: &["新聞"],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    OpenCc::S2t.run(text, &mut Edits::new(patch, 0, Confidence::Likely));
}
