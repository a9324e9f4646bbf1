//! `ä¸­å›½`, `дё­е›Ѕ`, `Σ╕¡σ¢╜`: UTF-8 read one byte at a time.
//!
//! The bytes that windows-1252 has no character for may be question marks,
//! U+FFFD, or gone.

use std::sync::LazyLock;

use super::search::{
    kinds::{NO_HANZI, UTF8_AS_SINGLE},
    mend,
};
use crate::{Patch, Rule, characters::CharSet};

pub(super) static RULE: Rule = Rule {
    id: "utf8-as-single-byte",
    about: "Undoes UTF-8 that was read as windows-1252, KOI8-R or another one-byte encoding.",
    default: true,
    wakes_on: NO_HANZI,
    apply,
    fixes: &[
        ("ä¸\u{AD}å\u{9B}½ç§\u{91}æ\u{8A}\u{80}é¦\u{86}", "中国科技馆"),
        ("Д╦╜Е⌡╫Г╖▒Ф┼─И╕├", "中国科技馆"),
        ("Σ╕¡σ¢╜τºæµèÇΘªå", "中国科技馆"),
        ("本报讯 з§‘жЉЂй¦†", "本报讯 科技馆"),
    ],
    keeps: &[
        "Le café où il a été déçu n'était pas loin de l'hôtel.",
        "Он приехал в город вчера вечером.",
        "ní hǎo zhōng guó Běijīng lǜ nǚ",
        "乱码“ä¸\u{AD}å\u{9B}½”的由来",
        "╔══╗ ║表║ ╚══╝",
    ],
};

static WAKES: LazyLock<CharSet> =
    LazyLock::new(|| RULE.wakes_on.iter().cloned().flatten().collect());

fn apply(patch: &mut Patch<'_>) {
    mend(patch, &WAKES, UTF8_AS_SINGLE, &[]);
}
