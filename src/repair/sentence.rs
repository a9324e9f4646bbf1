//! What a sentence says, far from a mark, about which mark it is.
//!
//! Pairs of characters do not know that a quotation was opened ten characters
//! before, or that somebody asked `哪`. Where a mark was lost that knowledge
//! decides between the marks that its bytes allow.

use crate::tables::pinyin::script;

/// A sentence up to some place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sentence {
    asks: bool,
    before: char,
    /// Which of [`PAIRS`] are open.
    open: [bool; PAIRS.len()],
    /// Characters of one script only, less those of the other: traditional ones
    /// count for more than nothing.
    traditional: i32,
}

/// A mark that opens, one that closes, and bits: what the closing one saves where
/// it is open, and costs where it is not; what the opening one costs where it is
/// open already.
///
/// Counted over six corpora of news and encyclopedias, 16 MB: the logarithm of
/// how much oftener the mark is met in that state than the other marks whose
/// first two bytes in UTF-8 are the same. `‘’` were met a few hundred times only,
/// and save less than they were counted to; `【】` were set after the others.
const PAIRS: [(char, char, f32, f32, f32); 6] = [
    ('“', '”', 4.6, 5.5, 7.8),
    ('‘', '’', 8.0, 1.8, 0.0),
    ('《', '》', 10.0, 9.9, 4.8),
    ('（', '）', 6.7, 9.1, 3.0),
    ('「', '」', 6.8, 7.3, 4.2),
    ('【', '】', 6.0, 6.0, 3.0),
];

/// The same for a question mark where the sentence asks, and where it does not.
const ASKED: f32 = 4.6;
const NOT_ASKED: f32 = 3.0;

/// What a character of the other script costs: one in some thousand characters
/// of a page is such a one, in a name or from a converter that slipped.
const FOREIGN: f32 = 6.0;

impl Sentence {
    /// The same in a line that has the characters of `line`, too.
    pub(super) fn among(mut self, line: impl Iterator<Item = char>) -> Sentence {
        self.traditional += line.map(script).sum::<i32>();
        self
    }

    /// The sentence that `text` ends with.
    pub(super) fn of(text: &str) -> Sentence {
        text.chars().fold(Sentence::default(), Sentence::and)
    }

    /// The sentence with one more character.
    pub(super) fn and(mut self, ch: char) -> Sentence {
        self.asks |= matches!(
            (self.before, ch),
            (_, '哪' | '谁' | '誰' | '吗' | '嗎' | '何' | '怎' | '几' | '幾' | '呢' | '啥' | '吧')
                | ('什' | '甚' | '怎' | '那' | '多', '么' | '麼')
                | ('多', '少' | '大' | '长' | '長' | '高' | '久' | '远' | '遠' | '重')
                | ('是', '否')
        );
        self.before = ch;
        if is_han(ch) {
            return self;
        }
        if matches!(ch, '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\n') {
            self.asks = false;
        }
        for (n, (open, close, ..)) in PAIRS.iter().enumerate() {
            self.open[n] = ch == *open || self.open[n] && ch != *close && ch != '\n';
        }
        self
    }

    /// What `ch` costs here beyond what its neighbours make it cost, in bits;
    /// less than nothing if the sentence speaks for it.
    pub(super) fn cost(&self, ch: char) -> f32 {
        if is_han(ch) {
            let foreign = script(ch) * self.traditional.signum() < 0;
            return if foreign { FOREIGN } else { 0.0 };
        }
        if ch == '？' {
            return if self.asks { -ASKED } else { NOT_ASKED };
        }
        let pairs = PAIRS.iter().zip(self.open);
        pairs
            .map(|((open, close, saved, unopened, again), is_open)| match is_open {
                true if ch == *close => -saved,
                true if ch == *open => *again,
                false if ch == *close => *unopened,
                _ => 0.0,
            })
            .sum()
    }
}

/// No mark: most characters are none, and say nothing of quotations.
fn is_han(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{9FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_closed_and_a_question_asked() {
        let after = |text| Sentence::of(text);
        assert!(after("他说：“好。").cost('”') < 0.0);
        assert!(after("他说：“好。”").cost('”') > 0.0);
        assert!(after("你去哪里").cost('？') < after("你去那里").cost('？'));
        assert!(after("去哪里？我不去").cost('？') > 0.0);
    }
}
