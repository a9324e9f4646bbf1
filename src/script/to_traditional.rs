//! `新闻` as `新聞`, of no region.

use super::{
    Script,
    choices::{self, Region},
    shares,
};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "to-traditional",
    about: "Writes simplified text in traditional characters, of no region.",
    default: false,
    wakes_on: &[],
    apply,
    fixes: &[("新闻", "新聞")],
    keeps: &["中國新聞"],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    for part in shares::parts_in(patch, Script::Hans) {
        choices::traditionalize(patch, part.start, &text[part], Region::None);
    }
}
