//! `版权所有 京ICP备00000000号`: the foot of the page.

use super::{Class, remove};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "footers",
    about: "Removes copyright notices, licences, addresses and disclaimers.",
    default: true,
    wakes_on: &[],
    apply,
    fixes: &[(
        "新桥昨天上午正式通车，市民可以步行过河。\n通信地址:平原县河岸路6号 邮编:250000 E-mail:a@example.com\n平原晚报 版权所有(C) 鲁ICP备00000000号",
        "新桥昨天上午正式通车，市民可以步行过河。\n",
    )],
    keeps: &[
        "法院认为，被告未经许可转载原告享有版权的文章，构成侵权，判令赔偿三万元。\n未取得ICP备案或者经营许可证的网站，接入商不得为其提供服务。",
        "报名地址：县政务服务中心三楼B区12号窗口，联系电话：0395-0000000。\n市民可拨打12345热线咨询有关事项，工作时间为上午九点到下午五点。",
    ],
};

fn apply(patch: &mut Patch<'_>) {
    remove(patch, &[Class::Footer]);
}
