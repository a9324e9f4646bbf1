//! Taiwan or Hong Kong, told by characters and words that only one of them
//! writes.
//!
//! 著 and 着 do not tell them apart: Hong Kong papers that began in Big5 write
//! 著. Words for things of one place are weak tells, as each place reports on
//! the other; words for things of every place are strong.

use std::sync::LazyLock;

use super::Script;
use crate::phrases::{Dict, PHRASE, ascii_end, decode, entries};

/// Tells and their weights, positive for Taiwan.
struct Tells {
    words: Dict,
    /// Of each character by itself; most tell nothing.
    characters: Box<[i8; 0x1_0000]>,
}

static TELLS: LazyLock<Tells> = LazyLock::new(|| {
    let table = include_str!("../../data/script/region_tells.txt");
    let mut characters = Box::new([0; 0x1_0000]);
    for (key, weight) in entries(table) {
        let mut chars = key.chars();
        if let (Some(ch @ ..='\u{FFFF}'), None) = (chars.next(), chars.next()) {
            characters[ch as usize] = weight.parse().expect("tells have a small weight");
        }
    }
    Tells { words: Dict::new(&[&[table]]), characters }
});

/// The weight that decides. One strong tell does, or several weak ones.
const ENOUGH: i32 = 3;
/// The same for Taiwan, which publishes many times what Hong Kong does: two
/// weak tells do.
const ENOUGH_FOR_TAIWAN: i32 = 2;
/// With so many times that, and nothing against it, the rest is not read.
const CERTAIN: i32 = 4 * ENOUGH;

/// The region of `text`, which is traditional: [`Script::Hant`] when nothing
/// in it tells, or when what tells does not agree.
///
/// Each tell counts once: a text that names one place ten times is about that
/// place, and may be from anywhere.
pub(super) fn of(text: &str) -> Script {
    let (mut tw, mut hk) = (0, 0);
    let mut seen: Vec<&str> = Vec::new();
    for (tell, weight) in tells(text) {
        if seen.contains(&tell) {
            continue;
        }
        seen.push(tell);
        if weight > 0 {
            tw += weight
        } else {
            hk -= weight
        }
        if tw.max(hk) >= CERTAIN && tw.min(hk) == 0 {
            break;
        }
    }
    if tw >= ENOUGH_FOR_TAIWAN && tw >= 2 * hk {
        Script::HantTw
    } else if hk >= ENOUGH && hk >= 2 * tw {
        Script::HantHk
    } else {
        Script::Hant
    }
}

/// The tells in `text` with their weights.
fn tells(text: &str) -> impl Iterator<Item = (&str, i32)> {
    let tells = &*TELLS;
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            if bytes[at] < 0x80 {
                at = ascii_end(bytes, at);
                continue;
            }
            let start = at;
            let (ch, len) = decode(bytes, at);
            let begins = tells.words.table.get(ch as usize).is_some_and(|cell| cell & PHRASE != 0);
            if begins && let Some(found) = tells.words.phrase(text, at, bytes.len(), ch, len) {
                at += found.len;
                return Some((&text[start..at], found.value.parse().unwrap_or(0)));
            }
            at += len;
            let weight = tells.characters.get(ch as usize).copied().unwrap_or(0);
            if weight != 0 {
                return Some((&text[start..at], weight.into()));
            }
        }
        None
    })
}
