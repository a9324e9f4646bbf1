//! What was done to a text, rule by rule, in order.

use std::{borrow::Cow, ops::Range};

use crate::{Confidence, Edits, Rule, patch::Sighting};

/// Every change made to a text, and everything seen and left alone. It can be
/// read, and it can be undone.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    passes: Vec<(&'static Rule, Edits)>,
    /// With the number of passes that had changed the text by then.
    sightings: Vec<(&'static Rule, usize, Sighting)>,
}

/// One change, seen from the text that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// Which rule made it.
    pub rule: &'static str,
    /// Where, in bytes of the text that was given.
    pub at: Range<u32>,
    /// What stood there when the rule ran.
    pub removed: &'a str,
    /// What the rule put there.
    pub inserted: &'a str,
    /// How sure the rule was.
    pub confidence: Confidence,
    /// Why, in one sentence.
    pub reason: &'a str,
}

/// Damage that was seen and left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note<'a> {
    /// Which rule saw it.
    pub rule: &'static str,
    /// Where, in bytes of the text that was given.
    pub at: Range<u32>,
    /// What it is, and why it stays.
    pub reason: &'a str,
}

impl Trace {
    pub(crate) fn push(&mut self, rule: &'static Rule, edits: Edits) {
        self.passes.push((rule, edits));
    }

    /// Replaces what `rule` saw when it last ran: only damage that is still
    /// there at the end is worth a note.
    pub(crate) fn saw(&mut self, rule: &'static Rule, seen: Vec<Sighting>) {
        self.sightings.retain(|(by, _, _)| by.id != rule.id);
        let now = self.passes.len();
        self.sightings.extend(seen.into_iter().map(|sighting| (rule, now, sighting)));
    }

    /// True when nothing was changed.
    pub fn is_empty(&self) -> bool {
        self.passes.is_empty()
    }

    /// How many times a rule changed the text.
    pub fn passes(&self) -> usize {
        self.passes.len()
    }

    /// The changes in the order they were made.
    pub fn changes(&self) -> impl Iterator<Item = Change<'_>> {
        self.passes.iter().enumerate().flat_map(move |(n, (rule, edits))| {
            edits.iter().map(move |(edit, removed, inserted, reason)| Change {
                rule: rule.id,
                at: self.origin(n, edit.before.clone()),
                removed,
                inserted,
                confidence: edit.confidence,
                reason: reason.unwrap_or(rule.about),
            })
        })
    }

    /// How many changes a rule made, for each time that it made some.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.passes.iter().map(|(rule, edits)| (rule.id, edits.len()))
    }

    /// What was seen and left alone, rule by rule.
    pub fn notes(&self) -> impl Iterator<Item = Note<'_>> {
        self.sightings.iter().map(|(rule, passes, seen)| Note {
            rule: rule.id,
            at: self.origin(*passes, seen.at.clone()),
            reason: match &seen.reason {
                Cow::Borrowed(reason) => reason,
                Cow::Owned(reason) => reason,
            },
        })
    }

    /// The text that was given, made from the text that came out.
    pub fn undo(&self, text: &str) -> String {
        self.passes.iter().rev().fold(text.to_owned(), |text, (_, edits)| edits.undo(&text))
    }

    /// Maps a range of the text as it was after `passes` of the passes to the
    /// text that was given.
    pub(crate) fn origin(&self, passes: usize, at: Range<u32>) -> Range<u32> {
        self.passes[..passes].iter().rev().fold(at, |at, (_, earlier)| earlier.origin(at))
    }
}
