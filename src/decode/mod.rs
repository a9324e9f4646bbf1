//! Bytes to text. It cannot fail: what cannot be read becomes U+FFFD, and is
//! counted.

mod charset;
mod declared;
mod detect;
mod escapes;
mod euc_tw;
mod lenient;
mod mixed;
mod sample;
mod utf16;

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use self::{charset::Charset, detect::Score, mixed::Document};
use crate::Confidence;

/// What is known about some bytes before they are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hint<'a> {
    /// The encoding that the caller answers for: it is used, not checked.
    pub encoding: Option<&'a str>,
    /// What a transport said (an HTTP header, say): one voice, as the
    /// declaration inside the document is.
    pub declared: Option<&'a str>,
}

/// How some bytes were read, and why so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// `utf-8`, `gb18030` (for GB2312 and GBK too), `big5` (for HKSCS too),
    /// `utf-16le`, `hz-gb-2312`, …
    pub encoding: &'static str,
    /// What decided it.
    pub because: Because,
    /// How sure that is.
    pub confidence: Confidence,
    /// What the document, or the hint, said of itself.
    pub declared: Option<String>,
    /// How many U+FFFD were put in for bytes that cannot be read.
    pub unreadable: usize,
}

/// What decided the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// The caller said so.
    Told,
    /// The bytes begin with a byte order mark.
    ByteOrderMark,
    /// They are valid UTF-8.
    ValidUtf8,
    /// Only this encoding writes these escapes or this pattern of zeros.
    Structure,
    /// The document said so, and it fits.
    Declared,
    /// It reads best this way.
    Detected,
}

/// One encoding that some bytes may be in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// As in [`Decoded::encoding`].
    pub encoding: &'static str,
    /// What a sample costs when read so, in bits: less is better, and ten less
    /// is a thousand times as likely.
    pub bits: f32,
}

/// True for a name that [`Hint::encoding`] understands: what browsers know in
/// any spelling, HZ, ISO-2022-CN, EUC-TW, UTF-7 and UTF-32.
pub fn knows_encoding(label: &str) -> bool {
    Charset::of_label(label).is_some()
}

/// The encodings that `bytes` may be in, the best first.
///
/// [`decode`] does not ask when a byte order mark, UTF-8 or an escape decides.
pub fn candidates(bytes: &[u8]) -> Vec<Candidate> {
    let declared = Declared::new(bytes, Hint::default());
    let of = |score: Score| Candidate { encoding: score.charset.name(), bits: score.bits };
    detect::rank(bytes, &declared.charsets).into_iter().map(of).collect()
}

/// Reads `bytes`, believing what is declared only as far as it fits.
///
/// A byte order mark is taken off. Borrows when the bytes are UTF-8.
pub fn decode<'b>(bytes: &'b [u8], hint: Hint<'_>) -> (Cow<'b, str>, Decoded) {
    let declared = Declared::new(bytes, hint);
    let (mark, after) = byte_order_mark(bytes).unzip();
    let (charset, because, confidence, bytes) =
        if let Some(charset) = hint.encoding.and_then(Charset::of_label) {
            let after = after.filter(|_| mark == Some(charset));
            (charset, Because::Told, Confidence::Certain, after.unwrap_or(bytes))
        } else {
            // A mark of UTF-8 that other bytes follow was put there by mistake.
            let bytes = after.unwrap_or(bytes);
            let valid = simdutf8::basic::from_utf8(bytes).ok();
            match mark.filter(|mark| *mark != Charset::UTF_8 || valid.is_some()) {
                Some(mark) => (mark, Because::ByteOrderMark, Confidence::Certain, bytes),
                None => {
                    let (charset, because, confidence) = choose(bytes, valid, &declared.charsets);
                    (charset, because, confidence, bytes)
                }
            }
        };
    let decoded = |unreadable| Decoded {
        encoding: charset.name(),
        because,
        confidence,
        declared: declared.label.clone(),
        unreadable,
    };
    if charset == Charset::UTF_8
        && let Ok(text) = simdutf8::basic::from_utf8(bytes)
    {
        return (Cow::Borrowed(text), decoded(0));
    }
    let Document { text, unreadable } = mixed::read(bytes, charset);
    (Cow::Owned(text), decoded(unreadable))
}

/// What was said of the encoding of some bytes.
struct Declared {
    /// The first of it, as it was written.
    label: Option<String>,
    charsets: Vec<Charset>,
}

impl Declared {
    fn new(bytes: &[u8], hint: Hint<'_>) -> Declared {
        let inside = declared::find(bytes);
        let labels = [hint.declared, inside.as_deref()];
        let charsets = labels.into_iter().flatten().filter_map(Charset::of_label).collect();
        Declared { label: labels[0].map(str::to_owned).or(inside), charsets }
    }
}

/// The encoding that the first bytes are the mark of, and what is behind it.
fn byte_order_mark(bytes: &[u8]) -> Option<(Charset, &[u8])> {
    let marks: [(&[u8], Charset); 6] = [
        (b"\xEF\xBB\xBF", Charset::UTF_8),
        // Before UTF-16LE, whose mark it begins with.
        (b"\xFF\xFE\0\0", Charset::Utf32Le),
        (b"\0\0\xFE\xFF", Charset::Utf32Be),
        (b"\xFF\xFE", Charset::Web(UTF_16LE)),
        (b"\xFE\xFF", Charset::Web(UTF_16BE)),
        (b"\x84\x31\x95\x33", Charset::Web(GB18030)),
    ];
    marks.into_iter().find_map(|(mark, charset)| Some((charset, bytes.strip_prefix(mark)?)))
}

/// How much of valid UTF-8 is looked at for signs that it is something else.
const HEAD: usize = 4096;

/// The encoding of bytes without a mark; `valid` is their text if they are UTF-8.
fn choose(
    bytes: &[u8],
    valid: Option<&str>,
    declared: &[Charset],
) -> (Charset, Because, Confidence) {
    if let Some(text) = valid {
        if bytes.is_ascii()
            && let Some(charset) = escapes::find(bytes)
        {
            return (charset, Because::Structure, Confidence::Certain);
        }
        if is_surely_utf8(text) {
            return (Charset::UTF_8, Because::ValidUtf8, Confidence::Certain);
        }
    }
    let divided = if valid.is_none() { mixed::divided(bytes) } else { None };
    let scores = match divided {
        Some(divided) if divided.mostly_utf8 => {
            return (Charset::UTF_8, Because::Detected, Confidence::Likely);
        }
        Some(divided) => detect::rank(&divided.rest, declared),
        None => detect::rank(bytes, declared),
    };
    let Some(best) = scores.first() else {
        return (Charset::UTF_8, Because::Detected, Confidence::Guess);
    };
    // Few characters may be UTF-8 by chance, but seldom are.
    if valid.is_some() {
        let utf8 = scores.iter().find(|score| score.charset == Charset::UTF_8);
        if utf8.is_none_or(|utf8| utf8.bits < best.bits + VALID) {
            return (Charset::UTF_8, Because::ValidUtf8, Confidence::Likely);
        }
    }
    let margin = scores.get(1).map_or(f32::INFINITY, |next| next.bits - best.bits);
    let because = match best.charset {
        charset if declared.contains(&charset) => Because::Declared,
        charset if !charset.keeps_ascii() && bytes.contains(&0) => Because::Structure,
        _ => Because::Detected,
    };
    (best.charset, because, confidence(margin, best.bits_per_char))
}

/// What it is worth to be valid UTF-8, in bits: four bytes of GBK are so once
/// in forty times, and eight once in two thousand.
const VALID: f32 = 12.0;

/// True for valid UTF-8 that nothing else can be mistaken for: long, or with
/// enough characters, and without the zeros of UTF-16.
fn is_surely_utf8(text: &str) -> bool {
    let head = &text.as_bytes()[..text.len().min(HEAD)];
    if head.contains(&0) {
        return false;
    }
    if text.len() > HEAD {
        return true;
    }
    let weight: usize = text
        .chars()
        .map(|ch| match ch.len_utf8() {
            1 => 0,
            2 => 1,
            _ => 3,
        })
        .sum();
    weight == 0 || weight >= 6
}

/// From how much better the best reading is, and how well it reads.
fn confidence(margin: f32, bits_per_char: f32) -> Confidence {
    match margin {
        _ if bits_per_char > 16.0 => Confidence::Guess,
        40.0.. => Confidence::Certain,
        10.0.. => Confidence::Likely,
        _ => Confidence::Guess,
    }
}

impl Decoded {
    /// For a text that came as text.
    pub(crate) fn of_text() -> Self {
        Decoded {
            encoding: "utf-8",
            because: Because::ValidUtf8,
            confidence: Confidence::Certain,
            declared: None,
            unreadable: 0,
        }
    }
}

#[cfg(test)]
mod tests;
