//! `=E4=B8=AD=E5=9B=BD`: mail that was never decoded.
//!
//! Off by default: `=` and two hex digits occur in formulas and codes.

use super::bytes_as_text;
use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "quoted-printable",
    about: "Reads the quoted-printable coding of mail.",
    default: false,
    wakes_on: &['='..='='],
    apply,
    fixes: &[("=E4=B8=AD=\n=E5=9B=BD", "中国"), ("=D6=D0=B9=FA2024", "中国2024")],
    keeps: &["E=mc2", "x=E4", "=20=3D"],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'=', &bytes[from..]).map(|i| from + i) {
        let (mut end, mut coded) = (at, Vec::new());
        while let Some(rest) = text[end..].strip_prefix('=') {
            // A line that was cut for length goes on.
            if let Some(cut) = ["\r\n", "\n"].iter().find(|cut| rest.starts_with(**cut)) {
                end += 1 + cut.len();
                continue;
            }
            let hex = rest.get(..2).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
            let Some(value) = hex.and_then(|d| u8::from_str_radix(d, 16).ok()) else { break };
            coded.push(value);
            end += 3;
        }
        if let Some(with) = bytes_as_text::read(&coded) {
            patch.replace(at..end, &with, Confidence::Likely);
        }
        from = end.max(at + 1);
    }
}
