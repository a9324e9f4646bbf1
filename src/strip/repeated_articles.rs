//! The same article for the desktop and for the telephone, one below the other.

use super::{Class, remove};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "repeated-articles",
    about: "Removes the second copy of an article.",
    default: true,
    wakes_on: &[],
    apply,
    fixes: &[(
        "新桥昨天上午正式通车，市民可以步行过河，两岸往来只要五分钟。\n\
         桥面宽三十米，双向六车道，两侧设有步道，明年还要加装路灯。\n\
         新桥昨天上午正式通车，市民可以步行过河，两岸往来只要五分钟。\n\
         桥面宽三十米，双向六车道，两侧设有步道，明年还要加装路灯。",
        "新桥昨天上午正式通车，市民可以步行过河，两岸往来只要五分钟。\n\
         桥面宽三十米，双向六车道，两侧设有步道，明年还要加装路灯。\n",
    )],
    keeps: &[
        "我们唱着歌走过新桥，河水在桥下慢慢地流。\n天亮以前大家都不说话。\n我们唱着歌走过新桥，河水在桥下慢慢地流。",
        "新桥昨天上午正式通车。\n桥面宽三十米。\n新桥昨天上午正式通车。\n桥面宽三十米。",
    ],
};

fn apply(patch: &mut Patch<'_>) {
    remove(patch, &[Class::Copy]);
}
