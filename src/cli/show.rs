//! How names, sizes and text are shown to people.

use std::{fmt, path::Path};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A file name as it can be printed anywhere: what could move the cursor or
/// is no text is escaped.
pub(crate) struct Name<'p>(pub(crate) &'p Path);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.as_os_str().as_encoded_bytes().utf8_chunks() {
            for c in chunk.valid().chars() {
                if is_unsafe(c) { write!(f, "{}", c.escape_default())? } else { write!(f, "{c}")? }
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

/// Control characters, and those that turn the direction of the line.
fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A piece of text on one line, at most `width` columns wide.
pub(crate) fn snippet(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let shown = visible(c);
        used += shown.width();
        if used > width {
            out.push('…');
            break;
        }
        out.push_str(&shown);
    }
    out
}

/// One character as it can be seen: what has no shape is named.
fn visible(c: char) -> String {
    match c {
        '\n' => "⏎".to_owned(),
        '\t' => "⇥".to_owned(),
        '\r' => "␍".to_owned(),
        '\u{A0}' => "⍽".to_owned(),
        '\u{3000}' => "□".to_owned(),
        '\0'..='\u{1F}' => format!("^{}", char::from(c as u8 + b'@')),
        _ if is_unsafe(c) || c.width().unwrap_or(0) == 0 || is_private(c) => {
            format!("<{:04X}>", c as u32)
        }
        _ => c.to_string(),
    }
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')
}

/// `text` filled up with spaces to `width` columns.
pub(crate) fn padded(text: &str, width: usize) -> String {
    let mut out = text.to_owned();
    out.extend(std::iter::repeat_n(' ', width.saturating_sub(text.width())));
    out
}

/// 18.4 KB.
pub(crate) fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["B", "KB", "MB", "GB"] {
        if value < 1000.0 {
            return if unit == "B" { format!("{bytes} B") } else { format!("{value:.1} {unit}") };
        }
        value /= 1000.0;
    }
    format!("{value:.1} TB")
}

/// 31,418.
pub(crate) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 file`, `2 files`.
pub(crate) fn plural(n: u64, one: &str) -> String {
    format!("{} {one}{}", count(n), if n == 1 { "" } else { "s" })
}

/// Reads `512`, `64K`, `10M`, `1G`.
pub(crate) fn parse_size(text: &str) -> Result<u64, String> {
    let upper = text.trim().to_ascii_uppercase();
    let number = upper.trim_end_matches('B').trim_end_matches('I');
    let (digits, shift) = match number.strip_suffix(['K', 'M', 'G', 'T']) {
        Some(digits) => {
            (digits, 10 * (1 + "KMGT".find(&number[digits.len()..]).unwrap_or(0) as u32))
        }
        None => (number, 0),
    };
    digits
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(1 << shift))
        .ok_or_else(|| format!("'{text}' is not a size; write 512K, 64M or 1G"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_move_the_cursor() {
        assert_eq!(Name(Path::new("新闻.txt")).to_string(), "新闻.txt");
        assert_eq!(Name(Path::new("a\n\u{1b}[2Jb")).to_string(), "a\\n\\u{1b}[2Jb");
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt;
            let gbk = std::ffi::OsStr::from_bytes(b"\xd0\xc2.txt");
            assert_eq!(Name(Path::new(gbk)).to_string(), "\\xd0\\xc2.txt");
        }
    }

    #[test]
    fn sizes_are_read_as_people_write_them() {
        assert_eq!(parse_size("512"), Ok(512));
        assert_eq!(parse_size("64k"), Ok(64 << 10));
        assert_eq!(parse_size("1GiB"), Ok(1 << 30));
        assert_eq!(parse_size("2MB"), Ok(2 << 20));
        assert!(parse_size("many").is_err());
        assert!(parse_size("99999999999T").is_err());
    }

    #[test]
    fn what_has_no_shape_is_named() {
        assert_eq!(snippet("说\u{1A}话\u{200B}", 40), "说^Z话<200B>");
        assert_eq!(snippet("新闻联播", 5), "新闻…");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(count(31_418), "31,418");
        assert_eq!(count(999), "999");
        assert_eq!(size(18_400), "18.4 KB");
    }
}
