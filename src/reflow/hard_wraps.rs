//! A paragraph broken at a fixed width, as by a mail program or a scanner.

use super::join;
use crate::{Patch, Rule, paragraphs::Break};

pub(super) static RULE: Rule = Rule {
    id: "hard-wraps",
    about: "Joins paragraphs that were broken at a fixed width.",
    default: true,
    wakes_on: &['\n'..='\n', ' '..=' '],
    apply,
    fixes: &[(
        "昨天上午，连接两岸的新桥正式建成通车\n，桥长一千二百米，宽三十米，双向有六\n条车道。市民可以步行过河，往来两岸只\n要短短五分钟。据介绍，这座新桥的建设\n前后用了三年时间，先后有两千多名工人\n参加了工程。大桥通车以后，两岸的距离\n更近了。\n",
        "昨天上午，连接两岸的新桥正式建成通车，桥长一千二百米，宽三十米，双向有六条车道。市民可以步行过河，往来两岸只要短短五分钟。据介绍，这座新桥的建设前后用了三年时间，先后有两千多名工人参加了工程。大桥通车以后，两岸的距离更近了。\n",
    )],
    keeps: &[
        "白日依山尽，\n黄河入海流。\n欲穷千里目，\n更上一层楼。",
        "一、指导思想\n二、基本原则\n三、工作目标\n四、主要任务\n五、保障措施",
        "政治引领铸忠诚 素质强警提质效",
    ],
};

fn apply(patch: &mut Patch<'_>) {
    join(patch, &[Break::Wrap, Break::WrapSpace]);
}
