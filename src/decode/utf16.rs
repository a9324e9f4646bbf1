//! UTF-16 and UTF-32 without a byte order mark, by the pattern of their bytes.

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::charset::Charset;

/// How much is looked at, in bytes.
const WINDOW: usize = 256;

/// Those of the four encodings that `bytes` may be in, by their pattern alone:
/// nine code units in ten have a high byte that Chinese text has, or there are
/// zeros.
pub(super) fn possible(bytes: &[u8]) -> Vec<Charset> {
    let bytes = &bytes[..bytes.len().min(WINDOW)];
    let mut found = Vec::new();
    let fours = bytes.len() / 4;
    let wide = |read: fn([u8; 4]) -> u32| {
        let read = |unit: &[u8]| read([unit[0], unit[1], unit[2], unit[3]]);
        let units = bytes.chunks_exact(4).map(read);
        units.filter(|unit| *unit != 0 && char::from_u32(*unit).is_some()).count()
    };
    if fours > 0 && wide(u32::from_le_bytes) * 10 >= fours * 9 {
        found.push(Charset::Utf32Le);
    } else if fours > 0 && wide(u32::from_be_bytes) * 10 >= fours * 9 {
        found.push(Charset::Utf32Be);
    }
    let twos = bytes.len() / 2;
    let fitting =
        |high: usize| bytes.chunks_exact(2).filter(|unit| fits(unit[high], unit[1 - high])).count();
    // No other encoding has zeros.
    let has_zeros = bytes.contains(&0);
    if twos > 0 && (has_zeros || fitting(1) * 10 >= twos * 9) {
        found.push(Charset::Web(UTF_16LE));
    }
    if twos > 0 && (has_zeros || fitting(0) * 10 >= twos * 9) {
        found.push(Charset::Web(UTF_16BE));
    }
    found
}

/// True for the code units of Chinese text and of ASCII.
fn fits(high: u8, low: u8) -> bool {
    match high {
        0 => matches!(low, b'\t' | b'\n' | b'\r' | b' '..=b'~' | 0xA0..),
        0x01..=0x06 | 0x20..=0x33 | 0x4E..=0x9F => true,
        // Halves of characters beyond the basic plane; rare as GBK's first byte,
        // where those of Hangul, which are left out, are the usual ones.
        0xD8..=0xDF => true,
        0xFF => low < 0xF0,
        _ => false,
    }
}

/// Reads UTF-32; what is no character becomes U+FFFD.
pub(super) fn read_utf32(bytes: &[u8], read: fn([u8; 4]) -> u32) -> String {
    let units = bytes.chunks_exact(4);
    let left = units.remainder();
    let mut text: String = units
        .map(|unit| read([unit[0], unit[1], unit[2], unit[3]]))
        .map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    if !left.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}
