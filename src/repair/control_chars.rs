//! Control characters: what a terminal, a database or a wrong decoder left.
//!
//! Vertical tab and form feed end a line: word processors and PDF converters
//! write them for a line break and a page break. U+0080 to U+009F that
//! windows-1252 has a mark for become that mark, as in every browser. The rest
//! of the control characters, noncharacters and placeholders of embedded
//! objects go. Tab and line feed stay; U+0085 is a line end (see `line-ends`).

use encoding_rs::WINDOWS_1252;

use super::around::is_amid_mojibake;
use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "control-chars",
    about: "Removes control characters; those that stand for a line break or a mark become it.",
    default: true,
    wakes_on: &[
        '\0'..='\u{8}',
        '\u{B}'..='\u{C}',
        '\u{E}'..='\u{1F}',
        '\u{7F}'..='\u{84}',
        '\u{86}'..='\u{9F}',
        '\u{FDD0}'..='\u{FDEF}',
        '\u{FFF9}'..='\u{FFFC}',
        '\u{FFFE}'..='\u{FFFF}',
    ],
    apply,
    fixes: &[
        ("新\u{0}闻\u{1A}", "新闻"),
        ("上\u{C}下\u{B}左", "上\n下\n左"),
        ("\u{93}好\u{94}", "“好”"),
        ("图\u{FFFC}片", "图片"),
        ("售价\u{80}300", "售价€300"),
    ],
    keeps: &["a\tb\nc", "Ð\u{90}Ã\u{8F}", "蟋区\u{80}晁"],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    for (at, ch) in patch.chars() {
        let range = at..at + ch.len_utf8();
        match ch {
            '\u{B}' | '\u{C}' => patch.replace(range, "\n", Confidence::Certain),
            // Next to Latin letters it is half of a character that was decoded
            // wrongly: as it stands somebody may still repair it.
            '\u{80}'..='\u{9F}' if is_amid_mojibake(text, at) => {}
            '\u{85}' => {}
            // Shift_JIS decoders make it of a byte of UTF-8; a price has digits.
            '\u{80}' if !is_beside_digit(text, at) => {}
            '\u{80}'..='\u{9F}' => {
                let byte = [ch as u8];
                let mark = WINDOWS_1252.decode_without_bom_handling(&byte).0;
                let hole = mark.starts_with(ch);
                patch.replace(range, if hole { "" } else { &mark }, Confidence::Likely);
            }
            '\t' | '\n' | '\r' => {}
            '\0'..='\u{1F}'
            | '\u{7F}'
            | '\u{FDD0}'..='\u{FDEF}'
            | '\u{FFF9}'..='\u{FFFC}'
            | '\u{FFFE}'..='\u{FFFF}' => patch.delete(range, Confidence::Certain),
            _ => {}
        }
    }
}

/// True when a figure stands beside the character at `at`, maybe behind a space.
fn is_beside_digit(text: &str, at: usize) -> bool {
    let digit = |ch: Option<char>| ch.is_some_and(|ch| ch.is_ascii_digit());
    let after = text[at..].chars().skip(1).find(|ch| *ch != ' ');
    digit(after) || digit(text[..at].chars().rev().find(|ch| *ch != ' '))
}
