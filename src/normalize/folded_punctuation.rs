//! `近年来,该局以群众满意为导向。`: the width of the punctuation was folded.
//!
//! A fold takes U+FF01 to U+FF5E to ASCII, and with it every comma, colon,
//! question mark and bracket of the page, but leaves `。、“”《》` where they
//! are. That mixture is the evidence: who writes `。` writes `，`, so a page
//! that has only the one was folded. A page that has both kinds of comma was
//! not, and its ASCII ones are its author's.
//!
//! On a folded page a mark goes back to full width where it stands beside Han,
//! and not inside numbers, times, scores, addresses or Latin text.

use super::neighbours::{is_closing, is_han, is_opening};
use crate::{Confidence, Patch, Rule, repair::around::Code};

pub(super) static RULE: Rule = Rule {
    id: "folded-punctuation",
    about: "Restores the punctuation of Chinese text that was folded to ASCII.",
    default: true,
    wakes_on: &['!'..='!', '('..='(', ','..=',', ':'..=';', '?'..='?'],
    apply,
    fixes: &[
        ("近年来,该局以群众满意为导向。", "近年来，该局以群众满意为导向。"),
        (
            "记者问:“怎么办?”他(右一)说:10:30开会,共3,000人!",
            "记者问：“怎么办？”他（右一）说：10:30开会，共3,000人！",
        ),
        (
            "他写了\"为人民\",\"学雷锋\",又写了\"好\"。",
            "他写了\"为人民\"，\"学雷锋\"，又写了\"好\"。",
        ),
        ("比分为2:1,见 http://a.cn/x?y=1,z 。", "比分为2:1，见 http://a.cn/x?y=1,z 。"),
    ],
    keeps: &[
        "近年来,该局以群众满意为导向，深入开展工作。",
        "视频:沃土上的丰收(图)",
        "以上、以下及其他，您怎么看?",
        "以上、以下及其他怎么看?",
        "张三, 李四, 王五。",
        "def 函数(参数, 值): return 值[1:2]",
        "时间 10:30，比分 21:19，共 3,000 人。",
    ],
};

/// One in so many marks may have come through the fold at full width, as an
/// entity would; more of them, and there was no fold.
const STRAYS: usize = 20;

/// A remark in brackets is shorter than so many characters.
const LONGEST_BRACKET: usize = 120;

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    if !was_folded(text) {
        return;
    }
    let code = Code::of(text);
    let mut open: Vec<bool> = Vec::new();
    for mark in marks(text).filter(|mark| !code.holds(mark.at)) {
        let wide = match mark.ch {
            '\n' => {
                open.clear();
                continue;
            }
            '(' => {
                let wide = mark.opens_wide(text);
                open.push(wide);
                wide.then_some("（")
            }
            ')' => open.pop().unwrap_or(false).then_some("）"),
            _ => mark.widened(text),
        };
        if let Some(wide) = wide {
            patch.replace(mark.at..mark.at + 1, wide, Confidence::Likely);
        }
    }
}

/// The page has lost its full-width commas, and little else.
fn was_folded(text: &str) -> bool {
    let (mut folded, mut spaced, mut commas) = (0, 0, 0);
    for mark in marks(text).filter(|mark| mark.ch != '\n' && mark.widened(text).is_some()) {
        folded += 1;
        commas += usize::from(mark.ch == ',');
        spaced += usize::from(mark.after == ' ');
    }
    // Who types a space after each comma chose the comma, too; and a question
    // mark may be the keyboard's, a comma inside a Chinese sentence is not.
    if commas == 0 || spaced * 4 > folded {
        return false;
    }
    let (mut kept, mut lost) = (0, 0);
    // Czech closes its quotations with the mark that opens ours, and Japanese
    // is typed with ASCII commas as often as not.
    let (mut han, mut kana, mut letters) = (0, 0, 0);
    for ch in text.chars() {
        match ch {
            _ if is_han(ch) => han += 1,
            '\u{3041}'..='\u{30FF}' => kana += 1,
            '。' | '、' | '“' | '”' | '《' | '》' | '「' | '」' => kept += 1,
            '，' | '：' | '；' | '？' | '！' | '（' | '）' => lost += 1,
            _ => letters += usize::from(ch.is_alphabetic()),
        }
    }
    if han * 4 <= letters || kana * 5 > han {
        return false;
    }
    // Headlines have neither: eight commas without a full stop are a list.
    kept * 8 >= folded && lost * STRAYS <= folded
}

/// A mark that a fold could have left, or a line end, and what is beside it.
struct Mark {
    at: usize,
    ch: char,
    before: char,
    after: char,
}

fn marks(text: &str) -> impl Iterator<Item = Mark> {
    let places = text.bytes().enumerate();
    let places = places
        .filter(|(_, byte)| matches!(byte, b'!' | b'(' | b')' | b',' | b':' | b';' | b'?' | b'\n'));
    places.map(|(at, byte)| {
        let (left, right) = (&text[..at], &text[at + 1..]);
        let mut mark = Mark {
            at,
            ch: byte as char,
            before: left.chars().next_back().unwrap_or('\n'),
            after: right.chars().next().unwrap_or('\n'),
        };
        // Straight quotes have no width: what they hold says whose mark it is.
        let quoted = mark.before == '"' || mark.after == '"';
        if byte != b'\n' && quoted && !is_data(around(text, at)) {
            mark.before = left.trim_end_matches('"').chars().next_back().unwrap_or('\n');
            mark.after = right.trim_start_matches('"').chars().next().unwrap_or('\n');
        }
        mark
    })
}

/// How far, in bytes, a notation is looked for on either side of a mark.
const NOTATION: usize = 120;

/// What stands near `at` on its line.
fn around(text: &str, at: usize) -> &str {
    let start = text.floor_char_boundary(at.saturating_sub(NOTATION));
    let end = text.ceil_char_boundary((at + NOTATION).min(text.len()));
    let start = text[start..at].rfind('\n').map_or(start, |n| start + n + 1);
    let end = text[at..end].find('\n').map_or(end, |n| at + n);
    &text[start..end]
}

/// `{"名":"值"}`, `["甲","乙"]`, `  "甲",`: the quotes and commas are those of a notation.
fn is_data(line: &str) -> bool {
    let element = |line: &str| {
        line.starts_with('"') && line.ends_with("\",") && line.matches('"').count() == 2
    };
    ["{\"", "[\"", "\":", "=\""].iter().any(|sign| line.contains(sign)) || element(line.trim())
}

impl Mark {
    /// The full-width form of a mark that is not a bracket, if it belongs to
    /// Chinese text.
    fn widened(&self, text: &str) -> Option<&'static str> {
        let before = is_han(self.before)
            || is_closing(self.before)
            || is_opening(self.before)
            || self.before == ')' && !self.after.is_ascii_alphabetic();
        let after = is_han(self.after) || is_opening(self.after);
        let number = self.before.is_ascii_digit() && self.after.is_ascii_digit();
        let beside = before || after && !self.before.is_ascii_whitespace();
        let ends = !self.after.is_ascii_alphanumeric();
        match self.ch {
            _ if number || !beside => None,
            ',' => Some("，"),
            ':' => Some("："),
            ';' if before || ends && !self.ends_entity(text) => Some("；"),
            '!' if ends => Some("！"),
            '?' if before && ends => Some("？"),
            _ => None,
        }
    }

    /// `&#8226;`
    fn ends_entity(&self, text: &str) -> bool {
        let name = text.as_bytes()[..self.at].iter().rev().take(10);
        name.take_while(|byte| byte.is_ascii_graphic()).any(|byte| *byte == b'&')
    }

    /// A bracket is as wide as what it stands in, or as what it holds.
    fn opens_wide(&self, text: &str) -> bool {
        let (left, right) = text.split_at(self.at);
        // `print("你好")`: what is called, and with what.
        let called = left.ends_with(|ch: char| ch.is_ascii_alphanumeric() || ch == '_');
        if called && right[1..].starts_with(['"', '\'']) {
            return false;
        }
        let mut inside = is_han(self.before);
        let mut chars = text[self.at + 1..].chars().take(LONGEST_BRACKET);
        while let Some(ch) = chars.next() {
            match ch {
                ')' => return inside || chars.next().is_some_and(is_han),
                '\n' => return false,
                _ => inside |= is_han(ch),
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> String {
        let mut patch = Patch::new(text, Confidence::Guess);
        apply(&mut patch);
        patch.finish().0.into_owned()
    }

    #[test]
    fn what_is_no_punctuation_of_chinese_stays_on_a_folded_page() {
        for kept in [
            "3,000",
            "10:30",
            "2:1",
            "(C)",
            "a?b=1;c",
            "&#8226;点",
            "f(x)",
            "http://a.cn/路?q=1",
            "AT&T;",
            "e.g., this",
            "{\"名\":\"甲\",\"年\":\"乙\"}",
            "[\"甲\",\"乙\"]",
            "[\n  \"甲\",\n  \"乙\"\n]",
            "```\nprint(\"你好,世界\")\n```",
            "调用`求和(甲,乙)`即可",
            "print(\"你好\")",
        ] {
            let page = format!("今天,天气很好。\n{kept}\n");
            assert_eq!(run(&page), format!("今天，天气很好。\n{kept}\n"));
        }
    }

    #[test]
    fn text_that_is_not_chinese_keeps_its_commas() {
        for text in
            ["„Nevím,“ řekl. „Přijdu zítra,“ dodal.", "雨が降る,と彼は言った。「傘,帽子」を買う。"]
        {
            assert_eq!(run(text), text);
        }
    }

    #[test]
    fn brackets_are_widened_together_or_not_at_all() {
        let page = "他说,世卫组织(WHO)的图(见(a))如下。(未完";
        assert_eq!(run(page), "他说，世卫组织（WHO）的图（见（a））如下。(未完");
    }
}
