//! What stands behind the keys of lines of credits.

use super::{
    dates::{date_at, time_at},
    keys::{Key, glued_key_at, key_at},
    names::{is_paper, is_place, listed, names, paper},
    shadow::{Shadow, is_han},
};

/// Keeps the first source; collects names.
pub(super) fn keep(slot: &mut Option<String>, text: &str, key: Key) {
    let text = text.trim_matches(|ch: char| ch.is_whitespace() || "()（）【】[]|：:".contains(ch));
    if text.is_empty() {
        return;
    }
    // A button may be glued to it.
    let text = text.strip_suffix("举报").unwrap_or(text);
    let text = match key {
        Key::Source => paper(before_button(account(text))).to_owned(),
        _ => listed(text),
    };
    if text.chars().count() < 2 || key == Key::Author && is_nobody(&text) {
        return;
    }
    match slot {
        Some(_) if key == Key::Source => {}
        Some(old) => {
            old.push('、');
            old.push_str(&text);
        }
        None => *slot = Some(text),
    }
}

/// 作者：佚名 and 作者：平原网 name nobody.
pub(super) fn is_nobody(text: &str) -> bool {
    let folded = Shadow::of(text).tight;
    is_paper(&folded) || NOBODY.contains(&&*folded)
}

/// What stands for an author who is not known.
const NOBODY: &[&str] = &[
    "未知",
    "佚名",
    "匿名",
    "原创",
    "网络",
    "网络整理",
    "综合",
    "本站",
    "小编",
    "楼主",
    "沙发",
    "板凳",
];

/// Where the value that begins at character `n` ends.
pub(super) fn value_end(shadow: &Shadow, n: usize, key: Key) -> usize {
    let mut at = n;
    while shadow.get(at) == ' ' && at < shadow.chars.len() {
        at += 1;
    }
    while at < shadow.chars.len() {
        let ch = shadow.get(at);
        let wide = ch == ' ' && shadow.get(at + 1) == ' ';
        let source = key == Key::Source && ch == ' ';
        if key == Key::Source && at > n && matches!(ch, '∙' | '•' | '>') {
            break;
        }
        if wide || matches!(ch, '|' | ']' | ')' | '[' | '(') && at > n {
            break;
        }
        let new = || {
            date_at(shadow, at).is_some()
                || time_at(shadow, at).is_some()
                || glued_key_at(shadow, at).is_some()
        };
        // 来源：平原网关键词：桥 has no blank between.
        let glued = at > n && shadow.has(at, "关键") && shadow.get(at + 3) == ':';
        if glued || at > n && new() || at == n && glued_key_at(shadow, at).is_some() {
            break;
        }
        let after = matches!(shadow.get(at.wrapping_sub(1)), ' ' | '、' | ';' | ',' | '/');
        if at > n && (after || source) {
            let next = if source { at + 1 } else { at };
            if key_at(shadow, next).is_some() || source && marked(shadow, next) {
                break;
            }
        }
        at += 1;
    }
    at
}

/// `类型：原创`: a word and its colon at character `n`, though nobody knows the word.
fn marked(shadow: &Shadow, n: usize) -> bool {
    let word = (n..n + 7).take_while(|at| is_han(shadow.get(*at))).count();
    (2..=6).contains(&word) && shadow.get(n + word) == ':'
}

/// `平原通讯网 参与互动`: the paper before what stands behind it, if that is none.
fn before_button(text: &str) -> &str {
    let mut words = text.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some(paper), Some(button), None)
            if paper.chars().count() >= 3 && is_paper(&Shadow::of(paper).tight) && {
                let button = Shadow::of(button).tight;
                !is_paper(&button) && !button.ends_with('版') && button.chars().all(is_han)
            } =>
        {
            paper
        }
        _ => text,
    }
}

/// What a public account is called: `微信公众号“平原风物”`.
fn account(text: &str) -> &str {
    let text = text.trim();
    let kinds = ["微信公众号", "微信公眾號", "公众号", "公眾號"];
    let text = kinds.iter().find_map(|kind| text.strip_prefix(kind)).unwrap_or(text);
    text.trim_matches([' ', ':', '：', '“', '”', '「', '」', '"'])
}

/// True when `text` can be the value of `key`.
pub(super) fn fits(key: Key, text: &str, mark: char) -> bool {
    let text = if key == Key::Source { account(text) } else { text.trim() };
    if text.contains(['。', '！', '？', '!', '?', '；', '“', '”', '：']) {
        return false;
    }
    match key {
        Key::Date => true,
        Key::Source => text.chars().count() <= 24 && !text.contains(['，', ',']) && !is_place(text),
        // 112-03-16 09:30:11
        Key::Other => text.chars().count() <= 20,
        Key::Author | Key::Editor => text.is_empty() || names(text, mark == ' ' || is_han(mark)),
    }
}
