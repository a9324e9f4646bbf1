//! `泄萍际酢` for `中国科技术`: a line of GBK that was cut inside its first character.
//!
//! All the pairs behind the cut are half of one character and half of the next,
//! until a byte of ASCII brings them into step. Read from the second byte on they
//! are in step; what the first character was, the model says, or nobody.

use std::sync::LazyLock;

use super::{
    around::line_around,
    slip::{GUESSED, Repair, Start, Voice, search},
};
use crate::{Confidence, Patch, Rule, characters::CharSet, plausible};

pub(super) static RULE: Rule = Rule {
    id: "gbk-first-byte-lost",
    about: "Reads lines of GBK again that were cut inside their first character.",
    default: true,
    // The last byte of the line has no partner, and a full stop or comma out of step is a
    // private-use character: without either a line is taken for what it is.
    wakes_on: &['\u{E000}'..='\u{E765}', '\u{FFFD}'..='\u{FFFD}'],
    apply,
    fixes: &[
        (
            "泄\u{E30E}萍脊葑蛱炜\u{E018}荩\u{E0E2}氪蠹也喂邸\u{FFFD}",
            "中国科技馆昨天开馆，请大家参观。",
        ),
        (
            "钦叽邮姓\u{E47F}\u{E198}私獾剑\u{E0F0}庀罟こ堂髂晖旯ぁ\u{FFFD}",
            "记者从市政府了解到，这项工程明年完工。",
        ),
    ],
    keeps: &["泄萍际酢这样的乱码", "濉溪县和涓滴小学", "饕餮、貔貅和狴犴都是传说里的兽"],
};

static WAKES: LazyLock<CharSet> =
    LazyLock::new(|| RULE.wakes_on.iter().cloned().flatten().collect());

/// How much cheaper the line must be in step, in bits.
const MARGIN: f32 = 24.0;
/// A reading that costs more a character is no text.
const READABLE: f32 = 12.0;
/// The first character, and the last, are filled in from this probability on: there
/// is nothing before the first that speaks for it. With 0.8 one line in eighty came out wrong.
const SURE: f32 = 0.95;
/// Fewer characters cannot be told from rare words.
const MIN_READ: usize = 4;
/// The first so many characters of a line that is out of step cost so many bits more, in all,
/// than text that is in step ever does.
const FIRST: usize = 12;
/// More marks than one in so many characters, and the line was lost in another way: a
/// strict decoder puts one for each comma that is out of step, one in ten or fewer.
const RUINS: usize = 6;
const IN_STEP: f32 = 12.0;
const DEAR: f32 = 14.0;

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let least = if patch.floor() == Confidence::Guess { GUESSED } else { SURE };
    // What is out of step says nothing of its script.
    let voices = [Voice::of(text, false), Voice::of(text, true)];
    let mut at = 0;
    for part in patch.parts() {
        at = at.max(part.start);
        while at < part.end {
            let line = line_around(text, at);
            at = line.end + 1;
            if !is_dear(&text[line.clone()]) {
                continue;
            }
            let start = Start::cut(line.start);
            let tried =
                voices.iter().filter_map(|voice| search(text, &start, voice, MARGIN, least).0);
            let best = tried.max_by(|a, b| a.margin.total_cmp(&b.margin));
            if let Some(repair) = best.filter(is_text) {
                let confidence = if repair.filled.is_empty() || least >= SURE {
                    Confidence::Likely
                } else {
                    Confidence::Guess
                };
                patch.replace_because(
                    line.start..repair.end,
                    &repair.text,
                    confidence,
                    reason(&repair),
                );
            }
        }
    }
}

fn is_dear(line: &str) -> bool {
    let marks = line.matches(char::REPLACEMENT_CHARACTER).count();
    if marks * RUINS > line.chars().count() || WAKES.find(line).is_none() {
        return false;
    }
    let (mut last, mut more) = ('\n', 0.0_f32);
    line.chars().take(FIRST).any(|ch| {
        more += plausible::step(last, ch) - IN_STEP;
        last = ch;
        more >= DEAR
    })
}

fn is_text(repair: &Repair) -> bool {
    repair.read >= MIN_READ && repair.cost <= READABLE
}

fn reason(repair: &Repair) -> String {
    let mut reason = format!(
        "GBK that lost its first byte; in step it is {:.0} bits more plausible",
        repair.margin
    );
    if !repair.filled.is_empty() {
        reason += &format!("; filled by context: {}", repair.filled);
    }
    if repair.unknown > 0 {
        reason += &format!("; characters lost: {}", repair.unknown);
    }
    reason
}
