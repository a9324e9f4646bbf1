//! `規范采集` for `规范采集`: simplified text that a machine made traditional,
//! taken back to what was written.

use std::sync::LazyLock;

use super::{machine, mainland};
use crate::{Confidence, Patch, Rule, characters::CharSet};

/// The most frequent characters of traditional news that simplified text does
/// not have. Text of any length to decide on has one of them.
const TRADITIONAL: &[std::ops::RangeInclusive<char>] = &[
    '並'..='並',
    '亞'..='亞',
    '來'..='來',
    '個'..='個',
    '們'..='們',
    '內'..='內',
    '動'..='動',
    '區'..='區',
    '員'..='員',
    '國'..='國',
    '學'..='學',
    '將'..='將',
    '對'..='對',
    '後'..='後',
    '戰'..='戰',
    '時'..='時',
    '會'..='會',
    '東'..='東',
    '業'..='業',
    '機'..='機',
    '權'..='權',
    '為'..='為',
    '爾'..='爾',
    '現'..='現',
    '產'..='產',
    '當'..='當',
    '發'..='發',
    '種'..='種',
    '稱'..='稱',
    '統'..='統',
    '經'..='經',
    '總'..='總',
    '羅'..='羅',
    '聯'..='聯',
    '與'..='與',
    '說'..='說',
    '議'..='議',
    '軍'..='軍',
    '這'..='這',
    '進'..='進',
    '過'..='過',
    '長'..='長',
    '開'..='開',
    '間'..='間',
    '關'..='關',
    '馬'..='馬',
    '體'..='體',
    '麼'..='麼',
];

pub(super) static RULE: Rule = Rule {
    id: "machine-traditional",
    about: "Takes text that a machine made traditional, character by character, back to simplified.",
    default: true,
    wakes_on: TRADITIONAL,
    apply,
    fixes: &[(
        "平安縣公安局以群眾滿意度為導向，執著地守一方凈土。“我們規范采集信息，余下的工作隨后發布，\
         請大家關注系統里的公告。”局長說，今后還將制定辦法，加強后勤與干部隊伍建設，面對困難決不松勁。",
        "平安县公安局以群众满意度为导向，执着地守一方净土。“我们规范采集信息，余下的工作随后发布，\
         请大家关注系统里的公告。”局长说，今后还将制定办法，加强后勤与干部队伍建设，面对困难决不松劲。",
    )],
    keeps: &[
        "總統府發言人說，這項計畫將在五個縣市舉行，後續細節由幹部於兩週內公布。「里長里民都歡迎，」他在台上說。",
        "行政長官昨日表示，政府會在這個月內公布詳情，並於立法會解釋。市民說，樓下的麵包店裏人頭湧湧。",
        "新闻里说：“後來的事没有人知道。”",
    ],
};

/// Odds of e to the three and a half. Learnt from one half of the corpora and tried on
/// the other, 3 took 0.4 % of genuine passages for a machine's, 5 took 0.1 %;
/// they found 97 and 93 of 100 made of 128 characters, all but 3 in 1,000 of 256.
const ENOUGH: f32 = 3.5;

static WAKES: LazyLock<CharSet> =
    LazyLock::new(|| RULE.wakes_on.iter().cloned().flatten().collect());

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    if machine::is_traditional(patch.scripts())
        && WAKES.find(text).is_some()
        && machine::evidence(text) > ENOUGH
    {
        mainland::simplify(patch, 0, text, Confidence::Likely);
    }
}
