//! Where places of the text before are in the text after, and the other way round.

use std::ops::Range;

use super::Edits;
use crate::alike::run_around;

impl Edits {
    /// Maps a range of the text before to the text after: what lay inside an
    /// edit moves to the edit's nearest end.
    pub fn followed(&self, at: Range<u32>) -> Range<u32> {
        self.follower().followed(at)
    }

    /// Maps many ranges, in one pass over the edits if they come in order.
    pub(crate) fn follower(&self) -> Follower<'_> {
        Follower { edits: self, past: 0 }
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
            Some(e) if e.after.start < at.start => {
                self.inside(past, at.start - e.after.start, &e.before).start
            }
            _ => moved(past, at.start),
        };
        let past = list.partition_point(|e| e.after.start < at.end);
        let end = match past.checked_sub(1).map(|i| (i, &list[i])) {
            Some((i, e)) if at.end <= e.after.end => {
                self.inside(i, at.end - e.after.start, &e.before).end
            }
            _ => moved(past, at.end),
        };
        start..end.max(start)
    }

    /// The edit of the entry that holds its byte `p`, on the side where the entry
    /// is `whole`; nothing of it where characters are as they were.
    fn inside(&self, entry: usize, p: u32, whole: &Range<u32>) -> Range<u32> {
        let Ok(at) = self.stretches.binary_search_by_key(&entry, |stretch| stretch.entry) else {
            return whole.clone();
        };
        let (stretch, len) = (&self.stretches[at], self.list[entry].before.len());
        let old = &self.removed[stretch.removed..][..len];
        let new = &self.inserted[stretch.inserted..][..len];
        let run = run_around(old, new, p as usize);
        whole.start + run.start as u32..whole.start + run.end as u32
    }
}

/// Where the edits have been read up to.
pub(crate) struct Follower<'e> {
    edits: &'e Edits,
    /// How many entries end at the last place that was asked for, or before it.
    past: usize,
}

impl Follower<'_> {
    /// As [`Edits::followed`].
    pub(crate) fn followed(&mut self, at: Range<u32>) -> Range<u32> {
        let start = self.moved(at.start).start;
        start..self.moved(at.end).end.max(start)
    }

    /// Where `place` is after the edits, or the edit that it lies in.
    fn moved(&mut self, place: u32) -> Range<u32> {
        let list = &self.edits.list;
        if self.past > 0 && list[self.past - 1].before.end > place {
            self.past = list.partition_point(|edit| edit.before.end <= place);
        }
        let rest = &list[self.past..];
        self.past += rest.iter().take_while(|edit| edit.before.end <= place).count();
        let moved = match self.past.checked_sub(1).map(|before| &list[before]) {
            Some(edit) => place - edit.before.end + edit.after.end,
            None => place,
        };
        match list.get(self.past) {
            Some(edit) if edit.before.start < place => {
                self.edits.inside(self.past, place - edit.before.start, &edit.after)
            }
            _ => moved..moved,
        }
    }
}
