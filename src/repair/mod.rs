//! Text that was decoded or escaped wrongly before it reached us.
mod html_entities;

use crate::Rule;

pub(crate) const RULES: &[&Rule] = &[&html_entities::RULE];
