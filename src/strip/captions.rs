//! `张三（右一）走访群众。李四摄`: of a picture that did not come along.

use super::{Class, remove};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "captions",
    about: "Removes captions of pictures, and who took them.",
    default: true,
    wakes_on: &[],
    apply,
    fixes: &[(
        "新桥昨天上午正式通车，市民可以步行过河。\n图为市民在新桥上合影。（河岸摄）\n桥面宽三十米，双向六车道。",
        "新桥昨天上午正式通车，市民可以步行过河。\n桥面宽三十米，双向六车道。",
    )],
    keeps: &[
        "图为什么要这样画？老师的问题让全班陷入了沉思。\n他爱好摄影，二十年来拍摄的照片超过十万张，其中三幅获得大奖。",
        "△平原县明年取消过桥费。新规定从一月起施行。\n△河岸县整修旧桥\n△河口县新桥开工",
    ],
};

fn apply(patch: &mut Patch<'_>) {
    remove(patch, &[Class::Caption]);
}
