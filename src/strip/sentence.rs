//! Sentences, settled by one look at each of their characters.
//!
//! Most lines of articles are sentences, and few cues hold in sentences. A table of characters says of each what
//! it counts as and whether such a cue may begin with it; a line without one needs no shadow.

use std::sync::LazyLock;

use super::{
    cues,
    look::CAPTION,
    photo_credits::PLACES,
    scan::{Mark, Sights, mark_of},
    shadow::{fold, is_bullet, is_han},
};
use crate::{characters::CharSet, phrases::decode};

const HAN: u8 = 1;
const STOP: u8 = 1 << 1;
const COMMA: u8 = 1 << 2;
/// A stop or a comma behind a hanzi only: shifted by two these are the two above.
const SOFT_STOP: u8 = STOP << 2;
const SOFT_COMMA: u8 = COMMA << 2;
/// A cue begins so, and goes on with what is marked by the next bit.
const FIRST: u8 = 1 << 5;
const SECOND: u8 = FIRST << 1;
const SPACE: u8 = 1 << 7;

struct Table {
    /// What the characters of the basic plane count as.
    kinds: Box<[u8; 1 << 16]>,
    /// The cues that hold in sentences, and the first character of each.
    cues: Vec<(char, &'static str)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let cues: Vec<&str> = cues::in_sentences().collect();
    let all = || cues.iter().chain(PLACES);
    let firsts: CharSet = all().filter_map(|cue| cue.chars().next()).collect();
    let seconds: CharSet = all().filter_map(|cue| cue.chars().nth(1)).collect();
    let mut kinds = Box::new([0; 1 << 16]);
    for (code, kind) in (0..).zip(kinds.iter_mut()) {
        let Some(ch) = char::from_u32(code) else { continue };
        let folded = fold(ch);
        let begins = u8::from(firsts.holds(folded)) * FIRST;
        let goes_on = u8::from(seconds.holds(folded)) * SECOND;
        *kind = counts_as(ch, folded) | begins | goes_on;
    }
    let cues = cues.iter().filter_map(|cue| Some((cue.chars().next()?, *cue))).collect();
    Table { kinds, cues }
});

fn counts_as(ch: char, folded: char) -> u8 {
    if is_han(ch) {
        return HAN;
    }
    match mark_of(ch) {
        _ if folded == ' ' => SPACE,
        Mark::Stop => STOP,
        Mark::Comma => COMMA,
        Mark::StopBehindHan => SOFT_STOP,
        Mark::CommaBehindHan => SOFT_COMMA,
        Mark::None => 0,
    }
}

/// What was seen in `line`; nothing when something stands in it that its shadow must be asked about, if it is a
/// sentence.
pub(super) fn read(line: &str) -> Option<Sights> {
    if !may_be_marked(line) || begins_as_known(line) {
        return None;
    }
    let table = &*TABLE;
    let (mut sights, mut placed) = (Sights::default(), false);
    // The last character that was no space, as the table has it, and what is left of the line from there on.
    let (mut before, mut left) = (0, line.len());
    // Whether the last character was a hanzi, in the places of the two marks.
    let mut soft = 0;
    let mut rest = line.as_bytes();
    loop {
        let here = rest.len();
        let kind = match rest {
            [a @ 0xE0..=0xEF, b, c, next @ ..] => {
                let low = |byte: &u8| usize::from(byte & 63);
                rest = next;
                table.kinds[usize::from(a & 15) << 12 | low(b) << 6 | low(c)]
            }
            [a @ ..=0x7F, next @ ..] => {
                rest = next;
                table.kinds[usize::from(*a)]
            }
            [] => break,
            _ => {
                let (code, len) = decode(rest, 0);
                rest = &rest[len..];
                table.kind(code)
            }
        };
        let marks = kind | ((kind >> 2) & soft);
        sights.han += usize::from(kind & HAN);
        sights.stops += usize::from(marks & STOP != 0);
        sights.commas += usize::from(marks & COMMA != 0);
        soft = (kind & HAN) * (STOP | COMMA);
        if kind & SPACE != 0 {
            continue;
        }
        if before & FIRST & (kind >> 1) != 0 {
            match table.begun(&line[line.len() - left..]) {
                Some(Begun::Cue) => return None,
                Some(Begun::Place) => placed = true,
                None => {}
            }
        }
        (before, left) = (kind, here);
    }
    let captioned = sights.han <= CAPTION && (placed || ends_as_credit(line));
    (!captioned && !ends_as_file(line)).then_some(sights)
}

/// True when a stop or a comma stands in `line`: most headlines and links have neither.
fn may_be_marked(line: &str) -> bool {
    let bytes = line.as_bytes();
    let mut wide = memchr::memchr3_iter(0xE2, 0xE3, 0xEF, bytes);
    memchr::memchr3(b',', b'!', b'?', bytes).is_some()
        || wide.any(|at| line.get(at..).is_some_and(|rest| rest.starts_with(WIDE_MARKS)))
        || memchr::memchr(b';', bytes).is_some()
}

const WIDE_MARKS: [char; 7] = ['。', '！', '？', '，', '、', '；', '…'];

enum Begun {
    Cue,
    /// Where somebody stands in a picture.
    Place,
}

impl Table {
    /// What any character counts as.
    fn kind(&self, code: u32) -> u8 {
        let beyond = || u8::from(char::from_u32(code).is_some_and(is_han));
        self.kinds.get(code as usize).copied().unwrap_or_else(beyond)
    }

    /// What `rest` begins with.
    #[cold]
    fn begun(&self, rest: &str) -> Option<Begun> {
        let shadow = || rest.chars().map(fold).filter(|ch| *ch != ' ');
        let first = shadow().next()?;
        let begins = |word: &str| {
            let mut shadow = shadow();
            word.chars().all(|ch| shadow.next() == Some(ch))
        };
        if self.cues.iter().any(|(begin, cue)| *begin == first && begins(cue)) {
            return Some(Begun::Cue);
        }
        PLACES.iter().any(|place| begins(place)).then_some(Begun::Place)
    }
}

/// Lines of a bulletin board, of advice, breadcrumbs, and captions behind a triangle are known by how they begin.
fn begins_as_known(line: &str) -> bool {
    let first = line.chars().find(|ch| !ch.is_whitespace()).unwrap_or(' ');
    is_bullet(first)
        || matches!(fold(first), '推' | '嘘' | '>' | '作' | '发' | '文' | '首' | '▲' | '△' | '▼')
}

/// What [`super::photo_credits::photo_credit`] looks for ends so.
fn ends_as_credit(line: &str) -> bool {
    let mut shadow = line.chars().rev().map(fold);
    let last = shadow.find(|ch| !matches!(ch, ')' | ']' | ' ' | '。'));
    matches!(last, Some('摄' | '影' | '道' | '图' | '发' | '供' | '片'))
}

/// The names of files end in letters of ASCII.
fn ends_as_file(line: &str) -> bool {
    line.trim_end().chars().next_back().is_some_and(|ch| fold(ch).is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cue_that_holds_in_sentences_is_seen_wherever_it_stands() {
        for cue in cues::in_sentences() {
            let spaced: String = cue.chars().flat_map(|ch| [ch, ' ']).collect();
            assert!(read(&format!("{spaced}，")).is_none(), "{cue}");
            // Triangles are cues at the start only.
            if cue.chars().nth(1).is_some() {
                assert!(read(&format!("桥，{cue}")).is_none(), "{cue}");
                assert!(read(&format!("桥{cue}河。")).is_none(), "{cue}");
            }
        }
    }

    #[test]
    fn in_most_sentences_nothing_is_seen() {
        let sights = read("记忆里的老桥，总在雨后升起薄雾；不止一次!").unwrap();
        assert_eq!((sights.han, sights.stops, sights.commas), (18, 2, 1));
    }
}
