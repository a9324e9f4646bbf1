//! Text that was decoded or escaped wrongly before it reached us.
pub(crate) mod around;
mod bare_unicode_escapes;
mod big5_as_double_byte;
mod big5_as_gbk;
mod big5_as_single_byte;
mod byte_slip;
mod bytes_as_text;
mod control_chars;
mod gbk_as_double_byte;
mod gbk_as_single_byte;
mod gbk_first_byte_lost;
mod gloss;
mod html_entities;
mod hz_without_tildes;
mod percent_escapes;
mod pinyin_gloss;
mod quoted_printable;
mod search;
mod sentence;
mod slip;
mod tombstones;
mod unicode_escapes;
mod utf16;
mod utf16_as_single_byte;
mod utf16_swapped;
mod utf8_as_double_byte;
mod utf8_as_gbk;
mod utf8_as_single_byte;
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
    // All of a text, or nothing: what is read next are lines.
    &utf16_as_single_byte::RULE,
    &utf16_swapped::RULE,
    // UTF-8 before the rest: what parses as UTF-8 is nothing else, while
    // nearly everything parses as GBK.
    &utf8_as_single_byte::RULE,
    &utf8_as_gbk::RULE,
    &utf8_as_double_byte::RULE,
    &gbk_as_single_byte::RULE,
    &big5_as_single_byte::RULE,
    &big5_as_gbk::RULE,
    &gbk_as_double_byte::RULE,
    &big5_as_double_byte::RULE,
    &gbk_first_byte_lost::RULE,
    // Before glosses: one that stands between the bytes of two characters says which.
    &byte_slip::RULE,
    // After the other repairs: they read the bytes of what is in brackets, too.
    &pinyin_gloss::RULE,
    // After everything that reads characters as bytes: these are bytes, too.
    &control_chars::RULE,
    &zero_width::RULE,
    // Last: what is still here is lost.
    &tombstones::RULE,
];
