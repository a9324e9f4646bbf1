//! The search for the decoder that was used by mistake.
//!
//! Each line is turned back into bytes by each decoder that can have made it,
//! read again as each encoding that the rule asks for, and the reading that the
//! model likes best is taken, if it is better than the line as it stands by a
//! margin that no clean text reaches.
mod beam;
mod chosen;
mod codecs;
mod fill;
mod found;
mod inverse;
mod judge;
pub(super) mod kinds;
mod layers;
mod letters;
mod lost;
mod offers;
mod pairs;
mod places;
mod units;
mod utf8;
#[cfg(test)]
mod wakes;

pub(super) use self::codecs::{Right, Wrong};
use self::{
    found::Found,
    judge::{Judge, MARGIN},
    kinds::{Kind, LOST},
    places::{PIECE, has_company, is_dear, is_strange, near, piece_around},
};
use crate::{Confidence, Patch, characters::CharSet};

/// Repairs the damage of the kinds `own`; the kinds `rivals` are searched as
/// well, and where one of them explains a stretch better it is left alone.
///
/// Lines that have none of the characters that the rule wakes on are looked at
/// only once its damage has been found elsewhere in the text.
pub(super) fn mend(patch: &mut Patch<'_>, wakes: &CharSet, own: &[Kind], rivals: &[Kind]) {
    let text = patch.text();
    let guesses = patch.floor() == Confidence::Guess;
    let mut known: Vec<Kind> = Vec::new();
    let mut found: Vec<(usize, Found)> = Vec::new();
    let mut mended: Vec<usize> = Vec::new();
    let worth = |hit| match own[0] {
        (wrong, Right::Utf8) if wrong.is_single() => has_company(text, hit, 1),
        // Two characters at least, as one is never believed.
        (wrong, _) if wrong.is_single() => has_company(text, hit, 2),
        _ => is_dear(text, hit),
    };
    let (mut at, mut done, mut last_mended) = (0, 0, false);
    for part in patch.parts() {
        at = at.max(part.start);
        while at < part.end
            && let Some(hit) = wakes.find(&text[at..part.end])
        {
            let hit = at + hit;
            if !worth(hit) {
                at = text.ceil_char_boundary(hit + 1);
                continue;
            }
            let line = piece_around(text, hit, done);
            // Most hits are rare words of clean text: what stands near tells. Behind
            // a line that was damaged the next one mostly is.
            let near = near(text, hit, &line);
            if near.len() * 2 < line.len() && !last_mended {
                let judge = Judge::new(&text[near.clone()], guesses, &known);
                if own.iter().all(|(wrong, right)| judge.of_kind(*wrong, *right).is_empty()) {
                    at = near.end.max(text.ceil_char_boundary(hit + 1));
                    continue;
                }
            }
            done = line.end;
            at = text.ceil_char_boundary((line.end + 1).min(text.len()));
            let start = line.start;
            let repairs =
                Judge::new(text[line].trim_end_matches('\r'), guesses, &known).best(own, rivals);
            last_mended = !repairs.is_empty();
            if last_mended {
                mended.push(start);
            }
            for repair in repairs {
                let kind = (repair.wrong, repair.right);
                known.retain(|k| *k != kind);
                // The latest first: the next line is tried with it.
                known.insert(0, kind);
                if own.contains(&kind) {
                    found.push((start, repair));
                }
            }
        }
    }
    if found.is_empty() {
        return;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (start, body) = (at, line.trim_end_matches(['\n', '\r']));
        at += line.len();
        if line.len() > PIECE / 2
            || mended.binary_search(&start).is_ok()
            || body.is_ascii()
            || !is_strange(body)
        {
            continue;
        }
        let repairs = Judge::new(body, guesses, &known).best(own, rivals).into_iter();
        let own = repairs.filter(|repair| own.contains(&(repair.wrong, repair.right)));
        found.extend(own.map(|repair| (start, repair)));
    }
    found.sort_by_key(|(line, repair)| line + repair.range.start);
    for (line, repair) in found {
        let range = line + repair.range.start..line + repair.range.end;
        if LOST.contains(&(repair.wrong, repair.right)) {
            let (right, wrong) = (repair.right.name(), repair.wrong.name());
            patch.report(range, format!("{right} read as {wrong}, and much of it lost"));
            continue;
        }
        let confidence = if !repair.sure {
            Confidence::Guess
        } else if repair.filled.is_empty() && repair.margin > 3.0 * MARGIN {
            Confidence::Certain
        } else {
            Confidence::Likely
        };
        patch.replace_because(range, &repair.with, confidence, repair.reason());
    }
}
