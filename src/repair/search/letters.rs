//! Which decoders of one byte a character can have made the letters of a line.
//!
//! Each of them has its own letters for the bytes that go on a character of
//! UTF-8, and for those that begin one. All are counted at once, a lane of
//! six bits each.

use std::sync::LazyLock;

use super::{
    codecs::{Right, Wrong},
    kinds::SINGLE,
};

/// So many letters tell, twenty characters, and no lane counts further.
const TELLING: usize = (1 << LANE) - 1;
/// After so many it is mostly plain already that letters are pairs of GBK, or French.
const EARLY: usize = 16;

/// Letters, and marks that one-byte decoders make.
const LETTERS: std::ops::Range<char> = '\u{80}'..'\u{2E80}';

/// Some of the decoders of one byte a character, a bit each.
pub(super) struct Makers(u16);

impl Makers {
    /// Those that can have made most of the letters of `line`, and some of them from bytes that
    /// go on a character of UTF-8, if that is what was read.
    ///
    /// Each first byte wants one to three of those, hanzi two, of which decoders lose
    /// one in ten at most. GBK and Big5 have two for three others.
    pub(super) fn of(line: &str, right: Right) -> Makers {
        let mut counts = Counts::default();
        let mut makers = Makers((1 << SINGLE.len()) - 1);
        let letters = line.chars().filter(|ch| LETTERS.contains(ch));
        for (n, ch) in letters.take(TELLING).enumerate() {
            if n % EARLY == EARLY - 1 && right == Right::Utf8 {
                makers.retain(|one| !counts.are_pairs(one));
                if makers.0 == 0 {
                    return makers;
                }
            }
            counts.add(LANES.of(ch), is_mark(ch));
        }
        makers.retain(|one| counts.explain(one) && (right != Right::Utf8 || counts.go_on(one)));
        makers
    }

    fn retain(&mut self, may_be: impl Fn(usize) -> bool) {
        self.0 &= (0..SINGLE.len()).filter(|n| may_be(*n)).map(|n| 1 << n).sum::<u16>();
    }

    pub(super) fn has(&self, wrong: Wrong) -> bool {
        SINGLE.iter().position(|one| *one == wrong).is_some_and(|n| self.0 & 1 << n != 0)
    }
}

/// A lane of so many bits for each decoder.
type Lanes = u64;
const LANE: usize = 6;

/// How many of the letters are what to each decoder.
#[derive(Default)]
struct Counts {
    /// They go on a character.
    more: Lanes,
    /// They begin one.
    first: Lanes,
    /// They go on one that another has begun.
    followed: Lanes,
    /// The decoder does not have them, but they are marks.
    excused: Lanes,
    all: usize,
    /// Where the last one began a character.
    begun: Lanes,
}

impl Counts {
    fn add(&mut self, (more, first): (Lanes, Lanes), mark: bool) {
        self.more += more;
        self.first += first;
        self.followed += more & self.begun;
        self.begun = self.begun & !more | first;
        self.all += 1;
        if mark {
            self.excused += ONES & !(more | first);
        }
    }

    /// They are not of UTF-8: too few go on one, or on one that has begun, or too many are not
    /// the decoder's.
    fn are_pairs(&self, n: usize) -> bool {
        let (first, more) = (lane(self.first, n), lane(self.more, n));
        more * 4 < first * 3
            || (lane(self.followed, n) + 1) * 2 < first
            || self.outside(n) * 4 > self.all * 3
    }

    /// How many are no marks, and not the decoder's.
    fn outside(&self, n: usize) -> usize {
        self.all - lane(self.more, n) - lane(self.first, n) - lane(self.excused, n)
    }

    fn explain(&self, n: usize) -> bool {
        self.outside(n) * 5 <= lane(self.first, n) + lane(self.more, n)
    }

    fn go_on(&self, n: usize) -> bool {
        let (first, more) = (lane(self.first, n), lane(self.more, n));
        first > 0 && more * 20 >= first * 19 && lane(self.followed, n) * 3 >= first * 2
    }
}

/// One in each lane.
const ONES: Lanes = {
    let (mut ones, mut n) = (0, 0);
    while n < SINGLE.len() {
        ones |= 1 << (LANE * n);
        n += 1;
    }
    ones
};

fn lane(lanes: Lanes, n: usize) -> usize {
    (lanes >> (LANE * n)) as usize & TELLING
}

/// For each letter the decoders that have it for a byte that goes on a character of
/// UTF-8, and those that have it for one that begins one.
struct Table {
    rows: Box<[u8]>,
    lanes: Vec<(Lanes, Lanes)>,
}

impl Table {
    #[inline]
    fn of(&self, ch: char) -> (Lanes, Lanes) {
        self.lanes[usize::from(self.rows[ch as usize])]
    }
}

static LANES: LazyLock<Table> = LazyLock::new(|| {
    let mut table =
        Table { rows: vec![0; LETTERS.end as usize].into_boxed_slice(), lanes: vec![(0, 0)] };
    for ch in LETTERS {
        let mut lanes = (0, 0);
        for (n, wrong) in SINGLE.iter().enumerate() {
            match wrong.inverse().get(ch) {
                0x80..=0xBF => lanes.0 |= 1 << (LANE * n),
                0xC0..=0xFF => lanes.1 |= 1 << (LANE * n),
                _ => {}
            }
        }
        let known = table.lanes.iter().position(|one| *one == lanes);
        let row = known.unwrap_or_else(|| {
            table.lanes.push(lanes);
            table.lanes.len() - 1
        });
        table.rows[ch as usize] = u8::try_from(row).expect("ten decoders differ in few ways");
    }
    table
});

/// Marks that one-byte decoders make and Chinese text has as well.
pub(super) fn is_mark(ch: char) -> bool {
    matches!(ch, '\u{2010}'..='\u{203B}' | '\u{A0}' | '§' | '°' | '±' | '·' | '×' | '÷')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn makers(line: &str, right: Right) -> Vec<Wrong> {
        let makers = Makers::of(line, right);
        SINGLE.into_iter().filter(|wrong| makers.has(*wrong)).collect()
    }

    #[test]
    fn text_that_no_decoder_made_is_told() {
        for line in ["", "今天的新闻", "Crème brûlée à la française", "執(zhí)法機(jī)關(guān)"]
        {
            assert_eq!(makers(line, Right::Utf8), [], "{line}");
        }
    }

    #[test]
    fn each_decoder_can_have_made_what_it_makes_of_utf8() {
        for wrong in SINGLE {
            let line: String = "市民今天上午参观了展览。"
                .bytes()
                .filter_map(|byte| decoded(wrong, byte))
                .collect();
            assert!(makers(&line, Right::Utf8).contains(&wrong), "{wrong:?} {line}");
        }
    }

    fn decoded(wrong: Wrong, byte: u8) -> Option<char> {
        ('\u{80}'..'\u{2E80}').find(|ch| wrong.inverse().get(*ch) == byte.into())
    }

    #[test]
    fn pairs_of_gbk_are_no_utf8() {
        let line = "\u{CA}\u{D0}\u{C3}\u{F1}\u{BD}\u{F1}\u{CC}\u{EC}\u{C9}\u{CF}\u{CE}\u{E7}";
        assert_eq!(makers(line, Right::Utf8), []);
        assert!(makers(line, Right::Gbk).contains(&Wrong::Windows1252));
    }
}
