//! Which encoding some bytes are in: the one in which they read best.
//!
//! Each candidate reads a sample, and the language model says how many bits
//! that takes. A bad byte costs bits and never disqualifies; half a character
//! at an end costs nothing.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    EUC_JP, EUC_KR, KOI8_R, SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252,
};

use super::{charset::Charset, lenient::Pairs, sample, utf16};
use crate::plausible;

/// One reading of a sample.
#[derive(Clone, Copy, Debug)]
pub(super) struct Score {
    pub(super) charset: Charset,
    /// What the reading costs, with what speaks against the encoding from the start.
    pub(super) bits: f32,
    pub(super) bits_per_char: f32,
}

/// What most documents need to be decided on, in bytes of the sample.
const GLANCE: usize = 192;
/// What the others get.
const LOOK: usize = 1024;

/// What is read past its bad bytes, in bytes: that takes five times as long.
const DAMAGED_LOOK: usize = 512;

/// A glance is enough when its best reading costs at most this many bits a
/// character; news costs 6 to 11, read wrongly 15 and more.
const CLEARLY_READ: f32 = 12.0;
/// And when the next best costs so much more that no luck explains it.
const CLEARLY_BETTER: f32 = 150.0;

/// What a declaration is worth, in bits: as much as one character.
const DECLARED: f32 = 8.0;

/// Bits that speak against the rarer encodings, as Chinese news is seldom in
/// them. Without them the four to eight bytes of a name are often Japanese.
const RARITY: [(Charset, f32); 9] = [
    (Charset::UTF_8, 0.0),
    (Charset::GB18030, 0.0),
    (Charset::BIG5, 0.0),
    (Charset::EucTw, 20.0),
    (Charset::Web(SHIFT_JIS), 8.0),
    (Charset::Web(EUC_JP), 12.0),
    (Charset::Web(EUC_KR), 8.0),
    (Charset::Web(UTF_16LE), 14.0),
    (Charset::Web(UTF_16BE), 16.0),
];
/// The same for every other encoding.
const RARE: f32 = 12.0;

/// A reading that costs more than this many bits a character is none.
const HARDLY_READ: f32 = 16.0;

/// The encodings that `bytes` may be in, the best first.
pub(super) fn rank(bytes: &[u8], declared: &[Charset]) -> Vec<Score> {
    let wide = utf16::possible(bytes);
    if !wide.is_empty() {
        let window = &bytes[..bytes.len().min(LOOK / 2)];
        let common = [Charset::UTF_8, Charset::GB18030, Charset::BIG5, Charset::Web(EUC_KR)];
        let scores = scored(window, common.iter().chain(&wide), declared);
        let is_wide = |best: &Score| {
            let is_read = best.bits_per_char <= HARDLY_READ || window.contains(&0);
            !best.charset.keeps_ascii() && is_read
        };
        if scores.first().is_some_and(is_wide) {
            return scores;
        }
    }
    let glance = sample::take(bytes, GLANCE);
    let common = [Charset::UTF_8, Charset::GB18030, Charset::BIG5];
    let scores = scored(&glance, common.iter(), declared);
    if let [best, next, ..] = scores[..]
        && best.bits_per_char <= CLEARLY_READ
        && best.bits + CLEARLY_BETTER <= next.bits
        && !is_half_kana(&best.charset.read(&glance))
    {
        return scores;
    }
    let look = sample::take(bytes, LOOK);
    let mut all: Vec<Charset> = vec![
        Charset::UTF_8,
        Charset::GB18030,
        Charset::BIG5,
        Charset::EucTw,
        Charset::Web(SHIFT_JIS),
        Charset::Web(EUC_JP),
        Charset::Web(EUC_KR),
        Charset::Web(WINDOWS_1252),
        Charset::Web(WINDOWS_1251),
        Charset::Web(KOI8_R),
        heard(bytes),
    ];
    all.extend(declared.iter().filter(|charset| charset.keeps_ascii()));
    if look.len() == bytes.len() {
        all.extend(wide);
    }
    scored(&look, all.iter(), declared)
}

fn scored<'c>(
    sample: &[u8],
    charsets: impl Iterator<Item = &'c Charset>,
    declared: &[Charset],
) -> Vec<Score> {
    let mut scores: Vec<Score> = Vec::new();
    let mut is_sound = false;
    for &charset in charsets {
        if !scores.iter().any(|score| score.charset == charset) {
            let cost = Cost::of(charset, sample);
            is_sound |= cost.is_sound;
            scores.push(cost.score(declared));
        }
    }
    if !is_sound {
        // Something is damaged. An encoding of pairs that lost step reads as
        // badly as a wrong one, so each is read past its bad bytes.
        for score in &mut scores {
            if let Charset::Web(encoding) = score.charset
                && let Some(pairs) = Pairs::of(encoding)
            {
                let past = &sample[..sample.len().min(DAMAGED_LOOK)];
                let whole = sample.len() as f32 / past.len().max(1) as f32;
                let better = pairs.read(past).bits * whole + rarity(score.charset, declared);
                let chars = score.bits / score.bits_per_char;
                score.bits = score.bits.min(better);
                score.bits_per_char = score.bits / chars.max(1.0);
            }
        }
    }
    scores.sort_by(|a, b| a.bits.total_cmp(&b.bits));
    scores
}

/// Half a character, and the line end after it.
const CUT: &str = "\u{FFFD}\n";

/// What one reading of a sample takes.
struct Cost {
    charset: Charset,
    bits: f32,
    chars: usize,
    /// It reads like Chinese, without a bad byte.
    is_sound: bool,
    /// What the look of the text says for or against its encoding.
    looks: f32,
}

impl Cost {
    fn of(charset: Charset, sample: &[u8]) -> Cost {
        // Half a character at an end is no error.
        let continued = sample.iter().take(3).take_while(|b| matches!(b, 0x80..=0xBF)).count();
        let cut = if charset == Charset::UTF_8 { continued } else { 0 };
        if charset == Charset::UTF_8
            && let Some(cost) = Cost::of_hopeless_utf8(&sample[cut..])
        {
            return cost;
        }
        let (text, is_lossy) = charset.read_and_tell(&sample[cut..]);
        let read = text.strip_suffix(char::REPLACEMENT_CHARACTER).unwrap_or(&text);
        // Where a sample was cut it goes on after a line end.
        let read = match is_lossy && read.contains(CUT) {
            true => Cow::Owned(read.replace(CUT, "\n")),
            false => Cow::Borrowed(read),
        };
        let chars = read.chars().count();
        let lost = if is_lossy { read.matches(char::REPLACEMENT_CHARACTER).count() } else { 0 };
        let bits = plausible::bits(&read);
        let is_sound = lost == 0 && bits <= CLEARLY_READ * chars as f32;
        let looks = match charset {
            _ if charset == Charset::GB18030 && is_half_kana(&read) => KANA,
            Charset::Web(encoding) if encoding.is_single_byte() && is_latin(&read) => -LATIN,
            _ => 0.0,
        };
        Cost { charset, bits, chars, is_sound, looks }
    }

    /// For bytes of which one in eight is no UTF-8, which is not worth the time
    /// to read them.
    fn of_hopeless_utf8(sample: &[u8]) -> Option<Cost> {
        let bad = sample.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
        let bits = bad as f32 * plausible::alone(char::REPLACEMENT_CHARACTER)
            + CLEARLY_READ * (sample.len() - bad) as f32 / 2.0;
        let cost = Cost {
            charset: Charset::UTF_8,
            bits,
            chars: sample.len(),
            is_sound: false,
            looks: 0.0,
        };
        (bad * 8 > sample.len()).then_some(cost)
    }

    fn score(self, declared: &[Charset]) -> Score {
        Score {
            charset: self.charset,
            bits: self.bits + self.looks + rarity(self.charset, declared),
            bits_per_char: self.bits / self.chars.max(1) as f32,
        }
    }
}

/// What speaks against an encoding from the start, and for a declared one.
fn rarity(charset: Charset, declared: &[Charset]) -> f32 {
    let rarity = RARITY.iter().find(|(c, _)| *c == charset).map_or(RARE, |(_, bits)| *bits);
    rarity - if declared.contains(&charset) { DECLARED } else { 0.0 }
}

/// What speaks against GBK when a tenth of the text is kana, in bits: two wrong
/// kanji in a short line.
const KANA: f32 = 20.0;

/// What speaks for an encoding of single bytes when most of the text is ASCII
/// letters: nearly all that makes it rare.
const LATIN: f32 = 10.0;

/// True for words in letters, with few others among them.
fn is_latin(text: &str) -> bool {
    let letters = text.chars().filter(|ch| ch.is_ascii_alphabetic() || *ch == ' ').count();
    letters * 10 > text.chars().count() * 7
}

/// GB 2312 and EUC-JP have their kana in one place: text with many may be
/// either.
fn is_half_kana(text: &str) -> bool {
    let kana = text.chars().filter(|ch| matches!(ch, '\u{3041}'..='\u{30FF}')).count();
    kana * 10 > text.chars().count()
}

/// What chardetng says, which knows the encodings of the rest of the world.
fn heard(bytes: &[u8]) -> Charset {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(LOOK * 8)], true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    if encoding == encoding_rs::GBK { Charset::GB18030 } else { Charset::Web(encoding) }
}
