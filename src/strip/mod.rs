//! Lines that are not the article.
//!
//! One labeller looks at the whole page and gives each line a label; the rules
//! of this stage each remove the lines of one label. They share the labels
//! ([`Patch::page`]), so that one rule's work does not change what the next
//! one sees.

mod article;
mod boxes;
mod breadcrumbs;
mod bylines;
mod captions;
mod comments;
mod copies;
mod credits;
mod cues;
mod dates;
mod evidence;
mod footers;
mod furniture;
mod headline;
pub(crate) mod heads;
mod judge;
mod jumps;
mod junk_lines;
mod keys;
mod label;
mod look;
mod meta_lines;
mod metadata;
mod names;
mod navigation;
mod outlets;
mod own_cues;
mod page;
mod pairs;
mod paragraph;
mod photo_credits;
mod picture_sources;
mod policy;
mod promotions;
mod related_links;
mod repeated_articles;
mod repeated_titles;
mod scan;
mod sentence;
mod shadow;
mod sites;
mod tail;
mod tokens;
mod trailing_credits;
mod unmarked_captions;
mod values;
mod widgets;

use std::fmt;

pub use self::{
    own_cues::{BadCue, Cues},
    policy::Strictness,
    sites::{NoSiteStats, Site, SiteStats},
};
pub(crate) use self::{page::Page, policy::Policy};
use crate::{Confidence, Patch, Rule, paragraphs};

/// In no order that matters: each removes the lines of its own label, and the
/// labels are read once for all of them.
pub(crate) const RULES: &[&Rule] = &[
    &navigation::RULE,
    &breadcrumbs::RULE,
    &widgets::RULE,
    &promotions::RULE,
    &comments::RULE,
    &related_links::RULE,
    &captions::RULE,
    &unmarked_captions::RULE,
    &meta_lines::RULE,
    &footers::RULE,
    &junk_lines::RULE,
    &repeated_titles::RULE,
    &repeated_articles::RULE,
    &trailing_credits::RULE,
];

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
    /// Its number from 1, in the text that was given.
    pub line: usize,
    /// What it is for.
    pub label: Label,
    /// It stays in the text.
    pub kept: bool,
    /// How probable it is that the line is of the article, from 0 to 1: of a headline too, which is not.
    pub probability: f32,
    /// The cue or the neighbours that decided. Empty for the article itself.
    pub because: &'static str,
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

/// What is known of each line of a page, for those who count it: its number, and the answers in words.
#[doc(hidden)]
pub fn line_evidence(text: &str) -> Vec<(usize, String)> {
    Page::read(text, &paragraphs::joins(text), &Policy::default()).evidence(text)
}

/// What kind of furniture a line is. Each has a rule that removes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Navigation,
    Search,
    Paging,
    Breadcrumb,
    Widget,
    Promo,
    Comment,
    Related,
    Meta,
    Caption,
    Footer,
    Junk,
    RepeatedTitle,
    Copy,
    TrailingCredit,
}

impl Class {
    /// How many there are.
    const COUNT: usize = Class::TrailingCredit as usize + 1;

    /// The class that `data/cues` calls `name`.
    fn named(name: &str) -> Option<Class> {
        Some(match name {
            "nav" => Class::Navigation,
            "search" => Class::Search,
            "paging" => Class::Paging,
            "breadcrumb" => Class::Breadcrumb,
            "widget" => Class::Widget,
            "promo" => Class::Promo,
            "comment" => Class::Comment,
            "related" => Class::Related,
            "meta" => Class::Meta,
            "caption" => Class::Caption,
            "footer" => Class::Footer,
            "junk" => Class::Junk,
            _ => return None,
        })
    }

    /// The rule that removes it.
    fn rule(self) -> &'static str {
        match self {
            Class::Navigation | Class::Search | Class::Paging => "navigation",
            Class::Breadcrumb => "breadcrumbs",
            Class::Widget => "widgets",
            Class::Promo => "promotions",
            Class::Comment => "comments",
            Class::Related => "related-links",
            Class::Meta => "meta-lines",
            Class::Caption => "captions",
            Class::Footer => "footers",
            Class::Junk => "junk-lines",
            Class::RepeatedTitle => "repeated-titles",
            Class::Copy => "repeated-articles",
            Class::TrailingCredit => "trailing-credits",
        }
    }

    fn label(self) -> Label {
        match self {
            Class::Navigation | Class::Search | Class::Paging | Class::Breadcrumb => Label::Nav,
            Class::Widget | Class::Promo | Class::Comment => Label::Widget,
            Class::Related => Label::Related,
            Class::Meta | Class::TrailingCredit => Label::Meta,
            Class::Caption => Label::Caption,
            Class::Footer => Label::Footer,
            Class::Junk | Class::Copy => Label::Junk,
            Class::RepeatedTitle => Label::Title,
        }
    }
}

/// Removes what the page calls furniture of one class.
fn remove(patch: &mut Patch<'_>, classes: &[Class]) {
    let page = patch.page();
    let end = patch.text().len();
    // There may be millions.
    let bytes = page.cuts(classes).map(|(at, _)| at.len()).sum();
    patch.reserve(page.cuts(classes).count(), bytes);
    for (at, because) in page.cuts(classes) {
        let at = at.start as usize..(at.end as usize).min(end);
        patch.replace_because(at, "", Confidence::Likely, because);
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
