//! Traditional characters as a mainland newspaper writes them.
//!
//! OpenCC's `t2s` stops short of the mainland standard (妳 牠 砲 衞, 計畫), and
//! its `tw2s` and `hk2s` add one region's variants each and break others (么 to
//! 幺). This is one dictionary for text of any region.

use std::{borrow::Cow, sync::LazyLock};

use super::{
    one_step::OneStep,
    opencc::data,
    sink::{Edits, Output, Sink},
    zhe::Zhe,
};
use crate::{Confidence, Patch, phrases::Dict};

static DICT: LazyLock<OneStep> = LazyLock::new(|| {
    let mut dict = Dict::new(&[
        &[include_str!("../../data/script/mainland_phrases.txt")],
        &[data::TSPhrases],
        &[include_str!("../../data/script/mainland_characters.txt"), data::TSCharacters],
    ]);
    // So that [`Zhe`] is asked about each.
    dict.mark_slow('著');
    dict.into()
});

/// Edits `text`, a part of the patch's text that begins at `base`, to the
/// mainland standard.
pub(super) fn simplify(patch: &mut Patch<'_>, base: usize, text: &str, confidence: Confidence) {
    into(text, Edits::new(patch, base, confidence));
}

/// `text` to the mainland standard.
pub(super) fn simplified(text: &str) -> Cow<'_, str> {
    let mut output = Output::new(text);
    into(text, &mut output);
    output.finish()
}

fn into(text: &str, sink: impl Sink) {
    DICT.run(text, &mut Zhe { text, sink });
}
