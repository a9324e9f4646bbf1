//! OpenCC 1.4.2: its dictionaries and its fourteen configurations between
//! simplified and traditional, with its output byte for byte.
//!
//! As the command line tool of OpenCC does, this leaves out the dictionary of
//! characters that most fonts cannot show (`TSCharactersExt`). A NUL is a
//! character like any other here; OpenCC stops at it.
//!
//! A configuration first replaces compatibility ideographs, then either reads
//! one dictionary, or cuts the text into segments and sends each through two.
//! The two are read in one pass here: almost everywhere the second sees
//! exactly one character for one, so both are composed into one table, and the
//! exact machine ([`TwoSteps`]) is started only where a phrase of either
//! may begin.

use std::{borrow::Cow, fmt, str::FromStr, sync::LazyLock};

use super::{
    one_step::OneStep,
    sink::{Edits, Output, Sink},
    two_steps::TwoSteps,
};
use crate::{Confidence, Patch, phrases::Dict};
use data as d;

/// The dictionaries, under the names that OpenCC gives them.
#[allow(non_upper_case_globals)]
pub(super) mod data {
    macro_rules! texts {
        ($($name:ident)*) => {$(
            pub(crate) static $name: &str =
                include_str!(concat!("../../data/opencc/", stringify!($name), ".txt"));
        )*};
    }
    texts! {
        CJK_Compatibility_Ideographs HKPhrases HKPhrasesRev HKVariants HKVariantsPhrases
        HKVariantsRev HKVariantsRevPhrases STCharacters STPhrases
        STPhrases_GeneratedFromRegionalPhrases TSCharacters TSPhrases TWPhrases TWPhrasesRev
        TWVariants TWVariantsPhrases TWVariantsRev TWVariantsRevPhrases
    }
}

static ST: LazyLock<OneStep> = LazyLock::new(|| {
    let phrases: &[_] = &[d::STPhrases, d::STPhrases_GeneratedFromRegionalPhrases];
    Dict::new(&[phrases, &[d::STCharacters]]).into()
});

macro_rules! dicts {
    ($($name:ident: $($text:ident)*;)*) => {$(
        static $name: LazyLock<OneStep> =
            LazyLock::new(|| Dict::new(&[$(&[d::$text]),*]).into());
    )*};
}
dicts! {
    COMPAT: CJK_Compatibility_Ideographs;
    TS: TSPhrases TSCharacters;
    TW: TWVariantsPhrases TWVariants;
    TWP: TWPhrases TWVariantsPhrases TWVariants;
    HK: HKVariantsPhrases HKVariants;
    HKP: HKPhrases HKVariantsPhrases HKVariants;
    TW_REV: TWVariantsRevPhrases TWVariantsRev;
    TWP_REV: TWPhrasesRev TWVariantsRevPhrases TWVariantsRev;
    HK_REV: HKVariantsRevPhrases HKVariantsRev;
    HKP_REV: HKPhrasesRev HKVariantsRevPhrases HKVariantsRev;
}

macro_rules! twos {
    ($($name:ident: $cutter:ident, $first:ident $second:ident;)*) => {
        $(static $name: LazyLock<TwoSteps> =
            LazyLock::new(|| TwoSteps::new(&$cutter, &$first, &$second));)*
    };
}
// The phrases of simplified text cut it, and those of traditional text that.
twos! {
    S2TW: ST, ST TW; S2TWP: ST, ST TWP; S2HK: ST, ST HK; S2HKP: ST, ST HKP;
    TW2S: TS, TW_REV TS; TW2SP: TS, TWP_REV TS; HK2S: TS, HK_REV TS; HK2SP: TS, HKP_REV TS;
}

/// A configuration of OpenCC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OpenCc {
    /// Simplified to OpenCC's own traditional standard.
    S2t,
    /// Simplified to the Taiwan standard.
    S2tw,
    /// Simplified to the Taiwan standard, with Taiwan's words.
    S2twp,
    /// Simplified to the Hong Kong standard.
    S2hk,
    /// Simplified to the Hong Kong standard, with Hong Kong's words.
    S2hkp,
    /// OpenCC's own traditional standard to simplified.
    T2s,
    /// The Taiwan standard to simplified.
    Tw2s,
    /// The Taiwan standard to simplified, with the mainland's words.
    Tw2sp,
    /// The Hong Kong standard to simplified.
    Hk2s,
    /// The Hong Kong standard to simplified, with the mainland's words.
    Hk2sp,
    /// OpenCC's own traditional standard to Taiwan's.
    T2tw,
    /// OpenCC's own traditional standard to Hong Kong's.
    T2hk,
    /// The Taiwan standard to OpenCC's own.
    Tw2t,
    /// The Hong Kong standard to OpenCC's own.
    Hk2t,
}

const NAMES: [(OpenCc, &str); 14] = [
    (OpenCc::S2t, "s2t"),
    (OpenCc::S2tw, "s2tw"),
    (OpenCc::S2twp, "s2twp"),
    (OpenCc::S2hk, "s2hk"),
    (OpenCc::S2hkp, "s2hkp"),
    (OpenCc::T2s, "t2s"),
    (OpenCc::Tw2s, "tw2s"),
    (OpenCc::Tw2sp, "tw2sp"),
    (OpenCc::Hk2s, "hk2s"),
    (OpenCc::Hk2sp, "hk2sp"),
    (OpenCc::T2tw, "t2tw"),
    (OpenCc::T2hk, "t2hk"),
    (OpenCc::Tw2t, "tw2t"),
    (OpenCc::Hk2t, "hk2t"),
];

impl OpenCc {
    /// Every configuration.
    pub fn all() -> impl Iterator<Item = OpenCc> {
        NAMES.into_iter().map(|(config, _)| config)
    }

    /// Its name, as OpenCC writes it without `.json`.
    pub fn as_str(self) -> &'static str {
        NAMES[self as usize].1
    }

    /// Converts `text` as OpenCC 1.4.2 does.
    ///
    /// Borrows when nothing changes. The first call of a configuration reads
    /// its dictionaries, which takes a few milliseconds.
    pub fn convert(self, text: &str) -> Cow<'_, str> {
        let mut sink = Output::new(text);
        self.run(text, &mut sink);
        sink.finish()
    }

    /// Edits all of a patch's text, for the rules that do nothing else.
    pub(super) fn edit(self, patch: &mut Patch<'_>) {
        let text = patch.text();
        self.run(text, &mut Edits::new(patch, 0, Confidence::Likely));
    }

    /// Tells `sink` what changes in `text`, from left to right.
    fn run(self, text: &str, sink: &mut impl Sink) {
        if !has_compat(text.as_bytes()) {
            return self.run_plain(text, sink);
        }
        // Rare: such a piece is converted by itself and compared. No key holds a
        // line end, but an ideographic description may, so then there is one piece.
        let whole = text.chars().any(|ch| crate::phrases::ids_arity(ch as u32) > 0);
        let mut at = 0;
        while at < text.len() {
            let end = match text[at..].find('\n') {
                Some(len) if !whole => at + len + 1,
                _ => text.len(),
            };
            let mut plain = Output::new(&text[at..end]);
            COMPAT.run(&text[at..end], &mut plain);
            let plain = plain.finish();
            let mut done = Output::new(&plain);
            self.run_plain(&plain, &mut done);
            sink.phrase(at..end, &done.finish());
            at = end;
        }
    }

    fn run_plain(self, text: &str, sink: &mut impl Sink) {
        match self {
            OpenCc::S2t => ST.run(text, sink),
            OpenCc::T2s => TS.run(text, sink),
            OpenCc::T2tw => TW.run(text, sink),
            OpenCc::T2hk => HK.run(text, sink),
            OpenCc::Tw2t => TW_REV.run(text, sink),
            OpenCc::Hk2t => HK_REV.run(text, sink),
            OpenCc::S2tw => S2TW.run(text, sink),
            OpenCc::S2twp => S2TWP.run(text, sink),
            OpenCc::S2hk => S2HK.run(text, sink),
            OpenCc::S2hkp => S2HKP.run(text, sink),
            OpenCc::Tw2s => TW2S.run(text, sink),
            OpenCc::Tw2sp => TW2SP.run(text, sink),
            OpenCc::Hk2s => HK2S.run(text, sink),
            OpenCc::Hk2sp => HK2SP.run(text, sink),
        }
    }
}

impl fmt::Display for OpenCc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for OpenCc {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        OpenCc::all()
            .find(|config| config.as_str() == name)
            .ok_or_else(|| format!("OpenCC has no configuration called '{name}'"))
    }
}

/// True when there may be a compatibility ideograph (U+F900 to U+FAFF, U+2F800
/// to U+2FA1F): only their UTF-8 begins with EF A4 to EF AB, or F0 AF.
fn has_compat(bytes: &[u8]) -> bool {
    let begins =
        |a: u8, b: u8| ((a == 0xEF) & (b.wrapping_sub(0xA4) < 8)) | ((a == 0xF0) & (b == 0xAF));
    // No early exit inside a block, so that it becomes vector code.
    let nexts = bytes.get(1..).unwrap_or_default();
    bytes
        .chunks(256)
        .zip(nexts.chunks(256))
        .any(|(a, b)| a.iter().zip(b).fold(false, |found, (a, b)| found | begins(*a, *b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::{one_step::description, two_steps::through};

    /// `text` through each dictionary of each segment, with nothing thought up to
    /// be fast.
    fn slowly(cutter: Option<&OneStep>, steps: &[&OneStep], text: &str) -> String {
        let all = |part: &str| {
            steps.iter().fold(part.to_owned(), |part, step| {
                let mut out = String::new();
                through(step, &part, &mut out);
                out
            })
        };
        let Some(cutter) = cutter else { return all(text) };
        let (mut out, mut at, mut from) = (String::new(), 0, 0);
        while at < text.len() {
            let ch = text[at..].chars().next().expect("a character");
            match cutter.dict.phrase(text, at, text.len(), ch as u32, ch.len_utf8()) {
                Some(found) => {
                    out += &all(&text[from..at]);
                    out += &all(&text[at..at + found.len]);
                    at += found.len;
                    from = at;
                }
                None => {
                    let whole = description(text.as_bytes(), at, ch as u32);
                    at += whole.unwrap_or(ch.len_utf8());
                }
            }
        }
        out + &all(&text[from..])
    }

    /// Lines of pieces of dictionary keys and values, each piece about as often.
    fn lines() -> Vec<String> {
        let texts = [d::STPhrases, d::TSPhrases, d::TWPhrases, d::TWPhrasesRev, d::HKPhrases];
        let others = ["⿰", "𠮷", "a", "SQL", "PN", "，", "é", "2", "\n"];
        let words: Vec<Vec<&str>> = texts
            .iter()
            .map(|text| crate::phrases::entries(text).flat_map(|(k, v)| [k, v]).collect())
            .collect();
        let mut seed = 0x5DEE_CE66_u64;
        let mut next = |n: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed % n as u64) as usize
        };
        let mut line = || {
            let mut line = String::new();
            for _ in 0..next(200) + 1 {
                let words = &words[next(words.len())];
                let word = words[next(words.len())];
                match next(4) {
                    0 => line.extend(word.chars().take(2)),
                    1 => line.extend(word.chars().skip(1)),
                    2 => line.push_str(others[next(others.len())]),
                    _ => line.push_str(word),
                }
            }
            line
        };
        let mut lines: Vec<String> = (0..200).map(|_| line()).collect();
        // Longer than what is converted at a time.
        lines.push(lines[..40].concat());
        lines
    }

    #[test]
    fn what_is_fast_converts_as_what_is_slow() {
        for line in lines() {
            for (config, cutter, steps) in [
                (OpenCc::S2t, None, &[&*ST] as &[&OneStep]),
                (OpenCc::T2s, None, &[&*TS]),
                (OpenCc::Hk2t, None, &[&*HK_REV]),
                (OpenCc::S2twp, Some(&*ST), &[&*ST, &*TWP]),
                (OpenCc::S2hk, Some(&*ST), &[&*ST, &*HK]),
                (OpenCc::Tw2sp, Some(&*TS), &[&*TWP_REV, &*TS]),
            ] {
                assert_eq!(config.convert(&line), slowly(cutter, steps, &line), "{config}: {line}");
            }
        }
    }
}
