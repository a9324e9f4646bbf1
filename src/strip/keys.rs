//! The keys of lines of credits: 来源, 责任编辑.

use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt as _};

use super::{
    dates::date_at,
    names::is_family,
    shadow::{Shadow, is_letter},
};
use crate::characters::CharSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Date,
    Source,
    Author,
    Editor,
    /// A key whose value nobody wants: how many have read it.
    Other,
}

/// A key at character `n`, and where its value begins.
pub(super) fn key_at(shadow: &Shadow, n: usize) -> Option<(Key, usize)> {
    if !KEYS_BEGIN.holds(shadow.get(n)) {
        return None;
    }
    let before = shadow.get(n.wrapping_sub(1));
    let dated = before == '日' || before.is_ascii_digit();
    if n > 0 && is_letter(before) && !dated {
        return None;
    }
    let (word, key) = word_at(shadow, n)?;
    let mut at = n + word.chars().count();
    let spaces = at;
    while shadow.get(at) == ' ' && at < shadow.chars.len() {
        at += 1;
    }
    // 作者，王河: so the broadcasters of Britain write it.
    let comma = n == 0 && word == "作者" && matches!(shadow.get(at), ',' | '，');
    if MARKS.contains(&shadow.get(at)) || comma && shadow.chars.len() <= COMMA {
        return Some((key, at + 1));
    }
    let named = matches!(key, Key::Author | Key::Editor);
    // In a row of cells the key needs no mark of its own: 21:30 | 来源平原网 | 作者王河.
    let cell = (0..n).rev().map(|n| shadow.get(n)).find(|ch| *ch != ' ') == Some('|');
    if cell && at == spaces && matches!(key, Key::Source | Key::Author) && n + 2 <= at {
        return Some((key, at));
    }
    // 发布单位 县卫生局: the head of a table's row, and its value.
    let row = n == 0 && at > spaces && word.chars().count() >= 4;
    if row && matches!(key, Key::Date | Key::Source) {
        return Some((key, at));
    }
    // 记者李明 without a mark between: only a family name tells it from 记者手记.
    // 作者简介 is a heading, though 简 is a family name: nobody glues those.
    let glues = ["记者", "通讯员", "编辑", "责编"].iter().any(|end| word.ends_with(end));
    let glued = named && glues && is_family(shadow.get(at));
    // 摄影 蓝河: who took it stands beside who wrote it.
    let took = word == "摄影" && at > spaces && is_family(shadow.get(at));
    let ends = at >= shadow.chars.len();
    let dates = || key == Key::Date && word.ends_with('于') && date_at(shadow, at).is_some();
    (at > spaces && named
        || dates()
        || glued && at == spaces
        || took
        || ends && key == Key::Date
        || key == Key::Source && matches!(word, "来自" | "本文来源于" | "转载自" | "本文转载自"))
    .then_some((key, at))
    .filter(|_| word.chars().count() > 1)
}

/// A key with its colon at character `n`, right behind the value of another: `来源：平原网责任编辑：李河`.
pub(super) fn glued_key_at(shadow: &Shadow, n: usize) -> Option<(Key, usize)> {
    let marked = || (n + 2..n + 7).any(|n| shadow.get(n) == ':');
    if !KEYS_BEGIN.holds(shadow.get(n)) || !marked() {
        return None;
    }
    let (word, key) = word_at(shadow, n)?;
    let end = n + word.chars().count();
    let kind =
        matches!(key, Key::Source | Key::Author | Key::Editor) || key == Key::Date && end >= n + 4;
    (kind && end >= n + 2 && shadow.get(end) == ':').then_some((key, end + 1))
}

/// The key that `folded` is the word of, and nothing else.
pub(super) fn key_of(folded: &str) -> Option<Key> {
    let keys = folded.chars().next().and_then(|first| KEYS_BY_FIRST.get(&first))?;
    keys.iter().find(|(word, _)| *word == folded).map(|(_, key)| *key)
}

/// True for the word of a key and nothing else.
pub(super) fn is_key(folded: &str) -> bool {
    key_of(folded).is_some()
}

/// True when the key at character `n` may be of anything: of when a meeting is.
pub(super) fn is_vague(shadow: &Shadow, n: usize) -> bool {
    shadow.has(n, "时间") || shadow.has(n, "日期")
}

/// True when a key or a filling may begin with `ch`.
pub(super) fn begins(ch: char) -> bool {
    BEGIN.holds(ch)
}

/// How many characters of filling stand at character `n`.
pub(super) fn filler_at(shadow: &Shadow, n: usize) -> Option<usize> {
    let first = Some(shadow.get(n)).filter(|first| FILLERS_BEGIN.holds(*first))?;
    let fillers = FILLERS_BY_FIRST.get(&first)?;
    let filler = fillers.iter().find(|word| shadow.has(n, word))?;
    Some(filler.chars().count())
}

/// A line with a comma behind its key has no more characters.
const COMMA: usize = 16;

/// What stands between a key and its value.
pub(super) const MARKS: &[char] = &[':', '/', '|', '︱', '>'];

/// Every key whose value somebody wants: a line that has only others says nothing.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    KEYS.iter().filter(|(_, key)| *key != Key::Other).map(|(word, _)| *word)
}

/// Longest first where one begins with another.
const KEYS: &[(&str, Key)] = &[
    ("发布时间", Key::Date),
    ("发表时间", Key::Date),
    ("发文日期", Key::Date),
    ("发布机构", Key::Source),
    ("发布单位", Key::Source),
    ("发稿单位", Key::Source),
    ("提供单位", Key::Source),
    ("最新更新", Key::Date),
    ("最后更新", Key::Date),
    ("发稿时间", Key::Date),
    ("更新时间", Key::Date),
    ("出版时间", Key::Date),
    ("建立时间", Key::Date),
    ("发布日期", Key::Date),
    ("发表日期", Key::Date),
    ("更新日期", Key::Date),
    ("成文日期", Key::Date),
    ("首次上稿", Key::Date),
    ("张贴日期", Key::Date),
    ("公告日期", Key::Date),
    ("公布日期", Key::Date),
    ("刊登日期", Key::Date),
    ("上版日期", Key::Date),
    ("发文时间", Key::Date),
    ("上传时间", Key::Date),
    ("录入时间", Key::Date),
    ("添加时间", Key::Date),
    ("发布于", Key::Date),
    ("发表于", Key::Date),
    ("时间", Key::Date),
    ("日期", Key::Date),
    ("发布", Key::Date),
    ("更新", Key::Date),
    ("出版", Key::Date),
    ("文章来源", Key::Source),
    ("信息来源", Key::Source),
    ("新闻来源", Key::Source),
    ("消息来源", Key::Source),
    ("讯息来源", Key::Source),
    ("来源单位", Key::Source),
    ("稿件来源", Key::Source),
    ("内容来源", Key::Source),
    ("资料来源", Key::Source),
    ("本文来源于", Key::Source),
    ("本文来源", Key::Source),
    ("来源", Key::Source),
    ("来自", Key::Source),
    ("稿源", Key::Source),
    ("来稿", Key::Source),
    ("本文转载自", Key::Source),
    ("转载自", Key::Source),
    ("转自", Key::Source),
    ("微信公众号", Key::Source),
    ("公众号", Key::Source),
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
    ("本台记者", Key::Author),
    ("新华社记者", Key::Author),
    ("中新社记者", Key::Author),
    ("特约评论员", Key::Author),
    ("见习记者", Key::Author),
    ("实习记者", Key::Author),
    ("实习生", Key::Author),
    ("特约记者", Key::Author),
    ("首席记者", Key::Author),
    ("通讯员", Key::Author),
    ("特约撰稿", Key::Author),
    ("撰稿", Key::Author),
    ("撰文者", Key::Author),
    ("撰文", Key::Author),
    ("采访整理", Key::Author),
    ("采访撰文", Key::Author),
    ("采访", Key::Author),
    ("采写", Key::Author),
    ("执笔", Key::Author),
    ("原作者", Key::Author),
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
    ("图", Key::Other),
    ("摄影者", Key::Other),
    ("摄影", Key::Other),
    ("研究员", Key::Other),
    ("摄", Key::Other),
    ("供图", Key::Other),
    ("供稿", Key::Other),
    ("翻译", Key::Other),
    ("访问次数", Key::Other),
    ("访问量", Key::Other),
    ("浏览人次", Key::Other),
    ("浏览次数", Key::Other),
    ("浏览数", Key::Other),
    ("点阅次数", Key::Other),
    ("点阅数", Key::Other),
    ("点阅率", Key::Other),
    ("点阅", Key::Other),
    ("点击率", Key::Other),
    ("点击量", Key::Other),
    ("阅读人数", Key::Other),
    ("人气", Key::Other),
    ("资料检视", Key::Other),
    ("版别", Key::Other),
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
    ("发布者", Key::Other),
    ("发布人", Key::Other),
    ("查看", Key::Other),
    ("关键词", Key::Other),
    ("关键字", Key::Other),
    ("微信号", Key::Other),
    ("id", Key::Other),
    ("字号", Key::Other),
    ("字体", Key::Other),
];

/// Words that such lines hold beside keys and values; longest first where one begins with another.
const FILLERS: &[&str] = &[
    "阅读时间约",
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
    "次阅读",
    "次浏览",
    "条评论",
    "阅读",
    "评论",
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
    "电梯直达",
    "电",
    "只看该作者",
    "发表",
    "发布",
    "刊登",
    "香港时间",
    "分钟",
    "倒序浏览",
    "正序浏览",
    "楼主",
];

/// The keys and the fillers, by their first character: most characters begin none.
static KEYS_BY_FIRST: LazyLock<HashMap<char, Vec<(&str, Key)>>> =
    LazyLock::new(|| by_first(KEYS.iter().copied(), |(word, _)| word));
static FILLERS_BY_FIRST: LazyLock<HashMap<char, Vec<&str>>> =
    LazyLock::new(|| by_first(FILLERS.iter().copied(), |word| word));
static KEYS_BEGIN: LazyLock<CharSet> = LazyLock::new(|| KEYS_BY_FIRST.keys().copied().collect());
static FILLERS_BEGIN: LazyLock<CharSet> =
    LazyLock::new(|| FILLERS_BY_FIRST.keys().copied().collect());

static BEGIN: LazyLock<CharSet> =
    LazyLock::new(|| KEYS_BY_FIRST.keys().chain(FILLERS_BY_FIRST.keys()).copied().collect());

fn by_first<T: Copy>(
    all: impl Iterator<Item = T>,
    word: impl Fn(T) -> &'static str,
) -> HashMap<char, Vec<T>> {
    let mut sorted: HashMap<char, Vec<T>> = HashMap::new();
    for one in all {
        let first = word(one).chars().next().unwrap_or(' ');
        sorted.entry(first).or_default().push(one);
    }
    sorted
}

/// The key whose word stands at character `n`.
fn word_at(shadow: &Shadow, n: usize) -> Option<(&'static str, Key)> {
    let first = shadow.get(n);
    let keys = KEYS_BY_FIRST.get(&Some(first).filter(|first| KEYS_BEGIN.holds(*first))?)?;
    keys.iter().copied().find(|(word, _)| shadow.has(n, word))
}
