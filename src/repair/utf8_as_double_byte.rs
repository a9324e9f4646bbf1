//! `荳ｭ蝗ｽ遘第橿鬥�`, `銝剖���銵�`: UTF-8 read as Shift_JIS, Big5 or EUC-KR.
//!
//! Big5 and EUC-KR have characters for too few of the pairs: what they leave is
//! reported.

use std::sync::LazyLock;

use super::search::{kinds::UTF8_AS_DOUBLE, mend};
use crate::{Patch, Rule, characters::CharSet, tables::wakes};

pub(super) static RULE: Rule = Rule {
    id: "utf8-as-double-byte",
    about: "Undoes UTF-8 that was read as Shift_JIS; reports what Big5 or EUC-KR lost of it.",
    default: true,
    wakes_on: wakes::UTF8_AS_DOUBLE,
    apply,
    fixes: &[("荳ｭ蝗ｽ遘第橿", "中国科技")],
    keeps: &[
        "餓듿뭅�삦鸚⑼펽�닊餓у쑉掠깁뇤燁띴툔雅녵���뛽汝득젒�떁竊뚦툕�쐹若껂뺄�빣鸚㎯��",
        "ﾊﾝｶｸｶﾅ",
        "東京に着いたばかりです。",
        "어제 저녁에 서울에 도착했다.",
    ],
};

static WAKES: LazyLock<CharSet> =
    LazyLock::new(|| RULE.wakes_on.iter().cloned().flatten().collect());

fn apply(patch: &mut Patch<'_>) {
    mend(patch, &WAKES, UTF8_AS_DOUBLE, &[]);
}
