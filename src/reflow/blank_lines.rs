//! The gaps that a page's layout leaves in its text.

use crate::{Confidence, Patch, Rule, paragraphs};

pub(super) static RULE: Rule = Rule {
    id: "blank-lines",
    about: "Removes blank lines at both ends of the text, and all but one where three or more stand together.",
    default: true,
    wakes_on: &['\n'..='\n'],
    apply,
    fixes: &[
        ("\n\n新桥通车\n\n\n\n昨天上午，新桥通车。\n\n", "新桥通车\n\n昨天上午，新桥通车。\n"),
        ("昨天上午，新桥通车。\n \n　\n\t\n今天晴。", "昨天上午，新桥通车。\n\n今天晴。"),
    ],
    keeps: &["新桥通车\n\n昨天上午，新桥通车。\n\n\n今天晴。\n", "", "\n", "\n\n"],
};

/// So many blank lines are a gap; two may part the sections of a text.
const GAP: usize = 3;

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let (mut at, mut begun) = (0, false);
    // Where the blank lines before this one begin, and how many there are.
    let (mut gap, mut count) = (0, 0);
    for line in paragraphs::split(text).map(|at| &text[at]) {
        if paragraphs::trim_start(line).is_empty() {
            (at, count) = (at + line.len(), count + 1);
            continue;
        }
        if !begun {
            patch.delete(gap..at, Confidence::Certain);
        } else if count >= GAP {
            patch.replace(gap..at, "\n", Confidence::Certain);
        }
        at += line.len();
        (gap, count, begun) = (at, 0, true);
    }
    // A text of nothing but blank lines has no ends.
    if begun {
        patch.delete(gap..at, Confidence::Certain);
    }
}
