//! Readings in brackets behind a character: `執(zhí)`, `會（huì ）`.

use std::ops::Range;

/// A reading in brackets.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gloss {
    /// The character in front.
    pub(super) ch: char,
    /// From bracket to bracket.
    pub(super) at: Range<usize>,
    /// What is inside, in lower case, with the letters of the phonetic
    /// alphabet as those of the Latin one.
    pub(super) inside: String,
    /// It has tone marks.
    pub(super) toned: bool,
}

/// The longest syllable, `zhuāng`, has six letters. A word of four, in
/// brackets, is a gloss still.
const LONGEST: usize = 30;

/// Each gloss of one syllable or of several, in `parts` of `text`.
pub(super) fn among<'t>(
    text: &'t str,
    parts: impl Iterator<Item = Range<usize>> + 't,
) -> impl Iterator<Item = Gloss> + 't {
    parts.flat_map(move |part| brackets(text, part)).filter_map(move |(at, open)| {
        let ch = text[..at].chars().next_back().filter(|ch| is_han(*ch))?;
        let (inside, len) = syllables(&text[at + open.len_utf8()..])?;
        let toned = inside.chars().any(|ch| tone_removed(ch) != ch);
        Some(Gloss { ch, at: at..at + open.len_utf8() + len, inside, toned })
    })
}

/// The opening brackets of both widths.
fn brackets(text: &str, part: Range<usize>) -> impl Iterator<Item = (usize, char)> {
    const WIDE: [u8; 3] = [0xEF, 0xBC, 0x88];
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'(', WIDE[0], &bytes[part.clone()]).filter_map(move |at| {
        let at = part.start + at;
        match bytes[at] {
            b'(' => Some((at, '(')),
            _ => bytes[at..].starts_with(&WIDE).then_some((at, '（')),
        }
    })
}

/// The letters before a closing bracket, and the length of both.
pub(super) fn syllables(text: &str) -> Option<(String, usize)> {
    let mut inside = String::new();
    for (at, ch) in text.char_indices().take(LONGEST) {
        match ch {
            ')' | '）' if !inside.trim().is_empty() => {
                return Some((inside.trim().to_owned(), at + ch.len_utf8()));
            }
            ' ' => inside.push(' '),
            'ɑ' => inside.push('a'),
            'ɡ' => inside.push('g'),
            'a'..='z' => inside.push(ch),
            _ if tone_removed(ch) != ch => inside.push(ch),
            'ü' => inside.push('ü'),
            _ => return None,
        }
    }
    None
}

impl Gloss {
    /// Whether it says `reading`; without tone marks, whether it says it
    /// without.
    pub(super) fn reads(&self, reading: &str) -> bool {
        says(&self.inside, reading)
    }
}

/// Whether what stands in brackets says `reading`; without tone marks, whether
/// it says it without.
pub(super) fn says(inside: &str, reading: &str) -> bool {
    if inside.chars().any(|ch| tone_removed(ch) != ch) {
        return inside == reading;
    }
    let spelled = |ch: char| if ch == 'ü' { 'v' } else { ch };
    let plain = reading.chars().map(tone_removed).map(spelled);
    plain.eq(inside.chars().map(spelled))
}

/// `a` for `ǎ`; any other character as it is.
fn tone_removed(ch: char) -> char {
    match ch {
        'ā' | 'á' | 'ǎ' | 'à' | 'ă' => 'a',
        'ē' | 'é' | 'ě' | 'è' | 'ĕ' => 'e',
        'ī' | 'í' | 'ǐ' | 'ì' | 'ĭ' => 'i',
        'ō' | 'ó' | 'ǒ' | 'ò' | 'ŏ' => 'o',
        'ū' | 'ú' | 'ǔ' | 'ù' | 'ŭ' => 'u',
        'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'ü',
        'ń' | 'ň' | 'ǹ' => 'n',
        'ḿ' => 'm',
        _ => ch,
    }
}

/// A character of the two blocks that news is written in.
pub(super) fn is_han(ch: char) -> bool {
    matches!(ch, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> impl Iterator<Item = Gloss> {
        among(text, std::iter::once(0..text.len()))
    }

    #[test]
    fn brackets_of_both_widths_and_inner_spaces_are_read() {
        let read =
            |text: &'static str| all(text).map(|g| (g.ch, g.inside, g.toned)).collect::<Vec<_>>();
        assert_eq!(read("執(zhí)法"), [('執', "zhí".to_owned(), true)]);
        assert_eq!(read("會（huì ）場"), [('會', "huì".to_owned(), true)]);
        assert_eq!(read("剛(gang)剛"), [('剛', "gang".to_owned(), false)]);
        assert_eq!(read("你好(nǐ hǎo)"), [('好', "nǐ hǎo".to_owned(), true)]);
    }

    #[test]
    fn brackets_with_anything_else_are_not() {
        for text in ["公司(WHO)", "甲(乙)", "式(a+b)", "(zhí)", "國()", "國( )", "國(guó", "a(b)"]
        {
            assert_eq!(all(text).count(), 0, "{text}");
        }
    }
}
