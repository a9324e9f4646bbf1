//! `扫描二维码下载客户端`: a page that praises its own app.

use super::{Class, remove};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "promotions",
    about: "Removes calls to follow, to scan and to download.",
    default: true,
    wakes_on: &[],
    apply,
    fixes: &[(
        "新桥昨天上午正式通车，市民可以步行过河。\n扫一扫二维码，关注我们",
        "新桥昨天上午正式通车，市民可以步行过河。\n",
    )],
    keeps: &[
        "市民只需用手机扫描二维码，即可在线办理，全程不超过三分钟。\n客户端下载量突破千万，成为增长最快的应用。",
    ],
};

fn apply(patch: &mut Patch<'_>) {
    remove(patch, &[Class::Promo]);
}
