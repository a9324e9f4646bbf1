//! The only way to change text.
//!
//! A rule never builds a string. It says which range becomes what, from left
//! to right, and the patch copies the rest. So a change cannot happen without
//! being recorded, and a text that needs no change is never copied.

use std::{borrow::Cow, fmt, ops::Range, rc::Rc, str::FromStr, sync::Arc};

use crate::{
    Edits, alike,
    census::Woken,
    paragraphs::{self, Join},
    script,
    strip::{Page, Policy},
};

/// How sure a rule is of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// More likely right than wrong; a person should look.
    Guess,
    /// Wrong only on text built to mislead.
    Likely,
    /// Loses nothing a reader could see.
    Certain,
}

/// Something a rule saw and left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sighting {
    pub(crate) at: Range<u32>,
    pub(crate) reason: Cow<'static, str>,
}

/// A text being changed by one rule.
#[derive(Debug)]
pub struct Patch<'t> {
    text: &'t str,
    out: String,
    copied: usize,
    floor: Confidence,
    edits: Edits,
    sightings: Vec<Sighting>,
    page: Option<Rc<Page>>,
    /// What its lines are and say is known.
    labelled: bool,
    joins: Option<Rc<[Join]>>,
    policy: Option<Arc<Policy>>,
    /// What the text wakes, and the sets that wake this rule.
    woken: (Woken, u64),
}

/// The text after the rule, what the rule did and saw, and what others may want to know of the text before it.
type Parts<'t> = (Cow<'t, str>, Edits, Vec<Sighting>, Option<Rc<Page>>, Option<Rc<[Join]>>);

impl<'t> Patch<'t> {
    /// Starts with no edits, and will make none less sure than `floor`.
    pub fn new(text: &'t str, floor: Confidence) -> Self {
        Patch {
            text,
            out: String::new(),
            copied: 0,
            floor,
            edits: Edits::default(),
            sightings: Vec::new(),
            page: None,
            labelled: false,
            joins: None,
            policy: None,
            woken: (Woken::unknown(), u64::MAX),
        }
    }

    /// The text as the rule found it.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The same, with what is known of where the rule's wake characters are.
    pub(crate) fn with_woken(mut self, woken: Woken, sets: u64) -> Self {
        self.woken = (woken, sets);
        self
    }

    /// The parts of [`Patch::text`] that hold every character that wakes the
    /// rule: what lies between them need not be looked at.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Range<usize>> + use<'t> {
        let (woken, sets) = &self.woken;
        woken.parts(*sets, self.text)
    }

    /// The characters of [`Patch::parts`] with their places.
    pub(crate) fn chars(&self) -> impl Iterator<Item = (usize, char)> + use<'t> {
        let text = self.text;
        self.parts().flat_map(move |part| {
            let start = part.start;
            text[part].char_indices().map(move |(at, ch)| (start + at, ch))
        })
    }

    /// True when more characters of the text are only in traditional text than
    /// only in simplified text.
    pub(crate) fn is_traditional(&self) -> bool {
        let (hans, hant) = self.scripts();
        hant > hans
    }

    /// How many characters of the text only simplified text has, and how many
    /// only traditional text.
    pub(crate) fn scripts(&self) -> (usize, usize) {
        self.woken.0.scripts.unwrap_or_else(|| script::count(self.text))
    }

    /// Edits less sure than this are not made; a rule may ask before it works
    /// hard for one.
    pub fn floor(&self) -> Confidence {
        self.floor
    }

    /// Makes room for so many edits that remove so many bytes: what grows by and by takes twice the memory.
    pub(crate) fn reserve(&mut self, edits: usize, removed: usize) {
        self.edits.reserve(edits, removed);
    }

    /// Replaces `range` of [`Patch::text`], for the reason that the rule gives.
    ///
    /// Replacing text by itself, or with less confidence than the floor, does
    /// nothing. Edits that touch become one.
    ///
    /// # Panics
    ///
    /// If `range` starts before the end of the last one, or splits a character.
    pub fn replace(&mut self, range: Range<usize>, with: &str, confidence: Confidence) {
        self.edit(range, with, confidence, None);
    }

    /// Replaces `range` of [`Patch::text`], for a reason of this edit's own.
    ///
    /// # Panics
    ///
    /// As [`Patch::replace`].
    pub fn replace_because(
        &mut self,
        range: Range<usize>,
        with: &str,
        confidence: Confidence,
        reason: impl Into<Cow<'static, str>>,
    ) {
        self.edit(range, with, confidence, Some(reason.into()));
    }

    /// Replaces `range` of [`Patch::text`] by as many characters, each as long
    /// as the one in whose place it stands. Those that are as they were are no
    /// part of the edits, each of which is a run of characters that differ.
    ///
    /// # Panics
    ///
    /// As [`Patch::replace`]. That the characters are as long is only checked in
    /// debug builds.
    pub(crate) fn replace_alike(
        &mut self,
        range: Range<usize>,
        with: &str,
        confidence: Confidence,
    ) {
        assert!(self.copied <= range.start, "edits must be made from left to right");
        let old = &self.text[range.clone()];
        debug_assert!(alike::alike(old, with), "each character as long as the old one");
        if confidence < self.floor {
            return;
        }
        let mut at = 0;
        while let Some(part) = alike::differing_part(old, with, at) {
            at = part.end;
            let place = range.start + part.start..range.start + part.end;
            let after = self.put(place.clone(), &with[part.clone()]);
            self.edits.push_alike(place, after, &old[part.clone()], &with[part], confidence);
        }
    }

    /// Removes `range` of [`Patch::text`].
    ///
    /// # Panics
    ///
    /// As [`Patch::replace`].
    pub fn delete(&mut self, range: Range<usize>, confidence: Confidence) {
        self.edit(range, "", confidence, None);
    }

    /// Reports `range` of [`Patch::text`] without touching it: damage that
    /// cannot be repaired, or that was too uncertain to repair.
    pub fn report(&mut self, range: Range<usize>, reason: impl Into<Cow<'static, str>>) {
        debug_assert!(self.text.get(range.clone()).is_some(), "on character bounds");
        self.sightings
            .push(Sighting { at: range.start as u32..range.end as u32, reason: reason.into() });
    }

    /// The lines of [`Patch::text`] with their labels. Computed at the first
    /// call; the rules of the strip stage share it.
    pub(crate) fn page(&mut self) -> Rc<Page> {
        if let Some(page) = &self.page {
            return page.clone();
        }
        let policy = self.policy.clone().unwrap_or_default();
        let read = if self.labelled { Page::reread } else { Page::read };
        let page = Rc::new(read(self.text, &self.joins(), &policy));
        self.page.insert(page).clone()
    }

    /// The places of [`Patch::text`] where a fixed width broke a paragraph.
    /// Computed at the first call; the rules that ask share them.
    pub(crate) fn joins(&mut self) -> Rc<[Join]> {
        let text = self.text;
        self.joins.get_or_insert_with(|| paragraphs::joins(text).into()).clone()
    }

    /// Starts with labels and joins that an earlier rule asked for.
    pub(crate) fn with_page(mut self, page: Option<Rc<Page>>, joins: Option<Rc<[Join]>>) -> Self {
        (self.page, self.joins) = (page, joins);
        self
    }

    /// Reads pages as `policy` says; whether labels of their lines have been read.
    pub(crate) fn under(mut self, policy: &Arc<Policy>, labelled: bool) -> Self {
        (self.policy, self.labelled) = (Some(policy.clone()), labelled);
        self
    }

    /// The text, borrowed if there were no edits, and the edits.
    pub fn finish(self) -> (Cow<'t, str>, Edits) {
        let (text, edits, ..) = self.into_parts();
        (text, edits)
    }

    pub(crate) fn into_parts(mut self) -> Parts<'t> {
        let text = if self.edits.is_empty() {
            Cow::Borrowed(self.text)
        } else {
            self.out.push_str(&self.text[self.copied..]);
            Cow::Owned(self.out)
        };
        (text, self.edits, self.sightings, self.page, self.joins)
    }

    fn edit(
        &mut self,
        range: Range<usize>,
        with: &str,
        confidence: Confidence,
        reason: Option<Cow<'static, str>>,
    ) {
        assert!(self.copied <= range.start, "edits must be made from left to right");
        let old = &self.text[range.clone()];
        if old == with || confidence < self.floor {
            return;
        }
        let after = self.put(range.clone(), with);
        self.edits.push(range, after, old, with, confidence, reason);
    }

    /// Writes what stands before `range`, and `with` in its place; returns where
    /// that is.
    fn put(&mut self, range: Range<usize>, with: &str) -> Range<usize> {
        if self.edits.is_empty() {
            self.out.reserve(self.text.len());
        }
        self.out.push_str(&self.text[self.copied..range.start]);
        let start = self.out.len();
        self.out.push_str(with);
        self.copied = range.end;
        start..self.out.len()
    }
}

impl Confidence {
    /// The word for it, as `--floor` and the reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Confidence::Guess => "guess",
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Confidence {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        [Confidence::Guess, Confidence::Likely, Confidence::Certain]
            .into_iter()
            .find(|c| c.as_str() == word)
            .ok_or_else(|| format!("'{word}' is not one of guess, likely, certain"))
    }
}
