//! What the search found.

use std::ops::Range;

use super::{
    codecs::{Right, Wrong},
    judge::MARGIN,
};

/// A repair of a stretch of a line.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) range: Range<usize>,
    pub(super) wrong: Wrong,
    pub(super) right: Right,
    pub(super) with: String,
    pub(super) margin: f32,
    /// It parses as UTF-8 too well, or reads too well, to be anything else.
    pub(super) proven: bool,
    pub(super) filled: String,
    pub(super) open: usize,
    pub(super) sure: bool,
}

impl Found {
    /// Nothing of the line is left to be explained, and nothing is in doubt.
    pub(super) fn is_whole(&self, line: &str) -> bool {
        (self.proven || self.margin >= 3.0 * MARGIN)
            && line[..self.range.start].is_ascii()
            && line[self.range.end..].is_ascii()
    }

    pub(super) fn reason(&self) -> String {
        let (right, wrong) = (self.right.name(), self.wrong.name());
        let mut reason =
            format!("{right} read as {wrong}; undone, {} bits better", self.margin.round() as i64);
        if !self.filled.is_empty() {
            reason += &format!("; lost bytes filled: {}", self.filled);
        }
        if self.open > 0 {
            reason += &format!("; characters lost: {}", self.open);
        }
        reason
    }
}
