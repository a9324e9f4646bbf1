//! Why edits were made, for those that have a reason of their own.

use std::{borrow::Cow, iter::Peekable, ops::Range, slice};

/// The reasons of some of many edits, which are known by their number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reasons {
    known: Vec<Cow<'static, str>>,
    /// Runs of edits with the same reason, and which it is.
    runs: Vec<(Range<u32>, u32)>,
}

/// A reason that stands so many places before the last is found again. Furniture has a dozen reasons by turns,
/// which would otherwise be kept a million times; those of repaired text differ each time.
const RECENT: usize = 16;

impl Reasons {
    /// Gives the edit `n`, which comes after all that have one, a reason.
    pub(crate) fn push(&mut self, n: usize, reason: Cow<'static, str>) {
        let (n, reason) = (n as u32, self.number(reason));
        match self.runs.last_mut() {
            Some((run, last)) if run.end == n && *last == reason => run.end += 1,
            _ => self.runs.push((n..n + 1, reason)),
        }
    }

    fn number(&mut self, reason: Cow<'static, str>) -> u32 {
        let recent = self.known.len().saturating_sub(RECENT);
        let place = self.known[recent..].iter().rposition(|known| *known == reason);
        let number = place.map_or(self.known.len(), |place| recent + place);
        if place.is_none() {
            self.known.push(reason);
        }
        number as u32
    }

    /// True when the edit before `n` has one.
    pub(crate) fn end_at(&self, n: usize) -> bool {
        self.runs.last().is_some_and(|(run, _)| run.end as usize == n)
    }

    /// To be asked for the reasons of edits that come in order.
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader { known: &self.known, runs: self.runs.iter().peekable() }
    }
}

/// Where the reasons have been read up to.
pub(crate) struct Reader<'r> {
    known: &'r [Cow<'static, str>],
    runs: Peekable<slice::Iter<'r, (Range<u32>, u32)>>,
}

impl<'r> Reader<'r> {
    /// The reason of the edit `n`, which comes after all that were asked for.
    pub(crate) fn of(&mut self, n: usize) -> Option<&'r str> {
        let n = n as u32;
        while self.runs.next_if(|(run, _)| run.end <= n).is_some() {}
        let (_, reason) = self.runs.peek().filter(|(run, _)| run.contains(&n))?;
        Some(&self.known[*reason as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_edit_keeps_its_own_reason() {
        let mut reasons = Reasons::default();
        let given = |n: usize| match n % 5 {
            0 => None,
            1 | 2 => Some("menus".to_owned()),
            3 => Some("credits".to_owned()),
            _ => Some(format!("{n} bits")),
        };
        (0..500).for_each(|n| given(n).into_iter().for_each(|why| reasons.push(n, why.into())));
        let mut reader = reasons.reader();
        (0..500).for_each(|n| assert_eq!(reader.of(n), given(n).as_deref(), "{n}"));
        assert!(reasons.end_at(500) && !reasons.end_at(499));
    }

    #[test]
    fn a_reason_that_comes_again_and_again_is_kept_once() {
        let mut reasons = Reasons::default();
        (0..1000).for_each(|n| reasons.push(n, ["menus", "paging"][n % 2].into()));
        assert_eq!(reasons.known.len(), 2);
    }
}
