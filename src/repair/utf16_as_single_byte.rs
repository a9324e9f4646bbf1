//! `-N\u{FD}V\u{D1}y\u{80}b`: UTF-16 whose bytes were read as Latin-1 or windows-1252.
//!
//! ASCII has a NUL beside each letter, and a hanzi in eight has a control
//! character for its low byte. A low byte may be a line feed, too, so the text
//! is read as a whole.

use super::{search::Wrong, utf16::is_better};
use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "utf16-as-single-byte",
    about: "Undoes UTF-16 that was read as windows-1252.",
    default: true,
    wakes_on: &['\0'..='\u{8}', '\u{B}'..='\u{C}', '\u{E}'..='\u{1F}', '\u{7F}'..='\u{9F}'],
    apply,
    fixes: &[
        (
            "-N\u{FD}V\u{D1}y\u{80}b\u{C}\u{FF}2\u{0}0\u{0}2\u{0}4\u{0}t^\u{2}0",
            "中国科技，2024年。",
        ),
        ("N-V\u{FD}\u{0}\ny\u{D1}b\u{80}v\u{84}\u{0}\n", "中国\n科技的\n"),
    ],
    keeps: &["a\0b\0c\0", "新\0闻\u{1}", "\u{1}\u{2}\u{3}\u{4}", "caf\u{E9}\u{C}d\u{E9}j\u{E0}"],
};

/// Longer texts have a control character below U+0020, in bytes: other decoders' damage has them
/// above U+007F.
const SHORT: usize = 400;

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let low = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    if text.len() > SHORT && !text.bytes().any(low) {
        return;
    }
    let Some(bytes) = bytes(text) else { return };
    for (name, unit) in
        [("UTF-16LE", u16::from_le_bytes as fn([u8; 2]) -> u16), ("UTF-16BE", u16::from_be_bytes)]
    {
        let Some(new) = read(&bytes, unit).filter(|new| is_better(text, new)) else { continue };
        let reason = format!("{name} read as windows-1252; undone");
        return patch.replace_because(0..text.len(), &new, Confidence::Certain, reason);
    }
}

/// The bytes of `text`, if windows-1252 or Latin-1 can have made all of it.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let inverse = Wrong::Windows1252.inverse();
    let byte = |ch: char| match ch.is_ascii() {
        true => Some(ch as u8),
        false => u8::try_from(inverse.get(ch)).ok().filter(|byte| *byte != 0),
    };
    text.chars().map(byte).collect()
}

/// `bytes` as UTF-16. A line end behind it that is no pair stays what it is.
fn read(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks();
    let units = pairs.iter().map(|pair| unit(*pair));
    let mut text: String = char::decode_utf16(units).collect::<Result<_, _>>().ok()?;
    if text.starts_with('\u{FEFF}') {
        text.remove(0);
    }
    match rest {
        [] => Some(text),
        [b'\n'] => Some(text + "\n"),
        _ => None,
    }
}
