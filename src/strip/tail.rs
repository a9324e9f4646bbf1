//! A credit at the end of a paragraph: `……。（记者 李明）`, `……。责任编辑：王芳`.

use std::ops::Range;

use super::{
    Class, Metadata, bylines, credits, look::Look, photo_credits, scan, shadow::Shadow, tokens,
};

/// How much of the end of a paragraph is looked at, in characters.
const REACH: usize = 60;

/// Where a credit stands at the end of a paragraph whose last line stands at `last`, its class, and why it is
/// one; what it says goes to `metadata`.
pub(super) fn cut(
    text: &str,
    last: Range<usize>,
    look: &Look,
    metadata: &mut Metadata,
) -> Option<(Range<u32>, Class, &'static str)> {
    if look.han < 15 {
        return None;
    }
    let line = &text[last.clone()];
    let end = line.chars().next_back()?;
    // Nearly all sentences end here.
    if look.ended && !end.is_ascii_digit() && !CLOSE.contains(&end) || !may_hold_sentence(line) {
        return None;
    }
    // Some agencies put the day behind the editor: （編輯：李河）1080227.
    let bare = line.trim_end_matches(|ch: char| ch.is_ascii_digit());
    let dated = line.len() - bare.len() >= 6 && bare.ends_with([')', '）']);
    let line = if dated { bare } else { line };
    let boxed = line.ends_with(CLOSE);
    if !boxed && look.ended {
        return None;
    }
    let from = line.char_indices().rev().nth(REACH).map_or(0, |(at, _)| at);
    // Something must be left, and it must be a sentence that ended.
    let before = |start: usize| {
        let before = line[..from + start].trim_end();
        before.ends_with(ENDS).then_some(before.len())
    };
    let end = &line[from..];
    match end.rfind(OPEN).filter(|_| boxed) {
        Some(open) => before(open)?,
        None => end.rfind(['。', '!', '！', '?', '？', '”'])?,
    };
    let (start, class) = credit(end, metadata)?;
    let at = last.start + before(start)?..last.end;
    let because = match class {
        Class::Widget => "words of menus, glued to a paragraph",
        _ => "a credit at the end of a paragraph",
    };
    Some((at.start as u32..at.end as u32, class, because))
}

/// True when one of the marks may stand in `line` that end a sentence before a credit.
fn may_hold_sentence(line: &str) -> bool {
    let bytes = line.as_bytes();
    let mut wide = memchr::memchr3_iter(0xE2, 0xE3, 0xEF, bytes);
    memchr::memchr3(b'!', b'?', b'"', bytes).is_some()
        || wide.any(|at| line.get(at..).is_some_and(|rest| rest.starts_with(ENDS)))
}

/// What a sentence ends with before a credit.
const ENDS: [char; 10] = ['。', '！', '？', '!', '?', '”', '…', '"', '」', '；'];

/// Brackets as they are in the text; their shadows are round or square.
const OPEN: [char; 6] = ['(', '（', '[', '［', '【', '〔'];
const CLOSE: [char; 6] = [')', '）', ']', '］', '】', '〕'];

/// Where the credit begins in `line`, in bytes.
fn credit(line: &str, metadata: &mut Metadata) -> Option<(usize, Class)> {
    let mut shadow = Shadow::default();
    let sights = shadow.cast(line);
    let shadow = &shadow;
    let count = shadow.chars.len();
    let mut open = None;
    if matches!(shadow.get(count.checked_sub(1)?), ')' | ']') {
        open = (0..count).rev().find(|n| matches!(shadow.get(*n), '(' | '['));
    }
    let start = match open {
        Some(open) => open,
        None => {
            (0..count).rev().skip(1).find(|n| matches!(shadow.get(*n), '。' | '!' | '?' | '”'))? + 1
        }
    };
    let at = shadow.at(start);
    if !sights.may_hold(scan::KEY | scan::WORD) {
        return (photo_credits::photo_credit(shadow)? >= start)
            .then_some((at, Class::TrailingCredit));
    }
    let inner =
        line[at..].trim_matches(|ch: char| ch.is_whitespace() || "()（）[]【】〔〕".contains(ch));
    let part = Shadow::of(inner);
    if let Some(found) = bylines::reporters(inner, &part).filter(|_| open.is_some()) {
        merge(&mut metadata.author, found.author);
        return Some((at, Class::TrailingCredit));
    }
    let found = credits::credits(inner, &part);
    // 见习、报道 and the like may stand beside the names; a word of text may not.
    if found.keys > 0 && found.rest == 0 && (open.is_some() || found.editor.is_some()) {
        merge(&mut metadata.author, found.author);
        merge(&mut metadata.editor, found.editor);
        if metadata.source.is_none() {
            metadata.source = found.source;
        }
        return Some((at, Class::TrailingCredit));
    }
    // Buttons that the page sets behind its last line: 抢首赞已赞过.
    if open.is_none() && tokens::glued(&part).is_some_and(|(words, near)| !near || words > 2) {
        return Some((at, Class::Widget));
    }
    (photo_credits::photo_credit(shadow)? >= start).then_some((at, Class::TrailingCredit))
}

fn merge(slot: &mut Option<String>, found: Option<String>) {
    match (slot, found) {
        (slot @ None, found) => *slot = found,
        (Some(old), Some(found)) if !old.contains(&found) => {
            old.push('、');
            old.push_str(&found);
        }
        _ => {}
    }
}
