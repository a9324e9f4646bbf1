//! The characters that a lost one may have been, by what is left of its bytes.

use std::sync::OnceLock;

use super::{
    super::codecs::{Right, Wrong},
    Source,
};
use crate::plausible::Sign;

/// Characters that are thought of where both bytes are lost: the commonest.
/// With 400 as much is repaired, in twice the time.
const WHOLE: usize = 100;
/// Dearer characters are not offered for a lost one.
const MAX_ALONE: f32 = 18.0;

/// The characters that `right` has, by what may be left of their bytes.
pub(super) struct Lists {
    by_lead: Vec<Vec<Sign>>,
    by_trail: Vec<Vec<Sign>>,
    by_any_trail: Vec<Vec<Sign>>,
    /// Those that `wrong` has no pair for.
    whole: Vec<Sign>,
}

impl Lists {
    pub(super) fn of(wrong: Wrong, right: Right) -> &'static Lists {
        static LISTS: [OnceLock<Lists>; 10] = [const { OnceLock::new() }; 10];
        let row = match wrong {
            Wrong::Gbk => 0,
            Wrong::Big5 => 1,
            Wrong::ShiftJis => 2,
            Wrong::Windows950 => 3,
            _ => 4,
        };
        LISTS[row * 2 + usize::from(right == Right::Big5)]
            .get_or_init(|| Lists::build(wrong, right))
    }

    fn build(wrong: Wrong, right: Right) -> Self {
        let mut lists = Lists {
            by_lead: vec![Vec::new(); 256],
            by_trail: vec![Vec::new(); 256],
            by_any_trail: vec![Vec::new(); 256],
            whole: Vec::new(),
        };
        for lead in 0x81..=0xFE_u8 {
            for trail in 0x40..=0xFE_u8 {
                let Some(ch) = right.pair(lead, trail).map(Sign::of) else { continue };
                if ch.alone() > MAX_ALONE {
                    continue;
                }
                lists.by_lead[usize::from(lead)].push(ch);
                lists.by_any_trail[usize::from(trail)].push(ch);
                if !wrong.always_has(lead, trail) {
                    lists.by_trail[usize::from(trail)].push(ch);
                }
                if !wrong.has(lead, trail) {
                    lists.whole.push(ch);
                }
            }
        }
        lists.whole.sort_unstable_by(|a, b| a.alone().total_cmp(&b.alone()));
        lists.whole.truncate(WHOLE);
        lists
    }

    pub(super) fn of_source(&self, source: Source) -> &[Sign] {
        match source {
            Source::Known(_) => &[],
            Source::FromLead(byte) => &self.by_lead[usize::from(byte)],
            Source::FromTrail(byte) => &self.by_trail[usize::from(byte)],
            Source::FromAnyTrail(byte) => &self.by_any_trail[usize::from(byte)],
            Source::Whole => &self.whole,
        }
    }
}
