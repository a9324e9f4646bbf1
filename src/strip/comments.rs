//! `我要评论 已有0人参与`: the readers below the article.

use super::{Class, remove};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "comments",
    about: "Removes the comment box and the comments below it.",
    default: true,
    wakes_on: &[],
    apply,
    fixes: &[(
        "新桥昨天上午正式通车，市民可以步行过河。\n最新评论 刷新\n河边的人\n桥很好看",
        "新桥昨天上午正式通车，市民可以步行过河。\n",
    )],
    keeps: &[
        "有网友评论：“这样的桥，值得点赞！”\n大桥的设计者听了以后笑了起来，说自己只是做了该做的事。",
    ],
};

fn apply(patch: &mut Patch<'_>) {
    remove(patch, &[Class::Comment]);
}
