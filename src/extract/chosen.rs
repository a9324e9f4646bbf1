//! What the caller's selectors choose of a page.

use html5ever::tokenizer::Tag;

use super::{
    facts::{Facts, Field},
    selector::{Reached, Selector},
};
use crate::hosts::Hosts;

/// What an element is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The article is in it, and nowhere else.
    Body,
    /// It stays.
    Keep,
    /// It goes.
    Drop,
    /// It says what the article is called, who wrote it, when.
    Field(Field),
}

/// Selectors, each for some hosts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selectors {
    rows: Vec<(Hosts, Selector, Choice)>,
}

/// What became of a line because of the element that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    Keep,
    /// By the selector of this number.
    Drop(usize),
}

impl Selectors {
    /// Adds one, and gives its number.
    pub(crate) fn add(&mut self, hosts: Hosts, selector: Selector, choice: Choice) -> usize {
        self.rows.push((hosts, selector, choice));
        self.rows.len() - 1
    }

    /// Those that are for pages of `host`.
    pub(super) fn at(&self, host: Option<&str>) -> Choosing<'_> {
        let rows = self.rows.iter().enumerate().filter(|(_, (hosts, ..))| hosts.hold(host));
        let rows = rows.map(|(n, (_, selector, choice))| (n, selector, *choice)).collect();
        Choosing { rows, reading: Vec::new() }
    }
}

/// The selectors that are for one page, on their way through it.
#[derive(Debug, Default)]
pub(super) struct Choosing<'s> {
    rows: Vec<(usize, &'s Selector, Choice)>,
    /// What is read of elements for the metadata, and how deep they were opened.
    reading: Vec<(usize, Field, String)>,
}

/// What is known of a tag that is open.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    reached: Box<[Reached]>,
    /// It is in an element that holds the article.
    pub(super) body: bool,
    pub(super) chosen: Option<Chosen>,
    /// It was chosen itself: it is a line of its own.
    pub(super) edge: bool,
}

impl Choosing<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What `tag`, which is opened at `depth`, is chosen for, in an element that is known to be `outer`.
    pub(super) fn open(&mut self, tag: &Tag, outer: Option<&Standing>, depth: usize) -> Standing {
        if self.rows.is_empty() {
            return Standing::default();
        }
        let mut standing = Standing { edge: false, ..outer.cloned().unwrap_or_default() };
        if standing.reached.is_empty() {
            standing.reached = vec![Reached::default(); self.rows.len()].into();
        }
        for ((number, selector, choice), reached) in self.rows.iter().zip(&mut standing.reached) {
            let meant;
            (*reached, meant) = selector.step(tag, *reached);
            if !meant {
                continue;
            }
            match choice {
                Choice::Body => standing.body = true,
                Choice::Keep => standing.chosen = Some(Chosen::Keep),
                Choice::Drop => standing.chosen = Some(Chosen::Drop(*number)),
                Choice::Field(field) => self.reading.push((depth, *field, String::new())),
            }
            standing.edge |= !matches!(choice, Choice::Field(_));
        }
        standing
    }

    /// Text of the innermost tag that is open.
    pub(super) fn text(&mut self, text: &str) {
        for (_, _, read) in self.reading.iter_mut().filter(|(_, _, read)| read.len() < LONGEST) {
            read.push_str(text);
        }
    }

    /// The tags from `depth` on are closed.
    pub(super) fn close(&mut self, depth: usize, facts: &mut Facts) {
        while let Some((_, field, read)) = self.reading.pop_if(|(opened, ..)| *opened >= depth) {
            facts.own(field, &read);
        }
    }
}

/// What is read of an element for the metadata, in bytes: more is no name and no headline.
const LONGEST: usize = 1 << 10;
