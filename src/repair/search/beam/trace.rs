//! From the cheapest reader to the stretches that it reads as damaged.

use super::{
    super::{
        fill::{Place, Reading},
        utf8::Run,
    },
    Search, Source, Written,
};

impl Search {
    pub(super) fn trace(&self, trail: u32, line: &str) -> Vec<Run> {
        let mut path = Vec::new();
        let mut at = trail;
        while at != 0 {
            path.push(self.written[at as usize]);
            at = self.written[at as usize].before;
        }
        path.reverse();
        // A sign is completed by the character that it is written at; it may
        // have begun in the one before.
        let after = |written: &Written| {
            let at = written.at as usize;
            at + line[at..].chars().next().map_or(0, char::len_utf8)
        };
        let mut start = 0;
        let mut runs = Vec::new();
        for stretch in path.chunk_by(|a, b| a.damaged == b.damaged) {
            let end = stretch.last().map_or(start, after);
            if stretch[0].damaged {
                runs.push(self.stretch(stretch, start, end));
            }
            start = end;
        }
        runs
    }

    fn stretch(&self, stretch: &[Written], start: usize, end: usize) -> Run {
        let mut signs = 0;
        let places = stretch
            .iter()
            .map(|written| match written.what {
                Source::Known(ch) => {
                    signs += usize::from(!ch.is_ascii());
                    Place::Known(ch)
                }
                source => {
                    signs += 1;
                    let list = self.lists.of_source(source);
                    Place::Open(list.iter().map(|sign| Reading::of(sign.ch)).collect())
                }
            })
            .collect();
        Run { start, end, places, signs: signs.max(1) }
    }
}
