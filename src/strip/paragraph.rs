//! The paragraphs of a page.

use std::{borrow::Cow, ops::Range};

use crate::paragraphs::{Join, trim_end, trim_start};

/// A paragraph: one line, or the lines that a wrap made of it.
pub(super) struct Paragraph<'t> {
    /// Its lines, by their place among all lines.
    pub(super) lines: Range<usize>,
    pub(super) text: Cow<'t, str>,
    /// Where the last of its lines begins and ends in the page, without the line end.
    pub(super) last: Range<usize>,
}

/// The lines that are not blank, those that belong together joined.
pub(super) fn paragraphs<'t>(
    text: &'t str,
    lines: &[Range<usize>],
    joins: &[Join],
) -> Vec<Paragraph<'t>> {
    let mut joins = joins.iter().peekable();
    let mut found: Vec<Paragraph<'t>> = Vec::with_capacity(lines.len());
    for (n, at) in lines.iter().enumerate() {
        let line = &text[at.clone()];
        let body = trim_start(line);
        if body.is_empty() {
            continue;
        }
        let start = at.end - body.len();
        let body = trim_end(body);
        let last = at.start..start + body.len();
        while joins.next_if(|join| join.at.end < start).is_some() {}
        let joined = joins.peek().filter(|join| join.at.end == start);
        match found.last_mut() {
            Some(paragraph) if joined.is_some_and(|join| join.at.start == paragraph.last.end) => {
                let text = paragraph.text.to_mut();
                text.truncate(text.trim_end().len());
                text.push_str(joined.map_or("", |join| join.with));
                text.push_str(line[start - at.start..].trim_end_matches(LINE_END));
                paragraph.lines.end = n + 1;
                paragraph.last = last;
            }
            _ => found.push(Paragraph {
                lines: n..n + 1,
                text: Cow::Borrowed(line.trim_end_matches(LINE_END)),
                last,
            }),
        }
    }
    found
}

/// What a line ends with.
const LINE_END: [char; 2] = ['\n', '\r'];
