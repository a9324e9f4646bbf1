//! `……。（记者 李明）`: a credit behind the last sentence.

use super::{Class, remove};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "trailing-credits",
    about: "Removes a credit behind the last sentence of a paragraph.",
    default: true,
    wakes_on: &[],
    apply,
    fixes: &[(
        "河岸新桥通车\n新桥昨天上午正式通车，市民可以步行过河，两岸往来只要五分钟。（记者 李小河）",
        "河岸新桥通车\n新桥昨天上午正式通车，市民可以步行过河，两岸往来只要五分钟。",
    )],
    keeps: &[
        "河岸新桥通车\n新桥昨天上午正式通车，市民可以步行过河（全长一千二百米）。",
        "老人笑了笑，说那时候谁也没有想到会有今天。（笑）\n记者又问了几个问题，他都一一回答了。",
    ],
};

fn apply(patch: &mut Patch<'_>) {
    remove(patch, &[Class::TrailingCredit]);
}
