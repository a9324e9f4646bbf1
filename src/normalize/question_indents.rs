//! `????据了解`: an indent of characters that some encoding did not have.
//!
//! One line could open with question marks for a reason; several with the same
//! number of them could not.

use std::ops::Range;

use super::neighbours::{is_han, is_opening};
use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "question-indents",
    about: "Removes the question marks that indents were turned into.",
    default: true,
    wakes_on: &['?'..='?'],
    apply,
    fixes: &[(
        "????据了解，今年丰收。\n????“好年景。”他说。\n??\n完",
        "据了解，今年丰收。\n“好年景。”他说。\n\n完",
    )],
    keeps: &["??谁来买单\n记者调查", "???", "真的吗？\n?\n??是吗\n???不是"],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let indents: Vec<Range<usize>> = indents(text).collect();
    let opening =
        |at: &Range<usize>| text[at.end..].starts_with(|ch: char| is_han(ch) || is_opening(ch));
    let alike = |len: usize| indents.iter().filter(|at| at.len() == len && opening(at)).count();
    let longest = indents.iter().map(Range::len).max().unwrap_or(0);
    let Some(usual) = (2..=longest.min(8)).max_by_key(|len| alike(*len)) else { return };
    if alike(usual) < 2 {
        return;
    }
    for at in indents {
        let blank = text[at.end..].starts_with('\n') || at.end == text.len();
        if at.len() == usual && opening(&at) || blank {
            patch.delete(at, Confidence::Likely);
        }
    }
}

/// The question marks at the start of each line that has some.
fn indents(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let marks = line.bytes().take_while(|byte| *byte == b'?').count();
        (marks > 0).then_some(start..start + marks)
    })
}
