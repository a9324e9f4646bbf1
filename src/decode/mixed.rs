//! Documents in more than one encoding, decided line by line.

use std::borrow::Cow;

use super::{charset::Charset, detect, lenient::Pairs};
use crate::plausible;

/// How much better a line must read in another encoding than in the
/// document's, in bits: about one character.
const BETTER: f32 = 10.0;

/// A document as it was read.
pub(super) struct Document {
    pub(super) text: String,
    /// How many U+FFFD stand for what could not be read.
    pub(super) unreadable: usize,
}

/// Reads `bytes`, which are mostly in `charset`.
pub(super) fn read(bytes: &[u8], charset: Charset) -> Document {
    if !charset.keeps_ascii() {
        return Document::of(charset.read(bytes).into_owned());
    }
    if charset == Charset::UTF_8 {
        return read_utf8(bytes);
    }
    let whole = charset.read(bytes);
    let starts_high = bytes.first().is_some_and(|b| *b >= 0x80);
    if !starts_high && !whole.contains(char::REPLACEMENT_CHARACTER) && !has_utf8_line(bytes) {
        return Document { text: whole.into_owned(), unreadable: 0 };
    }
    drop(whole);
    let mut document = Document { text: String::with_capacity(bytes.len() * 3 / 2), unreadable: 0 };
    let mut is_first = true;
    for line in lines(bytes) {
        match as_utf8(line).filter(|text| reads_better(text, &charset.read(line))) {
            Some(text) => document.text.push_str(text),
            None => document.push(&read_line(line, charset, is_first)),
        }
        is_first = false;
    }
    document
}

/// A line of a document that is not in UTF-8; past its bad bytes where the
/// encoding allows.
fn read_line(line: &[u8], charset: Charset, may_be_cut: bool) -> Cow<'_, str> {
    let plain = charset.read(line);
    let is_suspect = may_be_cut || plain.contains(char::REPLACEMENT_CHARACTER);
    let Charset::Web(encoding) = charset else { return plain };
    match Pairs::of(encoding).filter(|_| is_suspect && !line.is_ascii()) {
        Some(pairs) => {
            let reading = pairs.read(line);
            if reading.bits + BETTER < plausible::bits(&plain) {
                reading.text.into()
            } else {
                plain
            }
        }
        None => plain,
    }
}

fn read_utf8(bytes: &[u8]) -> Document {
    // Every bad line says which other encoding it may be in; they say it
    // together, since one alone may be short.
    let bad: Vec<&[u8]> =
        lines(bytes).filter(|line| simdutf8::basic::from_utf8(line).is_err()).collect();
    let other = detect::rank(&bad.concat(), &[])
        .into_iter()
        .map(|score| score.charset)
        .find(|charset| [Charset::GB18030, Charset::BIG5].contains(charset));
    let mut document = Document { text: String::with_capacity(bytes.len()), unreadable: 0 };
    for line in lines(bytes) {
        let lossy = Charset::UTF_8.read(line);
        if let Cow::Borrowed(text) = lossy {
            document.text.push_str(text);
            continue;
        }
        let legacy = other.map(|charset| read_line(line, charset, false));
        match legacy.filter(|text| reads_better(text, &lossy)) {
            Some(text) => document.push(&text),
            None => {
                document.push(&lossy);
                // Those that were there before do not count.
                document.unreadable -= memchr::memmem::find_iter(line, "\u{FFFD}").count();
            }
        }
    }
    document
}

impl Document {
    fn of(text: String) -> Document {
        let unreadable = text.matches(char::REPLACEMENT_CHARACTER).count();
        Document { text, unreadable }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.unreadable += text.matches(char::REPLACEMENT_CHARACTER).count();
    }
}

/// Lines, and the pieces of markup in them: neither byte is ever part of a
/// character that is not ASCII.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|b| matches!(b, b'\n' | b'\r' | b'>'))
}

fn has_utf8_line(bytes: &[u8]) -> bool {
    lines(bytes).any(|line| as_utf8(line).is_some())
}

/// The line as UTF-8, if it can be that: two characters of three bytes are
/// seldom an accident, one often is.
fn as_utf8(line: &[u8]) -> Option<&str> {
    if line.is_ascii() {
        return None;
    }
    let text = std::str::from_utf8(line).ok()?;
    let long = text.chars().filter(|ch| *ch >= '\u{800}').take(2).count();
    (long == 2).then_some(text)
}

fn reads_better(this: &str, than: &str) -> bool {
    plausible::bits(this) + BETTER < plausible::bits(than)
}
