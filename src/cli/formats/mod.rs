//! What kind of file this is, by content first and then by name.
pub(crate) mod archive;
pub(crate) mod arrow;
pub(crate) mod cells;
pub(crate) mod compressed;
pub(crate) mod derived;
pub(crate) mod fields;
pub(crate) mod jsonl;
pub(crate) mod lines;
pub(crate) mod names;
pub(crate) mod pages;
pub(crate) mod parquet;
pub(crate) mod parts;
pub(crate) mod quoted;
pub(crate) mod warc;
pub(crate) mod wet;
pub(crate) mod windows;

use std::{ffi::OsStr, path::Path};

use zhclean::Hint;

use super::values::FormatArg;

/// How much of a file is looked at to tell its kind.
pub(crate) const HEAD: usize = 64 << 10;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Html,
    Jsonl,
    Parquet,
    Warc,
    Zip,
    /// Arrow IPC, a file or a stream.
    Arrow,
    /// One JSON value over several lines, or a list.
    Json,
    /// A picture, a program, an archive: not for us.
    Binary,
}

impl Format {
    /// Its name, as `--format` takes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Html => "html",
            Format::Jsonl => "jsonl",
            Format::Parquet => "parquet",
            Format::Warc => "warc",
            Format::Zip => "zip",
            Format::Arrow => "arrow",
            Format::Json => "json",
            Format::Binary => "binary",
        }
    }

    /// What was asked for, or what the first bytes and the name say.
    pub(crate) fn of(asked: FormatArg, head: &[u8], path: Option<&Path>) -> Format {
        match asked {
            FormatArg::Text => Format::Text,
            FormatArg::Html => Format::Html,
            FormatArg::Jsonl => Format::Jsonl,
            FormatArg::Parquet => Format::Parquet,
            FormatArg::Arrow => Format::Arrow,
            FormatArg::Warc => Format::Warc,
            FormatArg::Auto => sniff(head, path),
        }
    }
}

/// What a value is that has no name.
pub(crate) fn of_content(head: &[u8]) -> Format {
    sniff(head, None)
}

fn sniff(head: &[u8], path: Option<&Path>) -> Format {
    if head.starts_with(b"PAR1") {
        return Format::Parquet;
    }
    // A stream begins with a mark, and the length of its first message.
    if head.starts_with(b"ARROW1\0\0") || head.starts_with(b"\xFF\xFF\xFF\xFF") {
        return Format::Arrow;
    }
    if head.starts_with(b"WARC/1.") {
        return Format::Warc;
    }
    let extension = path.and_then(Path::extension).and_then(OsStr::to_str).unwrap_or("");
    let named = |names: &[&str]| names.iter().any(|n| extension.eq_ignore_ascii_case(n));
    // Office documents and programs are ZIP archives, too, but none of pages.
    if head.starts_with(b"PK\x03\x04") && (named(&["zip"]) || path == Some(Path::new("-"))) {
        return Format::Zip;
    }
    if is_binary(head) {
        return Format::Binary;
    }
    if looks_like_json_lines(head, named(&["jsonl", "ndjson"])) {
        return Format::Jsonl;
    }
    if named(&["json"]) && begins_as_json(head) {
        return Format::Json;
    }
    if looks_like_html(head) || named(&["html", "htm", "shtml", "xhtml"]) {
        return Format::Html;
    }
    Format::Text
}

/// How files begin that hold no text, though they may hold few zeros there.
const MAGIC: [&[u8]; 9] = [
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xFF\xD8\xFF",
    b"\x7FELF",
    b"Rar!",
    b"7z\xBC\xAF\x27\x1C",
    b"\xD0\xCF\x11\xE0",
];

/// Text damaged on its way may hold a few control characters; a binary file
/// is full of them: a tenth of evenly spread bytes are.
fn is_binary(head: &[u8]) -> bool {
    if MAGIC.iter().any(|magic| head.starts_with(magic)) {
        return true;
    }
    // In blocks that a byte can count, and so many at once.
    let is_control = |b: &u8| u8::from(matches!(b, 0..=8 | 14..=25 | 28..=31 | 127));
    let count = |block: &[u8]| usize::from(block.iter().map(is_control).sum::<u8>());
    let controls: usize = head.chunks(255).map(count).sum();
    let marked = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    if marked || controls * 50 <= head.len() || is_damaged_text(head, controls) {
        return false;
    }
    let (text, decoded) = zhclean::decode(&head[..head.len().min(4096) & !3], Hint::default());
    let wide = decoded.encoding.starts_with("utf-16") || decoded.encoding.starts_with("utf-32");
    // Zeros are UTF-16, too, and no text in it either; nor are the private and the unassigned characters
    // that evenly spread bytes are now and then.
    let odd = |ch: &char| {
        ch.is_control() && !ch.is_ascii_whitespace()
            || matches!(ch, '\u{E000}'..='\u{F8FF}' | '\u{FFFD}')
    };
    !wide || text.chars().filter(odd).count() * 50 > text.chars().count()
}

/// Hanzi in UTF-8, and fewer control characters among them: no other file holds that.
fn is_damaged_text(head: &[u8], controls: usize) -> bool {
    let text = match str::from_utf8(head) {
        Ok(text) => text,
        Err(e) if e.error_len().is_none() => str::from_utf8(&head[..e.valid_up_to()]).unwrap_or(""),
        Err(_) => return false,
    };
    text.chars().filter(|ch| *ch >= '\u{800}').count() > controls
}

fn begins_as_json(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    head.starts_with(b"{") || head.starts_with(b"[")
}

/// A whole JSON object on the first line that is not blank.
fn looks_like_json_lines(head: &[u8], named: bool) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if !head.starts_with(b"{") {
        return false;
    }
    match memchr::memchr(b'\n', head) {
        // A line longer than the head cannot be checked.
        None if head.len() >= HEAD / 2 => named || is_key(&head[1..]),
        end => fields::is_object(&head[..end.unwrap_or(head.len())]) || named,
    }
}

/// `"key":` and on.
fn is_key(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    let Some(rest) = text.strip_prefix(b"\"") else { return false };
    memchr::memchr(b'"', rest)
        .is_some_and(|end| end < 200 && rest[end + 1..].trim_ascii_start().starts_with(b":"))
}

fn looks_like_html(head: &[u8]) -> bool {
    let head = &head[..head.len().min(PROLOGUE)];
    if memchr::memchr(b'<', head).is_none() {
        return false;
    }
    // No encoding that keeps ASCII has a `<` in another character, and the others have zeros around theirs.
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if start.first().is_some_and(u8::is_ascii) && memchr::memchr(0, head).is_none() {
        return begins_as_html(start);
    }
    let (text, _) = zhclean::decode(head, Hint::default());
    is_html(&text)
}

/// How far in a page the first elements may be.
const PROLOGUE: usize = 4096;

/// A document type or a root element at the top, or a head, a body and the
/// like in the first lines.
pub(crate) fn is_html(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('<') && {
        let end = text.char_indices().nth(PROLOGUE).map_or(text.len(), |(at, _)| at);
        begins_as_html(&text.as_bytes()[..end])
    }
}

fn begins_as_html(start: &[u8]) -> bool {
    let is = |at: usize, tag: &str| {
        let found = start[at..].get(..tag.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(tag.as_bytes()))
    };
    let top = ["<!doctype html", "<html", "<head", "<body"];
    let below = ["<html", "<head>", "<body", "<meta "];
    start.starts_with(b"<")
        && (top.iter().any(|tag| is(0, tag))
            || memchr::memchr_iter(b'<', start).any(|at| below.iter().any(|tag| is(at, tag))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(head: &[u8], name: &str) -> Format {
        Format::of(FormatArg::Auto, head, Some(Path::new(name)))
    }

    #[test]
    fn content_decides_before_the_name() {
        assert_eq!(auto("新闻".as_bytes(), "a.txt"), Format::Text);
        assert_eq!(auto(b"\xd0\xc2\xce\xc5", "a.txt"), Format::Text);
        assert_eq!(auto(b"<!DOCTYPE html><p>a", "a.txt"), Format::Html);
        assert_eq!(auto(b"<p>a", "a.html"), Format::Html);
        assert_eq!(auto(b"{\"text\": \"a\"}\n{", "a.txt"), Format::Jsonl);
        assert_eq!(auto(b"{\"text\": \"a\"}\n", "a.json"), Format::Jsonl);
        assert_eq!(auto(b"{\n  \"text\": 1\n}", "a.json"), Format::Json);
        assert_eq!(auto(b"[{\"text\": 1}]", "a.json"), Format::Json);
        assert_eq!(auto("[新桥]通车".as_bytes(), "a.txt"), Format::Text);
        assert_eq!(auto(b"PAR1....", "a.txt"), Format::Parquet);
        assert_eq!(auto(b"ARROW1\0\0..", "a.bin"), Format::Arrow);
        assert_eq!(auto(b"PK\x03\x04..", "a.zip"), Format::Zip);
        assert_eq!(auto(b"PK\x03\x04..", "a.docx"), Format::Binary);
        assert_eq!(auto(b"", "a.txt"), Format::Text);
    }

    #[test]
    fn utf16_and_stray_control_characters_are_no_binary() {
        let utf16: Vec<u8> =
            "\u{FEFF}新闻 news\n".repeat(9).encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(auto(&utf16, "a.txt"), Format::Text);
        let mut text = "新闻".repeat(100).into_bytes();
        text[300] = 0;
        assert_eq!(auto(&text, "a.txt"), Format::Text);
        assert_eq!(auto("新\0闻\u{1A}网".as_bytes(), "a.txt"), Format::Text);
        assert_eq!(auto(&[0; 100], "a.txt"), Format::Binary);
        let every: Vec<u8> = (0..=255).collect();
        assert_eq!(auto(&every, "a.bin"), Format::Binary);
        assert_eq!(auto(b"\x89PNG\r\n\x1a\n", "a.txt"), Format::Binary);
    }
}
