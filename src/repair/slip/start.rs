//! Where bytes can have lost step, and what is known of them there.

use super::{
    gate, gbk,
    voice::{Voice, is_cjk},
};
use crate::{repair::gloss, tables::pinyin::reading};

/// What the decoder left of the byte that lost its partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::repair) enum Channel {
    /// U+FFFD.
    Mark,
    /// A question mark.
    Question,
    /// A question mark for it and the folded mark together.
    Eaten,
    /// Nothing.
    Dropped,
}

/// A place where bytes can have lost step.
#[derive(Clone, Debug)]
pub(in crate::repair) struct Start {
    /// Where the damage begins.
    pub(in crate::repair) at: usize,
    /// Where the bytes go on that are out of step.
    pub(super) from: usize,
    /// The second byte of the character whose first byte was lost, if the
    /// break is inside one; else the character before is whole.
    pub(super) broken: Option<u8>,
    /// What the first byte of the next character can be; nothing if that is lost.
    pub(super) pending: Vec<u8>,
    pub(in crate::repair) channel: Channel,
    /// What was found there, for the reason.
    pub(in crate::repair) cause: Cause,
}

/// What put the bytes out of step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::repair) enum Cause {
    /// A full-width mark was replaced where two characters had its bytes
    /// between them.
    Fold,
    /// A reading was put behind the bytes of a character, between two others.
    Gloss,
    /// The first byte of a line was lost.
    Cut,
}

/// Every way in which bytes can have lost step at the character at `at`, but for
/// those that nothing speaks for.
pub(in crate::repair) fn starts(text: &str, at: usize, voice: &Voice<'_>) -> Vec<Start> {
    let mut found = Vec::new();
    let mut chars = text[at..].chars();
    let Some(ch) = chars.next() else { return found };
    let before = text[..at].chars().next_back().unwrap_or('\n');
    let next = chars.next().unwrap_or('\n');
    let after = at + ch.len_utf8();
    let reads = |start: &Start| gate::reads(text, start, voice);
    match ch {
        '\u{FFFD}' => {
            found.extend(glossed(text, at, after, before, Channel::Mark));
            for (broken, pending) in folded(next, true) {
                let from = after + next.len_utf8();
                found.push(Start::fold(at, from, broken, vec![pending], Channel::Mark));
            }
        }
        '?' => {
            found.extend(glossed(text, at, after, before, Channel::Question));
            for (broken, pending) in folded(next, false) {
                let from = after + next.len_utf8();
                found.push(Start::fold(at, from, broken, vec![pending], Channel::Question));
            }
            if is_cjk(before) && gate::is_strange(text, at, voice) {
                let dropped = Start::fold(at, after, 0xA3, vec![0xBF], Channel::Dropped);
                let eaten = Start::fold(at, after, 0xA3, vec![0xA1, 0xBB], Channel::Eaten);
                found.extend([dropped, eaten].into_iter().filter(reads));
            }
        }
        '!' | ';' if is_cjk(before) && gate::is_strange(text, at, voice) => {
            let dropped = folded(ch, false).map(|(broken, pending)| {
                Start::fold(at, after, broken, vec![pending], Channel::Dropped)
            });
            found.extend(dropped.filter(reads));
        }
        '(' => found.extend(glossed(text, at, at, before, Channel::Dropped)),
        _ => {}
    }
    found
}

impl Start {
    /// What was folded was a digit or a letter, not a mark.
    pub(in crate::repair) fn folds_letter(&self) -> bool {
        self.broken == Some(0xA3)
            && matches!(self.pending[..], [0xB0..=0xB9 | 0xC1..=0xDA | 0xE1..=0xFA])
    }

    /// What was folded was one of the marks that most pages fold.
    pub(in crate::repair) fn folds_mark(&self) -> bool {
        self.broken == Some(0xA3) && !self.folds_letter()
    }

    /// At the beginning of a line, whose first byte is lost.
    pub(in crate::repair) fn cut(at: usize) -> Start {
        let (broken, pending) = (None, Vec::new());
        Start { at, from: at, broken, pending, channel: Channel::Mark, cause: Cause::Cut }
    }

    fn fold(at: usize, from: usize, broken: u8, pending: Vec<u8>, channel: Channel) -> Start {
        Start { at, from, broken: Some(broken), pending, channel, cause: Cause::Fold }
    }
}

/// The bytes of the full-width marks that are `mark` when folded.
fn folded(mark: char, any: bool) -> impl Iterator<Item = (u8, u8)> {
    let narrow = match mark {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(mark as u32 - 0xFEE0).unwrap_or(mark),
        _ => mark,
    };
    let plain = match narrow {
        '!' | '?' | ';' | ':' | ',' | '(' | ')' => Some((0xA3, narrow as u8 + 0x80)),
        // Marks and digits that fewer pages fold: only a byte that is known to
        // be lost speaks for them.
        '!'..='~' if any => Some((0xA3, narrow as u8 + 0x80)),
        _ => None,
    };
    let other: &[(u8, u8)] = match narrow {
        '.' if any => &[(0xA1, 0xA3)],
        '"' if any => &[(0xA1, 0xB0), (0xA1, 0xB1)],
        ' ' if any => &[(0xA1, 0xA1)],
        _ => &[],
    };
    plain.into_iter().chain(other.iter().copied())
}

/// A reading that stands behind half a character. Its own character ends where
/// the one before does and begins the one that was cut.
fn glossed(text: &str, at: usize, after: usize, before: char, channel: Channel) -> Option<Start> {
    let (inside, len) = match text[after..].strip_prefix('(') {
        Some(rest) => gloss::syllables(rest).map(|(inside, len)| (inside, len + 1)),
        // The bracket went with the lost byte.
        None if channel == Channel::Question => gloss::syllables(&text[after..]),
        None => None,
    }?;
    if reading(before).is_some_and(|first| gloss::says(&inside, first)) {
        return None;
    }
    let mut pending = Vec::new();
    for [_, shared] in gbk::pairs(before) {
        let keys = gbk::leads().filter(|lead| {
            let key = (shared > 0x80).then(|| gbk::written(shared, *lead)).flatten();
            key.and_then(reading).is_some_and(|first| gloss::says(&inside, first))
        });
        pending.extend(keys);
    }
    let from = after + len;
    (!pending.is_empty()).then_some(Start {
        at,
        from,
        broken: None,
        pending,
        channel,
        cause: Cause::Gloss,
    })
}
