//! A paragraph parted where a column or a page of a scan ended.

use super::join;
use crate::{Patch, Rule, paragraphs::Break};

pub(super) static RULE: Rule = Rule {
    id: "column-breaks",
    about: "Joins paragraphs that the end of a column or of a page parted.",
    default: true,
    wakes_on: &['\n'..='\n'],
    apply,
    fixes: &[(
        "昨天上午连接两岸的新桥正式建成通车，桥 长一千二百米而宽三十米，双向有六条车道 。市民可以步行过河，往来两岸只要短短五 分钟。据介绍，这座新桥的建设前后用了三 年时间，先后有两千多名工人参加了工程。 大桥通车以后两岸的距离更近了，市民们的 出行也更加方便快捷了。许多人专程从城里 赶来看大桥的夜景，\n\n沿着河岸一路走来，灯光把水面照得通明。摄影爱好者们早早地占好了位置，等着第一班船从桥下驶过。",
        "昨天上午连接两岸的新桥正式建成通车，桥 长一千二百米而宽三十米，双向有六条车道 。市民可以步行过河，往来两岸只要短短五 分钟。据介绍，这座新桥的建设前后用了三 年时间，先后有两千多名工人参加了工程。 大桥通车以后两岸的距离更近了，市民们的 出行也更加方便快捷了。许多人专程从城里 赶来看大桥的夜景，沿着河岸一路走来，灯光把水面照得通明。摄影爱好者们早早地占好了位置，等着第一班船从桥下驶过。",
    )],
    keeps: &["第一段没有说完\n\n第二段是另一件事。"],
};

fn apply(patch: &mut Patch<'_>) {
    join(patch, &[Break::Column]);
}
