//! Characters that look like radicals.

use std::sync::LazyLock;

/// From the Unicode character database: `code or range ; ideograph # name`.
const EQUIVALENTS: &str = include_str!("../../data/unicode/EquivalentUnifiedIdeograph.txt");

/// The two blocks of radicals. Strokes have equivalents too, but stand for
/// themselves.
const FIRST: char = '\u{2E80}';
const LAST: char = '\u{2FD5}';

/// The ideograph that is drawn as the radical `ch` is.
pub(crate) fn unified(ch: char) -> Option<char> {
    static UNIFIED: LazyLock<Vec<Option<char>>> = LazyLock::new(|| {
        let mut unified = vec![None; LAST as usize - FIRST as usize + 1];
        for line in EQUIVALENTS.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((codes, ideograph)) = line.split_once(';') else { continue };
            let code = |hex: &str| u32::from_str_radix(hex.trim(), 16).ok();
            let (first, last) = codes.split_once("..").unwrap_or((codes, codes));
            let (Some(first), Some(last)) = (code(first), code(last)) else { continue };
            for at in first.max(FIRST as u32)..=last.min(LAST as u32) {
                unified[at as usize - FIRST as usize] = code(ideograph).and_then(char::from_u32);
            }
        }
        unified
    });
    let at = (ch as usize).checked_sub(FIRST as usize)?;
    UNIFIED.get(at).copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_radical_of_the_dictionary_has_its_character() {
        assert!(('\u{2F00}'..='\u{2FD5}').all(|ch| unified(ch).is_some()));
        assert_eq!(unified('⻛'), Some('风'));
        assert_eq!(unified('⺁'), Some('厂'));
        assert_eq!(unified('风'), None);
        assert_eq!(unified('㇀'), None);
    }
}
