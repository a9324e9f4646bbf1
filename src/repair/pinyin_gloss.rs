//! `執(zhí)法`: pages that were converted to traditional characters by a
//! machine, which wrote the reading behind many of those that it changed.
//!
//! People write readings too, so the page decides. A person glosses what the
//! reader may not know, at its first mention, and the reading that the context
//! asks for. The machine glosses common characters, each time they come, in the
//! middle of words, with the first reading of a dictionary. What fits the
//! machine's habit goes, on pages that have it; everything else stays.

use std::collections::HashMap;

use super::{gloss, search::Wrong};
use crate::{
    Confidence, Patch, Rule,
    characters::CharSet,
    tables::pinyin::{reading, simplified},
};

pub(super) static RULE: Rule = Rule {
    id: "pinyin-gloss",
    about: "Removes the readings that a machine wrote behind characters it had converted.",
    default: true,
    wakes_on: &['('..='(', '（'..='（'],
    apply,
    fixes: &[
        (
            "公安機(jī)關(guān)嚴(yán)格執(zhí)法,完善執(zhí)法機(jī)制。",
            "公安機關嚴格執法,完善執法機制。",
        ),
        ("學(xué )校開(kāi )學(xué )，學(xué )生來(lái )了不少。", "學校開學，學生來了不少。"),
    ],
    keeps: &[
        "作曲家冼(xiǎn)星海",
        "學者王彧(yù)說",
        "饕(tāo)餮(tiè)大餐",
        "漢(hàn)語(yǔ)學(xué)習(xí)",
        "本課生字：學(xué)、國(guó)、書(shū)、寫(xiě)、讀(dú)、說(shuō)",
    ],
};

/// The glosses of one manner on a page: with tone marks, or without.
#[derive(Default)]
struct Habit {
    /// By character: how often it is glossed with its first reading.
    glossed: HashMap<char, u32>,
    /// Glosses with another reading, or with several syllables.
    other: u32,
    /// How many of the glosses stand inside a run of Han.
    inside: u32,
}

/// What a habit shows that the page's glosses are.
#[derive(Clone, Copy, PartialEq)]
enum Machine {
    /// Written behind characters that conversion changed.
    OnChanged,
    /// Written behind any common character.
    OnCommon,
}

fn apply(patch: &mut Patch<'_>) {
    let text = patch.text();
    let mut toned = Habit::default();
    let mut toneless = Habit::default();
    let glosses: Vec<gloss::Gloss> = gloss::among(text, patch.parts()).collect();
    for gloss in &glosses {
        if gloss.toned { &mut toned } else { &mut toneless }.add(text, gloss);
    }
    let page = |habit: &Habit| (!habit.glossed.is_empty()).then(|| habit.seen(text));
    let judged = [&toned, &toneless].map(|h| page(h).and_then(|seen| h.machine(&seen)));
    if judged == [None, None] {
        return;
    }
    for gloss in glosses.into_iter().filter(first_reading) {
        let (habit, machine) =
            if gloss.toned { (&toned, judged[0]) } else { (&toneless, judged[1]) };
        if machine.is_some_and(|machine| habit.wrote(gloss.ch, machine)) {
            patch.delete(gloss.at, Confidence::Likely);
        }
    }
}

fn first_reading(gloss: &gloss::Gloss) -> bool {
    reading(gloss.ch).is_some_and(|first| gloss.reads(first))
}

impl Habit {
    fn add(&mut self, text: &str, gloss: &gloss::Gloss) {
        if !first_reading(gloss) {
            self.other += 1;
            return;
        }
        *self.glossed.entry(gloss.ch).or_default() += 1;
        self.inside += u32::from(text[gloss.at.end..].chars().next().is_some_and(gloss::is_han));
    }

    /// How often each glossed character is on the page, and how many Han.
    fn seen(&self, text: &str) -> Seen {
        let mut seen = Seen { of: HashMap::new(), han: 0 };
        let glossed: CharSet = self.glossed.keys().copied().collect();
        for ch in text.chars().filter(|ch| gloss::is_han(*ch)) {
            seen.han += 1;
            if glossed.holds(ch) {
                *seen.of.entry(ch).or_default() += 1;
            }
        }
        seen
    }

    /// Glosses in all, and glosses beyond the first of each character.
    fn sums(&self, wanted: impl Fn(char) -> bool) -> (u32, u32) {
        let counts = self.glossed.iter().filter(|(ch, _)| wanted(**ch)).map(|(_, n)| *n);
        counts.fold((0, 0), |(all, again), n| (all + n, again + n - 1))
    }

    /// Whether a machine wrote these glosses. The bounds leave room on both
    /// sides: on pages of that making every gloss is a first reading, of a
    /// changed and common character, and of 200 such characters none was
    /// unglossed elsewhere on its page.
    fn machine(&self, page: &Seen) -> Option<Machine> {
        let (all, _) = self.sums(|_| true);
        let (changed, _) = self.sums(|ch| simplified(ch).is_some());
        let (hits, again) = self.sums(|ch| simplified(ch).is_some_and(is_common));
        let (common, again_common) = self.sums(|ch| is_common(ch) || simplified(ch).is_some());
        let seen = |wanted: fn(char) -> bool| -> u32 {
            page.of.iter().filter(|(ch, _)| wanted(**ch)).map(|(_, n)| n).sum()
        };
        // Readings above every character are a primer's, not a machine's.
        if all * 2 > page.han || self.inside * 2 < all {
            return None;
        }
        let strays = all - changed + self.other;
        let always = seen(|ch| simplified(ch).is_some()) * 9 <= changed * 10;
        let enough = match hits {
            0..3 => false,
            3 => again >= 2,
            4..6 => again >= 1,
            _ => again >= 1 || self.inside * 10 >= all * 8,
        };
        if enough && always && strays * 4 <= hits {
            return Some(Machine::OnChanged);
        }
        let always = seen(|_| true) * 20 <= all * 21;
        let enough = common >= 12 && again_common >= 5 && all * 3 <= page.han;
        let strays = all - common + self.other;
        (enough && always && strays * 20 <= common && self.inside * 10 >= all * 7)
            .then_some(Machine::OnCommon)
    }

    /// Whether a gloss of `ch` is the machine's. A rare character that is
    /// glossed once may be the author's care.
    fn wrote(&self, ch: char, machine: Machine) -> bool {
        match simplified(ch) {
            Some(simplified) if is_common(simplified) => true,
            Some(_) => self.glossed[&ch] > 1 || self.glosses_rare(),
            None => machine == Machine::OnCommon && is_common(ch),
        }
    }

    /// The machine's list holds rare characters too.
    fn glosses_rare(&self) -> bool {
        let rare = |ch: &&char| simplified(**ch).is_some_and(|simple| !is_common(simple));
        self.glossed.keys().filter(rare).count() >= 3
    }
}

/// What a page holds of the characters that are glossed there.
struct Seen {
    of: HashMap<char, u32>,
    han: u32,
}

/// One of the 3,755 characters that GB 2312 took for its first level: those
/// that nobody needs a reading for.
fn is_common(ch: char) -> bool {
    let pair = Wrong::Gbk.inverse().get(ch).to_be_bytes();
    matches!(pair, [0xB0..=0xD7, 0xA1..=0xFE])
}
