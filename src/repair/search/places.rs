//! Where in a text the search is worth its time.

use std::ops::Range;

use super::judge::{DEAR, MAX_BITS, SENTENCE};
use crate::plausible;

/// The signs of clean lines cost 8 to 11 bits each, with nothing known of their
/// neighbours.
const STRANGE: f32 = 12.5;
/// A stretch that makes a line worth the search begins at most so many
/// characters before the first one that wakes the rule.
const BEFORE_HIT: usize = 6;
/// What is damaged shows within so many bytes of the first character that wakes
/// the rule: eighty hanzi, or forty that one-byte decoders read.
const AROUND_HIT: usize = 256;
/// Lines are searched whole up to half this length, in bytes, and in pieces of
/// about so much beyond; a file may be one line.
pub(super) const PIECE: usize = 16_384;

/// The line that `hit` is in, not before `from`; of a line that is too long to
/// be searched as one, a piece that ends where the encoding is in step.
pub(super) fn piece_around(text: &str, hit: usize, from: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let first = hit.saturating_sub(PIECE / 2).max(from);
    let start = match memchr::memrchr(b'\n', &bytes[first..hit]) {
        Some(at) => first + at + 1,
        None if first == from || first == 0 => first,
        None => seam(text, first).min(hit),
    };
    let last = (hit + PIECE / 2).min(text.len());
    let end = match memchr::memchr(b'\n', &bytes[hit..last]) {
        Some(at) => hit + at,
        None if last == text.len() => last,
        None => seam(text, last),
    };
    start..end
}

/// What stands around `hit` in `line`.
pub(super) fn near(text: &str, hit: usize, line: &Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(hit.saturating_sub(AROUND_HIT)).max(line.start);
    let end = text.ceil_char_boundary((hit + AROUND_HIT).min(text.len())).min(line.end);
    start..end
}

/// The next place behind a byte of ASCII, if it is near.
fn seam(text: &str, at: usize) -> usize {
    let at = text.ceil_char_boundary(at);
    let near = &text.as_bytes()[at..(at + SENTENCE).min(text.len())];
    near.iter().position(u8::is_ascii).map_or(at, |ascii| at + ascii + 1)
}

/// True when what stands around the character at `hit` costs more than clean
/// text around a rare character does.
pub(super) fn is_dear(text: &str, hit: usize) -> bool {
    let before = text[..hit].char_indices().rev().take_while(|(_, ch)| *ch != '\n');
    let start = before.take(BEFORE_HIT).last().map_or(hit, |(at, _)| at);
    let mut last = text[..start].chars().next_back().unwrap_or('\n');
    let mut more = 0.0_f32;
    for (at, ch) in text[start..].char_indices() {
        more = (more + plausible::step(last, ch) - MAX_BITS).max(0.0);
        if more >= DEAR {
            return true;
        }
        if ch == '\n' || more == 0.0 && start + at > hit {
            break;
        }
        last = ch;
    }
    false
}

/// True when so many more characters that a decoder of one byte a character can have
/// made stand near the one at `hit`: of hanzi they make two at least, where a
/// letter with an accent is often alone, and a line is drawn with one of them.
pub(super) fn has_company(text: &str, hit: usize, least: usize) -> bool {
    let mut after = text[hit..].chars();
    let own = after.next();
    let makes = |ch: &char| {
        // The last of these stand in MacRoman.
        matches!(ch, '\u{80}'..'\u{2E80}' | &char::REPLACEMENT_CHARACTER | '\u{F8FF}' | 'ﬁ' | 'ﬂ')
    };
    let before = text[..hit].chars().rev().take(COMPANY);
    let near = before.chain(after.take(COMPANY)).filter(makes);
    let (all, others) =
        near.fold((0, 0), |(all, others), ch| (all + 1, others + usize::from(Some(ch) != own)));
    all >= least && others > 0
}

/// The second byte of a character, and the next one behind a few letters or digits of ASCII. Of 692
/// lines that are half GBK one more stays with 4, and glossed pages are read a fifth faster.
const COMPANY: usize = 6;

/// True when the signs of a line are dearer than those of any clean one are.
pub(super) fn is_strange(line: &str) -> bool {
    let signs = line.chars().filter(|ch| !ch.is_ascii());
    let (count, bits) = signs.fold((0, 0.0), |(n, sum), ch| (n + 1, sum + plausible::alone(ch)));
    bits > STRANGE * count as f32
}
