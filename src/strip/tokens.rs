//! Lines that are made of several words of menus.

use super::{
    cues::{self, Cue},
    shadow::{Shadow, is_han, is_letter},
};

/// How many words of menus a line without gaps is made of, if it is nothing else, and whether each of them
/// means something only beside other furniture: `个人中心帐号设置意见反馈退出`.
pub(super) fn glued(shadow: &Shadow) -> Option<(usize, bool)> {
    let tight = shadow.tight.trim_matches(|ch: char| !is_han(ch) && !ch.is_ascii_alphanumeric());
    if tight.len() > 150 || !tight.chars().all(is_han) {
        return None;
    }
    let (mut rest, mut words, mut near) = (tight, 0, true);
    while !rest.is_empty() {
        let (end, cue) = cues::word_at_start(rest)?;
        near &= cue.near;
        words += 1;
        rest = &rest[end..];
    }
    (words >= 2).then_some((words, near))
}

/// How much of a line of several tokens is made of tokens that are cues, from
/// 0 to 1, how many tokens there are, and the class that most of them have.
pub(super) fn known_share(shadow: &Shadow) -> (f32, usize, Option<Cue>) {
    let (mut known, mut all, mut tokens) = (0, 0, 0);
    let mut first: Option<Cue> = None;
    for token in shadow.tokens(is_separator) {
        let size = token.chars().filter(|ch| is_letter(*ch)).count();
        let number = token.chars().all(|ch| ch.is_ascii_digit() || !is_letter(ch));
        if size > 0 && !number {
            tokens += 1;
            all += size;
            if let Some(cue) = cues::whole(token) {
                known += size;
                if first.is_none_or(|old| old.near && !cue.near) {
                    first = Some(cue);
                }
            }
        }
    }
    (known as f32 / all.max(1) as f32, tokens, first)
}

/// What stands between the tokens of a line.
pub(super) const fn is_separator(ch: char) -> bool {
    matches!(
        ch,
        ' ' | '|'
            | '·'
            | '>'
            | '/'
            | ':'
            | ','
            | '，'
            | '、'
            | '['
            | ']'
            | '('
            | ')'
            | '•'
            | '-'
            | '﹒'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_glued_are_told_apart() {
        let of = |line: &str| glued(&Shadow::of(line));
        assert_eq!(of("个人中心意见反馈退出"), Some((3, false)));
        assert_eq!(of("文化教育"), Some((2, true)));
        assert_eq!(of("抢首赞已赞过已踩过<"), Some((3, false)));
        for line in ["文化", "文化教育工作", "大中小学", "体育新闻，教育"] {
            assert_eq!(of(line), None, "{line}");
        }
    }
}
