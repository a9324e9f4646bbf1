//! Broken lines joined, one paragraph a line.

use crate::Rule;

pub(crate) const RULES: &[&Rule] = &[];
