//! Characters of UTF-8 of which a wrong decoder lost a byte or more: every
//! reading that what is left of them allows.

use super::{
    codecs::{Right, Wrong},
    fill::{Place, Reading},
    offers::{Bytes, LEADS, Part, bad_before, bad_pairs, is_bad_pair, offer},
    units::{Unit, What},
    utf8::Channel,
};

/// What it costs to assume a byte lost without a mark, in bits: about one in a
/// thousand, when all bytes that this could happen to are in fact there.
const SILENT: f32 = 10.0;
/// The same where the decoder is known to drop such bytes without a mark.
const HOLE: f32 = 3.0;
/// What it costs to assume that a line was cut, and does not begin with one clean hanzi: both
/// are rare.
const CUT: f32 = 0.0;
/// An eaten character is one of about a hundred signs; the model says which.
const EATEN: f32 = 1.0;

/// What a character was whose last one or two bytes are all that stands before
/// the first stretch of a line: the line was cut inside it.
pub(super) fn cut_start(units: &[Unit]) -> Option<Place> {
    let byte = |unit: &Unit| match unit.what {
        What::Byte(byte @ 0x80..=0xBF) => Some(Part::Known(byte)),
        _ => None,
    };
    let parts = match units {
        [last] => [Part::Any, byte(last)?],
        [second, last] => [byte(second)?, byte(last)?],
        _ => return None,
    };
    // One hanzi may have stood before the damage.
    let shown = match parts {
        [Part::Known(second), Part::Known(last)] if units[1].inside => {
            Right::Gbk.pair(second, last)
        }
        _ => None,
    };
    let as_shown = |ch| Reading { shown: true, ..Reading::of(ch) };
    let mut readings: Vec<Reading> = shown.map(as_shown).into_iter().collect();
    let price = if shown.is_some() { CUT } else { SILENT };
    for lead in LEADS {
        offer(lead, &parts, Bytes::ALL, price, &mut readings);
    }
    match shown {
        Some(shown) if readings.len() > 1 => Some(Place::Doubtful(shown, readings)),
        Some(_) => None,
        None => (!readings.is_empty()).then_some(Place::Open(readings)),
    }
}

/// A character whose first byte is lost, or whose first two are: then one mark
/// stands for a pair that the decoder has no character for. The mark is `shared`
/// if it stands for the end of the character before, too.
pub(super) fn headless(
    units: &[Unit],
    at: usize,
    wrong: Wrong,
    shared: bool,
) -> Option<(usize, Place)> {
    let byte = |n: usize| match units.get(at + n)?.what {
        What::Byte(byte @ 0x80..=0xBF) => Some(byte),
        _ => None,
    };
    let mut readings = Vec::new();
    let Some(second) = byte(2) else {
        let last = Part::Known(byte(1).filter(|_| wrong != Wrong::Gbk)?);
        for lead in LEADS {
            let lost = Bytes::ALL.filter(|byte| !wrong.has(lead, byte));
            offer(lead, &[Part::Any, last], lost, 0.0, &mut readings);
        }
        return (!readings.is_empty()).then_some((at + 2, Place::Open(readings)));
    };
    let parts = [Part::Known(byte(1)?), Part::Known(second)];
    let lost = |lead: &u8| match shared {
        true => Bytes::ALL.iter().any(|end| !wrong.has(end, *lead)),
        false => byte(1).is_none_or(|trail| is_bad_pair(wrong, *lead, trail)),
    };
    for lead in LEADS.into_iter().filter(lost) {
        offer(lead, &parts, Bytes::NONE, 0.0, &mut readings);
    }
    (!readings.is_empty()).then_some((at + 3, Place::Open(readings)))
}

/// A character that ends with one of the two ways that GBK has to write U+3000.
pub(super) fn twins(lead: u8) -> Option<Place> {
    let mut readings = Vec::new();
    for parts in [[0xA1, 0xA1], [0xA3, 0xA0]] {
        offer(lead, &parts.map(Part::Known), Bytes::NONE, 0.0, &mut readings);
    }
    (!readings.is_empty()).then_some(Place::Open(readings))
}

/// Two bytes of GBK that made a private-use character, which was stripped: both
/// that go on a character, or the last of one and the first of the next.
pub(super) fn vanished(units: &[Unit], at: usize) -> Option<(usize, Vec<Place>)> {
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
                        offer(lead, &parts, Bytes::NONE, SILENT, &mut this);
                    }
                }
            }
            (!this.is_empty()).then(|| (at + 1, vec![Place::Open(this)]))
        }
        (Some(one), Some(two), Some(three), None) if units[at + 1].inside => {
            for last in 0xAA..=0xAF {
                offer(
                    lead,
                    &[Part::Known(one), Part::Known(last)],
                    Bytes::NONE,
                    SILENT / 2.0,
                    &mut this,
                );
            }
            for lead in LEADS {
                offer(
                    lead,
                    &[Part::Known(two), Part::Known(three)],
                    Bytes::NONE,
                    SILENT / 2.0,
                    &mut next,
                );
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
pub(super) fn broken(
    units: &[Unit],
    at: usize,
    more: usize,
    channel: &Channel,
) -> Option<(usize, Place)> {
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
    if channel.gone && !marked {
        ignored(units, at, &parts, more, next, &mut readings);
    } else if channel.pairs {
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
            offer(lead, &parts, Bytes::NONE, 0.0, readings);
        }
        return;
    }
    if parts.len() < more {
        // Nothing stands for it. Only the last byte can be left over.
        if parts.len() + 1 == more && ascii {
            let mut parts = parts.to_vec();
            parts.push(Part::Any);
            offer(lead, &parts, Bytes::ALL, SILENT, readings);
        }
        return;
    }
    let values = possible(wrong, units, parts, next);
    let query = units[next - 1].what == What::Query;
    let last = parts[more - 1] == Part::Any && parts[..more - 1].iter().all(|p| *p != Part::Any);
    if ascii || !query {
        offer(lead, parts, values, 0.0, readings);
    }
    if query && last {
        let plain = readings.len();
        let mut chars = Vec::new();
        offer(lead, parts, values, EATEN, &mut chars);
        for reading in chars {
            // Bytes from 0x40 on would have made a character with it.
            for eaten in (b' '..b'@').filter(|byte| !byte.is_ascii_digit()).chain([b'0']) {
                readings.push(Reading { second: Some(eaten.into()), ..reading });
            }
        }
        debug_assert!(plain <= readings.len());
    }
}

/// A decoder of GBK that was told to ignore errors dropped the first byte of each
/// pair that it has no character for. Which of the bytes it was, where the pairs begin says.
fn ignored(
    units: &[Unit],
    at: usize,
    parts: &[Part],
    more: usize,
    next: usize,
    readings: &mut Vec<Reading>,
) {
    let What::Byte(lead) = units[at].what else { return };
    let after = match units.get(next).map(|unit| unit.what) {
        Some(What::Byte(byte @ 0x40..)) => Some(byte),
        _ => None,
    };
    let dropped = |after: Option<u8>| bad_before(Wrong::Gbk, after);
    match (more, parts) {
        (1, []) if units[at].inside => {
            offer(lead, &[Part::Any], dropped(after), HOLE, readings);
        }
        (2, []) if units[at].inside => {
            for last in dropped(after).iter() {
                let values = dropped(Some(last));
                offer(lead, &[Part::Any, Part::Known(last)], values, 2.0 * HOLE, readings);
            }
        }
        (2, [known @ Part::Known(_)]) if units[at + 1].inside => {
            offer(lead, &[*known, Part::Any], dropped(after), HOLE, readings);
        }
        (2, [known @ Part::Known(last)]) if units[at].inside => {
            offer(lead, &[Part::Any, *known], dropped(Some(*last)), HOLE, readings);
        }
        _ => {}
    }
}

/// What a lost byte can have been: a decoder that goes on with the byte after
/// it found the two of them to be no character.
fn possible(wrong: Wrong, units: &[Unit], parts: &[Part], next: usize) -> Bytes {
    if wrong != Wrong::Gbk {
        // The mark may stand for the first byte of the next character as well.
        let goes_on = matches!(units.get(next).map(|u| u.what), Some(What::Byte(0x80..=0xBF)));
        let alone = |byte| !goes_on || LEADS.iter().any(|lead| !wrong.has(byte, *lead));
        return Bytes::ALL.filter(alone);
    }
    let lost = next - parts.len() + parts.iter().position(|p| *p == Part::Any).unwrap_or(0);
    let after = match units.get(lost + 1).map(|unit| unit.what) {
        Some(What::Byte(byte @ 0x40..)) if units[lost].what == What::Lost => Some(byte),
        _ => None,
    };
    bad_before(wrong, after)
}

/// Bytes without a character were dropped without a mark.
fn stripped(lead: u8, parts: &[Part], more: usize, holes: Bytes, readings: &mut Vec<Reading>) {
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
