//! Lines that are not the article.
//!
//! One labeller looks at the whole page and gives each line a label; the rules
//! of this stage each remove the lines of one label. They share the labels
//! ([`Patch::page`]), so that one rule's work does not change what the next
//! one sees.

use std::{fmt, ops::Range};

use crate::{Edits, Rule};

pub(crate) const RULES: &[&Rule] = &[];

/// What a line of a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    /// The article.
    Body,
    /// Its headline.
    Title,
    /// A line above or below the headline.
    Subtitle,
    /// Date, source, author, editor.
    Meta,
    /// Of a photograph, and who took it.
    Caption,
    /// Navigation: channels, breadcrumbs, paging.
    Nav,
    /// Other articles.
    Related,
    /// Copyright, licences, addresses.
    Footer,
    /// Print, share, font size, comments.
    Widget,
    /// Image file names, leftover markup, litter.
    Junk,
}

/// A line of the page and its label.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledLine {
    /// Its number from 1, in the text that the strip stage read.
    pub line: usize,
    /// What it is for.
    pub label: Label,
    /// It stays in the text.
    pub kept: bool,
}

/// What a page says about its article. Absent is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The headline.
    pub title: Option<String>,
    /// When it was published, in ISO 8601.
    pub date: Option<String>,
    /// Which paper or agency it is from.
    pub source: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who edited it.
    pub editor: Option<String>,
}

/// The lines of a text with their labels.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    lines: Vec<PageLine>,
    metadata: Metadata,
}

#[derive(Clone, Debug)]
struct PageLine {
    /// With its line end.
    at: Range<u32>,
    label: Label,
    kept: bool,
}

impl Page {
    /// Labels the lines of `text`.
    pub(crate) fn read(text: &str) -> Page {
        let mut at = 0;
        let lines = text
            .split_inclusive('\n')
            .map(|line| {
                let start = at;
                at += line.len() as u32;
                PageLine { at: start..at, label: Label::Body, kept: true }
            })
            .collect();
        Page { lines, metadata: Metadata::default() }
    }

    /// The same page after `edits`.
    pub(crate) fn followed(&self, edits: &Edits) -> Page {
        let lines = self
            .lines
            .iter()
            .map(|line| PageLine { at: edits.followed(line.at.clone()), ..line.clone() });
        Page {
            lines: lines.filter(|line| !line.at.is_empty()).collect(),
            metadata: self.metadata.clone(),
        }
    }

    /// What the page says about its article.
    pub(crate) fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Its lines, for the caller.
    pub(crate) fn labelled(&self) -> Vec<LabelledLine> {
        let numbered = self.lines.iter().zip(1..);
        numbered
            .map(|(line, n)| LabelledLine { line: n, label: line.label, kept: line.kept })
            .collect()
    }
}

impl Label {
    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Label::Body => "body",
            Label::Title => "title",
            Label::Subtitle => "subtitle",
            Label::Meta => "meta",
            Label::Caption => "caption",
            Label::Nav => "nav",
            Label::Related => "related",
            Label::Footer => "footer",
            Label::Widget => "widget",
            Label::Junk => "junk",
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
