//! `「好」` as `“好”`.

use crate::{Confidence, Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "corner-quotes",
    about: "Writes corner quotes as the curly ones of the mainland.",
    default: false,
    wakes_on: &['「'..='』', '﹁'..='﹄'],
    apply,
    fixes: &[("他說：「這是『第一次』。」", "他說：“這是‘第一次’。”")],
    keeps: &["他说：“这是‘第一次’。”", "《围城》〈序〉【本报讯】"],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    for (at, ch) in text.char_indices() {
        let curly = match ch {
            '「' | '﹁' => "“",
            '」' | '﹂' => "”",
            '『' | '﹃' => "‘",
            '』' | '﹄' => "’",
            _ => continue,
        };
        patch.replace(at..at + ch.len_utf8(), curly, Confidence::Certain);
    }
}
