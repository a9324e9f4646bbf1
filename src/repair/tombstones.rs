//! 锟斤拷: what is left when the text itself is gone.
//!
//! Nothing here can be repaired, so nothing is changed; a reader of the report
//! learns what happened to the text. Text *about* such marks, as programmers
//! like to write it, is not reported: a quotation, a mark alone on a line that
//! speaks of garbled characters.

use std::ops::Range;

use super::around::{is_quoted, line_around, speaks_of};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "tombstones",
    about: "Reports marks of text that was lost for good; changes nothing.",
    default: true,
    wakes_on: &[
        '锟'..='锟',
        '烫'..='烫',
        '屯'..='屯',
        '葺'..='葺',
        '嚙'..='嚙',
        '占'..='占',
        '¿'..='¿',
        'ї'..='ї',
        '┐'..='┐',
        'Ø'..='Ø',
        '©'..='©',
        '\u{FFFD}'..='\u{FFFD}',
    ],
    apply,
    // What went in comes out: the rule only reports.
    fixes: &[("锟斤拷锟斤拷", "锟斤拷锟斤拷")],
    keeps: &["“锟斤拷”是怎么来的", "烫手的山芋", "屯屯"],
};

/// What is found, how often in a row it must be, and what it was.
const MARKS: &[(&str, usize, &str)] = &[
    ("锟斤拷", 1, "text lost to U+FFFD, then read as GBK"),
    ("烫", 3, "memory that was never written, printed as GBK"),
    ("屯", 3, "memory that was never written, printed as GBK"),
    ("葺", 3, "memory that was freed, printed as GBK"),
    ("嚙踝蕭", 1, "text lost to U+FFFD, then read as Big5"),
    ("占쏙옙", 1, "text lost to U+FFFD, then read as EUC-KR"),
    ("ï¿½", 1, "text lost to U+FFFD, then read as windows-1252"),
    ("пїЅ", 1, "text lost to U+FFFD, then read as windows-1251"),
    ("∩┐╜", 1, "text lost to U+FFFD, then read as cp437"),
    ("ÔøΩ", 1, "text lost to U+FFFD, then read as MacRoman"),
    ("О©╫", 1, "text lost to U+FFFD, then read as KOI8-R"),
];

/// A line that speaks of the marks themselves.
const ABOUT: &[&str] = &["乱码", "亂碼", "mojibake", "锟斤拷是", "烫烫烫是", "程序员", "工程師"];

/// Fewer on a line are single characters that were lost, and no soup.
const SOUP: usize = 4;

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let mut found: Vec<(Range<usize>, &'static str)> = Vec::new();
    for (mark, least, what) in MARKS {
        let finder = memchr::memmem::find_iter(text.as_bytes(), mark.as_bytes());
        let mut runs: Vec<Range<usize>> = Vec::new();
        for at in finder {
            match runs.last_mut() {
                Some(run) if run.end == at => run.end += mark.len(),
                _ => runs.push(at..at + mark.len()),
            }
        }
        runs.retain(|run| run.len() >= mark.len() * least);
        found.extend(runs.into_iter().map(|run| (run, *what)));
    }
    found.extend(soup(text));
    found.sort_by_key(|(at, _)| at.start);
    for (at, what) in found {
        let line = &text[line_around(text, at.start)];
        if !is_quoted(text, &at) && !speaks_of(line, ABOUT) {
            patch.report(at, what);
        }
    }
}

/// Lines that are mostly U+FFFD: another encoding read as UTF-8, or UTF-8 read
/// as one that has no sign for most of its bytes.
fn soup(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut at = 0;
    let mut found = Vec::new();
    if !text.contains(char::REPLACEMENT_CHARACTER) {
        return found;
    }
    for line in text.split_inclusive('\n') {
        let lost = line.matches(char::REPLACEMENT_CHARACTER).count();
        if lost >= SOUP {
            let signs = line.chars().filter(|ch| !ch.is_ascii()).count();
            if lost * 3 >= signs {
                let range = at..at + line.trim_end().len();
                found.push((range, "bytes that were read in the wrong encoding and lost"));
            }
        }
        at += line.len();
    }
    found
}
