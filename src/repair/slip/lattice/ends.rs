//! How a reading comes into step again: with a character of which only the first byte
//! is left.

use super::{FULL_STOP, Half, Letter, Pending, Search, State, gbk, price};
use crate::{repair::gloss, tables::pinyin::reading};

impl Search<'_> {
    /// Comes into step at `at`, with the byte lost that would have made the
    /// last character whole.
    pub(super) fn ends(&mut self, state: State, at: usize) {
        let Pending::Known(lead) = state.pending else { return };
        let ch = self.seen[at].1.ch;
        if !ch.is_ascii() && ch != '\u{FFFD}' {
            return;
        }
        // What follows, from the `n`th character on.
        let rest = |n: usize| -> String {
            self.seen[at..].iter().take(24).skip(n).map(|(_, letter)| letter.ch).collect()
        };
        match ch {
            '\u{FFFD}' => {
                let rest = rest(1);
                self.halved(state, lead, at + 1, price::MARKED, &rest);
            }
            '?' => {
                let rest = rest(1);
                if let Some(len) = markup(&rest) {
                    self.halved(state, lead, at + 1 + len, price::MARKED, "");
                } else if gloss::syllables(&rest).is_some() {
                    self.halved(state, lead, at + 1, price::MARKED, &rest);
                } else {
                    self.halved(state, lead, at + 1, price::MARKED, "");
                    self.eaten(state, lead, at + 1);
                }
            }
            '\n' => self.halved(state, lead, at, price::DROPPED_AT_END, ""),
            '(' => {
                let rest = rest(0);
                self.halved(state, lead, at, price::DROPPED, &rest);
            }
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
        if let Some(said) = said {
            let every = gbk::trails().filter_map(|trail| gbk::written(lead, trail));
            let told = every.filter(|ch| reading(*ch).is_some_and(|one| gloss::says(&said, one)));
            for ch in told {
                let mut state = self.emit(state, Letter::of(ch), Half::Both, Pending::Lost, price);
                if bracket_lost {
                    state = self.emit(state, Letter::of('('), Half::Copied, Pending::Lost, 0.0);
                }
                done.push(state);
            }
        } else {
            for (_, letter) in gbk::beginning_with(lead) {
                done.push(self.emit(state, *letter, Half::Second(lead), Pending::Lost, price));
            }
        }
        done.iter().for_each(|state| self.in_step(*state, to, 0.0));
    }

    /// The same, with an ASCII character gone after it.
    fn eaten(&mut self, state: State, lead: u8, to: usize) {
        if !self.may_win(state.cost + price::EATEN, to) {
            return;
        }
        let digit =
            self.seen.get(to).is_some_and(|(_, next)| matches!(next.ch, '0'..='9' | '.' | '%'));
        let letters = gbk::beginning_with(lead).iter().map(|(_, letter)| letter);
        let (half, then) = (Half::Second(lead), Pending::Lost);
        let done = self.emit_likely(state, letters, half, then, price::EATEN);
        for state in done {
            if digit {
                let lost =
                    self.emit(state, Letter::of('\u{FFFD}'), Half::Unknown, Pending::Lost, 0.0);
                self.in_step(lost, to, 0.0);
            } else {
                for mark in ['，', '：'].map(Letter::of) {
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
