//! What one run of one rule did to a text.
//!
//! A conversion changes every third character of a text. So a stretch in which
//! each character became one of the same length is kept whole, as it was and as
//! it is, and which of its characters differ is found when somebody asks.

mod places;

use std::{borrow::Cow, ops::Range};

use crate::{
    Confidence,
    alike::{last_run, next_run},
    reasons::Reasons,
};

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
#[derive(Clone, Debug, Default)]
pub struct Edits {
    /// Edits and stretches.
    list: Vec<Edit>,
    removed: String,
    inserted: String,
    stretches: Vec<Stretch>,
    /// Those that differ from the rule's own; edits are known by their place in the list.
    reasons: Reasons,
}

/// An entry of the list that stands for several edits: each run of characters in
/// it that differ is one.
#[derive(Clone, Debug)]
struct Stretch {
    /// Which entry.
    entry: usize,
    /// Where its text begins, in `removed` and in `inserted`.
    removed: usize,
    inserted: usize,
}

impl Edits {
    /// Makes room for so many edits that remove so many bytes.
    pub(crate) fn reserve(&mut self, edits: usize, removed: usize) {
        self.list.reserve_exact(edits);
        self.removed.reserve_exact(removed);
    }

    /// Adds an edit behind all others. If it touches the last one, and neither
    /// has a reason of its own, they become one.
    pub(crate) fn push(
        &mut self,
        before: Range<usize>,
        after: Range<usize>,
        old: &str,
        new: &str,
        confidence: Confidence,
        reason: Option<Cow<'static, str>>,
    ) {
        let joins = reason.is_none() && self.touches(&before, confidence);
        if joins {
            self.part_last_run();
        }
        self.removed.push_str(old);
        self.inserted.push_str(new);
        // The stretch before may have ended with a character that was as it is.
        if joins && !self.ends_with_stretch() {
            let last = self.list.last_mut().expect("it touches");
            last.before.end = before.end as u32;
            last.after.end = after.end as u32;
            return;
        }
        if let Some(reason) = reason {
            self.reasons.push(self.list.len(), reason);
        }
        self.list.push(Edit { before: in_32(before), after: in_32(after), confidence });
    }

    /// Adds a stretch behind all edits. `new` has a character of the same length
    /// for each of `old`; the first and the last of them differ.
    pub(crate) fn push_alike(
        &mut self,
        mut before: Range<usize>,
        mut after: Range<usize>,
        mut old: &str,
        mut new: &str,
        confidence: Confidence,
    ) {
        let touches = self.touches(&before, confidence);
        if touches && !self.ends_with_stretch() {
            let run = next_run(old, new, 0).unwrap_or(0..0).end;
            let (to, at) = (before.start + run, after.start + run);
            self.push(
                before.start..to,
                after.start..at,
                &old[..run],
                &new[..run],
                confidence,
                None,
            );
            let Some(rest) = next_run(old, new, run).map(|next| next.start) else { return };
            (before.start, after.start) = (before.start + rest, after.start + rest);
            (old, new) = (&old[rest..], &new[rest..]);
        }
        if touches && self.ends_with_stretch() {
            let last = self.list.last_mut().expect("it touches");
            last.before.end = before.end as u32;
            last.after.end = after.end as u32;
        } else {
            let (removed, inserted) = (self.removed.len(), self.inserted.len());
            self.stretches.push(Stretch { entry: self.list.len(), removed, inserted });
            self.list.push(Edit { before: in_32(before), after: in_32(after), confidence });
        }
        self.removed.push_str(old);
        self.inserted.push_str(new);
    }

    /// True when an edit of `before` would become one with the last.
    fn touches(&self, before: &Range<usize>, confidence: Confidence) -> bool {
        let Some(last) = self.list.last() else { return false };
        let has_reason = self.reasons.end_at(self.list.len());
        last.before.end as usize == before.start && last.confidence == confidence && !has_reason
    }

    fn ends_with_stretch(&self) -> bool {
        self.stretches.last().is_some_and(|stretch| stretch.entry + 1 == self.list.len())
    }

    /// Makes the run of characters that the last entry ends with an entry of its
    /// own, if it is a stretch.
    fn part_last_run(&mut self) {
        let Some(stretch) = self.stretches.last().filter(|s| s.entry + 1 == self.list.len()) else {
            return;
        };
        let (old, new) = (&self.removed[stretch.removed..], &self.inserted[stretch.inserted..]);
        let run = last_run(old, new);
        if run == 0 {
            self.stretches.pop();
        } else if run < old.len() {
            let len = (old.len() - run) as u32;
            let last = self.list.last_mut().expect("the stretch");
            let parted = Edit {
                before: last.before.end - len..last.before.end,
                after: last.after.end - len..last.after.end,
                confidence: last.confidence,
            };
            (last.before.end, last.after.end) = (parted.before.start, parted.after.start);
            self.list.push(parted);
        }
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are; edits that touch count as one.
    pub fn len(&self) -> usize {
        self.iter().count()
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
    pub fn iter(&self) -> impl Iterator<Item = (Edit, &str, &str, Option<&str>)> {
        let (mut old, mut new) = (0, 0);
        let mut reasons = self.reasons.reader();
        let mut stretches = self.stretches.iter().peekable();
        self.list.iter().enumerate().flat_map(move |(n, edit)| {
            let (from, to) = (old, new);
            old += edit.before.len();
            new += edit.after.len();
            let reason = reasons.of(n);
            let is_stretch = stretches.next_if(|stretch| stretch.entry == n).is_some();
            let (removed, inserted) = (&self.removed[from..old], &self.inserted[to..new]);
            entry(edit, removed, inserted, is_stretch)
                .map(move |(edit, removed, inserted)| (edit, removed, inserted, reason))
        })
    }
}

impl PartialEq for Edits {
    fn eq(&self, other: &Edits) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Edits {}

fn in_32(range: Range<usize>) -> Range<u32> {
    range.start as u32..range.end as u32
}

/// The edits of one entry.
fn entry<'e>(
    edit: &'e Edit,
    removed: &'e str,
    inserted: &'e str,
    is_stretch: bool,
) -> impl Iterator<Item = (Edit, &'e str, &'e str)> {
    let mut from = Some(0);
    std::iter::from_fn(move || {
        let at = from.take()?;
        if !is_stretch {
            return Some((edit.clone(), removed, inserted));
        }
        let run = next_run(removed, inserted, at)?;
        from = Some(run.end);
        let of = |whole: &Range<u32>| whole.start + run.start as u32..whole.start + run.end as u32;
        let one = Edit { before: of(&edit.before), after: of(&edit.after), ..edit.clone() };
        Some((one, &removed[run.clone()], &inserted[run]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Patch;
    use proptest::{collection::vec, prelude::*};

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

    /// What the edits of `patch` tell, of every range there is.
    fn told(patch: Patch<'_>, len: u32) -> impl PartialEq + std::fmt::Debug {
        let (text, edits) = patch.finish();
        let ranges = (0..=len).flat_map(|from| (from..=len).map(move |to| from..to));
        let places: Vec<_> =
            ranges.map(|at| (edits.origin(at.clone()), edits.followed(at))).collect();
        let list: Vec<_> = edits
            .iter()
            .map(|(e, a, b, why)| (e, [a, b].map(str::to_owned), why.map(str::to_owned)))
            .collect();
        let undone = edits.undo(&text);
        (text.into_owned(), edits.len(), list, places, undone)
    }

    proptest! {
        /// Pieces of `old`: left, replaced alike, by something else, or for a reason.
        #[test]
        fn what_is_replaced_alike_is_as_if_character_by_character(
            pieces in vec((0..6usize, vec((any::<bool>(), 0..3usize), 0..30)), 0..8),
        ) {
            let of = |choices: &[(bool, usize)], other: bool| -> String {
                let pairs = [["a", "b"], ["中", "国"], ["é", "è"]];
                choices.iter().map(|(changes, at)| pairs[*at][usize::from(*changes && other)]).collect()
            };
            let text: String = pieces.iter().map(|(_, choices)| of(choices, false)).collect();
            let (mut alike, mut single) =
                (Patch::new(&text, Confidence::Guess), Patch::new(&text, Confidence::Guess));
            let mut at = 0;
            for (how, choices) in &pieces {
                let (old, new) = (of(choices, false), of(choices, true));
                let range = at..at + old.len();
                at = range.end;
                match how {
                    0 => {}
                    1..=3 => {
                        let confidence = [Confidence::Likely, Confidence::Certain][how / 3];
                        alike.replace_alike(range.clone(), &new, confidence);
                        for ((n, a), b) in old.char_indices().zip(new.chars()) {
                            let from = range.start + n;
                            single.replace(from..from + a.len_utf8(), &b.to_string(), confidence);
                        }
                    }
                    4 => for patch in [&mut alike, &mut single] {
                        patch.replace(range.clone(), "xy", Confidence::Likely);
                    }
                    _ => for patch in [&mut alike, &mut single] {
                        patch.replace_because(range.clone(), "z", Confidence::Likely, "why");
                    }
                }
            }
            let len = text.len() as u32;
            prop_assert_eq!(told(alike, len.min(40)), told(single, len.min(40)));
        }
    }
}
