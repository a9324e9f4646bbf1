//! `¤¤µØ¬ì§Þ`: Big5 read one byte at a time.

use std::sync::LazyLock;

use super::search::{
    kinds::{BIG5_AS_SINGLE, GBK_AS_SINGLE, NO_HANZI},
    mend,
};
use crate::{Patch, Rule, characters::CharSet};

pub(super) static RULE: Rule = Rule {
    id: "big5-as-single-byte",
    about: "Undoes Big5 that was read as windows-1252, KOI8-R or another one-byte encoding.",
    default: true,
    wakes_on: NO_HANZI,
    apply,
    fixes: &[
        ("°ê®a¬ì§ÞÀ]¬Q¤Ñ¶}À]", "國家科技館昨天開館"),
        ("░Ω«a¼∞º▐└]¼Qñ╤╢}└]", "國家科技館昨天開館"),
    ],
    keeps: &["¥5000"],
};

static WAKES: LazyLock<CharSet> =
    LazyLock::new(|| RULE.wakes_on.iter().cloned().flatten().collect());

fn apply(patch: &mut Patch<'_>) {
    mend(patch, &WAKES, BIG5_AS_SINGLE, GBK_AS_SINGLE);
}
