//! `新闻` as `新聞`, to the Hong Kong standard.

use super::{
    Script,
    choices::{self, Region},
    shares,
};
use crate::{Patch, Rule};

pub(super) static RULE: Rule = Rule {
    id: "to-hong-kong",
    about: "Writes simplified text in traditional characters, to the Hong Kong standard.",
    default: false,
    wakes_on: &[],
    apply,
    fixes: &[
        ("新闻", "新聞"),
        ("卫生署说，这里的户外温度为三十度。", "衛生署說，這裏的戶外溫度為三十度。"),
    ],
    keeps: &["中國新聞", "衛生署說這裡的戶外溫度為三十度"],
};

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    for part in shares::parts_in(patch, Script::Hans) {
        choices::traditionalize(patch, part.start, &text[part], Region::HongKong);
    }
}
