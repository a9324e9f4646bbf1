//! `u4e2du56fd`: escapes that lost their backslashes.
//!
//! Off by default: part numbers look like this.

use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "bare-unicode-escapes",
    about: "Reads \\u escapes that lost their backslashes.",
    default: false,
    wakes_on: &['u'..='u'],
    apply,
    fixes: &[("u4e2du56fd", "中国")],
    keeps: &["u4e2d", "menu5678", "u0041u0042"],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'u', &text.as_bytes()[from..]).map(|i| from + i) {
        let (mut end, mut units) = (at, Vec::new());
        while let Some(value) = unit(text, end) {
            units.push(value);
            end += 5;
        }
        let chinese = |unit: &u16| matches!(unit, 0x2010..=0x203B | 0x3000..=0x9FFF | 0xD800..=0xDFFF | 0xFF01..=0xFF5E);
        if units.len() >= 2
            && units.iter().all(chinese)
            && let Ok(with) = String::from_utf16(&units)
        {
            patch.replace(at..end, &with, Confidence::Likely);
        }
        from = end.max(at + 1);
    }
}

fn unit(text: &str, at: usize) -> Option<u16> {
    let digits = text.get(at..at + 5)?.strip_prefix('u')?;
    let all = digits.bytes().all(|b| b.is_ascii_hexdigit());
    all.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}
