//! `　　记者从……`: paragraphs that begin with an indent.

use crate::{Confidence, Patch, Rule, paragraphs};

pub(super) static RULE: Rule = Rule {
    id: "indents",
    about: "Removes the indents of paragraphs; a line end already says where one begins.",
    default: true,
    wakes_on: &['\t'..='\t', ' '..=' ', '\u{A0}'..='\u{A0}', '\u{3000}'..='\u{3000}'],
    apply,
    fixes: &[(
        "河岸新桥通车\n　　连接两岸的新桥昨天上午正式通车，市民可以步行过河。\n　　桥面宽三十米，双向有六条车道，两侧还有人行道。\n",
        "河岸新桥通车\n连接两岸的新桥昨天上午正式通车，市民可以步行过河。\n桥面宽三十米，双向有六条车道，两侧还有人行道。\n",
    )],
    keeps: &["    fn main() {\n        println!();\n    }", "一首短诗\n　　只有一行缩进", " 新闻"],
};

/// A line with this many hanzi is a paragraph, not a verse or a cell.
const PARAGRAPH: usize = 16;

/// Only where most paragraphs have one: a single indent may mean something.
fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    if !paragraphs::split(text).any(|line| text[line].starts_with(is_space)) {
        return;
    }
    let (mut at, mut indents) = (0, Vec::new());
    let (mut paragraphs, mut indented) = (0, 0);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let body = line.trim_start_matches(is_space);
        let size = line.len() - body.len();
        let paragraph = body.chars().filter(|ch| is_han(*ch)).take(PARAGRAPH).count() == PARAGRAPH;
        paragraphs += usize::from(paragraph);
        if size == 0 || body.trim().is_empty() {
            continue;
        }
        indented += usize::from(paragraph);
        if body.starts_with(|ch: char| !ch.is_ascii() || ch.is_ascii_digit()) {
            indents.push(start..start + size);
        }
    }
    if indented * 10 < paragraphs * 6 || indented == 0 {
        return;
    }
    for at in indents {
        patch.delete(at, Confidence::Certain);
    }
}

fn is_space(ch: char) -> bool {
    matches!(ch, ' ' | '\t' | '\u{A0}' | '\u{3000}')
}

fn is_han(ch: char) -> bool {
    matches!(ch, '\u{4E00}'..='\u{9FFF}')
}
