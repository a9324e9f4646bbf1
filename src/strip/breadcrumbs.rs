//! `首页 > 新闻 > 正文`: where the page stands in its site.

use super::{Class, remove};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "breadcrumbs",
    about: "Removes the path of the page in its site.",
    default: true,
    wakes_on: &[],
    apply,
    fixes: &[(
        "当前位置:首页 > 新闻中心 > 正文\n记者从市交通局了解到，连接两岸的新桥昨天上午正式通车。",
        "记者从市交通局了解到，连接两岸的新桥昨天上午正式通车。",
    )],
    keeps: &["他的当前位置距离现场只有三百米，交警很快找到了他。\n第二天，他回到了家里。"],
};

fn apply(patch: &mut Patch<'_>) {
    remove(patch, &[Class::Breadcrumb]);
}
