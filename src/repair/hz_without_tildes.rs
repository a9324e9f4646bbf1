//! `VP9z?F<<`: HZ whose `~{` and `~}` were eaten.
//!
//! Pairs of printable ASCII, each a byte of GB2312 without its high bit. Off by
//! default: any word of even length can be read this way. A run is taken only
//! when it reads as Chinese and has a sign that no word has.

use encoding_rs::GB18030;

use crate::{Confidence, Patch, Rule, plausible};

pub(super) static RULE: Rule = Rule {
    id: "hz-without-tildes",
    about: "Reads HZ text that lost its escape sequences.",
    default: false,
    wakes_on: &['#'..='&', '*'..='+', ';'..='>', '@'..='@', '['..='`', '{'..='~'],
    apply,
    fixes: &[("VP9z5D<<Ju", "中国的技术")],
    keeps: &["GDP=C+I+G", "http://example.com/a?b=c", "iPhone15", "Hello,World!"],
};

/// Three hanzi: shorter runs are words far more often.
const MIN_PAIRS: usize = 3;

/// Signs that stand in no word.
const STRANGE: &[u8] = b"#$%&*+;<=>@[\\]^_`{|}~";

/// News costs 6 to 10 bits a character, ASCII read this way 15 and more.
const MAX_BITS: f32 = 10.5;

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let mut at = 0;
    for run in text.split_inclusive(|ch: char| !ch.is_ascii_graphic()) {
        let trimmed = run.trim_end_matches(|ch: char| !ch.is_ascii_graphic());
        if let Some(with) = read(trimmed.as_bytes()) {
            patch.replace(at..at + trimmed.len(), &with, Confidence::Guess);
        }
        at += run.len();
    }
}

fn read(run: &[u8]) -> Option<String> {
    if run.len() < 2 * MIN_PAIRS
        || !run.len().is_multiple_of(2)
        || !run.iter().any(|b| STRANGE.contains(b))
    {
        return None;
    }
    let high: Vec<u8> = run.iter().map(|b| b | 0x80).collect();
    let text = GB18030.decode_without_bom_handling_and_without_replacement(&high)?;
    let hanzi = text.chars().filter(|ch| ('\u{4E00}'..='\u{9FFF}').contains(ch)).count();
    let chars = text.chars().count();
    (hanzi * 10 >= chars * 8 && plausible::bits(&text) < MAX_BITS * chars as f32)
        .then(|| text.into_owned())
}
