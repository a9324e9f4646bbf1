//! How a reading comes into step again: with a character of which only the first byte
//! is left.

use super::{FULL_STOP, Half, Pending, Search, State, gbk, price, prune};
use crate::{repair::gloss, tables::pinyin::reading};

impl Search<'_> {
    /// Comes into step at `at`, with the byte lost that would have made the
    /// last character whole.
    pub(super) fn ends(&mut self, state: State, at: usize) {
        let Pending::Known(lead) = state.pending else { return };
        let (_, ch) = self.seen[at];
        if !ch.is_ascii() && ch != '\u{FFFD}' {
            return;
        }
        let shown: String = self.seen[at..].iter().map(|(_, ch)| *ch).take(24).collect();
        let rest = |n: usize| &shown[shown.char_indices().nth(n).map_or(shown.len(), |(i, _)| i)..];
        match ch {
            '\u{FFFD}' => {
                self.halved(state, lead, at + 1, price::MARKED, rest(1));
            }
            '?' => {
                if let Some(len) = markup(rest(1)) {
                    self.halved(state, lead, at + 1 + len, price::MARKED, "");
                } else if gloss::syllables(rest(1)).is_some() {
                    self.halved(state, lead, at + 1, price::MARKED, rest(1));
                } else {
                    self.halved(state, lead, at + 1, price::MARKED, "");
                    self.eaten(state, lead, at + 1);
                }
            }
            '\n' => self.halved(state, lead, at, price::DROPPED_AT_END, ""),
            '(' => self.halved(state, lead, at, price::DROPPED, rest(0)),
            _ => self.halved(state, lead, at, price::DROPPED, ""),
        }
    }

    /// False when no reading of such a cost that is one character short of `to`
    /// beats the best one.
    fn may_win(&self, cost: f32, to: usize) -> bool {
        let shown = self.costs[(to + 1).min(self.costs.len() - 1)];
        shown - cost + FULL_STOP >= self.best.map_or(self.needed, |(best, _)| best)
    }

    /// A character of which the first byte is left, in step before `to`. A
    /// reading that follows says which one it is.
    fn halved(&mut self, state: State, lead: u8, to: usize, price: f32, rest: &str) {
        if !self.may_win(state.cost + price, to) {
            return;
        }
        let said = gloss::syllables(rest.strip_prefix('(').unwrap_or(rest)).map(|(said, _)| said);
        let bracket_lost = said.is_some() && !rest.starts_with('(');
        let mut done = Vec::new();
        // A reading tells rare characters, too.
        let every = || gbk::trails().filter_map(|trail| gbk::written(lead, trail)).collect();
        let common = || gbk::beginning_with(lead).iter().map(|(_, ch)| *ch).collect();
        let readings: Vec<char> = if said.is_some() { every() } else { common() };
        for ch in readings {
            if let Some(said) = &said
                && !reading(ch).is_some_and(|first| gloss::says(said, first))
            {
                continue;
            }
            let half = if said.is_some() { Half::Both } else { Half::Second(lead) };
            let mut state = self.emit(state, ch, half, Pending::Lost, price);
            if bracket_lost {
                state = self.emit(state, '(', Half::Copied, Pending::Lost, 0.0);
            }
            done.push(state);
        }
        done.iter().for_each(|state| self.in_step(*state, to, 0.0));
    }

    /// The same, with an ASCII character gone after it.
    fn eaten(&mut self, state: State, lead: u8, to: usize) {
        if !self.may_win(state.cost + price::EATEN, to) {
            return;
        }
        let digit = self.seen.get(to).is_some_and(|(_, ch)| matches!(ch, '0'..='9' | '.' | '%'));
        let mut done = Vec::new();
        for (_, ch) in gbk::beginning_with(lead) {
            let half = Half::Second(lead);
            done.push(self.emit(state, *ch, half, Pending::Lost, price::EATEN));
        }
        prune(&mut done);
        for state in done {
            if digit {
                let lost = self.emit(state, '\u{FFFD}', Half::Unknown, Pending::Lost, 0.0);
                self.in_step(lost, to, 0.0);
            } else {
                for mark in ['，', '：'] {
                    let filled = self.emit(state, mark, Half::Copied, Pending::Lost, 0.0);
                    self.in_step(filled, to, 0.0);
                }
            }
        }
    }
}

/// The length, in characters, of what is left of a tag without its bracket.
fn markup(rest: &str) -> Option<usize> {
    let name = rest.strip_prefix('/').unwrap_or(rest);
    let letters = name.bytes().take_while(u8::is_ascii_lowercase).count();
    let tail = name[letters..].trim_start_matches(' ');
    let tail = tail.strip_prefix('/').unwrap_or(tail);
    let known = matches!(&name[..letters], "p" | "br" | "div" | "span" | "strong" | "b" | "td");
    (known && tail.starts_with('>')).then(|| rest.len() - tail.len() + 1)
}
