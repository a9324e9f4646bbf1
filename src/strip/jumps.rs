//! `……（下转第四版）`, `（上接第一版）……`: where a paper goes on with an article on another page, set in the same line.

use std::ops::Range;

use super::shadow::tight;

/// Why they go.
pub(super) const ELSEWHERE: &str = "where the article goes on in the paper";

/// Longer ones are remarks, in characters: `下转第十二版要闻`.
const LONGEST: usize = 10;

const OPEN: [char; 2] = ['(', '（'];
const CLOSE: [char; 2] = [')', '）'];

/// The mark that `first`, the first line of a paragraph, begins with.
pub(super) fn before(text: &str, first: Range<usize>) -> Option<Range<u32>> {
    let line = text[first.clone()].trim_start();
    let start = first.end - line.len();
    let rest = line.strip_prefix(OPEN)?;
    let inner = rest.split(CLOSE).next()?;
    let behind = rest[inner.len()..].strip_prefix(CLOSE)?.trim_start();
    (!behind.is_empty() && is_jump(inner)).then(|| start as u32..(first.end - behind.len()) as u32)
}

/// The mark that `last`, the last line of a paragraph, ends with.
pub(super) fn behind(text: &str, last: Range<usize>) -> Option<Range<u32>> {
    let rest = text[last.clone()].trim_end().strip_suffix(CLOSE)?;
    let inner = rest.rsplit(OPEN).next()?;
    let before = rest[..rest.len() - inner.len()].strip_suffix(OPEN)?.trim_end();
    (!before.is_empty() && is_jump(inner))
        .then(|| (last.start + before.len()) as u32..last.end as u32)
}

/// `下转第四版`, `上接A01版`, `紧接第3页`.
fn is_jump(inner: &str) -> bool {
    if inner.chars().nth(LONGEST).is_some() {
        return false;
    }
    let inner = tight(inner);
    let number = ["上接", "下转", "紧接"].iter().find_map(|word| inner.strip_prefix(word));
    let number = number.map(|rest| rest.strip_prefix('第').unwrap_or(rest));
    number.and_then(|rest| rest.strip_suffix(['版', '页'])).is_some_and(|number| {
        !number.is_empty()
            && number
                .chars()
                .all(|ch| ch.is_ascii_alphanumeric() || "一二三四五六七八九十".contains(ch))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(line: &str) -> String {
        let from = before(line, 0..line.len()).map_or(0, |mark| mark.end as usize);
        let to = behind(line, 0..line.len()).map_or(line.len(), |mark| mark.start as usize);
        line[from..to].to_owned()
    }

    #[test]
    fn remarks_in_brackets_stay() {
        for line in [
            "他把剪报贴在本子上（下转第四版的那一篇）",
            "（上接）",
            "（第四版）新桥昨天通车。",
            "报纸上印着（下转第四版），他翻了过去。",
            "（下转第四版）",
            "(",
            "）",
        ] {
            assert_eq!(left(line), line);
        }
    }

    #[test]
    fn marks_go_at_both_ends_of_a_paragraph() {
        for line in [
            "新桥昨天通车。（下转第四版）",
            "新桥昨天通车。 (下轉A04版) ",
            "（上接第一版）新桥昨天通车。",
            "（紧接01版）　新桥昨天通车。（下转十二版）",
        ] {
            assert_eq!(left(line), "新桥昨天通车。", "{line}");
        }
    }
}
