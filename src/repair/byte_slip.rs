//! `空間?h城區` for `空間。縣城區`: bytes of GBK that lost step.
//!
//! A program replaced the two bytes of a full-width mark, or put a reading
//! behind the two bytes of a character, wherever it found them: between two
//! characters, too, where one ends with the first byte and the other begins
//! with the second. From there on every pair of bytes is half of one character
//! and half of the next, until a byte of ASCII brings them into step.
//!
//! The bytes in between are all there, but for those at the two ends. They are
//! read again in step, and that reading is taken if the language model finds
//! it far more plausible than the text as it stands.

use std::ops::Range;

use super::slip::{Cause, Channel, FILLED, GUESSED, Repair, Start, Voice, search, starts};
use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "byte-slip",
    about: "Reads bytes of GBK that lost step in step again.",
    default: true,
    wakes_on: &['!'..='!', '('..='(', ';'..=';', '?'..='?', '\u{FFFD}'..='\u{FFFD}'],
    apply,
    fixes: &[
        ("壓縮了犯罪活動空間?h城區案件下降。", "壓縮了犯罪活動空間。縣城區案件下降。"),
        ("實現精準派警”??萍假x能改革深化。", "實現精準派警”。科技賦能改革深化。"),
    ],
    keeps: &[
        "你去不去?他问。",
        "“真的?!",
        "“真的??",
        "“真的？！？",
        "他说呃\u{FFFD}??",
        "真的???不会吧!!!!!!!!!!!",
        "真好!今天下雨了;明天呢?",
        "谁是饕餮?饕餮是谁?",
        "OK?not OK!",
        "冼(xiǎn)星海",
        "今?的天?很好，我?去了公?，看到了?多花，有?的?的白的，?有蝴?在?，孩子?很高?。后??本?已?有了。",
    ],
};

/// The margin, in bits, from which a reading is taken. Over a hundred thousand
/// lines of clean text, folded, the best that a genuine mark reached was
/// eleven; damaged lines reach twenty and more. The less a decoder left to see
/// of the slip, the more the model must say. A reading that is not the one of
/// the character before says much by itself.
fn enough(text: &str, start: &Start) -> f32 {
    match (start.cause, start.channel) {
        (Cause::Fold, Channel::Mark) if is_wide(text, start.at) => 20.0,
        // Few pages fold digits and letters, and a mark beside one has other causes.
        (Cause::Fold, Channel::Mark) if start.folds_letter() => 16.0,
        (_, Channel::Mark) | (Cause::Gloss, Channel::Question) => 6.0,
        (Cause::Gloss, _) => 10.0,
        (_, Channel::Question) => 13.0,
        (_, Channel::Dropped) => 14.0,
        (_, Channel::Eaten) => 16.0,
    }
}

/// A mark that stands behind U+FFFD in full width was not folded, or its folding has been undone since:
/// most such U+FFFD are what another encoding lost.
fn is_wide(text: &str, at: usize) -> bool {
    matches!(text[at..].chars().nth(1), Some('\u{FF01}'..='\u{FF5E}'))
}

/// What a character that stays unknown takes off the margin.
const UNKNOWN: f32 = 4.0;

/// A reading that costs more a character is no text. Where a reading stands
/// in the wrong place, less is asked: names and rare words are slipped, too.
fn readable(start: &Start) -> f32 {
    if start.cause == Cause::Gloss { 15.0 } else { 12.0 }
}

/// Steps of the search that a text may take, by its length: text that is full
/// of places to try, and of nothing else, is not worth more.
const STEPS_PER_BYTE: usize = 120;
const STEPS_AT_LEAST: usize = 200_000;

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let least = if patch.floor() == Confidence::Guess { GUESSED } else { FILLED };
    let voice = Voice::of(text, patch.is_traditional());
    let mut budget = STEPS_AT_LEAST + text.len() * STEPS_PER_BYTE;
    let mut from = 0;
    let places = |part: Range<usize>| {
        let start = part.start;
        text[part].match_indices(['\u{FFFD}', '?', '!', ';', '(']).map(move |(at, _)| start + at)
    };
    for at in patch.parts().flat_map(places) {
        if at < from {
            continue;
        }
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
        let mut places = starts(text, at, &voice);
        let of_fold = places.iter().any(|start| start.cause == Cause::Fold);
        if of_fold && is_in_ruins(text, at) {
            places.retain(|start| start.cause == Cause::Gloss);
        }
        if places.is_empty() || budget == 0 {
            continue;
        }
        let mut best: Option<(Repair, Start)> = None;
        let spare = |repair: &Repair, start: &Start| {
            repair.margin - UNKNOWN * repair.unknown as f32 - enough(text, start)
        };
        for start in places {
            let (repair, steps) = search(text, &start, &voice, enough(text, &start), least);
            budget = budget.saturating_sub(steps);
            let Some(repair) = repair else { continue };
            if best.as_ref().is_none_or(|(one, at)| spare(&repair, &start) > spare(one, at)) {
                best = Some((repair, start));
            }
        }
        let Some((repair, start)) = best else { continue };
        // Marks alone are an exclamation, unless one of them is U+FFFD (and another,
        // if something stays unknown), or they stand where an open quotation should have been closed.
        let closes = repair.closes && start.channel == Channel::Question;
        let between = text[..repair.end].ends_with('\u{FFFD}') && start.folds_mark();
        let marked = start.channel == Channel::Mark && (repair.unknown == 0 || between);
        let shown = repair.read > 0 || marked || closes;
        if !shown || spare(&repair, &start) < 0.0 || repair.cost > readable(&start) {
            continue;
        }
        from = repair.end;
        if repair.unknown > 0 {
            patch.report(start.at..repair.end, "A character was lost with half its bytes.");
        }
        let reason = reason(&repair, &start);
        let confidence = if repair.sure { Confidence::Likely } else { Confidence::Guess };
        patch.replace_because(start.at..repair.end, &repair.text, confidence, reason);
    }
}

/// So many of one mark within so many bytes, and one in so many characters, are
/// what is left of another encoding: what stands between them is in step. With one
/// in 12 more slips of simplified news stayed (1.57 for 1.50 % of its characters).
const RUINS: usize = 3;
const NEAR: usize = 180;
const ONE_IN: usize = 8;

fn is_in_ruins(text: &str, at: usize) -> bool {
    let from = text.floor_char_boundary(at.saturating_sub(NEAR));
    let near = &text[from..text.ceil_char_boundary((at + NEAR).min(text.len()))];
    let mark = text[at..].chars().next().filter(|ch| matches!(ch, '?' | '\u{FFFD}'));
    let marks = mark.map_or(0, |mark| near.matches(mark).count());
    marks >= RUINS && marks * ONE_IN >= near.chars().count()
}

fn reason(repair: &Repair, start: &Start) -> String {
    let cause = match start.cause {
        Cause::Fold => "a full-width mark was replaced between two characters",
        Cause::Gloss => "a reading was put between two characters",
        Cause::Cut => "the line was cut",
    };
    let left = match start.channel {
        Channel::Mark => "U+FFFD",
        Channel::Question => "'?'",
        Channel::Eaten => "'?' for two bytes",
        Channel::Dropped => "nothing",
    };
    let filled = if repair.filled.is_empty() {
        String::new()
    } else {
        format!("; filled by context: {}", repair.filled)
    };
    format!(
        "Bytes lost step where {cause}, and {left} was left of the first; in step they are {:.0} \
         bits more plausible{filled}.",
        repair.margin
    )
}
