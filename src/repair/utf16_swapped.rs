//! `ⵎﵖ텹聢`: UTF-16 read with the two bytes of each character the wrong way round.
//!
//! The characters come from scripts that never meet, and the marks of Chinese
//! turn into some that no text has. Where the wrong order made half a surrogate
//! pair there is U+FFFD, and what was there is lost.

use super::utf16::is_better;
use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "utf16-swapped",
    about: "Undoes UTF-16 that was read with its bytes in the wrong order.",
    default: true,
    // ，。：；？ and the line end become what no text has, one hanzi in nine a letter
    // of a script that Chinese text never shows.
    wakes_on: &[
        '\u{230}'..='\u{230}',
        '\u{700}'..='\u{8FF}',
        '\u{A00}'..='\u{A00}',
        '\u{CFF}'..='\u{CFF}',
        '\u{1200}'..='\u{1CFF}',
        '\u{1FFF}'..='\u{1FFF}',
        '\u{2800}'..='\u{28FF}',
        '\u{2C00}'..='\u{2DFF}',
        '\u{A000}'..='\u{ABFF}',
    ],
    apply,
    fixes: &[(
        "\u{2D4E}\u{FD56}\u{D179}\u{8062}\u{CFF}\u{D653}\u{975F}\u{1062}\u{9C67}\u{230}",
        "中国科技，取得成果。",
    )],
    keeps: &["ȰȰȰ", "Lībiešu \u{230} burts", "\u{A00}", "中国，科技。\u{CFF}"],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let wakes = |ch: char| RULE.wakes_on.iter().any(|range| range.contains(&ch));
    if !text.contains(wakes) {
        return;
    }
    let new = swapped(text);
    if is_better(text, &new) {
        let lost = new.matches(char::REPLACEMENT_CHARACTER).count();
        let mut reason = "UTF-16 read in the wrong byte order; undone".to_owned();
        if lost > 0 {
            reason += &format!("; characters lost: {lost}");
        }
        patch.replace_because(0..text.len(), &new, Confidence::Certain, reason);
    }
}

/// `text` with the bytes of each unit of UTF-16 swapped; marks of loss stay.
fn swapped(text: &str) -> String {
    let mark = char::REPLACEMENT_CHARACTER as u16;
    let swap = |unit: u16| if unit == mark { unit } else { unit.swap_bytes() };
    let mut new = String::from_utf16_lossy(&text.encode_utf16().map(swap).collect::<Vec<u16>>());
    if new.starts_with('\u{FEFF}') {
        new.remove(0);
    }
    new
}
