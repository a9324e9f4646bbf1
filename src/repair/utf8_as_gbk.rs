//! `涓浗绉戞妧`: UTF-8 read as GBK.
//!
//! Where the bytes between two ASCII characters are odd in number the last one
//! has no partner: it became U+FFFD, or on Windows a question mark that also
//! swallowed the ASCII character after it.

use std::sync::LazyLock;

use super::search::{kinds::UTF8_AS_GBK, mend};
use crate::{Patch, Rule, characters::CharSet, tables::wakes};

pub(super) static RULE: Rule = Rule {
    id: "utf8-as-gbk",
    about: "Undoes UTF-8 that was read as GBK.",
    default: true,
    wakes_on: wakes::UTF8_AS_GBK,
    apply,
    fixes: &[
        ("涓\u{E15E}浗绉戞妧", "中国科技"),
        ("鍖椾含鏃堕棿", "北京时间"),
        // A line may be cut inside its first character, or begin with a clean one: the model says.
        ("究鍒╁簵鏂板紑浜嗕袱瀹讹紝浠锋牸渚垮疁", "便利店新开了两家，价格便宜"),
        ("冬澶╃殑娌抽潰缁撲簡鍐帮紝瀛╁瓙浠\u{E101}潵婊戝啺", "冬天的河面结了冰，孩子们来滑冰"),
        // Where a byte is lost what follows the digits says which character it was.
        ("姣旇禌瀹氫簬20鏃\u{FFFD}30鍒嗗湪浣撹偛棣嗗紑濮\u{FFFD}", "比赛定于20时30分在体育馆开始"),
    ],
    keeps: &["濉溪县和涓滴小学", "鐢 鐨 鍥 鍏 鍐 鍒", "浜哄伐鏅鸿兘这种乱码是怎么产生的"],
};

static WAKES: LazyLock<CharSet> =
    LazyLock::new(|| RULE.wakes_on.iter().cloned().flatten().collect());

fn apply(patch: &mut Patch<'_>) {
    mend(patch, &WAKES, UTF8_AS_GBK, &[]);
}
