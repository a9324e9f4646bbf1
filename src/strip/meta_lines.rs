//! `2021-03-04 05:06:07 来源：某报 责任编辑：某某`: what belongs in the metadata.

use super::{Class, remove};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "meta-lines",
    about: "Moves dates, sources, authors and editors to the metadata.",
    default: true,
    wakes_on: &[],
    apply,
    fixes: &[
        (
            "河岸新桥通车\n新桥昨天上午正式通车，市民可以步行过河。\n本报记者 李小河\n河岸新桥大事记\n三月开工",
            "河岸新桥通车\n新桥昨天上午正式通车，市民可以步行过河。\n河岸新桥大事记\n三月开工",
        ),
        (
            "——“乡村新事”系列报道之三\n本报记者 李 河\n新桥昨天上午正式通车，市民可以步行过河。",
            "——“乡村新事”系列报道之三\n新桥昨天上午正式通车，市民可以步行过河。",
        ),
        (
            "河岸新桥通车\n2021-03-04 05:06:07 来源:平原晚报 责任编辑:李小河\n新桥昨天上午正式通车，市民可以步行过河。",
            "河岸新桥通车\n新桥昨天上午正式通车，市民可以步行过河。",
        ),
    ],
    keeps: &[
        "资金来源：一是财政拨款，二是社会捐赠，三是企业自筹。\n时间：2020年5月23日；地点：县公安局三楼会议室。",
        "记者：您当时为什么选择留下来？\n老人：这里需要有人守着，我走了，灯塔就黑了。",
        "关于表彰先进的通报\n各单位要认真学习先进事迹，结合实际抓好落实，推动工作再上台阶。\n平原县人民政府\n2022年1月27日",
    ],
};

fn apply(patch: &mut Patch<'_>) {
    remove(patch, &[Class::Meta]);
}
