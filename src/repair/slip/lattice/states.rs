//! What a reading costs with one more character, and which readings are kept.

use super::{End, Half, Letter, Node, Pending, Search, State};

/// Readings kept at each step. Most steps have one: only a lost byte opens
/// more.
const BEAM: usize = 24;

/// A reading that is so much dearer than the best one is not kept.
pub(super) const FAR: f32 = 12.0;

/// What a quotation costs that stays open at the end of its line. Text of
/// several paragraphs leaves quotations open, so it is not much.
pub(super) const UNBALANCED: f32 = 3.0;

/// What a full stop saves: what follows one can be anything, so pairs make it
/// dearer than it is. Less and more were tried on three corpora.
pub(super) const FULL_STOP: f32 = 2.0;

/// What pairs of characters do not tell: that quotations open and close in
/// turn, and that a sentence ends once.
pub(super) fn odd(before: char, ch: char, quoted: bool) -> f32 {
    match ch {
        '“' if quoted => UNBALANCED,
        '”' if !quoted => 1.0,
        '。' if before == '。' => 2.0 * UNBALANCED,
        '。' => -FULL_STOP,
        _ => 0.0,
    }
}

impl Search<'_> {
    pub(super) fn emit(
        &mut self,
        state: State,
        letter: Letter,
        half: Half,
        then: Pending,
        price: f32,
    ) -> State {
        let cost = self.cost(&state, &letter, price);
        self.write(state, letter, half, then, cost)
    }

    /// Of several letters those that are not much dearer than the cheapest.
    pub(super) fn emit_likely<'l>(
        &mut self,
        state: State,
        letters: impl Iterator<Item = &'l Letter>,
        half: Half,
        then: Pending,
        price: f32,
    ) -> Vec<State> {
        let (mut likely, mut best) = (Vec::new(), f32::INFINITY);
        for letter in letters {
            let cost = self.cost(&state, letter, price);
            if cost <= best + FAR {
                best = best.min(cost);
                likely.push(self.write(state, *letter, half, then, cost));
            }
        }
        prune(&mut likely);
        likely
    }

    fn cost(&mut self, state: &State, letter: &Letter, price: f32) -> f32 {
        self.steps += 1;
        let step = self.voice.cost(&state.last, letter);
        state.cost + price + step + odd(state.last.ch, letter.ch, state.quoted)
    }

    fn write(
        &mut self,
        state: State,
        letter: Letter,
        half: Half,
        then: Pending,
        cost: f32,
    ) -> State {
        let (quoted, ch) = (state.quoted, letter.ch);
        self.nodes.push(Node { ch, half, quoted, before: state.node });
        let quoted = matches!(ch, '“') || quoted && ch != '”';
        State { last: letter, pending: then, cost, quoted, node: Some(self.nodes.len() - 1) }
    }

    /// Offers a reading that leaves what is shown from `to` on as it stands.
    pub(super) fn in_step(&mut self, state: State, to: usize, price: f32) {
        let mut cost = state.cost + price;
        let mut shown = self.costs[to];
        if let Some((_, next)) = self.seen.get(to) {
            cost += self.voice.cost(&state.last, next);
            cost += if next.ch == '\n' && state.quoted { UNBALANCED } else { 0.0 };
            shown = self.costs[to + 1];
        }
        let margin = shown - cost;
        if margin >= self.needed && self.best.is_none_or(|(best, _)| margin > best) {
            let end = End { to, cost: state.cost, node: state.node };
            self.best = Some((margin, end));
        }
    }
}

/// Keeps the cheapest reading of each state, and of those the best.
pub(super) fn prune(states: &mut Vec<State>) {
    let best = states.iter().map(|state| state.cost).fold(f32::INFINITY, f32::min);
    states.retain(|state| state.cost <= best + FAR);
    states.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let mut kept: Vec<State> = Vec::with_capacity(BEAM);
    for state in states.iter() {
        if kept.len() == BEAM {
            break;
        }
        if !kept.iter().any(|one| one.last.ch == state.last.ch && one.pending == state.pending) {
            kept.push(*state);
        }
    }
    *states = kept;
}
