//! `⽂件` with a radical for `文`: text copied out of a PDF.
//!
//! The file's font knew only shapes, and the radical has the shape of the
//! character. In a word it is that character; on its own, between quotes or in
//! a list, it may be the radical that the text speaks of.

use super::neighbours::is_han;
use crate::{Confidence, Patch, Rule, tables::radicals};

pub(super) static RULE: Rule = Rule {
    id: "radicals",
    about: "Replaces radicals inside words by the characters that look the same.",
    default: true,
    wakes_on: &['\u{2E80}'..='\u{2FD5}'],
    apply,
    fixes: &[("⽂件", "文件"), ("⼈⺠⽇报", "人民日报"), ("北京⻛⼒", "北京风力")],
    keeps: &["文件", "“⺮”字头", "⼀、⼆、⼿、⽔", "⼈⼝⼿"],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let mut from = 0;
    while let Some(start) = text[from..].find(in_word).map(|i| from + i) {
        let end = text[start..].find(|ch| !in_word(ch)).map_or(text.len(), |i| start + i);
        // Radicals alone are a list of radicals.
        if text[start..end].contains(is_han) {
            for (at, ch) in text[start..end].char_indices() {
                if let Some(unified) = radicals::unified(ch) {
                    let at = start + at;
                    let mut utf8 = [0; 4];
                    let with = unified.encode_utf8(&mut utf8);
                    patch.replace(at..at + ch.len_utf8(), with, Confidence::Certain);
                }
            }
        }
        from = end;
    }
}

fn in_word(ch: char) -> bool {
    is_han(ch) || radicals::unified(ch).is_some()
}
