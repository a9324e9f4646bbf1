//! Which character stood where bytes are lost: every reading that the bytes
//! left allow, weighed by the model with its neighbours, and how sure that is.

use super::super::sentence::Sentence;
use crate::plausible::{self, Sign};

/// One way to read a place: at most two characters, and what it costs before
/// the model is asked, in bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reading {
    pub(super) first: char,
    /// A character of one byte that the wrong decoder ate along.
    pub(super) second: Option<char>,
    pub(super) bits: f32,
    /// It is what is shown: nothing is lost.
    pub(super) shown: bool,
}

/// Room for so many places is made at once: the characters of a sentence.
pub(super) const ROOM: usize = 128;

/// A place of a repaired text.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// Read without doubt.
    Known(char),
    /// To be chosen from these; never empty.
    Open(Vec<Reading>),
    /// The same, or what is shown is clean.
    Doubtful(char, Vec<Reading>),
}

/// The choice made for one open place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub(super) reading: Reading,
    /// How probable its first character is.
    pub(super) first: f32,
    /// How probable it is that its second is there, or that there is none.
    pub(super) second: f32,
    /// How probable it is that nothing is lost.
    pub(super) shown: f32,
}

impl Place {
    /// Known, and a character of one byte.
    pub(super) fn is_ascii(&self) -> bool {
        matches!(self, Place::Known(ch) if ch.is_ascii())
    }

    /// Known, and a character that no text has.
    pub(super) fn is_private(&self) -> bool {
        matches!(self, Place::Known('\u{E000}'..='\u{F8FF}'))
    }

    /// Open, and something in the text says so: to assume it costs nothing.
    pub(super) fn is_marked(&self) -> bool {
        matches!(self, Place::Open(readings) if readings.iter().any(|r| r.bits <= 0.0))
    }

    /// What it is to be chosen from, if it is open.
    fn readings(&self) -> Option<&[Reading]> {
        match self {
            Place::Open(readings) | Place::Doubtful(_, readings) => Some(readings),
            Place::Known(_) => None,
        }
    }

    /// Known, and a character of three bytes or more.
    pub(super) fn is_long(&self) -> bool {
        matches!(self, Place::Known(ch) if *ch >= '\u{800}')
    }
}

impl Reading {
    pub(super) fn of(first: char) -> Self {
        Reading { first, second: None, bits: 0.0, shown: false }
    }
}

/// The cost of `places` between what stands `before` them and a character, summed over all readings, and
/// a choice for each open one, in order.
pub(super) fn weigh(before: &str, places: &[Place], after: char) -> (f32, Vec<Choice>) {
    let mut choices = Vec::new();
    let mut cost = 0.0;
    let (mut last, mut at) = (Sign::of(before.chars().next_back().unwrap_or('\n')), 0);
    let mut sentence = None;
    let mut read = 0;
    let mut costs = Vec::new();
    while at < places.len() {
        if let Place::Known(ch) = &places[at] {
            let next = Sign::of(*ch);
            cost += last.to(next);
            last = next;
            at += 1;
            continue;
        }
        // Only where something is open is it asked what the sentence says.
        let so_far = known(&places[read..at]);
        let sentence = sentence.insert(so_far.fold(
            sentence.unwrap_or_else(|| Sentence::of(before).among(known(places))),
            Sentence::and,
        ));
        let open: Vec<&[Reading]> = places[at..].iter().map_while(Place::readings).collect();
        let most = match open[..] {
            // What was eaten along makes many of few.
            [one] if one.iter().any(|reading| reading.second.is_some()) => usize::MAX,
            [_] => ALONE,
            _ => TOGETHER,
        };
        at += open.len();
        read = at;
        let hour = last.ch.is_ascii_digit() && is_before_minutes(&places[at..]);
        let told = |r: &Reading| {
            let saved = if hour && is_hour(r.first) { HOUR } else { 0.0 };
            Reading { bits: r.bits + sentence.cost(r.first) - saved, ..*r }
        };
        let told = |readings: &[Reading]| likeliest(readings.iter().map(told).collect(), most);
        let chosen = choices.len();
        let next = Sign::of(match places.get(at) {
            Some(Place::Known(ch)) => *ch,
            _ => after,
        });
        // The step to the next character belongs to the group: it decides.
        cost += match open[..] {
            [one] => single(last, &told(one), next, &mut costs, &mut choices),
            _ => {
                let open: Vec<_> = open.into_iter().map(told).collect();
                group(last, &open, next, &mut choices)
            }
        };
        *sentence = choices[chosen..]
            .iter()
            .map(|c: &Choice| c.reading.first)
            .fold(*sentence, Sentence::and);
        at += 1;
        last = next;
        if at > places.len() {
            return (cost, choices);
        }
    }
    (cost + last.to(Sign::of(after)), choices)
}

/// Where open places stand side by side each reading of one meets each of the
/// next, so only the likeliest are kept: with all of them a line of a thousand
/// bytes took seconds. What is repaired changed by less than the noise.
const TOGETHER: usize = 64;
/// The same for one that stands by itself, and has lost two of its bytes.
const ALONE: usize = 128;

fn likeliest(mut readings: Vec<Reading>, most: usize) -> Vec<Reading> {
    if readings.len() > most {
        let cost = |r: &Reading| r.bits + plausible::alone(r.first);
        readings.select_nth_unstable_by(most, |a, b| cost(a).total_cmp(&cost(b)));
        readings.truncate(most);
    }
    readings
}

/// What an hour saves before minutes, in bits: pairs do not see beyond the
/// digits. Set so that it outweighs any pair; not counted. `日` and `时` are the same but for the last byte.
const HOUR: f32 = 8.0;

/// True for one or two digits and the sign of minutes.
fn is_before_minutes(places: &[Place]) -> bool {
    let digit = |place: &&Place| matches!(place, Place::Known('0'..='9'));
    let digits = places.iter().take_while(digit).count();
    (1..=2).contains(&digits) && matches!(places.get(digits), Some(Place::Known('分')))
}

fn is_hour(ch: char) -> bool {
    matches!(ch, '时' | '時' | '点' | '點')
}

fn known(places: &[Place]) -> impl Iterator<Item = char> {
    places.iter().filter_map(|place| match place {
        Place::Known(ch) => Some(*ch),
        Place::Open(_) | Place::Doubtful(..) => None,
    })
}

/// A reading as the model sees it: its first and its last character, and what it costs
/// by itself.
struct Way {
    first: Sign,
    last: Sign,
    bits: f32,
}

impl Way {
    fn of(reading: &Reading) -> Self {
        let first = Sign::of(reading.first);
        match reading.second.map(Sign::of) {
            None => Way { first, last: first, bits: reading.bits },
            Some(second) => Way { first, last: second, bits: reading.bits + first.to(second) },
        }
    }
}

/// An open place by itself: what its readings cost together. `costs` is room to work in.
fn single(
    before: Sign,
    readings: &[Reading],
    after: Sign,
    costs: &mut Vec<f32>,
    choices: &mut Vec<Choice>,
) -> f32 {
    let ways = readings.iter().map(Way::of);
    costs.clear();
    costs.extend(ways.map(|way| before.to(way.first) + way.bits + way.last.to(after)));
    let best = (0..costs.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap_or(0);
    let (reading, least) = (readings[best], costs[best]);
    let (mut all, mut first, mut second, mut shown) = (0.0, 0.0, 0.0, 0.0);
    for (other, cost) in readings.iter().zip(costs.iter()) {
        if cost - least < NEGLIGIBLE {
            let share = (least - cost).exp2();
            all += share;
            first += if other.first == reading.first { share } else { 0.0 };
            second += if other.second == reading.second { share } else { 0.0 };
            shown += if other.shown { share } else { 0.0 };
        }
    }
    let [first, second, shown] = [first, second, shown].map(|share| share / all);
    choices.push(Choice { reading, first, second, shown });
    least - all.log2()
}

/// Open places side by side: forwards and backwards over all their readings.
fn group(before: Sign, open: &[Vec<Reading>], after: Sign, choices: &mut Vec<Choice>) -> f32 {
    let ways: Vec<Vec<Way>> = open.iter().map(|r| r.iter().map(Way::of).collect()).collect();
    let first = ways[0].iter().map(|way| before.to(way.first) + way.bits).collect();
    let mut forward: Vec<Vec<f32>> = vec![first];
    // For each place but the first what it costs to come to each of its readings from
    // each of those before.
    let mut between: Vec<Vec<f32>> = Vec::new();
    for pair in ways.windows(2) {
        let steps: Vec<f32> = pair[1]
            .iter()
            .flat_map(|to| pair[0].iter().map(|from| from.last.to(to.first) + to.bits))
            .collect();
        let last = &forward[forward.len() - 1];
        let row = steps.chunks_exact(last.len()).map(|steps| sum_of(last, steps)).collect();
        forward.push(row);
        between.push(steps);
    }
    let ends = &ways[ways.len() - 1];
    let mut backward: Vec<f32> = ends.iter().map(|way| way.last.to(after)).collect();
    let total = sum_of(&forward[forward.len() - 1], &backward);
    let start = choices.len();
    for n in (0..open.len()).rev() {
        choices.push(choose(&open[n], &forward[n], &backward, total));
        if n > 0 {
            let (steps, width) = (&between[n - 1], open[n - 1].len());
            backward = (0..width)
                .map(|from| {
                    let to = steps.iter().skip(from).step_by(width).zip(&backward);
                    sum(to.map(|(step, b)| step + b))
                })
                .collect();
        }
    }
    choices[start..].reverse();
    total
}

/// The cost of one of several things, each given by the sum of two costs.
fn sum_of(one: &[f32], other: &[f32]) -> f32 {
    sum(one.iter().zip(other).map(|(a, b)| a + b))
}

fn choose(readings: &[Reading], forward: &[f32], backward: &[f32], total: f32) -> Choice {
    let costs = || forward.iter().zip(backward).map(|(f, b)| f + b);
    let same = |same: &dyn Fn(&Reading) -> bool| -> f32 {
        let alike = readings.iter().zip(costs()).filter(|(reading, _)| same(reading));
        alike.map(|(_, cost)| (total - cost).exp2()).sum()
    };
    let best = costs().enumerate().min_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |best| best.0);
    let reading = readings[best];
    Choice {
        reading,
        first: same(&|r| r.first == reading.first),
        second: same(&|r| r.second == reading.second),
        shown: same(&|r| r.shown),
    }
}

/// The cost of one of several things, each given by its cost.
fn sum(costs: impl Iterator<Item = f32> + Clone) -> f32 {
    let least = costs.clone().fold(f32::INFINITY, f32::min);
    if least.is_infinite() {
        return least;
    }
    let near = costs.filter(|cost| cost - least < NEGLIGIBLE);
    least - near.map(|cost| (least - cost).exp2()).sum::<f32>().log2()
}

/// What is so many bits dearer adds less to a sum than 32 bits can tell.
const NEGLIGIBLE: f32 = 24.0;
