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
//! exact machine ([`Two::machine`]) is started only where a phrase of either
//! may begin.

use std::{borrow::Cow, fmt, ops::Range, str::FromStr, sync::LazyLock};

use super::sink::{Output, Sink};
use crate::phrases::{CHAR, Dict, FLAG_A, FLAG_B, PHRASE, SLOW, Table};
use crate::phrases::{ascii_end, decode, ids_len};
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

static COMPAT: LazyLock<Dict> = LazyLock::new(|| Dict::new(&[&[d::CJK_Compatibility_Ideographs]]));
pub(super) static ST: LazyLock<Dict> = LazyLock::new(|| {
    let phrases: &[_] = &[d::STPhrases, d::STPhrases_GeneratedFromRegionalPhrases];
    Dict::new(&[phrases, &[d::STCharacters]])
});
pub(super) static TS: LazyLock<Dict> =
    LazyLock::new(|| Dict::new(&[&[d::TSPhrases], &[d::TSCharacters]]));

macro_rules! dicts {
    ($($name:ident: $($text:ident)*;)*) => {
        $(static $name: LazyLock<Dict> = LazyLock::new(|| Dict::new(&[$(&[d::$text]),*]));)*
    };
}
dicts! {
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
    ($($name:ident: $first:ident $second:ident;)*) => {
        $(static $name: LazyLock<Two> = LazyLock::new(|| Two::new(&$first, &$second));)*
    };
}
twos! {
    S2TW: ST TW; S2TWP: ST TWP; S2HK: ST HK; S2HKP: ST HKP;
    TW2S: TW_REV TS; TW2SP: TWP_REV TS; HK2S: HK_REV TS; HK2SP: HKP_REV TS;
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

    /// Tells `sink` what changes in `text`, from left to right.
    pub(super) fn run(self, text: &str, sink: &mut impl Sink) {
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
            one_step(&COMPAT, &text[at..end], &mut plain);
            let plain = plain.finish();
            let mut done = Output::new(&plain);
            self.run_plain(&plain, &mut done);
            sink.phrase(at..end, &done.finish());
            at = end;
        }
    }

    fn run_plain(self, text: &str, sink: &mut impl Sink) {
        match self {
            OpenCc::S2t => one_step(&ST, text, sink),
            OpenCc::T2s => one_step(&TS, text, sink),
            OpenCc::T2tw => one_step(&TW, text, sink),
            OpenCc::T2hk => one_step(&HK, text, sink),
            OpenCc::Tw2t => one_step(&TW_REV, text, sink),
            OpenCc::Hk2t => one_step(&HK_REV, text, sink),
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

/// Sends `text` through one dictionary.
pub(super) fn one_step(dict: &Dict, text: &str, sink: &mut impl Sink) {
    let bytes = text.as_bytes();
    let (mut at, mut ascii_until) = (0, 0);
    while at < bytes.len() {
        if bytes[at] < 0x80 && at >= ascii_until {
            ascii_until = ascii_end(bytes, at);
            at = at.max(ascii_until - dict.ascii.min(ascii_until));
            continue;
        }
        let (ch, len) = decode(bytes, at);
        let cell = match dict.table.get(ch as usize) {
            Some(cell) => *cell,
            None => PHRASE | SLOW,
        };
        if cell & (PHRASE | SLOW) == 0 {
            if cell != ch {
                sink.single(at, len, character(cell));
            }
            at += len;
            continue;
        }
        if cell & PHRASE != 0
            && let Some((value, n)) = dict.phrase(text, at, bytes.len(), ch, len)
        {
            sink.phrase(at..at + n, value);
            at += n;
            continue;
        }
        if cell & SLOW == 0 {
            if cell & CHAR != ch {
                sink.single(at, len, character(cell & CHAR));
            }
            at += len;
            continue;
        }
        at += slow_single(dict, text, at, ch, len, sink);
    }
}

#[cold]
fn slow_single(
    dict: &Dict,
    text: &str,
    at: usize,
    ch: u32,
    len: usize,
    sink: &mut impl Sink,
) -> usize {
    if let Some(value) = dict.single(ch, &mut [0; 4]) {
        sink.phrase(at..at + len, value);
        return len;
    }
    ids_len_if(text.as_bytes(), at, ch).unwrap_or(len)
}

/// The length of a whole ideographic description at `at`, if there is one.
fn ids_len_if(bytes: &[u8], at: usize, ch: u32) -> Option<usize> {
    let starts = crate::phrases::ids_arity(ch) > 0;
    starts.then(|| ids_len(bytes, at)).filter(|len| *len > 0)
}

#[inline]
fn character(ch: u32) -> char {
    char::from_u32(ch).unwrap_or('\u{FFFD}')
}

/// A phrase of the first dictionary may begin here.
const FIRST: u32 = FLAG_A;
/// A phrase of the second may begin at what this maps to.
const SECOND: u32 = FLAG_B;

/// Two dictionaries, over segments that a third cuts.
#[derive(Debug)]
struct Two {
    /// Cuts: its phrases are segments, and what lies between is one each.
    cutter: &'static Dict,
    first: &'static Dict,
    second: &'static Dict,
    /// Both, character by character, with the flags of all three.
    both: Table,
}

impl Two {
    /// The phrases of simplified text cut it, and those of traditional text
    /// that: in either case the one of `first` and `second` with the phrases.
    fn new(first: &'static Dict, second: &'static Dict) -> Two {
        let from_simplified = std::ptr::eq(first, &*ST);
        let cutter = if from_simplified { first } else { second };
        let mut both = first.table.clone();
        for (ch, cell) in both.iter_mut().enumerate() {
            let middle = *cell & CHAR;
            let last = second.table.get(middle as usize).copied().unwrap_or(SLOW);
            let mut flags = (cutter.table[ch] & PHRASE) | ((*cell | last) & SLOW);
            // Where nothing was cut no phrase of the cutter begins.
            if !from_simplified && *cell & PHRASE != 0 {
                flags |= FIRST;
            }
            if last & PHRASE != 0 {
                flags |= SECOND;
            }
            *cell = flags | last & CHAR;
        }
        Two { cutter, first, second, both }
    }

    fn run(&self, text: &str, sink: &mut impl Sink) {
        let bytes = text.as_bytes();
        let ascii = self.cutter.ascii.max(self.first.ascii).max(self.second.ascii);
        let mut machine = Machine::default();
        let (mut at, mut ascii_until) = (0, 0);
        while at < bytes.len() {
            if bytes[at] < 0x80 && at >= ascii_until {
                ascii_until = ascii_end(bytes, at);
                at = at.max(ascii_until - ascii.min(ascii_until));
                continue;
            }
            let (ch, len) = decode(bytes, at);
            let cell = match self.both.get(ch as usize) {
                Some(cell) => *cell,
                None => PHRASE | SLOW,
            };
            if cell & (PHRASE | SLOW | FIRST | SECOND) == 0 {
                if cell != ch {
                    sink.single(at, len, character(cell));
                }
                at += len;
                continue;
            }
            if cell & PHRASE != 0
                && let Some((value, n)) = self.cutter.phrase(text, at, bytes.len(), ch, len)
            {
                self.segment(text, at..at + n, value, &mut machine, sink);
                at += n;
                continue;
            }
            if self.plain(text, at, ch, len, cell) {
                if cell & CHAR != ch {
                    sink.single(at, len, character(cell & CHAR));
                }
                at += len;
                continue;
            }
            at = self.machine(text, at, &mut machine, sink);
        }
    }

    /// True when the table says all of the character at `at`, which begins no
    /// segment: no phrase of the first dictionary begins here, and none of the
    /// second at what it becomes.
    #[inline]
    fn plain(&self, text: &str, at: usize, ch: u32, len: usize, cell: u32) -> bool {
        if cell & SLOW != 0 {
            return false;
        }
        let bytes = text.as_bytes();
        if cell & FIRST != 0 && self.first.phrase(text, at, bytes.len(), ch, len).is_some() {
            return false;
        }
        if cell & SECOND == 0 || at + len >= bytes.len() {
            return true;
        }
        let (next, next_len) = decode(bytes, at + len);
        let (Some(cell), Some(to)) =
            (self.both.get(next as usize), self.first.table.get(next as usize))
        else {
            return false;
        };
        let (a, b) = (self.first.table[ch as usize] & CHAR, to & CHAR);
        let begins = cell & FIRST != 0
            && self.first.phrase(text, at + len, bytes.len(), next, next_len).is_some();
        cell & SLOW == 0 && !begins && !self.second.pair(a, b)
    }

    /// Sends one segment that was cut through both. `value` is what the cutter
    /// makes of it.
    fn segment(
        &self,
        text: &str,
        range: Range<usize>,
        value: &str,
        machine: &mut Machine,
        sink: &mut impl Sink,
    ) {
        let key = &text[range.clone()];
        machine.buffer.clear();
        if std::ptr::eq(self.cutter, self.first) {
            machine.buffer.push_str(value);
        } else {
            machine.buffer.push_str(&through(self.first, key));
        }
        match through(self.second, &machine.buffer) {
            Cow::Borrowed(same) => sink.phrase(range, same),
            Cow::Owned(new) => sink.phrase(range, &new),
        }
    }

    /// Goes on from `from`, inside what was not cut, one character of the
    /// first dictionary's output at a time, until both dictionaries have
    /// consumed the text up to the same place. Returns that place.
    fn machine(
        &self,
        text: &str,
        from: usize,
        machine: &mut Machine,
        sink: &mut impl Sink,
    ) -> usize {
        let bytes = text.as_bytes();
        let Machine { buffer, marks, out } = machine;
        buffer.clear();
        marks.clear();
        out.clear();
        let (mut read, mut run_ended) = (from, false);
        let mut used = 0;
        loop {
            // The second dictionary must see as much as its longest key.
            while !run_ended && buffer.len() < used + self.second.longest + 4 {
                if read >= bytes.len() || (read > from && self.cut_at(text, read)) {
                    run_ended = true;
                    break;
                }
                read += self.feed(text, read, buffer);
                marks.push((buffer.len(), read));
            }
            let (ch, len) = decode(buffer.as_bytes(), used);
            let end = buffer.len();
            used += match self.second.phrase(buffer, used, end, ch, len) {
                Some((value, n)) => {
                    out.push_str(value);
                    n
                }
                None => self.second_single(buffer, used, ch, len, out),
            };
            if let Ok(mark) = marks.binary_search_by_key(&used, |(end, _)| *end) {
                let until = marks[mark].1;
                sink.phrase(from..until, out);
                return until;
            }
        }
    }

    fn cut_at(&self, text: &str, at: usize) -> bool {
        let (ch, len) = decode(text.as_bytes(), at);
        self.both.get(ch as usize).is_none_or(|cell| cell & PHRASE != 0)
            && self.cutter.phrase(text, at, text.len(), ch, len).is_some()
    }

    /// Appends what the first dictionary makes of the place `at`, and returns
    /// how much of the text that was.
    fn feed(&self, text: &str, at: usize, buffer: &mut String) -> usize {
        let (ch, len) = decode(text.as_bytes(), at);
        if !std::ptr::eq(self.cutter, self.first)
            && let Some((value, n)) = self.first.phrase(text, at, text.len(), ch, len)
        {
            // The run may end inside the phrase; then it does not count.
            let inside = (at + len..at + n).filter(|p| text.is_char_boundary(*p));
            let Some(limit) = inside.into_iter().find(|p| self.cut_at(text, *p)) else {
                buffer.push_str(value);
                return n;
            };
            if let Some((value, n)) = self.first.phrase(text, at, limit, ch, len) {
                buffer.push_str(value);
                return n;
            }
        }
        if let Some(value) = self.first.single(ch, &mut [0; 4]) {
            buffer.push_str(value);
            return len;
        }
        let n = ids_len_if(text.as_bytes(), at, ch).unwrap_or(len);
        buffer.push_str(&text[at..at + n]);
        n
    }

    fn second_single(
        &self,
        buffer: &str,
        at: usize,
        ch: u32,
        len: usize,
        out: &mut String,
    ) -> usize {
        if let Some(value) = self.second.single(ch, &mut [0; 4]) {
            out.push_str(value);
            return len;
        }
        let n = ids_len_if(buffer.as_bytes(), at, ch).unwrap_or(len);
        out.push_str(&buffer[at..at + n]);
        n
    }
}

/// Room that [`Two::machine`] and [`Two::segment`] use again and again.
#[derive(Default)]
struct Machine {
    /// What the first dictionary made.
    buffer: String,
    /// Where in it the first dictionary ended a match, and where that was in
    /// the text.
    marks: Vec<(usize, usize)>,
    out: String,
}

fn through<'t>(dict: &Dict, text: &'t str) -> Cow<'t, str> {
    let mut output = Output::new(text);
    one_step(dict, text, &mut output);
    output.finish()
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
