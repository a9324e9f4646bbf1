//! Fields that were computed from a text and stand beside it: its length, its
//! checksum.
//!
//! A field counts as one only if it fitted the text before it was cleaned; then
//! it cannot but be wrong after.

use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::Sha256;

/// What numbers that count something of a text are called. By its value alone
/// a number says nothing: a text of nine lines may stand in a ninth record.
const COUNTS: [&str; 24] = [
    "length",
    "len",
    "text_length",
    "text_len",
    "char_count",
    "num_chars",
    "n_chars",
    "nchars",
    "bytes",
    "size",
    "num_bytes",
    "n_bytes",
    "nbytes",
    "nlines",
    "n_lines",
    "num_lines",
    "line_count",
    "lines",
    "长度",
    "字数",
    "字符数",
    "字节数",
    "行数",
    "文本长度",
];

/// What the field `name`, which is `raw` in the JSON, becomes when `old` becomes
/// `new`; `None` if it does not tell of `old`.
pub(crate) fn anew(name: &str, raw: &str, old: &str, new: &str) -> Option<String> {
    if let Some(hash) = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) {
        let of = hash_like(hash)?;
        return (of(old) == hash.to_ascii_lowercase()).then(|| {
            let lower = of(new);
            let upper = hash.bytes().any(|b| b.is_ascii_uppercase());
            format!("\"{}\"", if upper { lower.to_ascii_uppercase() } else { lower })
        });
    }
    let number: usize = raw.parse().ok()?;
    let lower = name.to_lowercase();
    if !COUNTS.contains(&lower.as_str()) {
        return None;
    }
    let counts: [fn(&str) -> usize; 4] = [
        |text| text.chars().count(),
        str::len,
        |text| text.lines().count(),
        |text| text.split('\n').count(),
    ];
    let lines = lower.contains("line") || lower.contains('行');
    let fitting = if lines { &counts[2..] } else { &counts[..2] };
    fitting.iter().find(|count| count(old) == number).map(|count| count(new).to_string())
}

/// How a checksum that looks like this one is made.
fn hash_like(hash: &str) -> Option<fn(&str) -> String> {
    if !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    match hash.len() {
        32 => Some(hex::<Md5>),
        40 => Some(hex::<Sha1>),
        64 => Some(hex::<Sha256>),
        _ => None,
    }
}

fn hex<D: Digest>(text: &str) -> String {
    D::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MD5: &str = "\"900150983cd24fb0d6963f7d28e17f72\"";

    #[test]
    fn what_does_not_tell_of_the_text_stays() {
        for (name, raw) in [
            ("length", "4"),
            ("n", "3"),
            ("length", "\"3\""),
            ("length", "3.0"),
            ("md5", "\"900150983cd24fb0d6963f7d28e17f73\""),
            ("md5", "null"),
            ("id", "\"abc\""),
        ] {
            assert_eq!(anew(name, raw, "abc", "新"), None, "{name} {raw}");
        }
    }

    #[test]
    fn what_tells_of_the_text_is_computed_anew() {
        let new = |name: &str, raw: &str| anew(name, raw, "abc", "新\n闻").unwrap();
        assert_eq!(new("length", "3"), "3");
        assert_eq!(anew("length", "6", "新闻", "新").unwrap(), "3");
        assert_eq!(anew("字数", "2", "新闻", "新").unwrap(), "1");
        assert_eq!(new("nlines", "1"), "2");
        let hash = new("digest", MD5);
        assert_eq!(anew("x", &hash, "新\n闻", "abc").unwrap(), MD5);
        let upper = MD5.to_ascii_uppercase();
        assert_eq!(new("x", &upper), hash.to_ascii_uppercase());
    }
}
