//! The tokens of a page put together to lines.

use std::cell::RefCell;

use html5ever::{
    LocalName,
    tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, states::RawKind},
};

use super::{
    Extracted,
    chosen::{Choosing, Chosen, Standing},
    pictures::{Caption, Frame, Pictures},
    tags::{Favours, attribute, is_block, is_set_as_block, is_unseen, keeps_lines, outer_and},
};

/// What the markup knew about a line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Mark {
    /// How much of it is links, from 0 to 1.
    pub(crate) linked: f32,
    /// What the names of its containers speak for: above 0 the article, below 0 furniture.
    pub(crate) favour: i8,
    /// It is a heading: 1 to 6, or 0.
    pub(crate) heading: u8,
    /// It is the caption of a figure, or stands as one.
    pub(crate) caption: Caption,
    /// The number of the container that it stands in.
    pub(crate) container: u32,
    /// It is a row of a table.
    pub(crate) cell: bool,
    /// Its container is called that of a line above or below the headline.
    pub(crate) subtitle: bool,
    /// The caller's selectors say that the article is there.
    pub(crate) body: bool,
    /// What else they say.
    pub(crate) chosen: Option<Chosen>,
}

/// Open tags beyond this depth are not told apart.
const DEEPEST: usize = 512;

/// A line longer than this is cut, in bytes: a page without a block is no page.
const LONGEST: usize = 1 << 20;

/// A row of dates, names and buttons is shorter, in bytes: 80 hanzi.
const ROW: usize = 240;

/// Who wrote it is named in fewer bytes: 12 hanzi.
const BYLINE: usize = 36;

/// A tag that is open.
#[derive(Clone, Debug)]
struct Open {
    name: LocalName,
    favour: i8,
    container: u32,
    frame: Frame,
    standing: Standing,
    /// A line ends where it ends, though its name does not say so.
    edge: bool,
    /// Line ends in it are its author's.
    keeps: bool,
    /// The line was so long where it begins.
    from: usize,
    /// A row of a table, as far as it has been read.
    row: Option<Row>,
}

/// A row of a table: how many lines stood above it, and where each of its cells begins, in lines.
#[derive(Clone, Debug)]
struct Row {
    lines: usize,
    bytes: usize,
    cells: Vec<usize>,
    /// A table stands in one of its cells: it makes a layout.
    nested: bool,
}

#[derive(Debug, Default)]
pub(super) struct Sink<'s>(RefCell<State<'s>>);

#[derive(Debug, Default)]
struct State<'s> {
    done: Extracted,
    choosing: Choosing<'s>,
    open: Vec<Open>,
    /// How many of `open` are links, headings by level, or hidden.
    links: usize,
    /// How many of them keep the line ends of the source.
    kept: usize,
    line: String,
    /// How many bytes of the line stood in links.
    linked: usize,
    /// Where a link begins right behind another one, in the line.
    seams: Vec<usize>,
    /// The line was so long when a link ended.
    link_end: Option<usize>,
    /// How many open tags set a part of a line apart, whether text stands beside them, where the last ended, and
    /// where one begins right behind another.
    parts: usize,
    bare: bool,
    part_end: Option<usize>,
    part_seams: Vec<usize>,
    /// The line has more than one cell.
    cell: bool,
    heading: u8,
    /// Text of these is not shown: the depth at which the first was opened.
    hidden: Option<usize>,
    title: Option<String>,
    script: Option<String>,
    containers: u32,
    favours: Favours,
    pictures: Pictures,
}

/// What sets a part of a line apart.
fn is_part(name: &str) -> bool {
    matches!(name, "a" | "span" | "em" | "i" | "b" | "strong" | "time" | "label" | "small")
}

impl<'s> Sink<'s> {
    pub(super) fn new(choosing: Choosing<'s>) -> Sink<'s> {
        Sink(RefCell::new(State { choosing, ..State::default() }))
    }

    pub(super) fn finish(&self) -> Extracted {
        let mut state = self.0.borrow_mut();
        state.break_line();
        let State { choosing, done, pictures, .. } = &mut *state;
        pictures.mark(&mut done.marks);
        choosing.close(0, &mut done.facts);
        std::mem::take(&mut state.done)
    }
}

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.text(&text),
            Token::CommentToken(text) => state.done.facts.comment(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return state.start(&tag),
            Token::TagToken(tag) => state.end(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State<'_> {
    fn text(&mut self, text: &str) {
        if let Some(title) = &mut self.title {
            title.push_str(text);
            return;
        }
        if let Some(script) = &mut self.script {
            if script.len() < LONGEST {
                script.push_str(text);
            }
            return;
        }
        if self.hidden.is_some() {
            if self.open.last().is_some_and(|open| &*open.name == "script") {
                self.done.facts.script(text);
            }
            return;
        }
        self.choosing.text(text);
        let before = self.line.len();
        let mut rest = text;
        while let Some((at, blank)) = first_blank(rest) {
            self.line.push_str(&rest[..at]);
            rest = &rest[at + blank.len_utf8()..];
            let last = self.line.as_bytes().last();
            match blank {
                // White space in the source is one space, or the line end that the author of the markup made.
                '\n' if self.kept > 0 => self.break_line(),
                '\n' | '\r' => {
                    if last == Some(&b' ') {
                        self.line.pop();
                    }
                    if !self.line.is_empty() && !self.line.ends_with('\n') {
                        self.line.push('\n');
                    }
                }
                ' ' | '\t' | '\u{C}' => {
                    if !matches!(last, None | Some(b' ' | b'\n' | b'\t')) {
                        self.line.push(' ');
                    }
                }
                _ => self.line.push(' '),
            }
        }
        self.line.push_str(rest);
        if self.line.len() > before && !text.trim().is_empty() {
            self.pictures.text(self.open.last().map(|open| &open.frame));
        }
        if self.links > 0 {
            self.linked += self.line.len().saturating_sub(before);
        }
        self.bare |= self.parts == 0 && !text.trim().is_empty();
        if self.line.len() > LONGEST {
            self.break_line();
        }
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        match name {
            "title" if self.done.facts.title.is_none() && self.hidden.is_none() => {
                self.title = Some(String::new());
                return TokenSinkResult::RawData(RawKind::Rcdata);
            }
            "title" | "textarea" => {
                self.hide(&tag.name);
                return TokenSinkResult::RawData(RawKind::Rcdata);
            }
            "script" => {
                let json = attribute(tag, "type").is_some_and(|kind| kind.contains("ld+json"));
                if json {
                    self.script = Some(String::new());
                } else {
                    self.hide(&tag.name);
                }
                return TokenSinkResult::RawData(RawKind::ScriptData);
            }
            "style" | "noframes" | "iframe" | "xmp" | "noembed" => {
                self.hide(&tag.name);
                return TokenSinkResult::RawData(RawKind::Rawtext);
            }
            "meta" => {
                let (content, key) = (attribute(tag, "content"), ["name", "property", "itemprop"]);
                let key = key.iter().find_map(|key| attribute(tag, key));
                if let (Some(key), Some(content)) = (key, content) {
                    self.done.facts.meta(key, content);
                }
            }
            "time" if self.hidden.is_none() => {
                if let Some(date) = attribute(tag, "datetime") {
                    self.done.facts.shown(date);
                }
                self.open(tag, name);
            }
            "br" => self.break_line(),
            "img" if self.hidden.is_some() || !self.line.trim().is_empty() => {}
            "img" => self.pictures.see(self.open.last().map(|open| &open.frame)),
            "hr" | "input" | "link" | "source" | "wbr" | "area" | "base" | "col" | "embed"
            | "param" | "track" => {
                if name == "hr" {
                    self.break_line();
                }
            }
            "td" | "th" if !self.line.is_empty() => {
                self.cell_begins();
                self.line.push('\t');
                self.cell = true;
                // What the caller's selectors name is looked at, wherever it stands.
                if !self.choosing.is_empty() {
                    self.open(tag, name);
                }
            }
            _ => self.open(tag, name),
        }
        TokenSinkResult::Continue
    }

    /// A cell of the row that is open begins here.
    fn cell_begins(&mut self) {
        let lines = self.done.marks.len();
        if let Some(row) = self.open.iter_mut().rev().find_map(|open| open.row.as_mut()) {
            row.cells.push(lines);
        }
    }

    /// Everything that has an end.
    fn open(&mut self, tag: &Tag, name: &str) {
        match name {
            "td" | "th" => self.cell_begins(),
            "table" => self
                .open
                .iter_mut()
                .filter_map(|open| open.row.as_mut())
                .for_each(|row| row.nested = true),
            _ => {}
        }
        if is_block(name) {
            self.break_line();
            // What may not stand inside its like ends it.
            if let Some(last) = self.open.last()
                && (&*last.name == name && matches!(name, "p" | "li" | "option" | "dd" | "dt"))
            {
                self.end(&tag.name);
            }
        }
        if tag.self_closing && name != "a" || self.open.len() >= DEEPEST {
            return;
        }
        if self.hidden.is_none() && is_unseen(name) {
            self.hidden = Some(self.open.len());
        }
        let outer = self.open.last().map_or(0, |open| open.favour);
        let favour = if matches!(name, "html" | "body") {
            0
        } else {
            outer_and(outer, self.favours.of(tag))
        };
        let mut container = self.open.last().map_or(0, |open| open.container);
        if matches!(
            name,
            "div" | "section" | "article" | "td" | "ul" | "ol" | "dl" | "main" | "aside"
        ) {
            self.containers += 1;
            container = self.containers;
        }
        match name {
            "a" => {
                self.links += 1;
                // Blanks at the end may have gone since the link ended.
                let since = self.link_end.map(|end| self.line.get(end..).unwrap_or_default());
                let beside = since.is_some_and(|since| since.trim().is_empty());
                if beside && !self.line.is_empty() {
                    self.seams.push(self.line.len());
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = name.as_bytes()[1] - b'0',
            _ => {}
        }
        if is_part(name) {
            self.parts += 1;
            // What has a style of its own is written by an author, who sets spaces himself.
            let since = self.part_end.and_then(|end| self.line.get(end..));
            let apart = since.is_some_and(|since| since.trim().is_empty());
            if apart && attribute(tag, "style").is_none() {
                self.part_seams.push(self.line.len());
            }
        }
        let frame = self.pictures.open(tag, self.open.last().map(|open| &open.frame));
        let outer = self.open.last().map(|open| &open.standing);
        let standing = self.choosing.open(tag, outer, self.open.len());
        let edge = standing.edge || is_set_as_block(tag);
        if edge {
            self.break_line();
        }
        let name = tag.name.clone();
        let from = self.line.len();
        let (lines, bytes) = (self.done.marks.len(), self.done.text.len());
        let row = (&*name == "tr").then(|| Row { lines, bytes, cells: Vec::new(), nested: false });
        let keeps = keeps_lines(tag);
        self.kept += usize::from(keeps);
        self.open.push(Open { name, favour, container, frame, standing, edge, keeps, from, row });
    }

    fn hide(&mut self, name: &LocalName) {
        self.hidden.get_or_insert(self.open.len());
        let (name, frame, standing) = (name.clone(), Frame::default(), Standing::default());
        self.open.push(Open {
            name,
            favour: 0,
            container: 0,
            frame,
            standing,
            edge: false,
            keeps: false,
            from: 0,
            row: None,
        });
    }

    fn end(&mut self, ended: &LocalName) {
        let name: &str = ended;
        if name == "title"
            && let Some(title) = self.title.take()
        {
            let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
            self.done.facts.title = (!title.is_empty()).then_some(title);
            return;
        }
        if name == "script"
            && let Some(script) = self.script.take()
        {
            self.done.facts.json(&script);
            return;
        }
        if is_block(name) {
            self.break_line();
        }
        // An end tag without its start is an error that browsers forgive: nothing ends. A container is not
        // ended by what stands inside another.
        let reach = self.open.len().saturating_sub(64);
        let Some(at) = self.open[reach..].iter().rposition(|open| open.name == *ended) else {
            return;
        };
        let at = reach + at;
        if self.open[at..].iter().any(|open| open.edge) {
            self.break_line();
        }
        self.choosing.close(at, &mut self.done.facts);
        for open in self.open.drain(at..) {
            // A part of a line whose own name says what it is.
            let own = self.line.get(open.from..).unwrap_or_default().trim();
            if !own.is_empty() && own.len() <= BYLINE && self.hidden.is_none() {
                self.done.facts.called(own, open.frame.author == 3, open.frame.source == 3);
            }
            if is_part(&open.name) {
                self.parts = self.parts.saturating_sub(1);
                self.part_end = Some(self.line.len()).filter(|end| *end > 0);
            }
            self.kept -= usize::from(open.keeps);
            if let Some(row) = &open.row {
                self.done.join_cells(row, &mut self.pictures);
            }
            match &*open.name {
                "a" => {
                    self.links = self.links.saturating_sub(1);
                    self.link_end = Some(self.line.len());
                }
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = 0,
                _ => {}
            }
        }
        if self.hidden.is_some_and(|at| self.open.len() <= at) {
            self.hidden = None;
        }
    }

    fn break_line(&mut self) {
        let line = self.line.trim();
        if line.is_empty() {
            return self.clear_line();
        }
        // A row of links is no sentence: between two of them is a gap, as layouts make one.
        let row = self.linked * 4 >= line.len() * 3;
        let indent = self.line.len() - self.line.trim_start().len();
        let seams = match row {
            true => self.seams.as_slice(),
            false if self.is_in_parts(line) => self.part_seams.as_slice(),
            false => &[],
        };
        let seams = seams.iter().filter(|at| **at > indent);
        let mut seams = seams.map(|at| at - indent).peekable();
        let before = self.done.text.len();
        let mut copied = 0;
        loop {
            // What stands up to the next seam, or line end of the source.
            let end = memchr::memchr(b'\n', &line.as_bytes()[copied..]).map(|at| copied + at);
            let seam = seams.next_if(|seam| end.is_none_or(|end| *seam <= end));
            let Some(at) = seam.or(end) else { break };
            // Inside another character is behind it.
            let at = line.ceil_char_boundary(at).max(copied);
            self.done.text.push_str(&line[copied..at]);
            copied = at;
            let Some(ch) = line[at..].chars().next() else { break };
            if seam.is_some() {
                if !ch.is_whitespace() && !self.done.text.ends_with(' ') {
                    self.done.text.push(' ');
                }
                continue;
            }
            // Line ends of the source between hanzi are not spaces of the text.
            let wide = |ch: Option<char>| ch.is_some_and(is_wide);
            copied += 1;
            if !(wide(line[..at].chars().next_back()) && wide(line[copied..].chars().next())) {
                self.done.text.push(' ');
            }
        }
        self.done.text.push_str(&line[copied..]);
        let size = (self.done.text.len() - before).max(1);
        if let Some(open) = self.open.last().filter(|_| size <= BYLINE) {
            let (author, source) = (open.frame.author > 0, open.frame.source > 0);
            self.done.facts.called(&self.done.text[before..], author, source);
        }
        self.done.text.push('\n');
        let open = self.open.last();
        self.pictures.end_line(open.map(|open| &open.frame), size);
        self.done.marks.push(Mark {
            linked: (self.linked as f32 / size as f32).min(1.0),
            favour: open.map_or(0, |open| open.favour),
            heading: self.heading,
            caption: Caption::None,
            container: open.map_or(0, |open| open.container),
            cell: self.cell,
            subtitle: open.is_some_and(|open| open.frame.subtitle),
            body: open.is_some_and(|open| open.standing.body),
            chosen: open.and_then(|open| open.standing.chosen),
        });
        self.clear_line();
    }

    /// True for a row of dates, names and buttons, each in a tag of its own: layouts make gaps between them. What is
    /// written in paragraphs is not, nor are sentences.
    fn is_in_parts(&self, line: &str) -> bool {
        let block = self.open.iter().rev().find(|open| is_block(&open.name));
        let written = |name: &str| {
            matches!(name, "p" | "section" | "blockquote" | "pre" | "figcaption" | "caption")
                || name.len() == 2 && name.starts_with('h')
        };
        !self.part_seams.is_empty()
            && !self.bare
            && line.len() <= ROW
            && !block.is_some_and(|open| written(&open.name))
            && !line.contains(['。', '，', '！', '？', '；', '“', '「'])
    }

    fn clear_line(&mut self) {
        self.cell = false;
        self.line.clear();
        self.seams.clear();
        self.part_seams.clear();
        (self.linked, self.link_end) = (0, None);
        (self.bare, self.part_end) = (false, None);
    }
}

impl Extracted {
    /// One line for a row whose cells are short paragraphs, as text processors write them.
    fn join_cells(&mut self, row: &Row, pictures: &mut Pictures) {
        let lines = &self.marks[row.lines..];
        let starts = row.cells.iter().chain([&self.marks.len()]).copied().collect::<Vec<usize>>();
        let one = starts.windows(2).all(|cell| cell[1] - cell[0] <= 1);
        let text = &self.text[row.bytes..];
        let short = text.lines().all(|line| line.len() <= CELL);
        let known = |mark: &Mark| mark.chosen.is_some() || mark.body;
        if row.nested || lines.len() < 2 || !one || !short || lines.iter().any(known) {
            return;
        }
        let linked = lines.iter().map(|mark| mark.linked).sum::<f32>() / lines.len() as f32;
        let first = Mark { cell: true, linked, ..lines[0] };
        let joined = text.trim_end().replace('\n', "\t") + "\n";
        self.text.truncate(row.bytes);
        self.text.push_str(&joined);
        self.marks.truncate(row.lines);
        self.marks.push(first);
        pictures.join_lines(row.lines);
    }
}

/// The cell of a table that tells facts has no more bytes: 40 hanzi. In longer ones stands what a layout sets side by side.
const CELL: usize = 120;

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
