//! From the cheapest reading to the text that was meant.

use super::{FAR_BACK, Half, Letter, Node, Search, UNBALANCED, gbk, odd, vanishing};
use crate::repair::sentence::Sentence;

/// Text in step again.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::repair) struct Repair {
    /// Where it ends, in the damaged text.
    pub(in crate::repair) end: usize,
    /// What was meant. Characters of which half was lost, and that could not
    /// be told, are U+FFFD.
    pub(in crate::repair) text: String,
    /// How many bits it is more plausible than the text as it stands.
    pub(in crate::repair) margin: f32,
    /// Its cost a character, in bits.
    pub(in crate::repair) cost: f32,
    /// The characters of which half was lost, as they were filled in.
    pub(in crate::repair) filled: String,
    /// None of them is a guess.
    pub(in crate::repair) sure: bool,
    /// How many could not be told.
    pub(in crate::repair) unknown: usize,
    /// Characters that were read from both their bytes.
    pub(in crate::repair) read: usize,
    /// It closes a quotation that was open, at the end of its line.
    pub(in crate::repair) closes: bool,
}

/// A character of which half was lost is filled in when the model gives it
/// this share of all that it could be. Of those with 0.6 to 0.8 a third were
/// wrong, on three corpora.
pub(in crate::repair) const FILLED: f32 = 0.8;
/// The same for those who ask for guesses.
pub(in crate::repair) const GUESSED: f32 = 0.5;

impl Search<'_> {
    /// The best reading found, as the text from `from` on that was meant, with
    /// the lost characters that are at least so likely filled in.
    pub(super) fn repair(self, text: &str, from: usize, least: f32) -> Option<Repair> {
        let (margin, end) = self.best?;
        let mut nodes = Vec::new();
        let mut at = end.node;
        while let Some(node) = at.map(|at| self.nodes[at]) {
            nodes.push(node);
            at = node.before;
        }
        nodes.reverse();
        let after = self.seen.get(end.to).map_or('\n', |(_, letter)| letter.ch);
        let mut repair = Repair {
            end: self.seen.get(end.to).map_or(text.len(), |(at, _)| *at),
            text: String::new(),
            margin,
            cost: end.cost / nodes.len().max(1) as f32,
            filled: String::new(),
            unknown: 0,
            sure: true,
            read: nodes.iter().filter(|node| node.half == Half::Both).count(),
            closes: after == '\n' && nodes.last().is_some_and(|node| node.quoted && node.ch == '”'),
        };
        let far = text.ceil_char_boundary(from.saturating_sub(FAR_BACK));
        let line = text[far..from].rfind('\n').map_or(far, |n| far + n + 1);
        let mut sentence = Sentence::of(&text[line..from]);
        let mut before = self.before.ch;
        let written = |ch: char| match ch {
            '\u{FF01}'..='\u{FF5E}' if self.folded => {
                char::from_u32(ch as u32 - 0xFEE0).unwrap_or(ch)
            }
            _ => ch,
        };
        for (n, node) in nodes.iter().enumerate() {
            let after = nodes.get(n + 1).map_or(after, |node| node.ch);
            let (ch, sure) = self.choose(before, node, after, &sentence);
            if node.half == Half::Unknown || sure < least {
                repair.text.push('\u{FFFD}');
                repair.unknown += 1;
            } else {
                if !matches!(node.half, Half::Both | Half::Mark | Half::Copied) {
                    repair.filled.push(ch);
                    repair.sure &= sure >= FILLED;
                }
                repair.text.push(written(ch));
            }
            sentence = sentence.and(ch);
            before = ch;
        }
        Some(repair)
    }

    /// The character that `node` most likely is among all that its known byte
    /// allows, and how likely.
    fn choose(&self, before: char, node: &Node, after: char, sentence: &Sentence) -> (char, f32) {
        let open = |ch| after == '\n' && (ch == '“' || node.quoted && ch != '”');
        let (before, next) = (Letter::of(before), Letter::of(after));
        let cost = |ch| {
            let letter = Letter::of(ch);
            self.voice.cost(&before, &letter)
                + self.voice.cost(&letter, &next)
                + sentence.cost(ch)
                + odd(before.ch, ch, node.quoted)
                + if open(ch) { UNBALANCED } else { 0.0 }
        };
        let readings: Vec<char> = match node.half {
            Half::Both | Half::Mark | Half::Copied | Half::Unknown => return (node.ch, 1.0),
            Half::First(trail) => {
                gbk::leads().filter_map(|lead| gbk::written(lead, trail)).collect()
            }
            Half::Second(lead) => {
                gbk::trails().filter_map(|trail| gbk::written(lead, trail)).collect()
            }
            Half::Vanished(lead) => gbk::trails()
                .filter(|trail| vanishing(*trail))
                .filter_map(|trail| gbk::written(lead, trail))
                .collect(),
        };
        let costs: Vec<(char, f32)> = readings.into_iter().map(|ch| (ch, cost(ch))).collect();
        let best = costs.iter().copied().min_by(|a, b| a.1.total_cmp(&b.1));
        let (ch, own) = best.unwrap_or((node.ch, 0.0));
        let all: f32 = costs.iter().map(|(_, other)| (own - other).exp2()).sum();
        (ch, 1.0 / all.max(1.0))
    }
}
