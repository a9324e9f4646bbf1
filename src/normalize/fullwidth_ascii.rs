//! `２０２４年ＧＤＰ`: letters and digits as wide as Han.
//!
//! Off unless asked for: papers set their digits so on purpose, the People's
//! Daily for one, and text that was written so is not damaged.

use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "fullwidth-ascii",
    about: "Writes full-width letters and digits in ASCII.",
    default: false,
    wakes_on: &['０'..='９', 'Ａ'..='Ｚ', 'ａ'..='ｚ'],
    apply,
    fixes: &[("２０２４年ＧＤＰ", "2024年GDP"), ("３．５％", "3.5%")],
    keeps: &["2024年GDP", "，！（）", "％"],
};

/// How far U+FF01 lies from `!`, and each of its neighbours from its own.
const SHIFT: u32 = 0xFEE0;

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let mut before = '\n';
    let mut chars = text.char_indices().peekable();
    while let Some((at, ch)) = chars.next() {
        let after = chars.peek().map_or('\n', |(_, ch)| *ch);
        // A point or a percent sign belongs to the number that it stands in.
        let wide = is_wide(ch)
            || ch == '．' && is_wide(before) && is_wide(after)
            || ch == '％' && matches!(before, '０'..='９');
        if wide && let Some(narrow) = char::from_u32(ch as u32 - SHIFT) {
            let mut utf8 = [0; 4];
            patch.replace(
                at..at + ch.len_utf8(),
                narrow.encode_utf8(&mut utf8),
                Confidence::Certain,
            );
        }
        before = ch;
    }
}

fn is_wide(ch: char) -> bool {
    RULE.wakes_on.iter().any(|block| block.contains(&ch))
}
