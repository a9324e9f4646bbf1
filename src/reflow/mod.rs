//! Broken lines joined, one paragraph a line.
mod blank_lines;
mod column_breaks;
mod hard_wraps;
mod indents;

use crate::{Confidence, Patch, Rule, paragraphs::Break};

pub(crate) const RULES: &[&Rule] = &[
    // First: it goes by the width that the other one takes away.
    &column_breaks::RULE,
    &hard_wraps::RULE,
    // After the joins: they tell a paragraph by the gap above it.
    &blank_lines::RULE,
    // Last: the others tell a new paragraph by it.
    &indents::RULE,
];

/// Joins what one of `breaks` parted.
fn join(patch: &mut Patch<'_>, breaks: &[Break]) {
    for join in patch.joins().iter() {
        if breaks.contains(&join.by) {
            patch.replace(join.at.clone(), join.with, Confidence::Likely);
        }
    }
}
