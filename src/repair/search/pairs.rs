//! GBK and Big5 found again behind the characters of a one-byte decoder.
//!
//! Nothing in these encodings says where a character begins, but a one-byte
//! decoder loses nothing: pairs are counted off from the first high byte. Where
//! the line before it has marks of its own that the decoder could also have
//! made (“ · —), a later beginning is tried, too.

use super::{
    codecs::Right,
    fill::{Place, ROOM, Reading},
    units::{Unit, What},
    utf8::Run,
};

/// How many high bytes at the start of a stretch may belong to the text before.
const SKIP: usize = 2;

/// Where the next stretch can begin, in `units`, not before `at`.
pub(super) fn next(units: &[Unit], at: usize) -> Option<usize> {
    units[at..].iter().position(|unit| is_high(*unit)).map(|n| at + n)
}

/// What the stretch at `at` reads from each of the beginnings that it can have, and which unit follows.
/// A byte at the start of a line that the second beginning leaves over is what is left of a
/// character whose first byte was lost.
pub(super) fn runs(
    line: &str,
    units: &[Unit],
    at: usize,
    right: Right,
) -> impl Iterator<Item = (Run, usize)> {
    let starts = (at..units.len()).take(SKIP + 1).take_while(|n| is_high(units[*n]));
    starts.filter_map(move |start| {
        let (end, places, signs) = run(units, start, right)?;
        let last = units.get(end).map_or(line.len(), |unit| unit.at as usize);
        let mut run = Run { start: units[start].at as usize, end: last, places, signs };
        if (at, start) == (0, 1)
            && let What::Byte(trail) = units[0].what
        {
            let leads = 0x81..=0xFE;
            let cut: Vec<Reading> =
                leads.filter_map(|lead| right.pair(lead, trail)).map(Reading::of).collect();
            if !cut.is_empty() {
                run.start = 0;
                run.places.insert(0, Place::Open(cut));
                run.signs += 1;
            }
        }
        Some((run, end))
    })
}

fn is_high(unit: Unit) -> bool {
    matches!(unit.what, What::Byte(0x80..))
}

fn run(units: &[Unit], start: usize, right: Right) -> Option<(usize, Vec<Place>, usize)> {
    let (mut places, mut signs) = (Vec::with_capacity(((units.len() - start) / 2).min(ROOM)), 0);
    let (mut good, mut good_places) = (start, 0);
    let mut at = start;
    while let Some(unit) = units.get(at) {
        match unit.what {
            What::Byte(byte @ ..0x80) => places.push(Place::Known(byte.into())),
            What::Query => places.push(Place::Known('?')),
            What::Byte(lead) => {
                let trail = match units.get(at + 1).map(|unit| unit.what) {
                    Some(What::Byte(byte)) => byte,
                    Some(What::Query) => b'?',
                    _ => break,
                };
                let Some(ch) = right.pair(lead, trail) else { break };
                places.push(Place::Known(ch));
                signs += 1;
                at += 1;
                (good, good_places) = (at + 1, places.len());
            }
            What::Lost | What::Outside => break,
        }
        at += 1;
    }
    places.truncate(good_places);
    (signs > 0).then_some((good, places, signs))
}
