//! Blanks that nobody sees, at the ends of lines.

use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "trailing-blanks",
    about: "Removes blanks before the end of a line.",
    default: true,
    wakes_on: &['\t'..='\t', ' '..=' ', '\u{3000}'..='\u{3000}'],
    apply,
    fixes: &[("新闻　\n  \n完 ", "新闻\n\n完")],
    keeps: &["　　新闻\n\n新 闻"],
};

const BLANKS: [char; 3] = ['\t', ' ', '\u{3000}'];

fn apply(patch: &mut Patch<'_>) {
    let mut at = 0;
    for line in patch.text().split_inclusive('\n') {
        let body = line.strip_suffix('\n').unwrap_or(line);
        let kept = body.trim_end_matches(BLANKS).len();
        if kept < body.len() {
            patch.delete(at + kept..at + body.len(), Confidence::Certain);
        }
        at += line.len();
    }
}
