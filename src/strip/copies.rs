//! Where the article stands a second time.

use std::ops::Range;

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::{
    Class, Label,
    label::Verdict,
    look::{Look, Strength},
    paragraph::Paragraphs,
};

/// So many hanzi of the same sentences in the same order are a copy: refrains are shorter.
const LONG: usize = 50;

/// The share of what stands above that a copy has again. A refrain comes back; it is not most of the song.
const SHARE: f32 = 0.6;

/// Drops the second copy of the article.
pub(super) fn mark(paragraphs: &Paragraphs<'_>, looks: &[Look], verdicts: &mut [Verdict]) {
    let kept = |n: &usize| verdicts[*n].dropped.is_none();
    let prose = |n: &usize| looks[*n].strength == Strength::Prose;
    let mut lines = Vec::with_capacity(looks.len());
    lines.extend((0..looks.len()).filter(kept).filter(prose));
    let text = |n: usize| paragraphs.text(n).trim();
    let mut first: HashMap<&str, usize> = HashMap::with_capacity(lines.len());
    let mut again: Option<(usize, usize)> = None;
    let mut found: Option<Range<usize>> = None;
    // Hanzi before each place. Places are counted among the sentences.
    let mut han = Vec::with_capacity(lines.len() + 1);
    han.push(0);
    for n in &lines {
        han.push(han[han.len() - 1] + looks[*n].han);
    }
    for (place, n) in lines.iter().enumerate() {
        let old = *first.entry(text(*n)).or_insert(place);
        again = match again {
            _ if old == place => None,
            Some((start, last)) if old == last + 1 => Some((start, old)),
            _ => Some((place, old)),
        };
        if let Some((start, _)) = again
            && start < place
        {
            let copied = han[place + 1] - han[start];
            if copied >= LONG && copied as f32 >= SHARE * han[start] as f32 {
                found = Some(lines[start]..n + 1);
            }
        }
    }
    let Some(found) = found else { return };
    let above: HashSet<&str> = (0..found.start).map(text).collect();
    for n in found {
        if verdicts[n].dropped.is_none() && above.contains(text(n)) {
            verdicts[n] = Verdict {
                label: Label::Junk,
                dropped: Some(Class::Copy),
                because: "the article a second time",
            };
        }
    }
}
