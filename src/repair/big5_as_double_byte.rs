//! Big5 read as Shift_JIS or EUC-KR.

use std::sync::LazyLock;

use super::search::{
    kinds::{BIG5_AS_DOUBLE, GBK_AS_DOUBLE},
    mend,
};
use crate::{Patch, Rule, characters::CharSet};

pub(super) static RULE: Rule = Rule {
    id: "big5-as-double-byte",
    about: "Undoes Big5 that was read as Shift_JIS or EUC-KR.",
    default: true,
    wakes_on: &['\u{AC00}'..='\u{D7A3}', '\u{FF61}'..='\u{FF9F}'],
    apply,
    fixes: &[("､ｵ､ﾑ､ﾑｮ\u{E063}｣ｦn", "今天天氣不好")],
    keeps: &["어제 저녁에 서울에 도착했다.", "ﾊﾝｶｸｶﾅ"],
};

static WAKES: LazyLock<CharSet> =
    LazyLock::new(|| RULE.wakes_on.iter().cloned().flatten().collect());

fn apply(patch: &mut Patch<'_>) {
    mend(patch, &WAKES, BIG5_AS_DOUBLE, GBK_AS_DOUBLE);
}
