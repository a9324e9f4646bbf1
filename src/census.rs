//! Which rules a text can wake, found in one pass over its characters.

use crate::Rule;

const CELL: usize = 64;

/// A two-step table from character to the set of rules it wakes, one bit each.
#[derive(Clone, Debug)]
pub(crate) struct Census {
    pages: Vec<u16>,
    cells: Vec<[u64; CELL]>,
    /// Rules that look at every text.
    always: u64,
}

impl Census {
    /// # Panics
    ///
    /// If there are more than 64 rules: a rule is one bit.
    pub(crate) fn new(rules: &[&Rule]) -> Self {
        assert!(rules.len() <= 64, "one bit a rule");
        let mut census = Census {
            pages: vec![0; (char::MAX as usize + 1) / CELL],
            cells: vec![[0; CELL]],
            always: 0,
        };
        for (bit, rule) in rules.iter().enumerate() {
            if rule.wakes_on.is_empty() {
                census.always |= 1 << bit;
            }
        }
        // Most pages wake nobody: only those that a range touches are built.
        let mut touched: Vec<usize> = rules
            .iter()
            .flat_map(|rule| rule.wakes_on)
            .flat_map(|range| *range.start() as usize / CELL..=*range.end() as usize / CELL)
            .collect();
        touched.sort_unstable();
        touched.dedup();
        for page in touched {
            let (low, high) = ((page * CELL) as u32, (page * CELL + CELL - 1) as u32);
            let mut cell = [0; CELL];
            for (bit, rule) in rules.iter().enumerate() {
                for range in rule.wakes_on {
                    let (start, end) = (*range.start() as u32, *range.end() as u32);
                    for at in start.max(low)..=end.min(high) {
                        cell[(at - low) as usize] |= 1 << bit;
                    }
                }
            }
            // Neighbouring pages are often alike; looking further back does not pay.
            let known = census.cells.iter().rposition(|c| *c == cell);
            census.pages[page] = known.unwrap_or_else(|| {
                census.cells.push(cell);
                census.cells.len() - 1
            }) as u16;
        }
        census
    }

    /// The rules that `text` can wake, one bit each.
    pub(crate) fn take(&self, text: &str) -> u64 {
        let bytes = text.as_bytes();
        let (mut at, mut woken) = (0, self.always);
        while at < bytes.len() {
            let lead = bytes[at] as usize;
            let (page, last, len) = match lead {
                0x00..=0x7F => (lead >> 6, lead, 1),
                0x80..=0xDF => (lead & 0x1F, bytes[at + 1] as usize, 2),
                0xE0..=0xEF => {
                    let mid = bytes[at + 1] as usize & 63;
                    ((lead & 0x0F) << 6 | mid, bytes[at + 2] as usize, 3)
                }
                _ => {
                    let (b, c) = (bytes[at + 1] as usize & 63, bytes[at + 2] as usize & 63);
                    ((lead & 7) << 12 | b << 6 | c, bytes[at + 3] as usize, 4)
                }
            };
            woken |= self.cells[self.pages[page] as usize][last & 63];
            at += len;
        }
        woken
    }
}
