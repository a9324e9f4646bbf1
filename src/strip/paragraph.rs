//! The lines and the paragraphs of a page.
//!
//! A text may have millions of lines, so that places are numbers of four bytes and a paragraph holds no text unless
//! it was put together.

use std::ops::Range;

use crate::paragraphs::{self, Join, trim_end, trim_start};

/// Where the lines of a page end.
pub(super) struct Lines(Vec<u32>);

impl Lines {
    pub(super) fn of(text: &str) -> Lines {
        let mut ends = Vec::with_capacity(text.len() / 64 + 8);
        ends.extend(paragraphs::split(text).map(|at| at.end as u32));
        Lines(ends)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Where line `n` stands, with its end.
    pub(super) fn at(&self, n: usize) -> Range<u32> {
        n.checked_sub(1).map_or(0, |before| self.0[before])..self.0[n]
    }
}

/// A paragraph: one line, or the lines that a wrap made of it.
struct Paragraph {
    /// Its lines, by their place among all lines.
    lines: Range<u32>,
    /// Where the last of its lines begins and ends in the page, without the line end.
    last: Range<u32>,
    /// What several lines say.
    #[expect(clippy::box_collection, reason = "8 bytes in each, and few have one")]
    joined: Option<Box<String>>,
}

/// The lines of a page that are not blank, those that belong together joined.
pub(super) struct Paragraphs<'t> {
    page: &'t str,
    found: Vec<Paragraph>,
}

impl<'t> Paragraphs<'t> {
    pub(super) fn of(page: &'t str, lines: &Lines, joins: &[Join]) -> Paragraphs<'t> {
        let mut joins = joins.iter().peekable();
        let mut found: Vec<Paragraph> = Vec::with_capacity(lines.len());
        for n in 0..lines.len() {
            let at = lines.at(n);
            let (from, end) = (at.start as usize, at.end as usize);
            let body = trim_start(&page[from..end]);
            if body.is_empty() {
                continue;
            }
            let start = end - body.len();
            let body = trim_end(body);
            let last = at.start..(start + body.len()) as u32;
            while joins.next_if(|join| join.at.end < start).is_some() {}
            let joined = joins.peek().filter(|join| join.at.end == start);
            match (found.last_mut(), joined) {
                (Some(paragraph), Some(join)) if join.at.start == paragraph.last.end as usize => {
                    let above = &page[paragraph.last.start as usize..paragraph.last.end as usize];
                    let text = paragraph.joined.get_or_insert_with(|| Box::new(above.to_owned()));
                    text.push_str(join.with);
                    text.push_str(body);
                    paragraph.lines.end = n as u32 + 1;
                    paragraph.last = last;
                }
                _ => found.push(Paragraph { lines: n as u32..n as u32 + 1, last, joined: None }),
            }
        }
        Paragraphs { page, found }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    /// What paragraph `n` says, without the white space at its end.
    pub(super) fn text(&self, n: usize) -> &str {
        let Paragraph { last, joined, .. } = &self.found[n];
        match joined {
            Some(text) => text,
            None => &self.page[last.start as usize..last.end as usize],
        }
    }

    /// What they say, one after the other.
    pub(super) fn texts(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|n| self.text(n))
    }

    /// The lines of paragraph `n`, by their place among all lines.
    pub(super) fn lines(&self, n: usize) -> Range<usize> {
        let lines = &self.found[n].lines;
        lines.start as usize..lines.end as usize
    }

    /// Where the last line of paragraph `n` begins and ends in the page, without the line end.
    pub(super) fn last(&self, n: usize) -> Range<usize> {
        let last = &self.found[n].last;
        last.start as usize..last.end as usize
    }
}
