//! `相关阅读` and the headlines below it.

use super::{Class, remove};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "related-links",
    about: "Removes lists of other articles.",
    default: true,
    wakes_on: &[],
    apply,
    fixes: &[(
        "新桥昨天上午正式通车，市民可以步行过河。\n相关阅读\n全市今年再建五座桥\n老桥的前世今生",
        "新桥昨天上午正式通车，市民可以步行过河。\n",
    )],
    keeps: &[
        "专家推荐阅读三类书籍：历史、哲学与科学史。\n排行榜显示，本市的空气质量连续三年位居全省第一。",
        "下一篇章由年轻人书写，他在演讲中说。\n掌声持续了很久，许多人流下了眼泪。",
    ],
};

fn apply(patch: &mut Patch<'_>) {
    remove(patch, &[Class::Related]);
}
