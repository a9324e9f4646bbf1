//! Kinds of pages and of lines, for the parts `html` and `strip`.

use zhclean::Script;

/// Where a page is from, by the script of its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Mainland,
    TaiwanAndHongKong,
}

impl Place {
    pub(crate) fn of(article: &str) -> Place {
        match Script::of(article) {
            Script::Hant | Script::HantTw | Script::HantHk => Place::TaiwanAndHongKong,
            _ => Place::Mainland,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Place::Mainland => "mainland",
            Place::TaiwanAndHongKong => "Taiwan and Hong Kong",
        }
    }
}

/// Lines that golds keep as they stand in the article, and an editor cuts. They are told by their words alone,
/// whatever the strip stage makes of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Disputed {
    /// Captions, and who took the picture.
    Caption,
    /// Who wrote it, and nothing else.
    Credit,
    /// Whom to call in distress.
    Helpline,
}

const CAPTIONS_BEGIN: &[&str] =
    &["图：", "图:", "图/", "图／", "图注", "图说", "图片", "圖：", "圖/", "圖／", "圖說", "▲"];
const CAPTIONS_END: &[&str] = &["摄", "摄影", "攝", "攝影", "截图", "截圖", "供图", "供圖"];
const ROLES: &[&str] = &[
    "原创", "原創", "作者", "记者", "記者", "采写", "採寫", "执笔", "執筆", "撰文", "撰稿", "出品",
    "编辑", "編輯", "文", "来源", "來源",
];
const LINES: &[&str] = &["专线", "專線", "热线", "熱線", "生命线", "生命線", "張老師"];

impl Disputed {
    pub(crate) fn of(line: &str) -> Option<Disputed> {
        let line = line.trim();
        let marks = |ch: char| !ch.is_alphanumeric() && ch != '▲';
        let bare = line.trim_start_matches(marks);
        let tail = bare.trim_end_matches(['）', ')', '。', '】', ' ']);
        let size = bare.chars().count();
        let begins = CAPTIONS_BEGIN.iter().any(|word| bare.starts_with(word));
        if size <= 60 && (begins || CAPTIONS_END.iter().any(|word| tail.ends_with(word))) {
            return Some(Disputed::Caption);
        }
        let role = |role: &str| {
            let rest = bare.strip_prefix(role).unwrap_or_default();
            rest.starts_with([':', '：', '/', '／', '︱', '丨', '|', ' '])
        };
        let house = bare.find("记者 ").is_some_and(|at| at <= 18) || bare.starts_with("综合整理自");
        let open = !line.ends_with(['。', '？', '！']);
        if size <= 30 && open && (house || ROLES.iter().any(|word| role(word))) {
            return Some(Disputed::Credit);
        }
        let digits = line.chars().filter(char::is_ascii_digit).count();
        let called = LINES.iter().any(|word| line.contains(word));
        (size <= 60 && open && digits >= 4 && called).then_some(Disputed::Helpline)
    }
}
