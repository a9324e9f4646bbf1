//! How `plausible.bin` is laid out, and which characters it knows as one.
//!
//! Costs are bytes, in quarters of a bit. The table is read in place:
//!
//! | bytes | what |
//! |---|---|
//! | 256 | for each page (256 characters) of the basic plane, its row of costs |
//! | 256 | the same for its row of back-offs |
//! | 2 | how many rows of costs there are, little endian |
//! | 2 | how many rows of back-offs |
//! | rows × 256 | the cost of each character alone |
//! | rows × 256 | what an unknown successor of each character costs on top |
//! | buckets × 24 | eight tags of pairs, little endian, and the eight costs of the second after the first |
//!
//! A pair lies in the bucket that its hash names, or is not in the table: a
//! look-up touches one cache line, or two. Equal pages share a row, so the private
//! use area and the scripts without counts cost nothing.

/// Quarters of a bit: finer steps changed no decision, and a byte then holds
/// up to 63 bits, twice the dearest character.
pub(crate) const STEPS_PER_BIT: f32 = 4.0;

/// 16,384 buckets of eight are 131,072 pairs in 393 KB.
pub(crate) const BUCKET_BITS: u32 = 14;
/// Pairs in a bucket: eight tags are one 16-byte load.
pub(crate) const BUCKET: usize = 8;

/// Bytes before the rows.
pub(crate) const HEADER: usize = 516;

/// The classes, as characters of the private use area: the page they stand on
/// holds their costs.
pub(crate) const DIGIT: u16 = 0xE000;
pub(crate) const LOWER: u16 = 0xE001;
pub(crate) const UPPER: u16 = 0xE002;
pub(crate) const WIDE_DIGIT: u16 = 0xE003;
pub(crate) const WIDE_LETTER: u16 = 0xE004;
pub(crate) const ACCENTED_LOWER: u16 = 0xE005;
pub(crate) const ACCENTED_UPPER: u16 = 0xE006;
pub(crate) const CYRILLIC_LOWER: u16 = 0xE007;
pub(crate) const CYRILLIC_UPPER: u16 = 0xE008;
pub(crate) const GREEK: u16 = 0xE009;
pub(crate) const HEBREW: u16 = 0xE00A;
pub(crate) const ARABIC: u16 = 0xE00B;
pub(crate) const THAI: u16 = 0xE00C;
pub(crate) const INDIC: u16 = 0xE00D;
pub(crate) const HANGUL: u16 = 0xE00E;
pub(crate) const HALF_KANA: u16 = 0xE00F;
pub(crate) const RARE_HAN: u16 = 0xE010;
pub(crate) const EMOJI: u16 = 0xE011;
/// Stands for every private-use character.
pub(crate) const PRIVATE: u16 = 0xE0FF;
/// Stands for what lies beyond the planes that have characters.
pub(crate) const BEYOND: u16 = 0xE0FE;

/// What the table counts `ch` as: itself, or its class.
#[inline]
pub(crate) const fn symbol(ch: char) -> u16 {
    let code = ch as u32;
    match code {
        0x09 => 0x20,
        0x0D => 0x0A,
        0x30..=0x39 => DIGIT,
        0x41..=0x5A => UPPER,
        0x61..=0x7A => LOWER,
        0..=0xBF => code as u16,
        0x4E00..=0x9FFF | 0x2000..=0x2FFF => code as u16,
        0xAC00..=0xD7A3 => HANGUL,
        0xFF10..=0xFF19 => WIDE_DIGIT,
        0xFF21..=0xFF3A | 0xFF41..=0xFF5A => WIDE_LETTER,
        0xFF61..=0xFF9F => HALF_KANA,
        _ => other(code),
    }
}

/// The classes that Chinese text seldom has.
const fn other(code: u32) -> u16 {
    match code {
        0xD7 | 0xF7 => code as u16,
        0xC0..=0xDE => ACCENTED_UPPER,
        0xDF..=0xFF => ACCENTED_LOWER,
        // A capital, then its small letter, nearly throughout.
        0x100..=0x24F | 0x1E00..=0x1EFF if code.is_multiple_of(2) => ACCENTED_UPPER,
        0x100..=0x24F | 0x1E00..=0x1EFF => ACCENTED_LOWER,
        0x370..=0x3FF | 0x1F00..=0x1FFF => GREEK,
        0x400..=0x42F => CYRILLIC_UPPER,
        0x430..=0x52F => CYRILLIC_LOWER,
        0x590..=0x5FF => HEBREW,
        0x600..=0x6FF => ARABIC,
        0x900..=0xDFF => INDIC,
        0xE00..=0xE7F => THAI,
        0xE000..=0xF8FF => PRIVATE,
        0..=0xFFFF => code as u16,
        0x1F000..=0x1FAFF => EMOJI,
        0x20000..=0x3FFFF => RARE_HAN,
        _ => BEYOND,
    }
}

/// The bucket and the tag of a pair of symbols.
///
/// The product by an odd number loses nothing, and of its 32 bits 30 are used:
/// a pair that is not in the table is taken for one that is once in 10,000.
#[inline]
pub(crate) const fn place(before: u16, symbol: u16) -> (usize, u16) {
    let key = (before as u32) << 16 | symbol as u32;
    let mixed = (key ^ key >> 15).wrapping_mul(0x9E37_79B1);
    let mixed = (mixed ^ mixed >> 16).wrapping_mul(0x85EB_CA6B);
    // 0 marks an empty place.
    let tag = (mixed & 0xFFFF) as u16;
    ((mixed >> (32 - BUCKET_BITS)) as usize, if tag == 0 { 1 } else { tag })
}
