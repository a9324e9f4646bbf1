//! A line as it is put together from the pieces of text between tags.

/// What stands in the line so far.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
    /// How many bytes of it stood in links.
    linked: usize,
    /// Where a link begins right behind another one, and where the last ended.
    seams: Vec<usize>,
    link_end: Option<usize>,
    /// The same for whatever sets a part of a line apart.
    part_seams: Vec<usize>,
    part_end: Option<usize>,
    /// Text stands beside such parts.
    bare: bool,
    /// It has more than one cell.
    cell: bool,
}

/// A row of dates, names and buttons is shorter, in bytes: 80 hanzi.
const ROW: usize = 240;

impl Line {
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// What stands behind the first bytes, so many; nothing where there are fewer.
    pub(super) fn since(&self, from: usize) -> &str {
        self.text.get(from..).unwrap_or_default()
    }

    /// How many bytes stood in links.
    pub(super) fn linked(&self) -> usize {
        self.linked
    }

    pub(super) fn has_cells(&self) -> bool {
        self.cell
    }

    /// Adds text, in a link or not, in a part that is set apart or not.
    pub(super) fn push(&mut self, text: &str, linked: bool, apart: bool) {
        let before = self.text.len();
        let mut rest = text;
        while let Some((at, blank)) = first_blank(rest) {
            self.text.push_str(&rest[..at]);
            rest = &rest[at + blank.len_utf8()..];
            let last = self.text.as_bytes().last();
            match blank {
                // White space in the source is one space, or the line end that the author of the markup made.
                '\n' | '\r' => {
                    if last == Some(&b' ') {
                        self.text.pop();
                    }
                    if !self.text.is_empty() && !self.text.ends_with('\n') {
                        self.text.push('\n');
                    }
                }
                ' ' | '\t' | '\u{C}' => {
                    if !matches!(last, None | Some(b' ' | b'\n' | b'\t')) {
                        self.text.push(' ');
                    }
                }
                _ => self.text.push(' '),
            }
        }
        self.text.push_str(rest);
        if linked {
            self.linked += self.text.len().saturating_sub(before);
        }
        self.bare |= !apart && !text.trim().is_empty();
    }

    /// The next cell of a row begins.
    pub(super) fn next_cell(&mut self) {
        self.text.push('\t');
        self.cell = true;
    }

    pub(super) fn link_begins(&mut self) {
        // Blanks at the end may have gone since the last one ended.
        let beside = self.link_end.is_some_and(|end| self.since(end).trim().is_empty());
        if beside && !self.text.is_empty() {
            self.seams.push(self.text.len());
        }
    }

    pub(super) fn link_ends(&mut self) {
        self.link_end = Some(self.text.len());
    }

    pub(super) fn part_begins(&mut self) {
        let since = self.part_end.and_then(|end| self.text.get(end..));
        if since.is_some_and(|since| since.trim().is_empty()) {
            self.part_seams.push(self.text.len());
        }
    }

    pub(super) fn part_ends(&mut self) {
        self.part_end = Some(self.text.len()).filter(|end| *end > 0);
    }

    /// Appends the line to `to`, with gaps where a layout makes them; false when there is nothing in it. `written` tells
    /// whether it stands where an author sets spaces himself.
    pub(super) fn end(&mut self, to: &mut String, written: impl FnOnce() -> bool) -> bool {
        let line = self.text.trim();
        if line.is_empty() {
            self.clear();
            return false;
        }
        // A row of links is no sentence: between two of them is a gap, as layouts make one.
        let row = self.linked * 4 >= line.len() * 3;
        let indent = self.text.len() - self.text.trim_start().len();
        let seams = match row {
            true => self.seams.as_slice(),
            false if self.is_in_parts(line) && !written() => self.part_seams.as_slice(),
            false => &[],
        };
        let seams = seams.iter().filter(|at| **at > indent);
        let mut seams = seams.map(|at| at - indent).peekable();
        let mut copied = 0;
        loop {
            // What stands up to the next seam, or line end of the source.
            let end = memchr::memchr(b'\n', &line.as_bytes()[copied..]).map(|at| copied + at);
            let seam = seams.next_if(|seam| end.is_none_or(|end| *seam <= end));
            let Some(at) = seam.or(end) else { break };
            // Inside another character is behind it.
            let at = line.ceil_char_boundary(at).max(copied);
            to.push_str(&line[copied..at]);
            copied = at;
            let Some(ch) = line[at..].chars().next() else { break };
            if seam.is_some() {
                if !ch.is_whitespace() && !to.ends_with(' ') {
                    to.push(' ');
                }
                continue;
            }
            // Line ends of the source between hanzi are not spaces of the text.
            let wide = |ch: Option<char>| ch.is_some_and(is_wide);
            copied += 1;
            if !(wide(line[..at].chars().next_back()) && wide(line[copied..].chars().next())) {
                to.push(' ');
            }
        }
        to.push_str(&line[copied..]);
        true
    }

    /// True for a row of dates, names and buttons, each in a tag of its own: layouts make gaps between them. Sentences are
    /// none.
    fn is_in_parts(&self, line: &str) -> bool {
        !self.part_seams.is_empty()
            && !self.bare
            && line.len() <= ROW
            && !line.contains(['。', '，', '！', '？', '；', '“', '「'])
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.seams.clear();
        self.part_seams.clear();
        (self.linked, self.link_end) = (0, None);
        (self.bare, self.part_end) = (false, None);
        self.cell = false;
    }
}

/// The first character of `text` that markup does not take for itself, and where.
fn first_blank(text: &str) -> Option<(usize, char)> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let is_blank = |b: &u8| matches!(b, b'\n' | b'\r' | b' ' | b'\t' | 0xC | 0xC2);
        let at = from + bytes[from..].iter().position(is_blank)?;
        match (bytes[at], bytes.get(at + 1)) {
            (0xC2, Some(0xA0)) => return Some((at, '\u{A0}')),
            (0xC2, _) => from = at + 1,
            (blank, _) => return Some((at, blank.into())),
        }
    }
}

fn is_wide(ch: char) -> bool {
    ch >= '\u{2E80}'
}
