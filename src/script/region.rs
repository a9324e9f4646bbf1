//! Taiwan or Hong Kong, told by characters and words that only one of them
//! writes.
//!
//! 著 and 着 do not tell them apart: Hong Kong papers that began in Big5 write
//! 著. Words for things of one place are weak tells, as each place reports on
//! the other; words for things of every place are strong.

use std::sync::LazyLock;

use super::Script;
use crate::phrases::{Dict, PHRASE, ascii_end, decode};

/// Tells and their weights, positive for Taiwan.
static TELLS: LazyLock<Dict> =
    LazyLock::new(|| Dict::new(&[&[include_str!("../../data/script/region_tells.txt")]]));

/// The weight that decides. One strong tell does, or several weak ones.
const ENOUGH: i32 = 3;

/// The region of `text`, which is traditional: [`Script::Hant`] when nothing
/// in it tells, or when what tells does not agree.
pub(super) fn of(text: &str) -> Script {
    let (mut tw, mut hk) = (0, 0);
    each_tell(text, |weight| if weight > 0 { tw += weight } else { hk -= weight });
    if tw >= ENOUGH && tw >= 2 * hk {
        Script::HantTw
    } else if hk >= ENOUGH && hk >= 2 * tw {
        Script::HantHk
    } else {
        Script::Hant
    }
}

fn each_tell(text: &str, mut tell: impl FnMut(i32)) {
    let dict = &*TELLS;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] < 0x80 {
            at = ascii_end(bytes, at);
            continue;
        }
        let (ch, len) = decode(bytes, at);
        let cell = dict.table.get(ch as usize).copied().unwrap_or(0);
        if cell & PHRASE != 0
            && let Some((value, n)) = dict.phrase(text, at, bytes.len(), ch, len)
        {
            tell(value.parse().unwrap_or(0));
            at += n;
            continue;
        }
        if cell != ch
            && let Some(value) = dict.single(ch, &mut [0; 4])
        {
            tell(value.parse().unwrap_or(0));
        }
        at += len;
    }
}
