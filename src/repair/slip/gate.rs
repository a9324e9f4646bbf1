//! Whether a mark is worth a search, where the decoder left no trace of a slip
//! but a mark that clean text has, too.

use super::{
    gbk,
    start::Start,
    voice::{Letter, Voice},
};

/// Where the decoder left no trace of a slip but a mark: text that is read in
/// step costs 8 bits a character. The mark and the three
/// characters behind it, where bytes slipped, cost so much more, all in all:
/// 2 in 1,000 of 1,984 slips cost less than 15 more, and nine in ten genuine
/// marks.
const STRANGE: f32 = 14.0;
const IN_STEP: f32 = 8.0;
const FIRST: usize = 4;

/// Where the decoder left no trace, two neighbours among the first few read
/// together that cost less than this, in bits, for the second. It halves the
/// time on folded text, for .01 of the characters in 100 that stay wrong.
const WORD: f32 = 11.0;
const WORD_WITHIN: usize = 7;
/// Shorter runs cannot be told by that.
const TOO_FEW: usize = 3;

/// True when what is shown from `at` on may be something else.
pub(super) fn is_strange(text: &str, at: usize, voice: &Voice<'_>) -> bool {
    let dear = |cost: &dyn Fn(&Letter, &Letter) -> f32| {
        let mut last = Letter::of(text[..at].chars().next_back().unwrap_or('\n'));
        let mut more = 0.0;
        for next in text[at..].chars().take(FIRST).map(Letter::of) {
            more += cost(&last, &next) - IN_STEP;
            if more >= STRANGE {
                return true;
            }
            if next.ch == '\n' {
                break;
            }
            last = next;
        }
        false
    };
    dear(&|before, ch| voice.cost_at_most(before, ch)) && dear(&|before, ch| voice.cost(before, ch))
}

/// True when two characters of what is shown behind `start` go together as it
/// reads them, or when there is too little to tell.
pub(super) fn reads(text: &str, start: &Start, voice: &Voice<'_>) -> bool {
    start.pending.iter().any(|lead| has_word(text, start.from, *lead, voice))
}

fn has_word(text: &str, from: usize, lead: u8, voice: &Voice<'_>) -> bool {
    let (mut lead, mut last) = (lead, None);
    for (n, ch) in text[from..].chars().take(WORD_WITHIN).enumerate() {
        let Some([second, first]) = gbk::pairs(ch).next() else { return n <= TOO_FEW };
        let read = gbk::written(lead, second).map(Letter::of);
        if let (Some(last), Some(read)) = (&last, &read)
            && voice.cost(last, read) < WORD
        {
            return true;
        }
        (lead, last) = (first, read);
    }
    false
}
