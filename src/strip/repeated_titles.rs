//! A headline that the page prints twice.

use super::{Class, remove};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "repeated-titles",
    about: "Removes the headline where it stands again.",
    default: true,
    wakes_on: &[],
    apply,
    fixes: &[(
        "河岸新桥今天正式通车\n河岸新桥今天正式通车\n新桥昨天上午正式通车，市民可以步行过河，两岸往来只要五分钟。",
        "河岸新桥今天正式通车\n新桥昨天上午正式通车，市民可以步行过河，两岸往来只要五分钟。",
    )],
    keeps: &["归来吧\n归来哟\n归来吧\n浪迹天涯的游子"],
};

fn apply(patch: &mut Patch<'_>) {
    remove(patch, &[Class::RepeatedTitle]);
}
