//! `い瓣м場`: Big5 read as GBK.

use std::sync::LazyLock;

use super::search::{kinds::BIG5_AS_GBK, mend};
use crate::{Patch, Rule, characters::CharSet, tables::wakes};

pub(super) static RULE: Rule = Rule {
    id: "big5-as-gbk",
    about: "Undoes Big5 that was read as GBK.",
    default: true,
    wakes_on: wakes::BIG5_AS_GBK,
    apply,
    fixes: &[("瓣產\u{E107}м繻琎ぱ秨繻", "國家科技館昨天開館")],
    keeps: &["東京に着いたばかりです。", "カタカナとひらがな"],
};

static WAKES: LazyLock<CharSet> =
    LazyLock::new(|| RULE.wakes_on.iter().cloned().flatten().collect());

fn apply(patch: &mut Patch<'_>) {
    mend(patch, &WAKES, BIG5_AS_GBK, &[]);
}
