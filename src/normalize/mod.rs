//! The same text, spelled one way.
mod line_ends;

use crate::Rule;

pub(crate) const RULES: &[&Rule] = &[
    // First: the others look at lines.
    &line_ends::RULE,
];
