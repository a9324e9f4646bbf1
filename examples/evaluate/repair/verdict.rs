//! What a repair is worth.

/// How the repaired text compares with the text that was damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The same.
    Exact,
    /// The same but for places that are marked as lost.
    Honest,
    /// Nothing was done.
    Left,
    /// Something else.
    Wrong,
}

impl Verdict {
    pub(crate) fn of(out: &str, damaged: &str, truth: &str) -> Verdict {
        if out == truth {
            Verdict::Exact
        } else if out == damaged {
            Verdict::Left
        } else if fits(out, truth) {
            Verdict::Honest
        } else {
            Verdict::Wrong
        }
    }
}

/// True when `out` is `truth` with some places marked as lost.
fn fits(out: &str, truth: &str) -> bool {
    let truth: Vec<char> = truth.chars().collect();
    // Which beginnings of the truth the output so far can stand for.
    let mut reached = vec![false; truth.len() + 1];
    reached[0] = true;
    for ch in out.chars() {
        let mut next = vec![false; truth.len() + 1];
        for at in (0..=truth.len()).filter(|at| reached[*at]) {
            if ch == char::REPLACEMENT_CHARACTER {
                (at..=(at + 2).min(truth.len())).for_each(|to| next[to] = true);
            } else if truth.get(at) == Some(&ch) {
                next[at + 1] = true;
            }
        }
        reached = next;
    }
    reached[truth.len()]
}
