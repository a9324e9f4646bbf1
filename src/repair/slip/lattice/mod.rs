//! Reads bytes in step again: each character that is shown is two bytes, the
//! second of one that was meant and the first of the next.

mod ends;
mod outcome;
mod states;

pub(in crate::repair) use outcome::{FILLED, GUESSED, Repair};

use self::states::{FULL_STOP, UNBALANCED, odd, prune};
use super::{
    gbk,
    start::{Cause, Channel, Start},
    voice::{Letter, Voice},
};

/// A run that has not come into step after so many characters is none: the
/// longest seen has thirteen.
const LONGEST: usize = 48;
/// Where the first byte of a line is lost nothing brings it into step but ASCII. Longer lines are
/// left as they are.
const LONGEST_CUT: usize = 4_096;

/// Of those, the ones that are followed where a byte more is lost: each opens
/// a hundred readings.
const ENDS: usize = 6;

/// And those that are followed where two bytes may have vanished, as long as
/// they are cheaper than what is shown, with the likeliest of the characters
/// that lost their second half so.
const VANISHING: usize = 2;
const VANISHED: usize = 3;

/// A reading that costs so much more than the text as it stands will not make
/// it up again. With 24, and without [`states::FAR`], no slip more is found.
const HOPELESS: f32 = 10.0;

/// What is paid for each thing that a decoder must have done, in bits. Found
/// on damage made by the real codecs, by halving and doubling.
mod price {
    /// A pair without a character, dropped. One pair in eight is such a one,
    /// so it is no surprise.
    pub(super) const VANISHED: f32 = 3.0;
    /// A byte without a partner, dropped.
    pub(super) const DROPPED: f32 = 7.0;
    /// The same at the end of a line, where it is the rule.
    pub(super) const DROPPED_AT_END: f32 = 4.0;
    /// A byte without a partner, marked.
    pub(super) const MARKED: f32 = 1.0;
    /// Marked, and the character after it gone.
    pub(super) const EATEN: f32 = 6.0;
    /// The same of a folded mark, which leaves no other trace.
    pub(super) const MARK_EATEN: f32 = 3.0;
    /// A second mark folded inside the run.
    pub(super) const FOLDED: f32 = 5.0;
    /// In step again by a second byte that is ASCII.
    pub(super) const ASCII: f32 = 1.0;
}

/// What is known of the first byte of the next character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pending {
    Known(u8),
    Lost,
}

/// What was lost of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Half {
    /// Nothing: both bytes are there.
    Both,
    /// Its first byte; the second is known.
    First(u8),
    /// Its second byte; the first is known.
    Second(u8),
    /// Its second byte, which a dropped pair began.
    Vanished(u8),
    /// Nothing, if a mark is taken for two bytes of it and of the next.
    Mark,
    /// It is text that was there, not read from bytes.
    Copied,
    /// Nothing is known of it.
    Unknown,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    ch: char,
    half: Half,
    /// A quotation was open before it.
    quoted: bool,
    before: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
struct State {
    last: Letter,
    pending: Pending,
    cost: f32,
    quoted: bool,
    node: Option<usize>,
}

/// A reading that is in step again.
#[derive(Clone, Copy, Debug)]
struct End {
    /// The first character that stands as it is, in `Search::seen`.
    to: usize,
    cost: f32,
    node: Option<usize>,
}

struct Search<'a> {
    voice: &'a Voice<'a>,
    before: Letter,
    /// Marks are written as ASCII, as the page does.
    folded: bool,
    /// The decoder shows every pair, those without a character as private ones.
    keeps_private: bool,
    /// What is shown from the start on, with its place in the text.
    seen: Vec<(usize, Letter)>,
    /// The cost of what is shown, up to each of its characters.
    costs: Vec<f32>,
    nodes: Vec<Node>,
    best: Option<(f32, End)>,
    /// Readings of a smaller margin are of no use.
    needed: f32,
    /// Steps taken, for the caller's budget.
    steps: usize,
}

/// The best reading of the bytes behind `start`, if there is one that comes
/// into step by a margin of `needed` bits or more, with the lost characters that
/// are at least so likely filled in, and the number of steps it took to find it.
pub(in crate::repair) fn search(
    text: &str,
    start: &Start,
    voice: &Voice<'_>,
    needed: f32,
    least: f32,
) -> (Option<Repair>, usize) {
    let mut search = Search::new(text, start, voice, needed);
    search.run(start, quoted(&text[..start.at]));
    let steps = search.steps;
    (search.repair(text, start.at, least), steps)
}

impl<'a> Search<'a> {
    fn new(text: &str, start: &Start, voice: &'a Voice<'a>, needed: f32) -> Self {
        let before = Letter::of(text[..start.at].chars().next_back().unwrap_or('\n'));
        let shown = text[start.at..].char_indices().map(|(at, ch)| (start.at + at, ch));
        let mut seen: Vec<(usize, Letter)> = Vec::new();
        let longest = if start.cause == Cause::Cut { LONGEST_CUT } else { LONGEST };
        for (at, ch) in shown.take(longest + (start.from - start.at)) {
            seen.push((at, Letter::of(ch)));
            if ch == '\n' {
                break;
            }
        }
        if seen.last().is_none_or(|(_, last)| last.ch != '\n') && seen.len() < longest {
            seen.push((text.len(), Letter::of('\n')));
        }
        let mut costs = vec![0.0];
        let mut last = &before;
        for (_, next) in &seen {
            costs.push(costs[costs.len() - 1] + voice.cost(last, next));
            last = next;
        }
        let keeps_private = start.channel == Channel::Mark;
        let folded = start.cause != Cause::Cut && voice.is_folded();
        Search {
            voice,
            before,
            folded,
            keeps_private,
            seen,
            costs,
            nodes: Vec::new(),
            best: None,
            needed,
            steps: 0,
        }
    }

    fn run(&mut self, start: &Start, quoted: bool) {
        let from = self.seen.partition_point(|(at, _)| *at < start.from);
        let mut states = Vec::new();
        if start.pending.is_empty() {
            let (last, pending) = (self.before, Pending::Lost);
            states.push(State { last, pending, cost: 0.0, quoted, node: None });
        }
        for pending in start.pending.iter().map(|lead| Pending::Known(*lead)) {
            match start.broken {
                Some(trail) => {
                    let origin = State {
                        last: self.before,
                        pending: Pending::Lost,
                        cost: 0.0,
                        quoted,
                        node: None,
                    };
                    self.with_second(origin, trail, pending, &mut states);
                }
                None => {
                    states.push(State {
                        last: self.before,
                        pending,
                        cost: 0.0,
                        quoted,
                        node: None,
                    });
                }
            }
        }
        if start.channel == Channel::Eaten {
            states.iter_mut().for_each(|state| state.cost += price::MARK_EATEN);
        }
        // A reading in brackets costs many bits letter by letter, but there
        // are pages full of them.
        if start.cause == Cause::Gloss {
            let letters = self.costs[from] - GLOSS;
            self.costs.iter_mut().skip(from).for_each(|cost| *cost -= letters);
        }
        let mut at = from;
        while at < self.seen.len() && !states.is_empty() {
            prune(&mut states);
            if states[0].cost > self.costs[at] + HOPELESS {
                break;
            }
            states = self.advance(&states, at);
            at += 1;
        }
    }

    /// Reads the character shown at `at` in every state.
    fn advance(&mut self, states: &[State], at: usize) -> Vec<State> {
        let ch = self.seen[at].1.ch;
        let mut next = Vec::new();
        for (n, state) in states.iter().enumerate() {
            if n < ENDS {
                self.ends(*state, at);
            }
            self.read(*state, at, ch, &mut next);
            // Two bytes gone without a trace are no way to make up for dear ones.
            if let Pending::Known(lead) = state.pending
                && n < VANISHING
                && !self.keeps_private
                && state.cost < self.costs[at]
                && ch >= '@'
            {
                let letters = gbk::beginning_with(lead).iter();
                let letters = letters.filter(|(trail, _)| vanishing(*trail)).map(|(_, one)| one);
                let (half, then) = (Half::Vanished(lead), Pending::Lost);
                let vanished = self.emit_likely(*state, letters, half, then, price::VANISHED);
                for state in vanished.iter().take(VANISHED) {
                    self.read(*state, at, ch, &mut next);
                }
            }
        }
        next
    }

    /// Reads `ch` as the second byte of one character and the first of the
    /// next.
    fn read(&mut self, state: State, at: usize, ch: char, next: &mut Vec<State>) {
        if ch == '€' {
            let mut done = Vec::new();
            self.with_second(state, 0x80, Pending::Lost, &mut done);
            done.iter().for_each(|state| self.in_step(*state, at + 1, price::ASCII));
        }
        if ch >= '\u{80}' {
            for [second, first] in gbk::pairs(ch) {
                if first > 0x80 {
                    self.with_second(state, second, Pending::Known(first), next);
                } else {
                    // A real ASCII character, taken for a second byte.
                    let mut done = Vec::new();
                    self.with_second(state, second, Pending::Lost, &mut done);
                    for state in done {
                        let ascii = Letter::of(first.into());
                        let copied = self.emit(state, ascii, Half::Copied, Pending::Lost, 0.0);
                        self.in_step(copied, at + 1, 0.0);
                    }
                }
            }
            return;
        }
        if (0x40..0x7F).contains(&(ch as u32)) {
            let mut done = Vec::new();
            self.with_second(state, ch as u8, Pending::Lost, &mut done);
            done.iter().for_each(|state| self.in_step(*state, at + 1, price::ASCII));
        }
        if matches!(ch, '!' | '?' | ';' | ':' | ',') {
            let then = Pending::Known(ch as u8 + 0x80);
            match state.pending {
                Pending::Known(lead) => {
                    if let Some(one) = gbk::written(lead, 0xA3) {
                        let one = Letter::of(one);
                        next.push(self.emit(state, one, Half::Mark, then, price::FOLDED));
                    }
                }
                Pending::Lost => self.with_second(state, 0xA3, then, next),
            }
        }
    }

    /// The character whose second byte is `trail`, in each reading of its
    /// first.
    fn with_second(&mut self, state: State, trail: u8, then: Pending, next: &mut Vec<State>) {
        match state.pending {
            Pending::Known(lead) => {
                if let Some(ch) = gbk::written(lead, trail) {
                    let state = self.emit(state, Letter::of(ch), Half::Both, then, 0.0);
                    next.push(state);
                }
            }
            Pending::Lost => {
                let letters = gbk::ending_with(trail).iter().map(|(_, letter)| letter);
                next.extend(self.emit_likely(state, letters, Half::First(trail), then, 0.0));
            }
        }
    }
}

/// Whether a quotation is open at the end of `text`, as far as its last line
/// tells.
fn quoted(text: &str) -> bool {
    let marks = text.chars().rev().take(FAR_BACK).take_while(|ch| *ch != '\n');
    marks.into_iter().find(|ch| matches!(ch, '“' | '”')) == Some('“')
}

/// Quotations are rarely longer.
const FAR_BACK: usize = 400;

/// What a well-formed reading in brackets costs on a page full of them.
const GLOSS: f32 = 8.0;

/// Pairs that no decoder has a character for begin with these bytes.
fn vanishing(trail: u8) -> bool {
    matches!(trail, 0xA2 | 0xA4 | 0xA6..=0xAF | 0xF8..=0xFE)
}
