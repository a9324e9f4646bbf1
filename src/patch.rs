//! The only way to change text.
//!
//! A rule never builds a string. It says which range becomes what, from left
//! to right, and the patch copies the rest. So a change cannot happen without
//! being recorded, and a text that needs no change is never copied.

use std::{
    borrow::Cow,
    fmt,
    ops::{Deref, Range},
    rc::Rc,
    str::FromStr,
    sync::Arc,
};

use crate::{
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

/// One replaced range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where it was, in the text before the rule ran, in bytes.
    pub before: Range<u32>,
    /// Where it is, in the text after the rule ran, in bytes.
    pub after: Range<u32>,
    /// How sure the rule is.
    pub confidence: Confidence,
}

/// What one run of one rule did, with the text it removed, so it can be undone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    list: Vec<Edit>,
    removed: String,
    inserted: String,
    /// The reasons that differ from the rule's own, by the edit's place in `list`.
    reasons: Vec<(u32, Cow<'static, str>)>,
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
        let (hans, hant) = self.woken.0.scripts.unwrap_or_else(|| script::count(self.text));
        hant > hans
    }

    /// Edits less sure than this are not made; a rule may ask before it works
    /// hard for one.
    pub fn floor(&self) -> Confidence {
        self.floor
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
        let page = Rc::new(Page::read(self.text, &self.joins(), &policy));
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

    /// Reads pages as `policy` says.
    pub(crate) fn under(mut self, policy: &Arc<Policy>) -> Self {
        self.policy = Some(policy.clone());
        self
    }

    /// The text, borrowed if there were no edits, and the edits.
    pub fn finish(self) -> (Cow<'t, str>, Edits) {
        let (text, edits, ..) = self.into_parts();
        (text, edits)
    }

    pub(crate) fn into_parts(mut self) -> Parts<'t> {
        let text = if self.edits.list.is_empty() {
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
        if self.edits.list.is_empty() {
            self.out.reserve(self.text.len());
        }
        self.out.push_str(&self.text[self.copied..range.start]);
        let start = self.out.len();
        self.out.push_str(with);
        let end = self.out.len();
        self.copied = range.end;
        self.edits.removed.push_str(old);
        self.edits.inserted.push_str(with);
        if reason.is_none()
            && let Some(last) = self.edits.list.last_mut()
            && last.before.end as usize == range.start
            && last.after.end as usize == start
            && last.confidence == confidence
            && self
                .edits
                .reasons
                .last()
                .is_none_or(|(n, _)| *n as usize != self.edits.list.len() - 1)
        {
            let last = self.edits.list.last_mut().expect("it was there above");
            last.before.end = range.end as u32;
            last.after.end = end as u32;
            return;
        }
        if let Some(reason) = reason {
            self.edits.reasons.push((self.edits.list.len() as u32, reason));
        }
        self.edits.list.push(Edit {
            before: range.start as u32..range.end as u32,
            after: start as u32..end as u32,
            confidence,
        });
    }
}

impl Edits {
    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are; edits that touch count as one.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The text before, made from the text after.
    pub fn undo(&self, after: &str) -> String {
        let mut text = String::with_capacity(after.len());
        let (mut at, mut taken) = (0, 0);
        for edit in &self.list {
            text.push_str(&after[at..edit.after.start as usize]);
            let len = edit.before.len();
            text.push_str(&self.removed[taken..taken + len]);
            taken += len;
            at = edit.after.end as usize;
        }
        text.push_str(&after[at..]);
        text
    }

    /// Each edit with the text it removed, the text it put there, and its own
    /// reason if it has one.
    pub fn iter(&self) -> impl Iterator<Item = (&Edit, &str, &str, Option<&str>)> {
        let (mut old, mut new) = (0, 0);
        let mut reasons = self.reasons.iter().peekable();
        self.list.iter().enumerate().map(move |(n, edit)| {
            let (from, to) = (old, new);
            old += edit.before.len();
            new += edit.after.len();
            let reason = reasons.next_if(|(at, _)| *at as usize == n).map(|(_, why)| why.deref());
            (edit, &self.removed[from..old], &self.inserted[to..new], reason)
        })
    }

    /// Maps a range of the text before to the text after: what lay inside an
    /// edit moves to the edit's nearest end.
    pub fn followed(&self, at: Range<u32>) -> Range<u32> {
        self.follower().followed(at)
    }

    /// Maps many ranges, in one pass over the edits if they come in order.
    pub(crate) fn follower(&self) -> Follower<'_> {
        Follower { list: &self.list, past: 0 }
    }

    /// Maps a range of the text after to the smallest range of the text before
    /// that accounts for it.
    pub fn origin(&self, at: Range<u32>) -> Range<u32> {
        let list = &self.list;
        let moved = |past: usize, p: u32| match past.checked_sub(1) {
            Some(i) => p - list[i].after.end + list[i].before.end,
            None => p,
        };
        let past = list.partition_point(|e| e.after.end <= at.start);
        let start = match list.get(past) {
            Some(e) if e.after.start < at.start => e.before.start,
            _ => moved(past, at.start),
        };
        let past = list.partition_point(|e| e.after.start < at.end);
        let end = match past.checked_sub(1).map(|i| &list[i]) {
            Some(e) if at.end <= e.after.end => e.before.end,
            _ => moved(past, at.end),
        };
        start..end.max(start)
    }
}

/// Where the edits have been read up to.
pub(crate) struct Follower<'e> {
    list: &'e [Edit],
    /// How many edits end at the last place that was asked for, or before it.
    past: usize,
}

impl Follower<'_> {
    /// As [`Edits::followed`].
    pub(crate) fn followed(&mut self, at: Range<u32>) -> Range<u32> {
        let start = self.moved(at.start, |edit| edit.after.start);
        start..self.moved(at.end, |edit| edit.after.end).max(start)
    }

    /// Where `place` is after the edits; `inside` says where what lies in an edit goes.
    fn moved(&mut self, place: u32, inside: impl Fn(&Edit) -> u32) -> u32 {
        if self.past > 0 && self.list[self.past - 1].before.end > place {
            self.past = self.list.partition_point(|edit| edit.before.end <= place);
        }
        let rest = &self.list[self.past..];
        self.past += rest.iter().take_while(|edit| edit.before.end <= place).count();
        match self.list.get(self.past) {
            Some(edit) if edit.before.start < place => inside(edit),
            _ => match self.past.checked_sub(1).map(|before| &self.list[before]) {
                Some(edit) => place - edit.before.end + edit.after.end,
                None => place,
            },
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_follow_deleted_and_replaced_text() {
        let mut patch = Patch::new("0123456789", Confidence::Guess);
        patch.delete(2..4, Confidence::Certain);
        patch.replace(6..7, "abc", Confidence::Certain);
        let (text, edits) = patch.finish();
        assert_eq!(text, "0145abc789");
        assert_eq!(edits.followed(0..2), 0..2);
        assert_eq!(edits.followed(2..4), 2..2);
        assert_eq!(edits.followed(4..8), 2..8);
        assert_eq!(edits.followed(8..10), 8..10);
        assert_eq!(edits.origin(2..8), 4..8);
    }

    #[test]
    fn an_edit_with_a_reason_stays_apart() {
        let mut patch = Patch::new("abc", Confidence::Guess);
        patch.replace_because(0..1, "x", Confidence::Likely, "why");
        patch.replace(1..2, "y", Confidence::Likely);
        patch.replace(2..3, "z", Confidence::Likely);
        let (text, edits) = patch.finish();
        assert_eq!(text, "xyz");
        let seen: Vec<_> = edits.iter().map(|(_, a, b, why)| (a, b, why)).collect();
        assert_eq!(seen, [("a", "x", Some("why")), ("bc", "yz", None)]);
        assert_eq!(edits.undo(&text), "abc");
    }
}
