//! A caption between two paragraphs, where the picture is gone: nothing tells it from the article.

use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "unmarked-captions",
    about: "Marks captions of pictures with [图], for those who keep them.",
    default: false,
    wakes_on: &[],
    apply,
    fixes: &[(
        "新桥昨天上午正式通车，市民可以步行过河。\n图为市民在新桥上合影。（河岸摄）\n桥面宽三十米，双向六车道。",
        "新桥昨天上午正式通车，市民可以步行过河。\n[图] 图为市民在新桥上合影。（河岸摄）\n桥面宽三十米，双向六车道。",
    )],
    keeps: &[
        "新桥昨天上午正式通车，市民可以步行过河。\n[图] 图为市民在新桥上合影。（河岸摄）\n桥面宽三十米，双向六车道。",
        "图为什么要这样画？老师的问题让全班陷入了沉思。\n他爱好摄影，二十年来拍摄的照片超过十万张，其中三幅获得大奖。",
    ],
};

const MARK: &str = "[图] ";

fn apply(patch: &mut Patch<'_>) {
    let page = patch.page();
    for line in page.captions() {
        let text = &patch.text()[line..];
        let start = line + text.len() - text.trim_start_matches([' ', '\t', '\u{3000}']).len();
        if !patch.text()[start..].starts_with(MARK) {
            patch.replace(start..start, MARK, Confidence::Likely);
        }
    }
}
