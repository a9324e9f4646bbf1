//! `\u4e2d\u56fd`, `\\u4e2d\\u56fd`, `\xe4\xb8\xad`: text as a program writes
//! it down.
//!
//! One escape alone proves nothing (`C:\u4f60`): a line is read this way when
//! two or more stand side by side in it.

use std::ops::Range;

use super::{
    around::{Code, in_windows_path, line_around},
    bytes_as_text,
};
use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "unicode-escapes",
    about: "Reads \\u and \\x escapes that were left in the text.",
    default: true,
    wakes_on: &['\\'..='\\'],
    apply,
    fixes: &[
        (r"\u4e2d\u56fd2024\u5e74", "中国2024年"),
        (r"\\u4e2d\\u56fd", "中国"),
        (r"\ud842\udfb7\u91ce\u5bb6", "𠮷野家"),
        (r"\xe4\xb8\xad\xe5\x9b\xbd", "中国"),
        (r"\u{4e2d}\u{56fd}", "中国"),
        (r"\xd6\xd0\xb9\xfa2025\xc4\xea3\xd4\xc2", "中国2025年3月"),
    ],
    keeps: &[
        r"C:\Users\张三\Documents\u4f60好.txt",
        r"D:\u4f60\u597d\a.txt",
        r"“中”写作\u4e2d。",
        r"\begin{document}\usepackage",
        r"`\u4e2d\u56fd`",
        r"b'\xe4\xb8\xad'",
        r"\xff\xfe",
        r"2025\xc4\xea",
    ],
};

struct Escape {
    at: Range<usize>,
    value: u32,
}

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let code = Code::of(text);
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'\\', &text.as_bytes()[from..]).map(|i| from + i) {
        let line = line_around(text, at);
        read_line(patch, line.clone(), &code);
        from = line.end;
    }
}

fn read_line(patch: &mut Patch<'_>, line: Range<usize>, code: &Code) {
    let text = patch.text();
    let (mut wide, mut bytes): (Vec<Escape>, Vec<Escape>) = (Vec::new(), Vec::new());
    let mut from = line.start;
    while let Some(at) = memchr::memchr(b'\\', &text.as_bytes()[from..line.end]).map(|i| from + i) {
        let slashes = text[at..].bytes().take_while(|b| *b == b'\\').count();
        from = at + slashes;
        let Some((kind, len, value)) = escape(&text[from..line.end]) else { continue };
        from += len;
        if !code.holds(at) && !in_windows_path(text, at) {
            let list = if kind == b'x' { &mut bytes } else { &mut wide };
            list.push(Escape { at: at..from, value });
        }
    }
    let mut edits = wide_edits(&wide);
    edits.extend(byte_edits(text, &bytes));
    edits.sort_by_key(|(at, _)| at.start);
    for (at, with) in edits {
        patch.replace(at, &with, Confidence::Likely);
    }
}

/// What follows the backslashes: its kind, its length, its value.
fn escape(text: &str) -> Option<(u8, usize, u32)> {
    let kind = *text.as_bytes().first()?;
    let hex = |range: Range<usize>| {
        let digits = text.get(range)?;
        let all = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
        all.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    };
    match kind {
        b'u' if text[1..].starts_with('{') => {
            let end = text.as_bytes().iter().take(9).position(|b| *b == b'}')?;
            Some((b'u', end + 1, hex(2..end)?))
        }
        b'u' => Some((b'u', 5, hex(1..5)?)),
        b'U' => Some((b'u', 9, hex(1..9)?)),
        b'x' => Some((b'x', 3, hex(1..3)?)),
        _ => None,
    }
}

fn wide_edits(escapes: &[Escape]) -> Vec<(Range<usize>, String)> {
    let side_by_side =
        |w: &[Escape]| w[0].at.end == w[1].at.start && w.iter().all(|e| e.value >= 0x80);
    if !escapes.windows(2).any(side_by_side) {
        return Vec::new();
    }
    let mut edits = Vec::new();
    let mut rest = escapes;
    while let [first, more @ ..] = rest {
        rest = more;
        let mut at = first.at.clone();
        let mut value = first.value;
        if let (0xD800..=0xDBFF, Some(low)) = (value, more.first())
            && let (0xDC00..=0xDFFF, true) = (low.value, low.at.start == at.end)
        {
            value = 0x10000 + ((value - 0xD800) << 10) + (low.value - 0xDC00);
            at.end = low.at.end;
            rest = &more[1..];
        }
        if let Some(ch) = char::from_u32(value).filter(|ch| !ch.is_control() || *ch == '\n') {
            edits.push((at, ch.to_string()));
        }
    }
    edits
}

fn byte_edits(text: &str, escapes: &[Escape]) -> Vec<(Range<usize>, String)> {
    let runs = || {
        escapes
            .chunk_by(|a, b| a.at.end == b.at.start)
            .filter(|run| !text[..run[0].at.start].ends_with(['\'', '"']))
            .map(|run| (run[0].at.start..run[run.len() - 1].at.end, bytes_of(run)))
    };
    // One hanzi of GBK between digits is as likely to be anything else, if no other is near.
    let gbk = runs().any(|(_, bytes)| {
        std::str::from_utf8(&bytes).is_err() && bytes_as_text::read(&bytes).is_some()
    });
    let read = |bytes: &[u8]| {
        let lone = || gbk.then(|| bytes_as_text::hanzi(bytes)).flatten();
        bytes_as_text::read(bytes).or_else(lone)
    };
    runs().filter_map(|(at, bytes)| Some((at, read(&bytes)?))).collect()
}

fn bytes_of(run: &[Escape]) -> Vec<u8> {
    run.iter().map(|escape| escape.value as u8).collect()
}
