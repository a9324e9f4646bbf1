//! Rows of tables whose cells are paragraphs: `<td><p>…</p></td>`.

use super::{Extracted, lines::Mark, pictures::Pictures};

/// A row of a table, as far as it has been read.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// How much stood above it.
    lines: usize,
    bytes: usize,
    /// How many lines stand above each of its cells.
    cells: Vec<usize>,
    /// A table stands in one of its cells: it makes a layout.
    pub(super) nested: bool,
}

impl Row {
    /// A row that begins behind what is `done`.
    pub(super) fn behind(done: &Extracted) -> Row {
        let (lines, bytes) = (done.marks.len(), done.text.len());
        Row { lines, bytes, cells: Vec::new(), nested: false }
    }

    /// A cell begins below so many lines.
    pub(super) fn cell(&mut self, lines: usize) {
        self.cells.push(lines);
    }

    /// Makes one line of its cells, as text processors write them, if each is one short line.
    pub(super) fn join(&self, done: &mut Extracted, pictures: &mut Pictures) {
        let Some(marks) = done.marks.get(self.lines..).filter(|marks| marks.len() >= 2) else {
            return;
        };
        let ends = self.cells.iter().skip(1).copied().chain([done.marks.len()]);
        let one = self.cells.iter().zip(ends).all(|(start, end)| end <= start + 1);
        let known = |mark: &Mark| mark.chosen.is_some() || mark.body;
        let text = &done.text[self.bytes..];
        let short = text.lines().all(|line| line.len() <= CELL);
        if self.nested || !one || !short || marks.iter().any(known) {
            return;
        }
        let linked = marks.iter().map(|mark| mark.linked).sum::<f32>() / marks.len() as f32;
        let mark = Mark { cell: true, linked, ..marks[0] };
        let joined = text.trim_end().replace('\n', "\t") + "\n";
        done.text.truncate(self.bytes);
        done.text.push_str(&joined);
        done.marks.truncate(self.lines);
        done.marks.push(mark);
        pictures.join_lines(self.lines);
    }
}

/// The cell of a table that tells facts has no more bytes: 40 hanzi. In longer ones stands what a layout sets side by side.
const CELL: usize = 120;
