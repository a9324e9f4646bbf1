//! `封面.jpg`, `enpproperty-->`: litter of editors and vendors.

use super::{Class, remove};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "junk-lines",
    about: "Removes file names, leftover markup and other litter.",
    default: true,
    wakes_on: &[],
    apply,
    fixes: &[(
        "封面.jpg\n新桥昨天上午正式通车，市民可以步行过河。\nBaidu\nmap",
        "新桥昨天上午正式通车，市民可以步行过河。\n",
    )],
    keeps: &["他把文件命名为封面.jpg，然后发给了编辑。\n编辑回信说，收到了，谢谢。"],
};

fn apply(patch: &mut Patch<'_>) {
    remove(patch, &[Class::Junk]);
}
