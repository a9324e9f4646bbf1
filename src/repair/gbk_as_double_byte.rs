//! `笢弊褪撮`, `ﾖﾐｹ惞ﾆｼｼ`, `櫓벌옰세`: GBK read as Big5, Shift_JIS or EUC-KR.

use std::sync::LazyLock;

use super::search::{
    kinds::{BIG5_AS_DOUBLE, GBK_AS_DOUBLE},
    mend,
};
use crate::{Patch, Rule, characters::CharSet, tables::wakes};

pub(super) static RULE: Rule = Rule {
    id: "gbk-as-double-byte",
    about: "Undoes GBK that was read as Big5, Shift_JIS or EUC-KR.",
    default: true,
    wakes_on: wakes::GBK_AS_DOUBLE,
    apply,
    fixes: &[("굶괩祇，櫓벌옰세반燐莖역반", "本报讯，中国科技馆昨天开馆")],
    keeps: &[
        "어제 저녁에 서울에 도착했다.",
        "ﾊﾝｶｸｶﾅ",
        "東京に着いたばかりです。",
        // Marks for what is lost, and letters between them, are nothing read wrongly.
        "2004蔫旇腹锟綎杈戯細议今\u{FFFD}mmmmm\u{FFFD}幕，各地代表参加了会议。",
    ],
};

static WAKES: LazyLock<CharSet> =
    LazyLock::new(|| RULE.wakes_on.iter().cloned().flatten().collect());

fn apply(patch: &mut Patch<'_>) {
    mend(patch, &WAKES, GBK_AS_DOUBLE, BIG5_AS_DOUBLE);
}
