//! The same text, spelled one way.
mod line_ends;
mod zero_width;

use crate::Rule;

pub(crate) const RULES: &[&Rule] = &[
    // First: the others look at lines.
    &line_ends::RULE,
    &zero_width::RULE,
];
