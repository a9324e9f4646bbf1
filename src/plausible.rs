#![allow(dead_code)]
//! How much a run of characters reads like Chinese news, in bits.
//!
//! Fewer bits are more plausible. Costs add up, so two readings of the same
//! text are compared by their sums.

/// The cost of `ch` after `before`, in bits. `'\n'` stands before a start.
pub(crate) fn step(before: char, ch: char) -> f32 {
    let _ = before;
    alone(ch)
}

/// The cost of `ch` when nothing is known of its neighbours, in bits.
pub(crate) fn alone(ch: char) -> f32 {
    match ch {
        '\u{4E00}'..='\u{9FFF}' => 10.0,
        '\0'..='\x7F' => 6.0,
        _ => 16.0,
    }
}

/// The cost of `text` from a start, in bits.
pub(crate) fn bits(text: &str) -> f32 {
    let mut before = '\n';
    let mut sum = 0.0;
    for ch in text.chars() {
        sum += step(before, ch);
        before = ch;
    }
    sum
}
