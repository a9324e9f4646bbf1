//! Menus, search boxes and page numbers around an article.

use super::{Class, remove};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "navigation",
    about: "Removes menus, search boxes, paging, and where a paper goes on with an article.",
    default: true,
    wakes_on: &[],
    apply,
    fixes: &[
        (
            "新闻 体育 财经 娱乐 房产 汽车\n河岸新桥通车\n记者从市交通局了解到，连接两岸的新桥昨天上午正式通车，全长一千二百米。\n",
            "河岸新桥通车\n记者从市交通局了解到，连接两岸的新桥昨天上午正式通车，全长一千二百米。\n",
        ),
        (
            "河岸新桥通车\n（上接第一版）连接两岸的新桥昨天上午正式通车，全长一千二百米。（下转A03版）\n",
            "河岸新桥通车\n连接两岸的新桥昨天上午正式通车，全长一千二百米。\n",
        ),
    ],
    keeps: &[
        "体育",
        "教育",
        "一场关于教育的讨论\n教育\n上个世纪的课堂里，老师们用一支粉笔写满整块黑板，孩子们抄写下来，回家再背诵。",
        "站内搜索功能上线后，群众找政策的时间由五分钟缩短到二十秒。\n下一页历史，将由年轻人书写。",
    ],
};

fn apply(patch: &mut Patch<'_>) {
    remove(patch, &[Class::Navigation, Class::Search, Class::Paging]);
}
