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
    let (whole, is_lossy) = charset.read_and_tell(bytes);
    if !is_lossy && !is_cut(bytes, charset) && !has_utf8_line(bytes) {
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

/// How much is read to see where the first character begins, in bytes.
const START: usize = 64;
/// What reads at this many bits a character or less begins where it seems to.
const CLEARLY_READ: f32 = 12.0;

/// True when `bytes` begin with the second half of a character.
fn is_cut(bytes: &[u8], charset: Charset) -> bool {
    let start = &bytes[..bytes.len().min(START)];
    if start.first().is_none_or(u8::is_ascii) {
        return false;
    }
    let plain = charset.read(start);
    plausible::bits(&plain) > CLEARLY_READ * plain.chars().count() as f32
        && read_line(start, charset, true).starts_with(char::REPLACEMENT_CHARACTER)
}

/// A line of a document that is not in UTF-8; past its bad bytes where the
/// encoding allows.
fn read_line(line: &[u8], charset: Charset, may_be_cut: bool) -> Cow<'_, str> {
    let (plain, is_lossy) = charset.read_and_tell(line);
    let is_suspect = may_be_cut || is_lossy;
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
    let bad: Vec<u8> = lines(bytes)
        .filter(|line| simdutf8::basic::from_utf8(line).is_err())
        .flatten()
        .copied()
        .take(HEAD)
        .collect();
    let other = detect::rank(&bad, &[])
        .into_iter()
        .map(|score| score.charset)
        .find(|charset| [Charset::GB18030, Charset::BIG5].contains(charset));
    let mut document = Document { text: String::with_capacity(bytes.len()), unreadable: 0 };
    for line in lines(bytes) {
        let (lossy, is_lossy) = match cesu8(line) {
            Some(joined) => (joined.into(), false),
            None => Charset::UTF_8.read_and_tell(line),
        };
        if !is_lossy {
            document.text.push_str(&lossy);
            continue;
        }
        let legacy = other.map(|charset| read_line(line, charset, false));
        match legacy.filter(|text| reads_better(text, &lossy)) {
            Some(text) => document.push(&text),
            None => {
                document.push(&lossy);
                // Those that were there before do not count.
                document.unreadable -=
                    memchr::memmem::find_iter(line, "\u{FFFD}".as_bytes()).count();
            }
        }
    }
    document
}

/// A line in which characters beyond the basic plane are written as the two
/// halves that UTF-16 has for them, three bytes each (CESU-8, and the strings
/// of Java); none when that is not all that keeps it from being UTF-8.
fn cesu8(line: &[u8]) -> Option<String> {
    memchr::memchr(0xED, line)?;
    let mut joined = Vec::with_capacity(line.len());
    let mut rest = line;
    while let [first, after @ ..] = rest {
        if let [0xED, a @ 0xA0..=0xAF, b, 0xED, c @ 0xB0..=0xBF, d, after @ ..] = rest {
            let ten = |high: &u8, low: &u8| u32::from(high & 0xF) << 6 | u32::from(low & 0x3F);
            let ch = char::from_u32(0x10000 + (ten(a, b) << 10) + ten(c, d))?;
            joined.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes());
            rest = after;
        } else {
            joined.push(*first);
            rest = after;
        }
    }
    (joined.len() < line.len()).then(|| String::from_utf8(joined).ok())?
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

/// Lines, and the pieces of markup in them: none of these bytes is ever part of
/// a character that is not ASCII.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let ends = memchr::memchr3_iter(b'\n', b'\r', b'>', bytes).map(|at| at + 1);
    let mut start = 0;
    ends.chain([bytes.len()]).map(move |end| {
        let line = &bytes[start..end];
        start = end;
        line
    })
}

/// How much of a document is looked at for lines in another encoding, in bytes,
/// before its own is chosen.
const HEAD: usize = 1 << 16;

/// A document that has lines in UTF-8 and others.
pub(super) struct Divided {
    /// Most of it is in UTF-8.
    pub(super) mostly_utf8: bool,
    /// The other lines.
    pub(super) rest: Vec<u8>,
}

/// None when no line, or every line, is in UTF-8.
pub(super) fn divided(bytes: &[u8]) -> Option<Divided> {
    let head = &bytes[..bytes.len().min(HEAD)];
    if !has_utf8_line(head) {
        return None;
    }
    // Lines count before bytes: one long line is no more than one accident.
    let (mut lines_and_bytes, mut rest) = ([(0, 0); 2], Vec::new());
    for line in lines(head).filter(|line| !line.is_ascii()) {
        let is_utf8 = is_like_utf8(line);
        let (lines, bytes) = &mut lines_and_bytes[usize::from(is_utf8)];
        *lines += 1;
        *bytes += line.iter().filter(|b| **b >= 0x80).count();
        if !is_utf8 {
            rest.extend_from_slice(line);
        }
    }
    let mostly_utf8 = lines_and_bytes[1] > lines_and_bytes[0];
    (!rest.is_empty()).then_some(Divided { mostly_utf8, rest })
}

/// True for a line of UTF-8 of which at most its end is missing.
fn is_like_utf8(line: &[u8]) -> bool {
    let end = match std::str::from_utf8(line) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => line.len(),
    };
    as_utf8(&line[..end]).is_some()
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
