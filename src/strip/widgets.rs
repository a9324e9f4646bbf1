//! `【打印】【字体：大 中 小】`: buttons that became text.

use super::{Class, remove};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "widgets",
    about: "Removes what was a button: print, share, font size.",
    default: true,
    wakes_on: &[],
    apply,
    fixes: &[
        (
            "记者从市交通局了解到，新桥昨天上午正式通车。\n【打印】 【字体:大 中 小】\n分享到：\n",
            "记者从市交通局了解到，新桥昨天上午正式通车。\n",
        ),
        (
            "新桥昨天上午正式通车。\n连接两岸的新桥全长一千二百米，双向六车道。抢首赞已赞过已踩过<\n",
            "新桥昨天上午正式通车。\n连接两岸的新桥全长一千二百米，双向六车道。\n",
        ),
    ],
    keeps: &[
        "打印机里还卡着半张没打完的判决书，值班法官一夜没合眼。\n分享",
        "他把视频分享到朋友圈，两小时就收获了三百个赞。\n值得点赞",
        "这座小城有一所大学和三所中学，街坊们都爱读书。\n镇上新开的书店门口挂着一块木牌，写的是耕读传家。文化教育\n",
    ],
};

fn apply(patch: &mut Patch<'_>) {
    remove(patch, &[Class::Widget]);
}
