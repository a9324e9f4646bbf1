//! UTF-8 found again behind the characters that another decoder made of it.
//!
//! UTF-8 says itself where a character begins and how long it is, so there is
//! nothing to search: what parses is taken, and a place where a byte is missing
//! is left open with all the readings that the rest allows.

use std::{ops::Range, sync::OnceLock};

use super::{
    codecs::{Right, Wrong},
    fill::{Place, Reading},
    units::{Unit, What, is_mark},
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

/// Dearer characters are not offered where a byte is lost: the model has met
/// none of them in news.
const MAX_ALONE: f32 = 21.0;

/// Cheaper characters stand in clean text before damage.
const RARE: f32 = 13.0;

/// What it costs to assume a byte lost without a mark, in bits: about one in a
/// thousand, when all bytes that this could happen to are in fact there.
const SILENT: f32 = 10.0;
/// The same where the decoder is known to drop such bytes without a mark.
const HOLE: f32 = 3.0;
/// An eaten character is one of about a hundred signs; the model says which.
const EATEN: f32 = 1.0;

/// What a wrong decoder can lose.
struct Channel {
    wrong: Wrong,
    /// Bytes that it has no character for.
    holes: &'static [u8],
    /// It reads by pairs: the last byte of a run may be left over.
    pairs: bool,
    /// Bytes are missing without a mark: then a question mark is one.
    silent: bool,
    /// Characters of private use were stripped.
    stripped: bool,
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
        let silent = !holes.is_empty() && is_silent(units);
        Channel { wrong, holes, pairs: !wrong.is_single(), silent, stripped: false }
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
    let mut text = line[run.start..run.end].chars();
    let worse = |ch: char, place: &Place| match place {
        Place::Known(new) => {
            ('\u{80}'..'\u{800}').contains(new)
                && plausible::alone(ch) + ACCIDENT < plausible::alone(*new)
        }
        Place::Open(_) => false,
    };
    let mut front = 0;
    while let (Some(ch), Some(place)) = (text.clone().next(), run.places.get(front)) {
        if !worse(ch, place) {
            break;
        }
        text.next();
        run.start += ch.len_utf8();
        front += 1;
    }
    run.places.drain(..front);
    while let (Some(ch), Some(place)) = (text.clone().next_back(), run.places.last()) {
        if !worse(ch, place) {
            break;
        }
        text.next_back();
        run.end -= ch.len_utf8();
        run.places.pop();
    }
    run.signs = run.places.iter().filter(|place| !place.is_ascii()).count();
    run.signs > 0
}

fn all_runs(line: &str, units: &[Unit], wrong: Wrong) -> Vec<Run> {
    let mut channel = Channel::of(wrong, units);
    let runs = runs_of(line, units, &channel);
    let high = units.iter().filter(|unit| matches!(unit.what, What::Byte(0x80..))).count();
    let signs: usize = runs.iter().map(|run| run.signs).sum();
    // Part of the line parses and part does not: more was lost than is marked.
    let partly = signs * 12 >= high && signs * 3 < high;
    if wrong != Wrong::Gbk || !partly {
        return runs;
    }
    channel.stripped = true;
    runs_of(line, units, &channel)
}

fn runs_of(line: &str, units: &[Unit], channel: &Channel) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < units.len() {
        let lead = matches!(units[at].what, What::Byte(0xC2..=0xF4)) && !units[at].inside;
        let found = lead.then(|| run(units, at, channel)).flatten();
        let Some((next, places, signs)) = found else {
            at += 1;
            continue;
        };
        let end = units.get(next).map_or(line.len(), |unit| unit.at as usize);
        let mut run = Run { start: units[at].at as usize, end, places, signs };
        if runs.is_empty()
            && let Some(cut) = cut_start(&units[..at])
        {
            run.start = 0;
            run.places.insert(0, cut);
            run.signs += 1;
        }
        runs.push(run);
        at = next;
    }
    runs
}

/// What a character was whose last one or two bytes are all that stands before
/// the first stretch of a line: the line was cut inside it.
fn cut_start(units: &[Unit]) -> Option<Place> {
    let byte = |unit: &Unit| match unit.what {
        What::Byte(byte @ 0x80..=0xBF) => Some(Part::Known(byte)),
        _ => None,
    };
    let parts = match units {
        [last] => [Part::Any, byte(last)?],
        [second, last] => [byte(second)?, byte(last)?],
        _ => return None,
    };
    // One hanzi, and no rare one, was there before the damage.
    if let [Part::Known(second), Part::Known(last)] = parts
        && units[1].inside
        && Right::Gbk.pair(second, last).is_some_and(|ch| plausible::alone(ch) < RARE)
    {
        return None;
    }
    let mut readings = Vec::new();
    for lead in LEADS {
        offer(lead, &parts, &ALL_CONTINUATIONS, SILENT, &mut readings);
    }
    (!readings.is_empty()).then_some(Place::Open(readings))
}

/// The stretch that starts at `at`: where it ends, and what it reads.
fn run(units: &[Unit], start: usize, channel: &Channel) -> Option<(usize, Vec<Place>, usize)> {
    let (mut places, mut signs) = (Vec::new(), 0);
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
        let gone = if channel.stripped { vanished(units, at) } else { None };
        let (next, found) = match gone {
            Some(found) => found,
            None => match sequence(units, at, channel) {
                Some((next, place)) => (next, vec![place]),
                None => break,
            },
        };
        signs += found.len();
        places.extend(found);
        (at, ended) = (next, next);
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
        let mut readings = Vec::new();
        for parts in [[0xA1, 0xA1], [0xA3, 0xA0]] {
            offer(lead, &parts.map(Part::Known), &[], 0.0, &mut readings);
        }
        return (!readings.is_empty()).then_some((next, Place::Open(readings)));
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

/// A character whose first byte is lost, or whose first two are: then one mark
/// stands for a pair that the decoder has no character for. The mark is `shared`
/// if it stands for the end of the character before, too.
fn headless(units: &[Unit], at: usize, wrong: Wrong, shared: bool) -> Option<(usize, Place)> {
    let byte = |n: usize| match units.get(at + n)?.what {
        What::Byte(byte @ 0x80..=0xBF) => Some(byte),
        _ => None,
    };
    let mut readings = Vec::new();
    let Some(second) = byte(2) else {
        let last = Part::Known(byte(1).filter(|_| wrong != Wrong::Gbk)?);
        for lead in LEADS {
            let lost = ALL_CONTINUATIONS.into_iter().filter(|byte| !wrong.has(lead, *byte));
            for first in lost {
                offer(lead, &[Part::Known(first), last], &[], 0.0, &mut readings);
            }
        }
        return (!readings.is_empty()).then_some((at + 2, Place::Open(readings)));
    };
    let parts = [Part::Known(byte(1)?), Part::Known(second)];
    let lost = |lead: &u8| match shared {
        true => ALL_CONTINUATIONS.iter().any(|end| !wrong.has(*end, *lead)),
        false => is_bad_pair(wrong, *lead, byte(1)),
    };
    for lead in LEADS.into_iter().filter(lost) {
        offer(lead, &parts, &[], 0.0, &mut readings);
    }
    (!readings.is_empty()).then_some((at + 3, Place::Open(readings)))
}

/// The first bytes of hanzi and of the marks of Chinese.
const LEADS: [u8; 9] = [0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF];

/// The pairs of bytes that go on a character, and that `wrong` has nothing for.
fn bad_pairs(wrong: Wrong) -> &'static [(u8, u8)] {
    static PAIRS: [OnceLock<Vec<(u8, u8)>>; 3] = [const { OnceLock::new() }; 3];
    let row = match wrong {
        Wrong::Big5 => 0,
        Wrong::ShiftJis => 1,
        _ => 2,
    };
    PAIRS[row].get_or_init(|| {
        let all = ALL_CONTINUATIONS;
        let pairs = all.into_iter().flat_map(|a| all.into_iter().map(move |b| (a, b)));
        pairs.filter(|(a, b)| !wrong.has(*a, *b)).collect()
    })
}

/// True when a strict decoder stops at these two bytes: to one of GBK the pairs
/// of private use are none.
fn is_bad_pair(wrong: Wrong, lead: u8, trail: Option<u8>) -> bool {
    let Some(trail) = trail else { return true };
    if wrong != Wrong::Gbk {
        return !wrong.has(lead, trail);
    }
    Right::Gbk.pair(lead, trail).is_none_or(|ch| ('\u{E000}'..='\u{F8FF}').contains(&ch))
}

/// Two bytes of GBK that made a private-use character, which was stripped: both
/// that go on a character, or the last of one and the first of the next.
fn vanished(units: &[Unit], at: usize) -> Option<(usize, Vec<Place>)> {
    let What::Byte(lead @ 0xE2..=0xEF) = units[at].what else { return None };
    let more = |n: usize| match units.get(at + n)?.what {
        What::Byte(byte @ 0x80..=0xBF) => Some(byte),
        _ => None,
    };
    let (mut this, mut next) = (Vec::new(), Vec::new());
    match (more(1), more(2), more(3), more(4)) {
        (None, ..) if units[at].inside && units.get(at + 1).is_some_and(is_lead) => {
            for (first, seconds) in [(0xA1..=0xA7, 0x80..=0xA0), (0xAA..=0xAF, 0xA1..=0xBF_u8)] {
                for first in first {
                    for second in seconds.clone() {
                        let parts = [Part::Known(first), Part::Known(second)];
                        offer(lead, &parts, &[], SILENT, &mut this);
                    }
                }
            }
            (!this.is_empty()).then(|| (at + 1, vec![Place::Open(this)]))
        }
        (Some(one), Some(two), Some(three), None) if units[at + 1].inside => {
            for last in 0xAA..=0xAF {
                offer(lead, &[Part::Known(one), Part::Known(last)], &[], SILENT, &mut this);
            }
            for lead in LEADS {
                offer(lead, &[Part::Known(two), Part::Known(three)], &[], 0.0, &mut next);
            }
            let both = !this.is_empty() && !next.is_empty();
            both.then(|| (at + 4, vec![Place::Open(this), Place::Open(next)]))
        }
        _ => None,
    }
}

fn is_lead(unit: &Unit) -> bool {
    matches!(unit.what, What::Byte(0xE2..=0xEF))
}

/// A character with a byte missing: every reading of what is left of it.
fn broken(units: &[Unit], at: usize, more: usize, channel: &Channel) -> Option<(usize, Place)> {
    if more > 2 {
        return None;
    }
    let What::Byte(lead) = units[at].what else { return None };
    let mut parts: Vec<Part> = Vec::with_capacity(2);
    let mut next = at + 1;
    let mut space = false;
    while parts.len() < more {
        let unit = units.get(next);
        let part = match unit.map(|unit| unit.what) {
            Some(What::Byte(byte @ 0x80..=0xBF)) => Part::Known(byte),
            Some(What::Lost) => Part::Any,
            Some(What::Query) if !channel.silent => Part::Any,
            // The stripping that loses the holes makes a space of U+00A0.
            Some(What::Byte(b' ')) if channel.wrong == Wrong::Windows1252 && !space => {
                space = true;
                Part::Known(0xA0)
            }
            _ => break,
        };
        parts.push(part);
        next += 1;
    }
    let marked = parts.len() == more;
    let mut readings = Vec::new();
    if channel.pairs {
        pair_channel(channel.wrong, units, lead, &parts, more, next, &mut readings);
    } else if marked {
        offer(lead, &parts, channel.holes, 0.0, &mut readings);
    } else if !channel.holes.is_empty() {
        stripped(lead, &parts, more, channel.holes, &mut readings);
    }
    // Or the space is one, and the byte before it is gone.
    if space && parts.last() == Some(&Part::Known(0xA0)) && !channel.holes.is_empty() {
        let mut others = Vec::new();
        stripped(lead, &parts[..parts.len() - 1], more, channel.holes, &mut others);
        readings.extend(others.into_iter().map(|r| Reading { second: Some(' '), ..r }));
    }
    (!readings.is_empty()).then_some((next, Place::Open(readings)))
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Known(u8),
    Any,
}

/// The last byte of a run was left over, because bytes were read by pairs: it
/// became a mark, or nothing, or on Windows one mark with the ASCII after it.
fn pair_channel(
    wrong: Wrong,
    units: &[Unit],
    lead: u8,
    parts: &[Part],
    more: usize,
    next: usize,
    readings: &mut Vec<Reading>,
) {
    let after = units.get(next).map(|unit| unit.what);
    let ascii = matches!(after, None | Some(What::Query | What::Byte(..0x80)));
    if parts.len() < more && wrong != Wrong::Gbk && parts == [Part::Any] {
        // One mark for both bytes.
        for (first, second) in bad_pairs(wrong) {
            let parts = [Part::Known(*first), Part::Known(*second)];
            offer(lead, &parts, &[], 0.0, readings);
        }
        return;
    }
    if parts.len() < more {
        // Nothing stands for it. Only the last byte can be left over.
        if parts.len() + 1 == more && ascii {
            let mut parts = parts.to_vec();
            parts.push(Part::Any);
            offer(lead, &parts, &ALL_CONTINUATIONS, SILENT, readings);
        }
        return;
    }
    let values = possible(wrong, units, parts, next);
    let query = units[next - 1].what == What::Query;
    let last = parts[more - 1] == Part::Any && parts[..more - 1].iter().all(|p| *p != Part::Any);
    if ascii || !query {
        offer(lead, parts, &values, 0.0, readings);
    }
    if query && last {
        let plain = readings.len();
        let mut chars = Vec::new();
        offer(lead, parts, &values, EATEN, &mut chars);
        for reading in chars {
            // Bytes from 0x40 on would have made a character with it.
            for eaten in (b' '..b'@').filter(|byte| !byte.is_ascii_digit()).chain([b'0']) {
                readings.push(Reading { second: Some(eaten.into()), ..reading });
            }
        }
        debug_assert!(plain <= readings.len());
    }
}

/// What a lost byte can have been: a decoder that goes on with the byte after
/// it found the two of them to be no character.
fn possible(wrong: Wrong, units: &[Unit], parts: &[Part], next: usize) -> Vec<u8> {
    if wrong != Wrong::Gbk {
        // The mark may stand for the first byte of the next character as well.
        let goes_on = matches!(units.get(next).map(|u| u.what), Some(What::Byte(0x80..=0xBF)));
        let alone = |byte: &u8| !goes_on || LEADS.iter().any(|lead| !wrong.has(*byte, *lead));
        return ALL_CONTINUATIONS.into_iter().filter(alone).collect();
    }
    let lost = next - parts.len() + parts.iter().position(|p| *p == Part::Any).unwrap_or(0);
    let after = match units.get(lost + 1).map(|unit| unit.what) {
        Some(What::Byte(byte @ 0x40..)) if units[lost].what == What::Lost => Some(byte),
        _ => None,
    };
    let bad = |byte: &u8| after.is_none() || is_bad_pair(wrong, *byte, after);
    ALL_CONTINUATIONS.into_iter().filter(bad).collect()
}

const ALL_CONTINUATIONS: [u8; 64] = {
    let mut all = [0; 64];
    let mut n = 0;
    while n < 64 {
        all[n] = 0x80 + n as u8;
        n += 1;
    }
    all
};

/// Bytes without a character were dropped without a mark.
fn stripped(lead: u8, parts: &[Part], more: usize, holes: &[u8], readings: &mut Vec<Reading>) {
    let missing = more - parts.len();
    let price = HOLE * missing as f32;
    match (more, parts) {
        (1, []) | (2, []) => offer(lead, &vec![Part::Any; more], holes, price, readings),
        (2, [part]) => {
            offer(lead, &[*part, Part::Any], holes, price, readings);
            offer(lead, &[Part::Any, *part], holes, price, readings);
        }
        _ => {}
    }
}

/// Adds every plausible character that `lead` and `parts` can be. `values` are
/// different bytes, so only what was there before can be met twice.
fn offer(lead: u8, parts: &[Part], values: &[u8], bits: f32, readings: &mut Vec<Reading>) {
    let before = readings.len();
    let choices = |part: Part| match part {
        Part::Known(byte) => vec![byte],
        Part::Any => values.to_vec(),
    };
    let seconds = parts.get(1).map_or(vec![0], |part| choices(*part));
    for first in choices(parts[0]) {
        for second in &seconds {
            let low = |byte: u8| u32::from(byte & 0x3F);
            let code = match parts.len() {
                1 => u32::from(lead & 0x1F) << 6 | low(first),
                _ => u32::from(lead & 0xF) << 12 | low(first) << 6 | low(*second),
            };
            let shortest = if parts.len() == 1 { '\u{80}' } else { '\u{800}' };
            let Some(ch) = char::from_u32(code).filter(|ch| *ch >= shortest) else { continue };
            if plausible::alone(ch) < MAX_ALONE && readings[..before].iter().all(|r| r.first != ch)
            {
                readings.push(Reading { bits, ..Reading::of(ch) });
            }
        }
    }
}
