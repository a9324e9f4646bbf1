//! Text that was read wrongly more than once.

use super::{
    codecs::{Right, Wrong},
    kinds::UTF8_AS_SINGLE,
};
use crate::plausible;

/// What a layer of damage costs before anything is seen of it.
pub(super) const LAYER: f32 = 14.0;

/// What the best text costs that undoing further layers makes of `text`, and
/// how many layers that takes.
pub(super) fn deeper(text: &str, layers: usize) -> (f32, usize) {
    let here = (plausible::bits(text), 0);
    if layers == 0 {
        return here;
    }
    let wrongs = UTF8_AS_SINGLE.iter().map(|(wrong, _)| *wrong).chain([Wrong::Gbk]);
    wrongs
        .flat_map(|wrong| [(wrong, Right::Utf8), (wrong, Right::Gbk), (wrong, Right::Big5)])
        .filter_map(|(wrong, right)| undone(text, wrong, right))
        .map(|next| deeper(&next, layers - 1))
        .map(|(bits, more)| (bits, more + 1))
        .fold(here, |best, next| {
            let total = |(bits, layers): (f32, usize)| bits + LAYER * layers as f32;
            if total(next) < total(best) { next } else { best }
        })
}

/// The whole of `text` read again, if nothing of it is lost but what was lost
/// before, as marks in it say.
fn undone(text: &str, wrong: Wrong, right: Right) -> Option<String> {
    let inverse = wrong.inverse();
    let (mut bytes, mut marks) = (Vec::with_capacity(text.len()), 0);
    for ch in text.chars() {
        match (ch.is_ascii(), inverse.get(ch)) {
            (true, _) => bytes.push(ch as u8),
            _ if ch == char::REPLACEMENT_CHARACTER => {
                // No byte of UTF-8.
                bytes.push(0xFF);
                marks += 1;
            }
            (_, 0) => return None,
            (_, code @ 1..=0xFF) => bytes.push(code as u8),
            (_, code) => bytes.extend(code.to_be_bytes()),
        }
    }
    if marks == 0 || right != Right::Utf8 {
        return right.decode(&bytes).filter(|new| new != text);
    }
    let new = String::from_utf8_lossy(&bytes);
    // What is left of a character, and the mark.
    (new.matches(char::REPLACEMENT_CHARACTER).count() <= 2 * marks).then(|| new.into_owned())
}
