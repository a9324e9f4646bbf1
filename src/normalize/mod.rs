//! The same text, spelled one way.
mod compat_ideographs;
mod folded_punctuation;
mod fullwidth_ascii;
mod line_ends;
mod neighbours;
mod nfc;
mod odd_spaces;
mod private_use;
mod question_indents;
mod radicals;
mod trailing_blanks;

use crate::Rule;

pub(crate) const RULES: &[&Rule] = &[
    // First: the others look at lines.
    &line_ends::RULE,
    // Characters before marks: a mark's neighbours say what it is.
    &nfc::RULE,
    &compat_ideographs::RULE,
    &radicals::RULE,
    &private_use::RULE,
    &fullwidth_ascii::RULE,
    // Blanks before marks, for the same reason.
    &odd_spaces::RULE,
    &question_indents::RULE,
    &trailing_blanks::RULE,
    &folded_punctuation::RULE,
];
