//! `新闻` as `新聞`, to the Taiwan standard.

use super::{
    Script,
    choices::{self, Region},
    shares,
};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "to-taiwan",
    about: "Writes simplified text in traditional characters, to the Taiwan standard.",
    default: false,
    wakes_on: &[],
    apply,
    fixes: &[
        ("新闻", "新聞"),
        ("这种药品被发明之后，他在台上说了一句话。", "這種藥品被發明之後，他在台上說了一句話。"),
        // The traditional sentence keeps its characters, and so its 里.
        ("他走了五里路。\n这里没有公里数。", "他走了五里路。\n這裡沒有公里數。"),
    ],
    keeps: &["中國新聞", "臺北市後面的里長說，台灣的週末很好。"],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    for part in shares::parts_in(patch, Script::Hans) {
        choices::traditionalize(patch, part.start, &text[part], Region::Taiwan);
    }
}
