//! `ÖÐ¹ú¿Æ¼¼`, `ЦР№ъїЖјј`, `╓╨╣·┐╞╝╝`: GBK read one byte at a time.

use std::sync::LazyLock;

use super::search::{
    kinds::{BIG5_AS_SINGLE, GBK_AS_SINGLE, NO_HANZI},
    mend,
};
use crate::{Patch, Rule, characters::CharSet};

pub(super) static RULE: Rule = Rule {
    id: "gbk-as-single-byte",
    about: "Undoes GBK that was read as windows-1252, KOI8-R or another one-byte encoding.",
    default: true,
    wakes_on: NO_HANZI,
    apply,
    fixes: &[
        ("ÖÐ¹ú¿Æ¼¼¹Ý×òÌì¿ª¹Ý", "中国科技馆昨天开馆"),
        ("ЦР№ъїЖјј№ЭЧтМмїЄ№Э", "中国科技馆昨天开馆"),
        ("╓╨╣·┐╞╝╝╣▌╫≥╠∞┐¬╣▌", "中国科技馆昨天开馆"),
    ],
    keeps: &[
        "ÀÁÂÃÄÅ ÈÉÊË ÌÍÎÏ ÒÓÔÕÖ ÙÚÛÜ",
        "São Paulo, Ángel y Müller",
        "Он приехал в город вчера вечером.",
    ],
};

static WAKES: LazyLock<CharSet> =
    LazyLock::new(|| RULE.wakes_on.iter().cloned().flatten().collect());

fn apply(patch: &mut Patch<'_>) {
    mend(patch, &WAKES, GBK_AS_SINGLE, BIG5_AS_SINGLE);
}
