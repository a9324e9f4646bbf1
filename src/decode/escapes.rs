//! Encodings of seven bits, known by their escapes: HZ, ISO-2022-CN (which no
//! browser reads), ISO-2022-JP, UTF-7.

use encoding_rs::{GB18030, ISO_2022_JP};
use memchr::memmem;

use super::{charset::Charset, euc_tw};
use crate::plausible;

const ESCAPE: u8 = 0x1B;

/// How much is looked at from the first escape on, in bytes.
const WINDOW: usize = 2048;

/// The encoding that the escapes in `bytes`, which are ASCII, belong to.
pub(super) fn find(bytes: &[u8]) -> Option<Charset> {
    if let Some(at) = memmem::find(bytes, b"\x1B$") {
        match bytes.get(at + 2..) {
            Some([b')', b'A' | b'E' | b'G', ..] | [b'*', b'H', ..]) => {
                return Some(Charset::Iso2022Cn);
            }
            Some([b'@' | b'B', ..]) => return Some(Charset::Web(ISO_2022_JP)),
            _ => {}
        }
    }
    if let Some(at) = memmem::find(bytes, b"~{") {
        let window = window(bytes, at);
        if fits(window, &read_hz(window)) {
            return Some(Charset::Hz);
        }
    }
    let at = memchr::memchr(b'+', bytes)?;
    let window = window(bytes, at);
    fits(window, &read_utf7(window)).then_some(Charset::Utf7)
}

fn window(bytes: &[u8], at: usize) -> &[u8] {
    &bytes[at..bytes.len().min(at + WINDOW)]
}

/// True when all of `window` can be read as `text`, and reads better so: `~{`
/// stands in programs, and `+` in sums.
fn fits(window: &[u8], text: &str) -> bool {
    let Ok(plain) = std::str::from_utf8(window) else { return false };
    // A window may end within an escape.
    let text = text.trim_end_matches(char::REPLACEMENT_CHARACTER);
    !text.is_ascii()
        && !text.contains(char::REPLACEMENT_CHARACTER)
        && plausible::bits(text) < plausible::bits(plain)
}

/// Reads HZ (RFC 1843): GB 2312 in seven bits between `~{` and `~}`.
pub(super) fn read_hz(bytes: &[u8]) -> String {
    // The same in eight bits.
    let mut eight: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    let mut in_pairs = false;
    while let Some(&first) = rest.first() {
        let taken = match rest {
            [b'~', b'{', ..] if !in_pairs => {
                in_pairs = true;
                2
            }
            [b'~', b'}', ..] => {
                in_pairs = false;
                2
            }
            [b'~', b'~', ..] if !in_pairs => {
                eight.push(b'~');
                2
            }
            // A line that goes on.
            [b'~', b'\n', ..] if !in_pairs => 2,
            [row @ 0x21..=0x7D, column @ 0x21..=0x7E, ..] if in_pairs => {
                eight.extend([row | 0x80, column | 0x80]);
                2
            }
            _ => {
                // No pair goes over a line.
                in_pairs &= !matches!(first, b'\n' | b'\r');
                let is_lost = first >= 0x80 || in_pairs && first > b' ';
                eight.push(if is_lost { 0xFF } else { first });
                1
            }
        };
        rest = &rest[taken..];
    }
    GB18030.decode_without_bom_handling(&eight).0.into_owned()
}

/// Reads ISO-2022-CN (RFC 1922): GB 2312 and CNS 11643 by shifts.
pub(super) fn read_iso_2022_cn(bytes: &[u8]) -> String {
    #[derive(Clone, Copy)]
    enum Set {
        Gb2312,
        Cns(u8),
    }
    let mut text = String::with_capacity(bytes.len());
    let push = |set: Option<Set>, text: &mut String, row: u8, column: u8| match set {
        Some(Set::Gb2312) => {
            let pair = [row | 0x80, column | 0x80];
            text.push_str(&GB18030.decode_without_bom_handling(&pair).0);
        }
        Some(Set::Cns(plane)) => euc_tw::push(text, plane, row | 0x80, column | 0x80),
        None => text.push(char::REPLACEMENT_CHARACTER),
    };
    let (mut shifted, mut first_set, mut second_set) = (false, None, None);
    let mut rest = bytes;
    while let Some(&first) = rest.first() {
        let taken = match *rest {
            [ESCAPE, b'$', b')', set @ (b'A' | b'E' | b'G'), ..] => {
                first_set = (set == b'G').then_some(Set::Cns(1)).or(Some(Set::Gb2312));
                4
            }
            [ESCAPE, b'$', b'*', b'H', ..] => {
                second_set = Some(Set::Cns(2));
                4
            }
            [ESCAPE, b'N', row @ 0x21..=0x7E, column @ 0x21..=0x7E, ..] => {
                push(second_set, &mut text, row, column);
                4
            }
            [row @ 0x21..=0x7E, column @ 0x21..=0x7E, ..] if shifted => {
                push(first_set, &mut text, row, column);
                2
            }
            [0x0E, ..] => {
                shifted = true;
                1
            }
            [0x0F, ..] => {
                shifted = false;
                1
            }
            _ => {
                if first == b'\n' {
                    (shifted, first_set, second_set) = (false, None, None);
                }
                let is_lost = first >= 0x80 || first == ESCAPE;
                text.push(if is_lost { char::REPLACEMENT_CHARACTER } else { first.into() });
                1
            }
        };
        rest = &rest[taken..];
    }
    text
}

/// Reads UTF-7 (RFC 2152): UTF-16 in base64 between `+` and `-`.
pub(super) fn read_utf7(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'+' {
            text.push(if first < 0x80 { first.into() } else { char::REPLACEMENT_CHARACTER });
            continue;
        }
        let end = rest.iter().position(|b| sextet(*b).is_none()).unwrap_or(rest.len());
        let run;
        (run, rest) = rest.split_at(end);
        match units(run) {
            _ if run.is_empty() => text.push('+'),
            Some(units) => text.extend(
                char::decode_utf16(units).map(|ch| ch.unwrap_or(char::REPLACEMENT_CHARACTER)),
            ),
            None => text.push(char::REPLACEMENT_CHARACTER),
        }
        rest = rest.strip_prefix(b"-").unwrap_or(rest);
    }
    text
}

/// The UTF-16 in a run of base64; none when bits are left that are not padding.
fn units(run: &[u8]) -> Option<Vec<u16>> {
    let (mut bits, mut held) = (0u32, 0);
    let mut units = Vec::with_capacity(run.len() / 2);
    for &byte in run {
        bits = bits << 6 | u32::from(sextet(byte)?);
        held += 6;
        if held >= 16 {
            held -= 16;
            units.push((bits >> held) as u16);
            bits &= (1 << held) - 1;
        }
    }
    (held < 6 && bits == 0).then_some(units)
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_that_mean_nothing_are_left_alone() {
        for text in [
            "if ($a =~{x}) { print }",
            "1+1=2 and 2+2=4",
            "a+b, C++, i++; k+=1",
            "/search?q=foo+bar+baz&x=a+b",
            "\x1B[31mred\x1B[0m",
            "~{~}",
            "",
        ] {
            assert_eq!(find(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn each_is_known_by_its_escapes_and_read() {
        // 中国新闻 as the GNU C library's and Python's converters write it.
        for (bytes, charset, text) in [
            (&b"~{VP9zPBNE~} 24"[..], Charset::Hz, "中国新闻 24"),
            (b"a~~b ~{VP9zPBNE", Charset::Hz, "a~b 中国新闻"),
            (b"\x1B$)A\x0EVP9zPBNE\x0F 24", Charset::Iso2022Cn, "中国新闻 24"),
            (b"+Ti1W/WWwlfs-, 24 +- 3", Charset::Utf7, "中国新闻, 24 + 3"),
        ] {
            let found = find(bytes);
            assert_eq!(found, Some(charset), "{text}");
            assert_eq!(charset.read(bytes), text);
        }
        let japanese = b"\x1B$B%K%e!<%9\x1B(B";
        assert_eq!(find(japanese).map(Charset::name), Some("iso-2022-jp"));
    }

    #[test]
    fn what_is_broken_in_an_escape_does_not_spoil_the_next_line() {
        assert_eq!(read_hz(b"~{VP9\n~{VP9z~}"), "中\u{FFFD}\n中国");
        assert_eq!(read_iso_2022_cn(b"\x0EVP\n\x1B$)A\x0EVP"), "\u{FFFD}\n中");
    }
}
