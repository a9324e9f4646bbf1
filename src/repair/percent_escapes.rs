//! `%E4%B8%AD`, `%u4E2D`, `%D6%D0`: the coding of a URL outside a URL.
//!
//! Nested escapes (`%25E4`) are read in one go. In GBK the second byte of a
//! character may be a plain letter (`%C8A` for 華).

use std::ops::Range;

use encoding_rs::{Encoding, GB18030, UTF_8};

use super::{
    around::{Code, in_url},
    bytes_as_text,
};
use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "percent-escapes",
    about: "Reads percent-encoded text that is part of no URL.",
    default: true,
    wakes_on: &['%'..='%'],
    apply,
    fixes: &[
        ("%E4%B8%AD%E5%9B%BD", "中国"),
        ("%25E4%25B8%25AD", "中"),
        ("%D6%D0%B9%FA", "中国"),
        ("%u4E2D%u56FD2024%u5E74", "中国2024年"),
        ("%D6%D0%B9%FA2024%C4%EA", "中国2024年"),
        // Where all that a URL may not hold is escaped, so is the ASCII of the text, and one hanzi.
        ("%E4%B8%AD%E5%9B%BDNew%20Year%3A1%2C000%25", "中国New Year:1,000%"),
        ("%E4%B8%AD%E5%9B%BDCaf%C3%A9", "中国Café"),
    ],
    keeps: &[
        "http://example.com/%E4%B8%AD%E6%96%87?q=%D6%D0%B9%FA",
        "增长5%20亿元",
        "100%D6",
        "/wiki/%E4%B8%AD",
        "`%E4%B8%AD`",
        "New%20Year%3A5%25",
        "%E4%B8",
    ],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let code = Code::of(text);
    let (mut from, mut token, mut coding) = (0, 0..0, None);
    while let Some(at) = memchr::memchr(b'%', &text.as_bytes()[from..]).map(|i| from + i) {
        let (end, found) = wide_run(text, at).unwrap_or_else(|| byte_run(text, at));
        let found = found.or_else(|| {
            if at >= token.end {
                token = token_around(text, at);
                coding = coding_of(&text[token.clone()]);
            }
            Some((at..end, any_run(text, at..end, coding?)?))
        });
        from = end.max(at + 1);
        let Some((range, with)) = found else { continue };
        if !code.holds(at) && !in_url(text, at) {
            patch.replace(range, &with, Confidence::Likely);
        }
    }
}

/// What the escapes in `range` are, if not by themselves Chinese beyond doubt: ASCII, a letter
/// with an accent, a hanzi.
fn any_run(text: &str, range: Range<usize>, coding: &'static Encoding) -> Option<String> {
    let bytes = bytes_of(text, range)?;
    let read = coding.decode_without_bom_handling_and_without_replacement(&bytes)?;
    read.chars().all(|ch| ch == '\n' || !ch.is_control()).then(|| read.into_owned())
}

fn bytes_of(text: &str, range: Range<usize>) -> Option<Vec<u8>> {
    let (mut at, mut bytes) = (range.start, Vec::new());
    while at < range.end {
        let (next, value) = byte(text, at)?;
        bytes.push(value);
        at = next;
    }
    Some(bytes)
}

/// The ASCII without a gap around `at`.
fn token_around(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let start = bytes[..at].iter().rposition(|b| !b.is_ascii_graphic()).map_or(0, |i| i + 1);
    let end = bytes[at..].iter().position(|b| !b.is_ascii_graphic());
    start..end.map_or(text.len(), |i| at + i)
}

/// What `token` is coded in, when all of it but letters, digits and the marks that every coder
/// leaves is escaped, and some of that is Chinese.
fn coding_of(token: &str) -> Option<&'static Encoding> {
    let (mut at, mut coding) = (0, None);
    while let Some(byte) = token.as_bytes().get(at) {
        if *byte == b'%' {
            let (end, found) = wide_run(token, at).unwrap_or_else(|| byte_run(token, at));
            if found.is_some() && coding.is_none() {
                let utf8 = bytes_of(token, at..end)
                    .is_none_or(|bytes| std::str::from_utf8(&bytes).is_ok());
                coding = Some(if utf8 { UTF_8 } else { GB18030 });
            }
            at = end;
        } else if byte.is_ascii_alphanumeric() || b"-_.~!*'()@+".contains(byte) {
            at += 1;
        } else {
            return None;
        }
    }
    coding
}

type Found = (usize, Option<(Range<usize>, String)>);

/// `%u4E2D%u56FD`, with what stands between on the way if it is short: the
/// digits and letters of the text need no escape.
fn wide_run(text: &str, at: usize) -> Option<Found> {
    const GAP: usize = 24;
    let unit = |at: usize| {
        let digits =
            text.get(at..)?.strip_prefix("%u").or_else(|| text[at..].strip_prefix("%U"))?;
        u16::from_str_radix(digits.get(..4).filter(|d| !d.starts_with('+'))?, 16).ok()
    };
    unit(at)?;
    let (mut end, mut out, mut units, mut together) = (at, String::new(), Vec::new(), false);
    let flush = |units: &mut Vec<u16>, out: &mut String| {
        out.push_str(&String::from_utf16_lossy(units));
        units.clear();
    };
    while let Some(value) = unit(end) {
        units.push(value);
        end += 6;
        together |= units.len() > 1;
        if unit(end).is_none() {
            let gap = text.as_bytes()[end..].iter().take(GAP).position(|b| *b == b'%');
            let gap =
                gap.filter(|gap| unit(end + gap).is_some() && text[end..end + gap].is_ascii());
            let Some(gap) = gap else { break };
            flush(&mut units, &mut out);
            out.push_str(&text[end..end + gap]);
            end += gap;
        }
    }
    flush(&mut units, &mut out);
    let good = together && !out.contains(char::REPLACEMENT_CHARACTER);
    Some((end, good.then_some((at..end, out))))
}

/// One byte of a run: where it ends, and its value.
fn byte(text: &str, at: usize) -> Option<(usize, u8)> {
    let mut at = at;
    if text.as_bytes().get(at) != Some(&b'%') {
        return None;
    }
    at += 1;
    while text[at..].starts_with("25")
        && text.as_bytes().get(at + 2).is_some_and(u8::is_ascii_hexdigit)
        && text.as_bytes().get(at + 3).is_some_and(u8::is_ascii_hexdigit)
    {
        at += 2;
    }
    let digits = text.get(at..at + 2).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    Some((at + 2, u8::from_str_radix(digits, 16).ok()?))
}

fn byte_run(text: &str, at: usize) -> Found {
    let (mut end, mut bytes) = (at, Vec::new());
    while let Some((next, value)) = byte(text, end) {
        bytes.push(value);
        end = next;
    }
    if let Some(with) = bytes_as_text::read(&bytes) {
        return (end, Some((at..end, with)));
    }
    // Once more, with plain letters as second bytes.
    let (mut last, mut bytes, mut lead) = (at, Vec::new(), false);
    loop {
        if let Some((next, value)) = byte(text, last) {
            lead = !lead && value >= 0x81;
            bytes.push(value);
            last = next;
        } else if let Some(b) =
            text.as_bytes().get(last).filter(|b| lead && **b >= 0x40 && **b < 0x7F)
        {
            lead = false;
            bytes.push(*b);
            last += 1;
        } else {
            break;
        }
    }
    let with = (last > end).then(|| bytes_as_text::read(&bytes)).flatten();
    (end.max(at + 1), with.map(|with| (at..last, with)))
}
