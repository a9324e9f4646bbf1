//! How much of a text is written in which script.
//!
//! A character speaks for a script when OpenCC's tables never leave it in the
//! other. About three of ten Han characters in news do; the majority decides,
//! so a name or a quotation in the other script does not.

use std::{ops::Range, sync::LazyLock};

use super::{Script, ScriptShares, opencc::data, region};
use crate::{
    Patch,
    phrases::{ascii_end, decode, entries},
};

/// Simplified forms that genuine traditional text uses too: found by counting
/// them in 1.3 million Han characters of Taiwan and overseas text, where they
/// are more than one in ten thousand of the character's uses. OpenCC's lists
/// of regional variants name more; those are left out by [`classes`].
const USED_IN_BOTH: &str = "麽吓晒庄恒虱霉栖瓮踪";

/// Traditional forms that mainland news uses in names and set phrases.
const IN_MAINLAND_NEWS: &str = "乾於菸拚舖摺塚霑綝堃甯昇鍾";

const HAN: u8 = 1;
const HANS: u8 = 2;
const HANT: u8 = 4;

/// For each character of the basic plane: Han or not, and of one script only.
static CLASSES: LazyLock<Box<[u8; 0x1_0000]>> = LazyLock::new(classes);

fn classes() -> Box<[u8; 0x1_0000]> {
    let mut classes = vec![0; 0x1_0000];
    for range in [0x3400..=0x4DBF, 0x4E00..=0x9FFF, 0xF900..=0xFAFF] {
        classes[range].fill(HAN);
    }
    let mut mark = |text: &'static str, class: u8| {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((key, values)) = line.split_once('\t') else { continue };
            let Some(ch) = key.chars().next() else { continue };
            if values.split(' ').all(|value| value != key) && (ch as usize) < classes.len() {
                classes[ch as usize] |= class;
            }
        }
    };
    mark(data::STCharacters, HANS);
    mark(data::TSCharacters, HANT);
    let variants = [data::TWVariants, data::HKVariants].into_iter().flat_map(entries);
    let shared = USED_IN_BOTH.chars().chain(variants.filter_map(|(_, to)| to.chars().next()));
    for ch in shared {
        classes[ch as usize] &= !HANS;
    }
    for ch in IN_MAINLAND_NEWS.chars() {
        classes[ch as usize] &= !HANT;
    }
    classes.try_into().expect("one class for each character")
}

impl ScriptShares {
    /// Counts the characters of `text`.
    pub fn of(text: &str) -> ScriptShares {
        let classes = &**CLASSES;
        let bytes = text.as_bytes();
        let (mut at, mut han, mut hans, mut hant) = (0, 0, 0, 0);
        while at < bytes.len() {
            if bytes[at] < 0x80 {
                at = ascii_end(bytes, at);
                continue;
            }
            let (ch, len) = decode(bytes, at);
            at += len;
            let class = classes.get(ch as usize).copied().unwrap_or(HAN);
            han += usize::from(class & HAN);
            hans += usize::from((class / HANS) & 1);
            hant += usize::from(class / HANT);
        }
        ScriptShares { han, hans, hant }
    }

    /// The script that these counts speak for, the region of traditional text
    /// aside.
    ///
    /// Mixed means that the smaller share is two characters and one in twenty
    /// at least; a tie of one each is mixed too.
    pub fn script(self) -> Script {
        let (less, more) = (self.hans.min(self.hant), self.hans.max(self.hant));
        if more == 0 {
            Script::None
        } else if less == more || (less >= 2 && less * 20 >= less + more) {
            Script::Mixed
        } else if self.hans > self.hant {
            Script::Hans
        } else {
            Script::Hant
        }
    }
}

/// Whether only simplified text has the character, and whether only traditional.
pub(super) fn speaks_for(ch: u32) -> (bool, bool) {
    let class = CLASSES.get(ch as usize).copied().unwrap_or(HAN);
    (class & HANS != 0, class & HANT != 0)
}

/// The script of `text`, whose shares these are, with its region.
pub(super) fn script_of(text: &str, shares: ScriptShares) -> Script {
    let script = shares.script();
    let (fewer, other) = match script {
        Script::Hans => (shares.hant, Script::Hant),
        Script::Hant => (shares.hans, Script::Hans),
        _ => return script,
    };
    if fewer >= 2 && has_foreign_sentence(text, other) {
        return Script::Mixed;
    }
    if script == Script::Hant { region::of(text) } else { script }
}

/// True when a whole sentence of `text` is in `script`, with three characters
/// at least that say so.
fn has_foreign_sentence(text: &str, script: Script) -> bool {
    sentences(text).any(|(_, sentence)| {
        let shares = ScriptShares::of(sentence);
        shares.hans + shares.hant >= 3 && shares.script() == script
    })
}

/// The sentences of `text` with their places; together they are the text.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive(['\n', '。', '！', '？', '；', '!', '?', ';']).map(move |sentence| {
        let start = at;
        at += sentence.len();
        (start, sentence)
    })
}

/// The parts of the patch's text that are in `script`, [`Script::Hans`] or
/// [`Script::Hant`]: its sentences whose majority is, and those that do not
/// say, if the whole is.
pub(super) fn parts_in(patch: &Patch<'_>, script: Script) -> Vec<Range<usize>> {
    let is = |(hans, hant): (usize, usize)| match script {
        Script::Hans => hans.cmp(&hant),
        _ => hant.cmp(&hans),
    };
    let (text, whole) = (patch.text(), patch.scripts());
    // Of one script, as nearly every text is.
    if whole.0 == 0 || whole.1 == 0 {
        let all = is(whole).is_gt().then_some(0..text.len());
        return all.into_iter().collect();
    }
    let mut parts: Vec<Range<usize>> = Vec::new();
    for (at, sentence) in sentences(text) {
        let ScriptShares { hans, hant, .. } = ScriptShares::of(sentence);
        if is((hans, hant)).then(is(whole)).is_gt() {
            match parts.last_mut() {
                Some(part) if part.end == at => part.end += sentence.len(),
                _ => parts.push(at..at + sentence.len()),
            }
        }
    }
    parts
}
