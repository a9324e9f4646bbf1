//! Names of people, of papers and of agencies.

use std::sync::LazyLock;

use super::{
    cues,
    shadow::{Shadow, fold, is_han},
};
use crate::characters::CharSet;

/// Which agency or paper a dateline names at its start: `新华社北京5月9日电`, `（中央社記者…8日電）`.
pub(super) fn agency(line: &str, shadow: &Shadow) -> Option<String> {
    let open = usize::from(matches!(shadow.get(0), '(' | '[' | '【'));
    let head = shadow.chars.len().min(open + 30);
    let ends = (open..head).find(|n| {
        shadow.has(*n, "日电")
            || shadow.has(*n, "日讯")
            || shadow.has(*n, "报道)")
            || shadow.has(*n, "报导)")
            || shadow.has(*n, "专讯]")
    })?;
    // 海报专讯: papers of Hong Kong have short names.
    let shortest = if shadow.has(ends, "专讯") { 1 } else { 2 };
    let end = (open + shortest..ends.min(open + 9)).find(|n| {
        matches!(shadow.get(*n), '社' | '网' | '报')
            && !shadow.has(*n, "报道")
            && !shadow.has(*n, "报导")
            && !matches!(shadow.get(n + 1), '社' | '网' | '报')
    })?;
    let plain = (open..=end).all(|n| is_han(shadow.get(n)));
    let own = shadow.has(open, "本报") || shadow.has(open, "本社") || shadow.has(open, "本网");
    (plain && !own).then(|| line[shadow.at(open)..shadow.at(end + 1)].to_owned())
}

/// True when what [`agency`] looks for first may stand in `head`: in most lines it does not.
pub(super) fn may_name_agency(head: &str) -> bool {
    let mut before = ' ';
    head.chars().any(|ch| {
        let pair = (before, fold(ch));
        before = pair.1;
        matches!(pair, ('日', '电' | '讯') | ('报', '道' | '导') | ('专', '讯'))
    })
}

/// Whose the page is, by `平原晚报版权所有`.
pub(super) fn owner(line: &str) -> Option<String> {
    let marked = |at: &usize| {
        let mut before = line[..*at].chars().rev().map(fold);
        before.next() == Some('权') && before.next() == Some('版')
    };
    let end = line.match_indices("所有").map(|(at, _)| at).find(marked)?;
    let from = line[..end].char_indices().rev().take(OWNER).last().map_or(end, |(at, _)| at);
    let line = &line[from..end + "所有".len()];
    let shadow = &Shadow::of(line);
    let at = (0..shadow.chars.len()).find(|n| shadow.has(*n, "版权所有"))?;
    let start =
        (0..at).rev().take_while(|n| is_han(shadow.get(*n)) || shadow.get(*n) == ' ').last()?;
    let name = line[shadow.at(start)..shadow.at(at)].trim();
    let name = name.trim_end_matches("有限公司").trim_end_matches("股份");
    // 平原報業有限公司 puts out 平原報.
    let name = name
        .strip_suffix(['业', '業'])
        .filter(|name| is_paper(name) || name.ends_with('報'))
        .unwrap_or(name);
    let folded = Shadow::of(name).tight;
    let name = if folded.ends_with("报社") { &name[..name.len() - "社".len()] } else { name };
    (is_paper(&Shadow::of(name).tight) && (2..=8).contains(&name.chars().count()))
        .then(|| name.to_owned())
}

/// So much in front of 所有 is looked at, in characters: longer names are none.
const OWNER: usize = 40;

/// True for a character that is a family name, or begins one.
pub(super) fn is_family(ch: char) -> bool {
    FAMILIES.holds(ch)
}

static FAMILIES: LazyLock<CharSet> = LazyLock::new(|| SURNAMES.chars().collect());

/// The family names that nearly everybody has.
const SURNAMES: &str = "闻温王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢奚慎简诸司欧";

/// True for two or three hanzi that begin with a family name.
pub(super) fn is_person(folded: &str) -> bool {
    let mut chars = folded.chars();
    let family = chars.next().is_some_and(is_family);
    let given = chars.clone().count();
    family && (1..=2).contains(&given) && chars.all(is_han)
}

/// True for a name on a line of its own: three hanzi, or two with a space between them. Of two without one many are words.
pub(super) fn is_name(line: &str) -> bool {
    is_person(&Shadow::of(line).tight) && line.chars().count() == 3
}

/// True for two names or more with spaces between them, one of them spread: `王 河 李小山`.
pub(super) fn are_set_names(line: &str) -> bool {
    if !line.split_whitespace().any(|part| part.chars().count() == 1) {
        return false;
    }
    let persons = listed(line);
    persons.contains('、') && persons.split('、').all(|name| is_person(&Shadow::of(name).tight))
}

/// True for what the names of papers, agencies and stations end with.
pub(super) fn is_paper(folded: &str) -> bool {
    const ENDS: &[&str] = &[
        "报",
        "报社",
        "网",
        "社",
        "台",
        "电视",
        "刊",
        "刊》",
        "报》",
        "新闻",
        "在线",
        "周刊",
        "杂志",
        "讯",
        "客户端",
        "融媒",
        "融媒体",
        "融媒体中心",
    ];
    ENDS.iter().any(|end| folded.ends_with(end))
}

/// True for a province or a city of that rank, which sites set behind 来自 to say where somebody wrote.
pub(super) fn is_place(text: &str) -> bool {
    const PLACES: &str = "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 \
        海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门";
    let folded = Shadow::of(text).tight;
    let bare = folded.trim_end_matches(['省', '市']);
    PLACES.split_whitespace().any(|place| place == bare)
}

/// `name` without what is glued to it: 平原网王河, 平原晚报作者.
pub(super) fn paper(name: &str) -> &str {
    const KEYS: [&str; 4] = ["作者", "记者", "编辑", "责编"];
    let name = KEYS.iter().find_map(|key| name.strip_suffix(key)).unwrap_or(name).trim_end();
    let person = name.char_indices().rev().take(3).map(|(at, _)| at).find(|at| {
        let (paper, rest) = name.split_at(*at);
        is_person(&Shadow::of(rest).tight) && is_paper(&Shadow::of(paper).tight)
    });
    match person {
        Some(at) if !is_paper(&Shadow::of(name).tight) => &name[..at],
        _ => name,
    }
}

/// True for names of people and nothing else: what the head of a page calls its author often is its site.
pub(super) fn are_people(text: &str) -> bool {
    let one = |name: &str| {
        let folded = Shadow::of(name).tight;
        let foreign = folded.contains('·') && folded.chars().all(|ch| is_han(ch) || ch == '·');
        !is_paper(&folded) && (is_person(&folded) || foreign)
    };
    !text.is_empty() && listed(text).split('、').all(one)
}

/// What somebody who writes is called.
pub(super) const ROLES: &[&str] =
    &["记者", "記者", "作者", "通讯员", "通訊員", "评论员", "評論員", "撰稿人", "实习生", "實習生"];

/// What each of them ends with.
pub(super) const ROLES_END: [char; 5] = ['者', '员', '員', '人', '生'];

/// Names with one mark between them, and without the codes that follow them.
pub(super) fn listed(text: &str) -> String {
    let parts = text.split([' ', '\u{3000}', '、', ',', '，', '/', '／', ';', '；', '&', '＆']);
    let mut names: Vec<String> = Vec::new();
    let mut open = false;
    for part in parts.filter(|part| !part.is_empty()) {
        let code = part.find('_').unwrap_or(part.len());
        let part = &part[..code];
        let ascii = part.is_ascii() && part.chars().any(|ch| ch.is_ascii_digit());
        if part.is_empty() || (ascii && !names.is_empty()) {
            continue;
        }
        // 南都记者 is what they are.
        if ROLES.iter().any(|role| part.ends_with(role)) {
            continue;
        }
        let folded = Shadow::of(part).tight;
        // A button that stands behind the names.
        let button = folded.starts_with("我要") || cues::whole(&folded).is_some();
        if button && !names.is_empty() {
            continue;
        }
        // 记者王河、摄影李山: who took the pictures did not write it.
        if folded.starts_with("摄影") && !names.is_empty() {
            continue;
        }
        let place = ["报导", "报道", "摄影", "综合"].iter().any(|end| folded.ends_with(end));
        if place && !names.is_empty() {
            continue;
        }
        let single = part.chars().count() == 1;
        let latin = |name: &str| name.is_ascii() && !name.is_empty();
        match names.last_mut() {
            // So are the names of people from elsewhere.
            Some(last) if latin(last) && latin(part) && spaced(text, last, part) => {
                last.push(' ');
                last.push_str(part);
                open = false;
            }
            // A name of two characters is set with a space between them.
            Some(last) if single && open => {
                last.push_str(part);
                open = false;
            }
            _ => {
                names.push(part.to_owned());
                open = single;
            }
        }
    }
    names.join("、")
}

/// True when only a space stands between two names in `text`.
fn spaced(text: &str, left: &str, right: &str) -> bool {
    text.contains(&format!("{left} {right}"))
}

/// True when `text` is a list of names; strictly when no mark says that it is one.
pub(super) fn names(text: &str, strict: bool) -> bool {
    let parts: Vec<&str> = text
        .split([' ', '\u{3000}', '、', ',', '，', '/', '／', ';', '；', '&'])
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() > 12 {
        return false;
    }
    let mut any = false;
    for part in &parts {
        let han = part.chars().filter(|ch| is_han(*ch)).count();
        let all = part.chars().count();
        let foreign = part.contains(['·', '•', '．']);
        let placed = Shadow::of(part).tight;
        let placed = han <= 8 && (placed.ends_with("报导") || placed.ends_with("报道"));
        if placed {
            continue;
        }
        if han > if foreign { 14 } else { 5 } || (han == 0 && all > 16) {
            return false;
        }
        // A button that stands behind the names.
        if cues::whole(&Shadow::of(part).tight).is_some() {
            return false;
        }
        any |= han > 0 || !strict;
    }
    let Some(first) = parts.first().and_then(|part| part.chars().next()) else { return true };
    let family = is_family(super::shadow::fold(first));
    any && (family || !strict)
}
