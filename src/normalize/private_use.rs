//! `龚\u{E863}`: a character that had no code yet, in the place that a
//! standard lent it.
//!
//! The older editions of GBK and of the Hong Kong supplement put characters
//! into the private use area of Unicode, each its own set into the same places.
//! Which set it is, the script of the text says: simplified text has the one,
//! traditional text the other. Everything else there is reported.

use std::ops::Range;

use super::neighbours::is_han;
use crate::{
    Confidence, Patch, Rule, plausible,
    tables::{pinyin::simplified, private_use},
};

pub(super) static RULE: Rule = Rule {
    id: "private-use",
    about: "Replaces the private codes of GBK and of the Hong Kong supplement by real ones.",
    default: true,
    wakes_on: &['\u{E000}'..='\u{F8FF}'],
    apply,
    fixes: &[
        ("著名学者龚\u{E863}近日说", "著名学者龚䶮近日说"),
        ("我\u{ECD8}度話畀佢聽\u{ECD9}", "我喺度話畀佢聽咗"),
    ],
    keeps: &["喺度", "图标 \u{E863} 图标", "中文\u{F8FF}中文"],
};

/// Text that costs more bits a character is no text: its private characters
/// are bytes of something else.
const READABLE: f32 = 13.0;

/// Which set of private characters a text can have.
#[derive(Clone, Copy)]
enum Set {
    Mainland,
    HongKong,
}

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let set = set_of(text);
    let mut done = 0;
    for (at, _) in patch.chars().filter(|(_, ch)| is_private(*ch)) {
        if at < done {
            continue;
        }
        let line = line_of(text, at);
        done = line.end;
        let readable = readable(&text[line.clone()]);
        let mut run = 0..0;
        for (at, ch) in text[line.clone()].char_indices().filter(|(_, ch)| is_private(*ch)) {
            let at = line.start + at..line.start + at + ch.len_utf8();
            if at.start >= run.end {
                let rest = &text[at.start..line.end];
                run = at.start..line.end - rest.trim_start_matches(is_private).len();
            }
            let real = match set {
                Some(Set::Mainland) => private_use::mainland(ch),
                Some(Set::HongKong) => private_use::hong_kong(ch),
                None => None,
            };
            match real.filter(|_| readable && beside_han(text, &run)) {
                Some(real) => {
                    let mut utf8 = [0; 4];
                    patch.replace(at, real.encode_utf8(&mut utf8), Confidence::Likely);
                }
                None => patch.report(at, "A private character that no standard accounts for."),
            }
        }
    }
}

/// The line that `at` is in.
fn line_of(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    start..end
}

fn is_private(ch: char) -> bool {
    matches!(ch, '\u{E000}'..='\u{F8FF}')
}

/// The script decides, as far as the text shows one.
fn set_of(text: &str) -> Option<Set> {
    let han = text.chars().filter(|ch| is_han(*ch));
    let (traditional, han) =
        han.fold((0, 0), |(n, han), ch| (n + usize::from(simplified(ch).is_some()), han + 1));
    // Of ten characters of traditional news three or four are traditional
    // only; of simplified news, but for 著 and a name, none.
    match traditional {
        2.. if traditional * 5 > han => Some(Set::HongKong),
        _ if traditional < 2 || traditional * 20 <= han => Some(Set::Mainland),
        _ => None,
    }
}

fn readable(line: &str) -> bool {
    let known: String = line.chars().filter(|ch| !is_private(*ch)).collect();
    plausible::bits(&known) <= READABLE * known.chars().count() as f32
}

fn beside_han(text: &str, at: &Range<usize>) -> bool {
    text[..at.start].chars().next_back().is_some_and(is_han)
        || text[at.end..].chars().next().is_some_and(is_han)
}
