//! Text whose bytes were UTF-16, when they are told from what another decoder made of them.

use crate::plausible;

/// Fewer are as likely to be anything else.
const MIN_HANZI: usize = 3;
/// Above this, in bits a sign, a reading is no Chinese: news costs 6 to 10,
/// bytes of UTF-16 in the wrong order 20 and more.
const MAX_BITS: f32 = 13.0;
/// How much cheaper the reading must be than what stands there, in bits. What
/// stands there is controls, or letters of scripts that never meet: damaged
/// headlines of eight hanzi cost 60 bits more.
const MARGIN: f32 = 32.0;

/// True when `new` is Chinese, and `old` is so much dearer that it is no text at all.
pub(super) fn is_better(old: &str, new: &str) -> bool {
    let hanzi = new.chars().filter(|ch| ('\u{4E00}'..='\u{9FFF}').contains(ch)).count();
    // A mark for a character that was lost says nothing.
    let (mut bits, mut count, mut last) = (0.0, 0, '\n');
    for ch in new.chars().filter(|ch| *ch != char::REPLACEMENT_CHARACTER) {
        bits += plausible::step(last, ch);
        count += 1;
        last = ch;
    }
    hanzi >= MIN_HANZI && bits < MAX_BITS * count as f32 && plausible::bits(old) - bits > MARGIN
}
