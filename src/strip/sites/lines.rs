//! Lines as they are counted.

use super::{
    super::shadow::{Shadow, is_han},
    hash::{Sum, hash, mixed},
};

/// The longest line that is counted by itself, in characters; longer ones are counted in blocks.
const LONGEST: usize = 80;

/// How many lines at the head and at the foot of a page are counted as blocks.
const BLOCK: usize = 12;

/// A line as it is counted.
pub(super) struct Line {
    pub(super) key: u64,
    /// It is counted by itself.
    pub(super) short: bool,
    /// Copies of the page are known by it.
    pub(super) sentence: bool,
}

impl Line {
    /// `shadow` is room to work in.
    pub(super) fn of(line: &str, shadow: &mut Shadow) -> Line {
        shadow.cast(line);
        let mut sum = Sum::default();
        let (mut han, mut digits) = (0, false);
        // Dates and counts differ from page to page.
        for ch in shadow.tight.chars() {
            if ch.is_ascii_digit() {
                digits = true;
                continue;
            }
            if std::mem::take(&mut digits) {
                sum.add('#'.into());
            }
            sum.add(ch.into());
            han += usize::from(is_han(ch));
        }
        // Numbers alone say nothing of a site.
        let letters = shadow.tight.chars().any(|ch| !ch.is_ascii_digit() && ch.is_alphanumeric());
        let short = letters && shadow.chars.len() <= LONGEST;
        Line { key: sum.finish(), short, sentence: han >= 20 && shadow.tight.contains('。') }
    }
}

/// The lines of a page that are not blank.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut shadow = Shadow::default();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| Line::of(line, &mut shadow)).collect()
}

/// The first line, the first two, and so on.
pub(super) fn blocks<'l>(lines: impl Iterator<Item = &'l Line>, end: &[u8]) -> Vec<u64> {
    let mut all = hash(&[end]);
    lines
        .take(BLOCK)
        .map(|line| {
            all = mixed(all, line.key);
            all
        })
        .collect()
}
