//! The tokens of a page put together to lines.

use std::cell::RefCell;

use html5ever::{
    LocalName,
    tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, states::RawKind},
};

use super::{
    Extracted,
    chosen::{Choosing, Chosen, Standing},
    line::Line,
    pictures::{Caption, Frame, Pictures},
    rows::Row,
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
    line: Line,
    /// How many open tags set a part of a line apart.
    parts: usize,
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
        let linked = self.links > 0;
        let mut rest = text;
        // What shows the line ends of the source ends its lines there.
        while self.kept > 0
            && let Some((line, next)) = rest.split_once('\n')
        {
            self.add(line, linked);
            self.break_line();
            rest = next;
        }
        self.add(rest, linked);
        if self.line.len() > LONGEST {
            self.break_line();
        }
    }

    /// Adds text to the line.
    fn add(&mut self, text: &str, linked: bool) {
        let before = self.line.len();
        self.line.push(text, linked, self.parts > 0);
        if self.line.len() > before && !text.trim().is_empty() {
            self.pictures.text(self.open.last().map(|open| &open.frame));
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
            "img" if self.hidden.is_some() || !self.line.is_blank() => {}
            "img" => self.pictures.see(self.open.last().map(|open| &open.frame)),
            "hr" | "input" | "link" | "source" | "wbr" | "area" | "base" | "col" | "embed"
            | "param" | "track" => {
                if name == "hr" {
                    self.break_line();
                }
            }
            "td" | "th" if !self.line.is_empty() => {
                self.cell_begins();
                self.line.next_cell();
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
            row.cell(lines);
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
                self.line.link_begins();
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = name.as_bytes()[1] - b'0',
            _ => {}
        }
        if is_part(name) {
            self.parts += 1;
            // What has a style of its own is written by an author, who sets spaces himself.
            if attribute(tag, "style").is_none() {
                self.line.part_begins();
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
        let row = (&*name == "tr").then(|| Row::behind(&self.done));
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
        // The cells of a row that is one line are not opened: the end of one is not that of the cell their table stands in.
        let inner = |name: &str| matches!(name, "tr" | "table");
        if matches!(name, "td" | "th") && self.open[at..].iter().any(|open| inner(&open.name)) {
            return;
        }
        if self.open[at..].iter().any(|open| open.edge) {
            self.break_line();
        }
        self.choosing.close(at, &mut self.done.facts);
        for open in self.open.drain(at..) {
            // A part of a line whose own name says what it is.
            let own = self.line.since(open.from).trim();
            if !own.is_empty() && own.len() <= BYLINE && self.hidden.is_none() {
                self.done.facts.called(own, open.frame.author == 3, open.frame.source == 3);
            }
            if is_part(&open.name) {
                self.parts = self.parts.saturating_sub(1);
                self.line.part_ends();
            }
            self.kept -= usize::from(open.keeps);
            if let Some(row) = &open.row {
                row.join(&mut self.done, &mut self.pictures);
            }
            match &*open.name {
                "a" => {
                    self.links = self.links.saturating_sub(1);
                    self.line.link_ends();
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
        let before = self.done.text.len();
        let written = || {
            let block = self.open.iter().rev().find(|open| is_block(&open.name));
            block.is_some_and(|open| is_written(&open.name))
        };
        if !self.line.end(&mut self.done.text, written) {
            return;
        }
        let size = (self.done.text.len() - before).max(1);
        let open = self.open.last();
        if let Some(open) = open.filter(|_| size <= BYLINE) {
            let (author, source) = (open.frame.author > 0, open.frame.source > 0);
            self.done.facts.called(&self.done.text[before..], author, source);
        }
        self.done.text.push('\n');
        self.pictures.end_line(open.map(|open| &open.frame), size);
        self.done.marks.push(Mark {
            linked: (self.line.linked() as f32 / size as f32).min(1.0),
            favour: open.map_or(0, |open| open.favour),
            heading: self.heading,
            caption: Caption::None,
            container: open.map_or(0, |open| open.container),
            cell: self.line.has_cells(),
            subtitle: open.is_some_and(|open| open.frame.subtitle),
            body: open.is_some_and(|open| open.standing.body),
            chosen: open.and_then(|open| open.standing.chosen),
        });
        self.line.clear();
    }
}

/// True for a block in which an author sets spaces himself.
fn is_written(name: &str) -> bool {
    matches!(name, "p" | "section" | "blockquote" | "pre" | "figcaption" | "caption")
        || name.len() == 2 && name.starts_with('h')
}
