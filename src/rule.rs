//! What a rule is: a name, a reason, examples, and one function.

use std::ops::RangeInclusive;

use crate::Patch;

/// One kind of damage and its repair.
#[derive(Debug)]
pub struct Rule {
    /// Stable name: it stands in reports, in `--skip` and in fixtures.
    pub id: &'static str,
    /// What it does, in one sentence. It is the reason of each change that has
    /// no better one of its own.
    pub about: &'static str,
    /// Runs unless it is told not to.
    pub default: bool,
    /// Without one of these characters the rule is not called. Empty means
    /// that it looks at every text.
    pub wakes_on: &'static [RangeInclusive<char>],
    /// Makes the edits.
    pub apply: fn(&mut Patch<'_>),
    /// Damaged text, and the same text repaired.
    pub fixes: &'static [(&'static str, &'static str)],
    /// Text that looks damaged and must be left alone.
    pub keeps: &'static [&'static str],
}
