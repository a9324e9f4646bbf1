//! UTF-8 found again behind the characters that another decoder made of it.
//!
//! UTF-8 says itself where a character begins and how long it is, so there is
//! nothing to search: what parses is taken, and a place where a byte is missing
//! is left open with all the readings that the rest allows.

use std::ops::Range;

use super::{
    codecs::Wrong,
    fill::{Place, ROOM},
    letters::is_mark,
    lost::{broken, cut_start, headless, twins, vanished},
    offers::Bytes,
    units::{Unit, What},
};
use crate::plausible;

/// A stretch of a line that parses.
pub(super) struct Run {
    /// In bytes of the line.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) places: Vec<Place>,
    /// How many characters of two or more bytes there are.
    pub(super) signs: usize,
}

/// What a wrong decoder can lose.
pub(super) struct Channel {
    pub(super) wrong: Wrong,
    /// Bytes that it has no character for.
    pub(super) holes: Bytes,
    /// It reads by pairs: the last byte of a run may be left over.
    pub(super) pairs: bool,
    /// Bytes are missing without a mark: then a question mark is one.
    pub(super) silent: bool,
    /// What the decoder has no character for was dropped, or stripped later.
    pub(super) gone: bool,
}

impl Channel {
    fn of(wrong: Wrong, units: &[Unit]) -> Self {
        let holes: &[u8] = match wrong {
            Wrong::Windows1252 => &[0x81, 0x8D, 0x8F, 0x90, 0x9D],
            Wrong::Windows1254 => &[0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E],
            Wrong::Windows1250 => &[0x81, 0x83, 0x88, 0x90, 0x98],
            Wrong::Windows1251 => &[0x98],
            _ => &[],
        };
        let holes = Bytes::of(holes);
        let silent = !holes.is_empty() && is_silent(units);
        Channel { wrong, holes, pairs: !wrong.is_single(), silent, gone: false }
    }
}

/// True when a character is too short and nothing marks what it lacks.
fn is_silent(units: &[Unit]) -> bool {
    let lead = |unit: &Unit| matches!(unit.what, What::Byte(0xE3..=0xEF));
    let goes_on = |unit: &Unit| {
        matches!(unit.what, What::Byte(0x80..=0xBF | b' ') | What::Lost | What::Query)
    };
    units
        .windows(3)
        .any(|w| lead(&w[0]) && matches!(w[1].what, What::Byte(0x80..=0xBF)) && !goes_on(&w[2]))
}

/// Every stretch of a line that parses and has a sign of its own.
pub(super) fn runs(line: &str, units: &[Unit], wrong: Wrong) -> Vec<Run> {
    let mut runs = all_runs(line, units, wrong);
    if wrong != Wrong::Gbk {
        explained(line, units, &mut runs);
    } else {
        runs.retain_mut(|run| trim(line, run));
    }
    runs
}

/// Drops what lies among letters that do not parse: in GBK or Big5 that was
/// read one byte at a time, and in Japanese or Korean, a few of them do by accident.
fn explained(line: &str, units: &[Unit], runs: &mut Vec<Run>) {
    if let [run] = &runs[..]
        && line[..run.start].is_ascii()
        && line[run.end..].is_ascii()
    {
        return;
    }
    let outside = |unit: &Unit| matches!(unit.what, What::Outside);
    for part in units.split(outside) {
        let (Some(first), Some(last)) = (part.first(), part.last()) else { continue };
        let (start, last) = (first.at as usize, last.at as usize);
        let end = last + line[last..].chars().next().map_or(0, char::len_utf8);
        let letters = |range: Range<usize>| {
            line[range].chars().filter(|ch| !ch.is_ascii() && !is_mark(*ch)).count()
        };
        let inside = |run: &Run| run.start >= start && run.start < end;
        let taken: usize =
            runs.iter().filter(|run| inside(run)).map(|run| letters(run.start..run.end)).sum();
        let all = letters(start..end);
        if taken * 10 < all * 9 {
            runs.retain(|run| !inside(run));
        }
    }
}

/// How much likelier, in bits, clean text beside damage must be than what it
/// parses to: it is rare, and one hanzi in fifteen parses.
const ACCIDENT: f32 = 4.0;

/// Cuts hanzi off both ends that parse by accident, as one in fifteen does, and
/// are likelier than what they parse to. False if nothing is left.
///
/// Where nothing is longer than two bytes it is Latin letters that were damaged
/// before: nothing is cut, and what they give in the end must decide.
fn trim(line: &str, run: &mut Run) -> bool {
    let long = |place: &Place| place.is_long() || matches!(place, Place::Open(_));
    if !run.places.iter().any(long) {
        return true;
    }
    let worse = |(ch, place): (char, &Place)| match place {
        Place::Known(new) if ('\u{80}'..'\u{800}').contains(new) => {
            Some(plausible::alone(*new) - plausible::alone(ch))
        }
        _ => None,
    };
    let text = &line[run.start..run.end];
    let front = accidents(text.chars().zip(&run.places).map_while(worse));
    run.start += text.chars().take(front).map(char::len_utf8).sum::<usize>();
    run.places.drain(..front);
    let text = &line[run.start..run.end];
    let back = accidents(text.chars().rev().zip(run.places.iter().rev()).map_while(worse));
    run.end -= text.chars().rev().take(back).map(char::len_utf8).sum::<usize>();
    run.places.truncate(run.places.len() - back);
    run.signs = run.places.iter().filter(|place| !place.is_ascii()).count();
    run.signs > 0
}

/// How many of the first are accidents, by how much likelier each is as it stands.
fn accidents(likelier: impl Iterator<Item = f32>) -> usize {
    let (mut sum, mut most, mut count) = (0.0, 0.0, 0);
    for (n, bits) in likelier.enumerate() {
        sum += bits;
        if sum > ACCIDENT && sum > most {
            (most, count) = (sum, n + 1);
        }
    }
    count
}

fn all_runs(line: &str, units: &[Unit], wrong: Wrong) -> Vec<Run> {
    let marked = if wrong == Wrong::Gbk { with_marks(units) } else { None };
    let units = marked.as_deref().unwrap_or(units);
    let mut channel = Channel::of(wrong, units);
    let runs = runs_of(line, units, &channel);
    let high = units.iter().filter(|unit| matches!(unit.what, What::Byte(0x80..))).count();
    let signs: usize = runs.iter().map(|run| run.signs).sum();
    // Part of the line parses and part does not: more was lost than is marked.
    let partly = signs * 12 >= high && signs * 3 < high;
    if wrong != Wrong::Gbk || !partly {
        return runs;
    }
    channel.gone = true;
    let marked = runs_of(line, units, &channel);
    if !units.iter().any(|unit| unit.what == What::Query) {
        return marked;
    }
    // Nothing marks what is gone, then, and a question mark is one.
    channel.silent = true;
    let silent = runs_of(line, units, &channel);
    let signs = |runs: &[Run]| runs.iter().map(|run| run.signs).sum::<usize>();
    if signs(&silent) > signs(&marked) { silent } else { marked }
}

/// The same with the question marks inside of characters as what they are, if a strict decoder
/// wrote one for each byte that it has nothing for: then some are the second of three.
fn with_marks(units: &[Unit]) -> Option<Vec<Unit>> {
    if !units.iter().any(|unit| unit.what == What::Query) {
        return None;
    }
    let mut marked = units.to_vec();
    let (mut wanted, mut strict) = (0, false);
    for (n, unit) in units.iter().enumerate() {
        wanted = match unit.what {
            What::Query if wanted > 0 => {
                marked[n].what = What::Lost;
                let next = units.get(n + 1).map(|unit| unit.what);
                let goes_on = matches!(next, Some(What::Query | What::Byte(0x80..=0xBF)));
                strict |= wanted == 2 && goes_on;
                wanted - 1
            }
            What::Byte(0x80..=0xBF) | What::Lost if wanted > 0 => wanted - 1,
            What::Byte(0xC2..=0xDF) => 1,
            What::Byte(0xE0..=0xEF) => 2,
            _ => 0,
        };
    }
    strict.then_some(marked)
}

fn runs_of(line: &str, units: &[Unit], channel: &Channel) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < units.len() {
        let is_first = !units[at].inside || runs.is_empty() && is_cut(&units[..at]);
        let lead = matches!(units[at].what, What::Byte(0xC2..=0xF4)) && is_first;
        let found = lead.then(|| run(units, at, channel)).flatten();
        let Some((next, places, signs)) = found else {
            at += 1;
            continue;
        };
        let end = units.get(next).map_or(line.len(), |unit| unit.at as usize);
        let mut run = Run { start: units[at].at as usize, end, places, signs };
        if runs.is_empty() {
            if let Some(cut) = cut_start(&units[..at]) {
                run.start = 0;
                run.places.insert(0, cut);
                run.signs += 1;
            } else if units[at].inside {
                at += 1;
                continue;
            }
        }
        runs.push(run);
        at = next;
    }
    runs
}

/// True for what is left of a character of three bytes at the start of a line that was cut inside it.
fn is_cut(units: &[Unit]) -> bool {
    let goes_on = |unit: &Unit| matches!(unit.what, What::Byte(0x80..=0xBF));
    matches!(units.len(), 1 | 2) && units.iter().all(goes_on)
}

/// The stretch that starts at `at`: where it ends, and what it reads.
fn run(units: &[Unit], start: usize, channel: &Channel) -> Option<(usize, Vec<Place>, usize)> {
    let (mut places, mut signs) = (Vec::with_capacity(((units.len() - start) / 2).min(ROOM)), 0);
    // As far as a stretch may go that ends with a sign and between characters.
    let (mut good, mut good_places, mut good_signs) = (start, 0, 0);
    let (mut at, mut ended) = (start, start);
    while let Some(unit) = units.get(at) {
        match unit.what {
            What::Byte(byte @ ..0x80) => {
                places.push(Place::Known(byte.into()));
                at += 1;
                // The last byte of a sign and this made one character.
                if unit.inside && ended + 1 == at {
                    (good, good_places, good_signs) = (at, places.len(), signs);
                }
                continue;
            }
            What::Query => {
                places.push(Place::Known('?'));
                at += 1;
                continue;
            }
            _ => {}
        }
        let gone = if channel.gone { vanished(units, at) } else { None };
        if let Some((next, found)) = gone {
            signs += found.len();
            places.extend(found);
            at = next;
        } else if let Some((next, place)) = sequence(units, at, channel) {
            signs += 1;
            places.push(place);
            at = next;
        } else {
            break;
        }
        ended = at;
        if units.get(at).is_none_or(|unit| !unit.inside) {
            (good, good_places, good_signs) = (at, places.len(), signs);
        }
    }
    places.truncate(good_places);
    (good_signs > 0).then_some((good, places, good_signs))
}

/// One character of two or more bytes.
fn sequence(units: &[Unit], at: usize, channel: &Channel) -> Option<(usize, Place)> {
    let lead = match units[at].what {
        // The mark before it stands for the end of one character and the start of this.
        What::Byte(0x80..=0xBF) if channel.pairs && channel.wrong != Wrong::Gbk => {
            let lost = at.checked_sub(1).filter(|n| units[*n].what == What::Lost)?;
            return headless(units, lost, channel.wrong, true);
        }
        What::Byte(lead) => lead,
        What::Lost if channel.pairs => return headless(units, at, channel.wrong, false),
        _ => return None,
    };
    let more = match lead {
        0xC2..=0xDF => 1,
        0xE0..=0xEF => 2,
        0xF0..=0xF4 => 3,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0, 0];
    let mut next = at + 1;
    for place in &mut bytes[1..=more] {
        match units.get(next).map(|unit| unit.what) {
            Some(What::Byte(byte @ 0x80..=0xBF)) => *place = byte,
            _ => return broken(units, at, more, channel),
        }
        next += 1;
    }
    if more == 2 && channel.wrong == Wrong::Gbk && units[at + 1].twin && units[at + 2].twin {
        return twins(lead).map(|place| (next, place));
    }
    if let Ok(text) = std::str::from_utf8(&bytes[..=more]) {
        return Some((next, Place::Known(text.chars().next()?)));
    }
    surrogates(units, at)
}

/// A character beyond the basic plane written as two surrogates (CESU-8).
fn surrogates(units: &[Unit], at: usize) -> Option<(usize, Place)> {
    let byte = |n: usize| match units.get(at + n)?.what {
        What::Byte(byte) => Some(u32::from(byte)),
        _ => None,
    };
    let half = |n: usize, from: u32| {
        let (a, b, c) = (byte(n)?, byte(n + 1)?, byte(n + 2)?);
        let ok = a == 0xED && (from..from + 16).contains(&b) && (0x80..0xC0).contains(&c);
        ok.then(|| (b - from) << 6 | (c & 0x3F))
    };
    let (high, low) = (half(0, 0xA0)?, half(3, 0xB0)?);
    Some((at + 6, Place::Known(char::from_u32(0x10000 + (high << 10) + low)?)))
}
