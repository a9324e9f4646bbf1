//! Dates, names and the lines that are made of them.

use std::{ops::Range, sync::LazyLock};

use super::{
    cues,
    shadow::{Shadow, is_han, is_letter},
};
use crate::characters::CharSet;

/// What a line of dates, sources and names says. Ranges are in bytes of the line.
#[derive(Clone, Debug, Default)]
pub(super) struct Credits {
    /// In ISO 8601.
    pub(super) date: Option<String>,
    pub(super) source: Option<String>,
    pub(super) author: Option<String>,
    pub(super) editor: Option<String>,
    /// A time of day stands beside the date.
    pub(super) timed: bool,
    /// How many keys such as 来源 or 编辑 were read.
    pub(super) keys: usize,
    /// Letters that are neither keys nor values.
    pub(super) rest: usize,
    /// Where they stand, each run of them, in characters.
    loose: Vec<Range<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Date,
    Source,
    Author,
    Editor,
    /// A key whose value nobody wants: how many have read it.
    Other,
}

/// Longest first where one begins with another.
const KEYS: &[(&str, Key)] = &[
    ("发布时间", Key::Date),
    ("发表时间", Key::Date),
    ("发文日期", Key::Date),
    ("发布机构", Key::Other),
    ("最新更新", Key::Date),
    ("发稿时间", Key::Date),
    ("更新时间", Key::Date),
    ("出版时间", Key::Date),
    ("建立时间", Key::Date),
    ("发布日期", Key::Date),
    ("发表日期", Key::Date),
    ("更新日期", Key::Date),
    ("成文日期", Key::Date),
    ("首次上稿", Key::Date),
    ("发表于", Key::Date),
    ("发布于", Key::Date),
    ("时间", Key::Date),
    ("日期", Key::Date),
    ("发布", Key::Date),
    ("更新", Key::Date),
    ("出版", Key::Date),
    ("文章来源", Key::Source),
    ("信息来源", Key::Source),
    ("新闻来源", Key::Source),
    ("消息来源", Key::Source),
    ("稿件来源", Key::Source),
    ("内容来源", Key::Source),
    ("资料来源", Key::Source),
    ("本文来源于", Key::Source),
    ("本文来源", Key::Source),
    ("来源", Key::Source),
    ("来自", Key::Source),
    ("稿源", Key::Source),
    ("来稿", Key::Source),
    ("转自", Key::Source),
    ("摘自", Key::Source),
    ("原载", Key::Source),
    ("本报见习记者", Key::Author),
    ("本报实习记者", Key::Author),
    ("本报特约记者", Key::Author),
    ("本报通讯员", Key::Author),
    ("特约通讯员", Key::Author),
    ("本报记者", Key::Author),
    ("本网记者", Key::Author),
    ("本刊记者", Key::Author),
    ("新华社记者", Key::Author),
    ("中新社记者", Key::Author),
    ("特约评论员", Key::Author),
    ("见习记者", Key::Author),
    ("实习记者", Key::Author),
    ("特约记者", Key::Author),
    ("首席记者", Key::Author),
    ("通讯员", Key::Author),
    ("特约撰稿", Key::Author),
    ("撰稿", Key::Author),
    ("撰文", Key::Author),
    ("采写", Key::Author),
    ("执笔", Key::Author),
    ("作者", Key::Author),
    ("记者", Key::Author),
    ("原创", Key::Author),
    ("文字", Key::Author),
    ("文图", Key::Author),
    ("图文", Key::Author),
    ("文/图", Key::Author),
    ("图/文", Key::Author),
    ("文", Key::Author),
    ("值班编委", Key::Editor),
    ("值班主编", Key::Editor),
    ("值班编辑", Key::Editor),
    ("本期编辑", Key::Editor),
    ("责任编辑", Key::Editor),
    ("责任校对", Key::Editor),
    ("责任编校", Key::Editor),
    ("核稿编辑", Key::Editor),
    ("网络编辑", Key::Editor),
    ("执行主编", Key::Editor),
    ("执行总监", Key::Editor),
    ("总监制", Key::Editor),
    ("总编辑", Key::Editor),
    ("副总编", Key::Editor),
    ("实习编辑", Key::Editor),
    ("实习生", Key::Editor),
    ("责编", Key::Editor),
    ("编辑", Key::Editor),
    ("编审", Key::Editor),
    ("编校", Key::Editor),
    ("主编", Key::Editor),
    ("校对", Key::Editor),
    ("校审", Key::Editor),
    ("审核", Key::Editor),
    ("审读", Key::Editor),
    ("初审", Key::Editor),
    ("复审", Key::Editor),
    ("终审", Key::Editor),
    ("监制", Key::Editor),
    ("统筹", Key::Editor),
    ("策划", Key::Editor),
    ("排版", Key::Editor),
    ("美编", Key::Editor),
    ("制图", Key::Editor),
    ("签发", Key::Editor),
    ("出品", Key::Editor),
    ("图片", Key::Other),
    ("摄影", Key::Other),
    ("供图", Key::Other),
    ("翻译", Key::Other),
    ("浏览次数", Key::Other),
    ("阅读次数", Key::Other),
    ("点击次数", Key::Other),
    ("点击数", Key::Other),
    ("浏览量", Key::Other),
    ("阅读量", Key::Other),
    ("阅读数", Key::Other),
    ("浏览", Key::Other),
    ("点击", Key::Other),
    ("阅读", Key::Other),
    ("评论", Key::Other),
    ("版次", Key::Other),
    ("字号", Key::Other),
    ("字体", Key::Other),
];

/// Words that such lines hold beside keys and values.
const FILLERS: &[&str] = &[
    "星期一",
    "星期二",
    "星期三",
    "星期四",
    "星期五",
    "星期六",
    "星期日",
    "星期天",
    "上午",
    "下午",
    "举报",
    "分享到",
    "分享至",
    "分享",
    "打印",
    "收藏",
    "人参与",
    "条评论",
    "关注",
    "微信",
    "微博",
    "小中大",
    "大中小",
    "次",
    "人",
    "版",
    "我有话说",
    "已有",
    "字号",
    "大",
    "中",
    "小",
    "综合报道",
    "报道",
    "本报讯",
    "讯",
    "电",
];

/// The first characters of the keys and of the fillers: most characters are none.
static KEY_STARTS: LazyLock<CharSet> =
    LazyLock::new(|| KEYS.iter().filter_map(|(word, _)| word.chars().next()).collect());
static FILLER_STARTS: LazyLock<CharSet> =
    LazyLock::new(|| FILLERS.iter().filter_map(|word| word.chars().next()).collect());

/// The family names that nearly everybody has.
pub(super) const SURNAMES: &str = "闻温王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢奚慎简诸司欧";

/// A date at character `n`: how many characters it takes, and the date in ISO 8601.
pub(super) fn date_at(shadow: &Shadow, n: usize) -> Option<(usize, String)> {
    let (year, mut at) = number_at(shadow, n, 4)?;
    if !(1949..2100).contains(&year)
        || at != n + 4
        || shadow.get(n.wrapping_sub(1)).is_ascii_digit()
    {
        return None;
    }
    let gap = |mut at: usize| {
        while shadow.get(at) == ' ' && at < shadow.chars.len() {
            at += 1;
        }
        at
    };
    at = gap(at);
    let separator = shadow.get(at);
    let spaced = at > n + 4;
    if !matches!(separator, '年' | '-' | '/' | '.') {
        if !spaced {
            return None;
        }
    } else {
        at += 1;
    }
    let (month, end) = number_at(shadow, gap(at), 2)?;
    at = gap(end);
    if !matches!(shadow.get(at), '月' | '-' | '/' | '.') || !(1..=12).contains(&month) {
        return None;
    }
    let (day, end) = number_at(shadow, gap(at + 1), 2)?;
    at = end;
    if !(1..=31).contains(&day) {
        return None;
    }
    if shadow.get(gap(at)) == '日' {
        at = gap(at) + 1;
    } else if separator == '年' {
        return None;
    }
    Some((at - n, format!("{year:04}-{month:02}-{day:02}")))
}

/// A time of day at character `n`: how many characters it takes, and the time as `hh:mm:ss` or `hh:mm`.
pub(super) fn time_at(shadow: &Shadow, n: usize) -> Option<(usize, String)> {
    let (hour, at) = number_at(shadow, n, 2)?;
    if shadow.get(at) != ':' || hour > 23 {
        return None;
    }
    let (minute, end) = number_at(shadow, at + 1, 2)?;
    if minute > 59 || end != at + 3 {
        return None;
    }
    if shadow.get(end) == ':'
        && let Some((second, last)) = number_at(shadow, end + 1, 2)
        && second < 60
        && last == end + 3
    {
        return Some((last - n, format!("{hour:02}:{minute:02}:{second:02}")));
    }
    Some((end - n, format!("{hour:02}:{minute:02}")))
}

fn number_at(shadow: &Shadow, n: usize, most: usize) -> Option<(u32, usize)> {
    let digits = (n..n + most).map(|at| shadow.get(at)).take_while(char::is_ascii_digit);
    let (mut value, mut len) = (0, 0);
    for digit in digits {
        value = value * 10 + digit.to_digit(10)?;
        len += 1;
    }
    (len > 0).then_some((value, n + len))
}

/// Reads a line of dates, keys and values; `line` is what `shadow` is the shadow of.
pub(super) fn credits(line: &str, shadow: &Shadow) -> Credits {
    let mut found = Credits::default();
    let mut n = 0;
    while n < shadow.chars.len() {
        if let Some((len, date)) = date_at(shadow, n) {
            n += len;
            found.date.get_or_insert(date);
            continue;
        }
        if let Some((len, time)) = time_at(shadow, n) {
            n += len;
            if !found.timed
                && let Some(date) = &mut found.date
            {
                found.timed = true;
                date.push('T');
                date.push_str(&time);
            }
            continue;
        }
        if let Some((key, value)) = key_at(shadow, n) {
            let end = value_end(shadow, value, key);
            let text = line[shadow.at(value)..shadow.at(end)].trim();
            if fits(key, text, shadow.get(value - 1)) {
                found.keys += usize::from(key != Key::Other);
                let slot = match key {
                    Key::Source => Some(&mut found.source),
                    Key::Author => Some(&mut found.author),
                    Key::Editor => Some(&mut found.editor),
                    Key::Date | Key::Other => None,
                };
                if let Some(slot) = slot {
                    keep(slot, text, key);
                }
                n = if key == Key::Date { value } else { end };
                continue;
            }
        }
        if FILLER_STARTS.holds(shadow.get(n))
            && let Some(filler) = FILLERS.iter().find(|word| shadow.has(n, word))
        {
            n += filler.chars().count();
            continue;
        }
        let ch = shadow.get(n);
        if is_letter(ch) || matches!(ch, '《' | '》' | '·') {
            found.rest += usize::from(is_letter(ch) && !ch.is_ascii_digit());
            match found.loose.last_mut() {
                Some(last) if last.end == n => last.end = n + 1,
                _ => found.loose.push(n..n + 1),
            }
        }
        n += 1;
    }
    found.name_the_rest(line, shadow);
    found
}

impl Credits {
    /// Beside a date, a name without a key is a paper's or an author's.
    fn name_the_rest(&mut self, line: &str, shadow: &Shadow) {
        if self.date.is_none() || self.rest > 16 {
            return;
        }
        for run in std::mem::take(&mut self.loose) {
            let text = line[shadow.at(run.start)..shadow.at(run.end)].trim_matches('·').trim();
            let folded: String = shadow.chars[run.clone()].iter().map(|(ch, _)| *ch).collect();
            let han = folded.chars().filter(|ch| is_han(*ch)).count();
            let boxed = matches!(shadow.get(run.start.wrapping_sub(1)), '□' | '■' | '◎' | '○');
            let spaced = matches!(shadow.get(run.start.wrapping_sub(2)), '□' | '■' | '◎' | '○');
            let person = is_person(&folded) || (boxed || spaced) && (2..=4).contains(&han);
            let slot =
                if person && !is_paper(&folded) { &mut self.author } else { &mut self.source };
            if (2..=12).contains(&han) && slot.is_none() {
                *slot = Some(text.to_owned());
            }
        }
    }
}

/// True for two or three hanzi that begin with a family name.
pub(super) fn is_person(folded: &str) -> bool {
    let mut chars = folded.chars();
    let family = chars.next().is_some_and(|ch| SURNAMES.contains(ch));
    let given = chars.clone().count();
    family && (1..=2).contains(&given) && chars.all(is_han)
}

/// True for what the names of papers, agencies and stations end with.
fn is_paper(folded: &str) -> bool {
    const ENDS: &[&str] = &[
        "报",
        "报社",
        "网",
        "社",
        "台",
        "刊",
        "刊》",
        "报》",
        "新闻",
        "在线",
        "周刊",
        "杂志",
        "讯",
        "客户端",
    ];
    ENDS.iter().any(|end| folded.ends_with(end))
}

/// Which agency or paper a dateline names at its start: `新华社北京5月9日电`, `（中央社記者…8日電）`.
pub(super) fn agency(line: &str, shadow: &Shadow) -> Option<String> {
    let open = usize::from(matches!(shadow.get(0), '(' | '[' | '【'));
    let head = shadow.chars.len().min(open + 30);
    let ends = (open..head).find(|n| {
        shadow.has(*n, "日电")
            || shadow.has(*n, "日讯")
            || shadow.has(*n, "报道)")
            || shadow.has(*n, "报导)")
    })?;
    let end = (open + 2..ends.min(open + 9)).find(|n| {
        matches!(shadow.get(*n), '社' | '网' | '报')
            && !shadow.has(*n, "报道")
            && !shadow.has(*n, "报导")
            && !matches!(shadow.get(n + 1), '社' | '网' | '报')
    })?;
    let plain = (open..=end).all(|n| is_han(shadow.get(n)));
    let own = shadow.has(open, "本报") || shadow.has(open, "本社") || shadow.has(open, "本网");
    (plain && !own).then(|| line[shadow.at(open)..shadow.at(end + 1)].to_owned())
}

/// Whose the page is, by `平原晚报版权所有`.
pub(super) fn owner(line: &str, shadow: &Shadow) -> Option<String> {
    let at = (0..shadow.chars.len()).find(|n| shadow.has(*n, "版权所有"))?;
    let start =
        (0..at).rev().take_while(|n| is_han(shadow.get(*n)) || shadow.get(*n) == ' ').last()?;
    let name = line[shadow.at(start)..shadow.at(at)].trim();
    let name = name.trim_end_matches("有限公司").trim_end_matches("股份");
    let folded = Shadow::of(name).tight;
    let name = if folded.ends_with("报社") { &name[..name.len() - "社".len()] } else { name };
    (is_paper(&Shadow::of(name).tight) && (2..=8).contains(&name.chars().count()))
        .then(|| name.to_owned())
}

/// `记者林月/南市报道`, `〔記者王明／台北報導〕`, `（中央社記者陳河台南8日電）` on a line of its own.
pub(super) fn byline(line: &str, shadow: &Shadow) -> Option<Credits> {
    let tight = shadow.tight.trim_matches(['(', ')', '[', ']']);
    let size = tight.chars().count();
    let ends = ["报导", "报道", "综合报导", "日电", "特稿"].iter().any(|end| tight.ends_with(end));
    let role = tight.find("记者").filter(|at| tight[..*at].chars().count() <= 6);
    let marked = tight.contains('/') || tight.ends_with("日电");
    if !ends || !marked || size > 24 || tight.contains(['。', ',', '，', ':', '“']) {
        return None;
    }
    let centre = tight.contains("中心/");
    if role.is_none() && !centre {
        return None;
    }
    let mut found = Credits { keys: 1, ..Credits::default() };
    if let Some(at) = (0..shadow.chars.len()).find(|n| shadow.has(*n, "记者")) {
        let mut name: Vec<usize> = (at + 2..shadow.chars.len())
            .take_while(|n| is_han(shadow.get(*n)) || shadow.get(*n) == '、')
            .collect();
        if !tight.contains('/') {
            name.truncate(3);
        }
        if let (Some(first), Some(last)) = (name.first(), name.last()) {
            found.author = Some(line[shadow.at(*first)..shadow.at(last + 1)].trim().to_owned());
        }
    }
    Some(found)
}

/// `□ 陈 慧 胡鹏`, and scans that make a duck of the box: names behind an ornament and nothing else.
pub(super) fn boxed_names(line: &str) -> Option<Credits> {
    let line = line.trim();
    let ornament = |ch: char| {
        matches!(ch, '□' | '■' | '◎' | '○' | '●' | '☐' | '▢' | '◆' | '\u{1F300}'..='\u{1FAFF}')
    };
    let names = line.strip_prefix(ornament)?.trim_start();
    let names = listed(names);
    let persons: Vec<&str> = names.split('、').collect();
    let all = persons.iter().all(|name| is_person(&Shadow::of(name).tight));
    (all && persons.len() <= 3).then(|| Credits { author: Some(names), ..Credits::default() })
}

/// Keeps the first source; collects names.
fn keep(slot: &mut Option<String>, text: &str, key: Key) {
    let text = text.trim_matches(|ch: char| ch.is_whitespace() || "()（）【】[]|：:".contains(ch));
    if text.is_empty() {
        return;
    }
    let text = if key == Key::Source { text.to_owned() } else { listed(text) };
    match slot {
        Some(_) if key == Key::Source => {}
        Some(old) => {
            old.push('、');
            old.push_str(&text);
        }
        None => *slot = Some(text),
    }
}

/// Names with one mark between them, and without the codes that follow them.
fn listed(text: &str) -> String {
    let parts = text.split([' ', '\u{3000}', '、', ',', '，', '/', '／', ';', '；']);
    let mut names: Vec<String> = Vec::new();
    let mut open = false;
    for part in parts.filter(|part| !part.is_empty()) {
        let code = part.find('_').unwrap_or(part.len());
        let part = &part[..code];
        let ascii = part.is_ascii() && part.chars().any(|ch| ch.is_ascii_digit());
        if part.is_empty() || (ascii && !names.is_empty()) {
            continue;
        }
        let folded = Shadow::of(part).tight;
        let place = ["报导", "报道", "摄影", "综合"].iter().any(|end| folded.ends_with(end));
        if place && !names.is_empty() {
            continue;
        }
        let single = part.chars().count() == 1;
        match names.last_mut() {
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

/// A key at character `n`, and where its value begins.
fn key_at(shadow: &Shadow, n: usize) -> Option<(Key, usize)> {
    let before = shadow.get(n.wrapping_sub(1));
    let dated = before == '日' || before.is_ascii_digit();
    if n > 0 && is_letter(before) && !dated {
        return None;
    }
    if !KEY_STARTS.holds(shadow.get(n)) {
        return None;
    }
    let (word, key) = KEYS.iter().find(|(word, _)| shadow.has(n, word))?;
    let mut at = n + word.chars().count();
    let spaces = at;
    while shadow.get(at) == ' ' && at < shadow.chars.len() {
        at += 1;
    }
    if matches!(shadow.get(at), ':' | '/' | '|' | '︱' | '>') {
        return Some((*key, at + 1));
    }
    let named = matches!(key, Key::Author | Key::Editor);
    // 记者李明 without a mark between: only a family name tells it from 记者手记.
    // 作者简介 is a heading, though 简 is a family name: nobody glues those.
    let glues = ["记者", "通讯员", "编辑", "责编"].iter().any(|end| word.ends_with(end));
    let glued = named && glues && SURNAMES.contains(shadow.get(at));
    let ends = at >= shadow.chars.len();
    (at > spaces && named
        || glued && at == spaces
        || ends && *key == Key::Date
        || *key == Key::Source && *word == "来自")
        .then_some((*key, at))
        .filter(|_| word.chars().count() > 1)
}

/// Where the value that begins at character `n` ends.
fn value_end(shadow: &Shadow, n: usize, key: Key) -> usize {
    let mut at = n;
    while shadow.get(at) == ' ' && at < shadow.chars.len() {
        at += 1;
    }
    while at < shadow.chars.len() {
        let ch = shadow.get(at);
        let wide = ch == ' ' && shadow.get(at + 1) == ' ';
        let source = key == Key::Source && ch == ' ';
        if wide || matches!(ch, '|' | ']' | ')' | '[' | '(') && at > n {
            break;
        }
        if at > n && (date_at(shadow, at).is_some() || time_at(shadow, at).is_some()) {
            break;
        }
        let after = matches!(shadow.get(at.wrapping_sub(1)), ' ' | '、' | ';' | ',' | '/');
        if at > n && (after || source) {
            let next = if source { at + 1 } else { at };
            if key_at(shadow, next).is_some() {
                break;
            }
        }
        at += 1;
    }
    at
}

/// True when `text` can be the value of `key`.
fn fits(key: Key, text: &str, mark: char) -> bool {
    let text = text.trim();
    if text.contains(['。', '！', '？', '!', '?', '；', '“', '”', '：']) {
        return false;
    }
    match key {
        Key::Date => true,
        Key::Source => text.chars().count() <= 24 && !text.contains(['，', ',']),
        Key::Other => text.chars().count() <= 12,
        Key::Author | Key::Editor => text.is_empty() || names(text, mark == ' ' || is_han(mark)),
    }
}

/// True when `text` is a list of names; strictly when no mark says that it is one.
fn names(text: &str, strict: bool) -> bool {
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
    let family = SURNAMES.contains(super::shadow::fold(first));
    any && (family || !strict)
}

/// Where a photographer's credit begins at the end of a caption or a paragraph, in characters:
/// `本报通讯员李明摄`, `（张华摄）`.
pub(super) fn photo_credit(shadow: &Shadow) -> Option<usize> {
    let mut end = shadow.chars.len();
    while end > 0 && matches!(shadow.get(end - 1), ')' | ']' | ' ' | '。') {
        end -= 1;
    }
    let verb = ["摄影报道", "摄影", "翻摄", "摄", "供图"].iter().find(|verb| {
        let len = verb.chars().count();
        end >= len && shadow.has(end - len, verb)
    })?;
    let verb_at = end - verb.chars().count();
    let mut at = verb_at;
    while at > 0 && verb_at - at < 24 {
        let ch = shadow.get(at - 1);
        if matches!(ch, '。' | '(' | '[' | ',' | '，' | '!' | '?' | '”' | '"') {
            break;
        }
        at -= 1;
    }
    let mut who: String = shadow.chars[at..verb_at].iter().map(|(ch, _)| *ch).collect();
    who.retain(|ch| !matches!(ch, ' ' | '/' | ':' | '图'));
    let role = ["记者", "通讯员", "本报", "新华社", "中新社", "实习生"]
        .iter()
        .any(|role| who.contains(role));
    let bracket = at > 0 && matches!(shadow.get(at - 1), '(' | '[');
    let len = who.chars().count();
    let family = who.chars().next().is_some_and(|ch| SURNAMES.contains(ch));
    let verbal = who.ends_with(['拍', '航', '抓', '的', '是']);
    let named = (2..=4).contains(&len) && family;
    if verbal || len == 0 || !(role || bracket && len <= 12 || named) {
        return None;
    }
    // The role may stand before a space: 中新社记者 李明 摄 begins at 中.
    let start = if bracket { at - 1 } else { credit_start(shadow, at, verb_at) };
    Some(start)
}

/// The last role word or name before `verb_at`, not before `from`.
fn credit_start(shadow: &Shadow, from: usize, verb_at: usize) -> usize {
    const ROLES: &[&str] =
        &["本报", "新华社", "中新社", "本网", "特约", "记者", "通讯员", "实习生", "图"];
    (from..verb_at).find(|at| ROLES.iter().any(|role| shadow.has(*at, role))).unwrap_or_else(|| {
        let spaced = (from..verb_at).rev().find(|at| shadow.get(*at) == ' ' && verb_at - at > 2);
        spaced.map_or(from, |at| at + 1)
    })
}

/// `(右一)`, `（左二）`: the line names who stands where in a picture.
pub(super) fn places_people(shadow: &Shadow) -> bool {
    let numeral = |n: usize| "一二三四五六七八1234567".contains(shadow.get(n));
    (0..shadow.chars.len()).filter(|n| shadow.get(*n) == '(').any(|n| {
        let row =
            matches!(shadow.get(n + 1), '前' | '后' | '左' | '右') && shadow.get(n + 2) == '排';
        let side = matches!(shadow.get(n + 1), '左' | '右')
            && (shadow.get(n + 2) == ')' || numeral(n + 2) && ")、,".contains(shadow.get(n + 3)));
        row || side || shadow.has(n + 1, "中)") || shadow.has(n + 1, "中间)")
    })
}

/// `首页 > 新闻 > 正文`: names with arrows between them.
pub(super) fn is_breadcrumb(shadow: &Shadow) -> bool {
    let arrows = shadow.chars.iter().filter(|(ch, _)| *ch == '>').count();
    let steps: Vec<usize> = shadow
        .tight
        .split('>')
        .filter(|step| !step.is_empty())
        .map(|step| step.chars().count())
        .collect();
    let first = shadow.tight.split(['>', '-', '|']).next().unwrap_or_default();
    let rooted = first.ends_with("首页")
        || ["网", "报", "》"].iter().any(|end| first.ends_with(end))
        || steps.iter().all(|len| *len <= 6);
    let short = !steps.is_empty() && steps.iter().all(|len| *len <= 24);
    short
        && (arrows >= 2 && steps.len() >= 2
            || arrows == 1 && (rooted || shadow.tight.ends_with("正文")))
}

/// `足球 篮球 排球 乒羽 综合`: four words or more of two to four hanzi each, and nothing else.
pub(super) fn is_row_of_words(shadow: &Shadow) -> bool {
    let line: String = shadow.chars.iter().map(|(ch, _)| *ch).collect();
    let words: Vec<&str> =
        line.split([' ', '|', '/', '·']).filter(|word| !word.is_empty()).collect();
    words.len() >= 4
        && words.iter().all(|word| {
            let han = word.chars().filter(|ch| is_han(*ch)).count();
            han == word.chars().count() && (2..=4).contains(&han)
        })
}

/// `#稻草人# #乡村振兴`: topics and nothing else.
pub(super) fn is_topics(shadow: &Shadow) -> bool {
    let line: String = shadow.chars.iter().map(|(ch, _)| *ch).collect();
    let mut words = line.split(' ').filter(|word| !word.is_empty()).peekable();
    words.peek().is_some()
        && words.all(|word| word.starts_with('#') && word.chars().count() > 2)
        && !line.contains(['。', ',', '，'])
        && line.chars().count() <= 80
}

/// `第A01版:要闻 第A02版:时政`, `(下转A07版)`: the frame of a paper's page.
pub(super) fn is_sheet(shadow: &Shadow) -> bool {
    let tight = shadow.tight.as_str();
    let turned =
        tight.starts_with("(上接") || tight.starts_with("(下转") || tight.starts_with("(紧接");
    let sheets = tight
        .match_indices('版')
        .filter(|(at, _)| tight[..*at].ends_with(|ch: char| ch.is_ascii_digit()));
    turned && tight.chars().count() <= 16 || tight.starts_with('第') && sheets.count() >= 2
}

/// `相关菜谱`, `更多社评`: what a list of other articles is called.
pub(super) fn is_list_header(shadow: &Shadow) -> bool {
    const KINDS: &[&str] = &[
        "相关", "推荐", "更多", "热门", "精彩", "最新", "热点", "精选", "往期", "近期", "其他",
        "同类", "最热",
    ];
    const NOUNS: &[&str] = &[
        "视频", "新闻", "文章", "阅读", "图集", "报道", "报导", "资讯", "话题", "帖子", "社评",
        "专题", "链接", "菜谱", "推荐", "博客", "专栏", "图片", "稿件", "解读", "主题", "内容",
        "回顾",
    ];
    let tight = shadow.tight.trim_matches(|ch: char| !is_letter(ch));
    KINDS.iter().any(|kind| tight.strip_prefix(kind).is_some_and(|noun| NOUNS.contains(&noun)))
}

/// `·新桥通车 2021-03-22`: a headline and its day.
pub(super) fn is_dated_headline(shadow: &Shadow) -> bool {
    let count = shadow.chars.len();
    (6..count.saturating_sub(4)).rev().take(24).any(|n| {
        date_at(shadow, n).is_some_and(|(len, _)| {
            let rest = (n + len..count)
                .filter(|at| is_letter(shadow.get(*at)) && !shadow.get(*at).is_ascii_digit())
                .count();
            rest == 0 && !(0..n).any(|at| matches!(shadow.get(at), '。' | '，' | ':'))
        })
    })
}

/// `推 oldtree: …… 04/14 22:40`, `※ 發信站: …`: the lines of a bulletin board.
pub(super) fn is_board_line(shadow: &Shadow) -> bool {
    let mut at = 1;
    let pushed = matches!(shadow.get(0), '推' | '嘘' | '→' | '>') && shadow.get(1) == ' ';
    while shadow.get(at) == ' ' && at < shadow.chars.len() {
        at += 1;
    }
    let name =
        (at..shadow.chars.len()).take_while(|n| shadow.get(*n).is_ascii_alphanumeric()).count();
    pushed && name >= 2 && matches!(shadow.get(at + name), ':' | ' ')
        || shadow.tight.starts_with("发信站:")
        || shadow.tight.starts_with("文章网址:")
        || shadow.tight.starts_with("作者") && shadow.tight.contains("看板")
}

/// `封面.jpg`, `附件1.pdf`: a file name and nothing else.
pub(super) fn is_file_name(shadow: &Shadow) -> bool {
    const ENDS: &[&str] = &[
        ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".mp4", ".pdf", ".doc", ".docx", ".xls",
        ".xlsx",
    ];
    let tight = shadow.tight.as_str();
    let image = ENDS[..7].iter().any(|end| tight.ends_with(end));
    let any = ENDS.iter().any(|end| tight.ends_with(end));
    let bare = !tight.contains(['。', ',', '，', ':', '《']);
    any && bare && tight.chars().count() <= if image { 60 } else { 24 }
}

/// `1/3`, `[1][2][3]`, `上一页 1 2 3`: numbers of pages.
pub(super) fn is_paging(shadow: &Shadow) -> bool {
    let (mut marks, mut digits) = (0, 0);
    for ch in shadow.tight.chars() {
        match ch {
            '[' | ']' | '/' | '第' | '页' | '共' | '<' | '>' | '|' => marks += 1,
            '0'..='9' => digits += 1,
            _ => return false,
        }
    }
    digits >= 1 && marks >= 2 && digits + marks <= 40
}

/// How many ways to get in touch a line names: address, post code, telephone, fax, mail.
pub(super) fn contacts(shadow: &Shadow) -> usize {
    const WAYS: &[&[&str]] = &[
        &["地址:"],
        &["邮编:", "邮政编码:"],
        &["电话", "热线:", "tel:", "发行:", "广告:", "网站:"],
        &["传真:", "fax:"],
        &["e-mail", "邮箱:", "email", "@"],
    ];
    WAYS.iter().filter(|ways| ways.iter().any(|way| shadow.tight.contains(way))).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Credits {
        credits(line, &Shadow::of(line))
    }

    #[test]
    fn a_sentence_is_no_line_of_credits() {
        for line in ["资金来源:财政拨款", "记者手记", "作者简介", "文化强国", "编辑部的故事"]
        {
            assert_eq!(read(line).keys, 0, "{line}");
        }
    }

    #[test]
    fn dates_sources_and_names_are_read() {
        let found = read("2021-03-04 05:06:07 来源:平原晚报 责任编辑:李小河");
        assert_eq!(found.date.as_deref(), Some("2021-03-04T05:06:07"));
        assert_eq!(found.source.as_deref(), Some("平原晚报"));
        assert_eq!(found.editor.as_deref(), Some("李小河"));
        assert_eq!(found.rest, 0);
        let found = read("本报记者 陈 河 通讯员 杜小山");
        assert_eq!(found.author.as_deref(), Some("陈河、杜小山"));
        let found = read("執行總監：王大山 編輯：張小河");
        assert_eq!(found.editor.as_deref(), Some("王大山、張小河"));
        assert_eq!(found.keys, 2);
    }
}
