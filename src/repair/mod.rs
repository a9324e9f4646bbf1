//! Text that was decoded or escaped wrongly before it reached us.
mod around;
mod bare_unicode_escapes;
mod bytes_as_text;
mod control_chars;
mod gloss;
mod html_entities;
mod hz_without_tildes;
mod percent_escapes;
mod pinyin_gloss;
mod quoted_printable;
mod tombstones;
mod unicode_escapes;
mod zero_width;

use crate::Rule;

pub(crate) const RULES: &[&Rule] = &[
    // Escapes first: what they hide may itself be damaged.
    &html_entities::RULE,
    &unicode_escapes::RULE,
    &percent_escapes::RULE,
    &quoted_printable::RULE,
    &bare_unicode_escapes::RULE,
    &hz_without_tildes::RULE,
    // After the other repairs: they read the bytes of what is in brackets, too.
    &pinyin_gloss::RULE,
    // After everything that reads characters as bytes: these are bytes, too.
    &control_chars::RULE,
    &zero_width::RULE,
    // Last: what is still here is lost.
    &tombstones::RULE,
];
