//! The longest match of a dictionary at each place of a text.
//!
//! A dictionary is built from tab-separated text in a few milliseconds, so
//! nothing has to be compiled ahead. Most places of a text begin no phrase: one
//! table says so for the character, one bit for the pair of characters, and
//! only then is a bucket of phrases read.

use std::collections::HashMap;

use crate::alike::alike;

/// Some phrase begins with this character.
pub(crate) const PHRASE: u32 = 1 << 21;
/// The character needs more than the table: an ideographic description, or a
/// value of several characters.
pub(crate) const SLOW: u32 = 1 << 22;
/// Room for flags of those who compose tables.
pub(crate) const FLAG_A: u32 = 1 << 23;
pub(crate) const FLAG_B: u32 = 1 << 24;
/// The character that a cell of the table maps to.
pub(crate) const CHAR: u32 = PHRASE - 1;

/// One cell for each character of the basic plane.
pub(crate) type Table = Box<[u32; 0x1_0000]>;

/// The last phrase of its bucket.
const LAST: u32 = 1 << 31;
/// Each character of the value is as long as that of the key.
const ALIKE: u32 = 1 << 30;
const FREE: u32 = u32::MAX;

/// Dictionaries of falling priority, each a union of tab-separated texts.
#[derive(Debug)]
pub(crate) struct Dict {
    /// Mapped character and flags of each character of the basic plane.
    pub(crate) table: Table,
    /// Mapped characters of the other planes.
    far: HashMap<u32, u32>,
    /// Values of single characters that are longer than one.
    long: HashMap<u32, &'static str>,
    /// Keys and values of the phrases, each key before its value.
    text: String,
    phrases: Vec<Phrase>,
    /// Open addressing: the pair, and where its bucket starts.
    slots: Vec<(u32, u32)>,
    /// One bit for each pair, by its hash.
    pairs: Vec<u64>,
    /// The same for the pairs that are phrases.
    wholes: Vec<u64>,
    /// One bit for each three characters that longer phrases begin with.
    threes: Vec<u64>,
    pairs_shift: u32,
    /// No key begins with more ASCII than this.
    pub(crate) ascii: usize,
    /// The longest key, in bytes.
    pub(crate) longest: usize,
}

#[derive(Clone, Copy, Debug)]
struct Phrase {
    /// Where its key lies in the text, with [`LAST`] and [`ALIKE`].
    at: u32,
    /// Low half of the third character, 0 in a phrase of two.
    third: u16,
    key: u8,
    value: u8,
}

/// A phrase that a text holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<'d> {
    pub(crate) value: &'d str,
    /// The length of the key, in bytes.
    pub(crate) len: usize,
    /// The value has as many characters as the key, each as long as that of the
    /// key in its place.
    pub(crate) alike: bool,
}

impl Dict {
    /// Builds the table. The first level that matches at a place wins, with
    /// its longest key; in one level the longest of all its texts wins.
    ///
    /// A line is a key, a tab, and values with spaces between, of which the
    /// first counts; `#` starts a comment.
    pub(crate) fn new(levels: &[&[&'static str]]) -> Dict {
        let texts =
            levels.iter().enumerate().flat_map(|(n, texts)| texts.iter().map(move |t| (n, t)));
        let lines: Vec<(usize, &str, &str)> =
            texts.flat_map(|(n, text)| entries(text).map(move |(k, v)| (n, k, v))).collect();
        let mut dict = Dict::empty(levels.iter().flat_map(|l| *l).map(|t| t.len()).sum());
        let mut single = HashMap::new();
        for &(level, key, value) in &lines {
            let mut chars = key.chars();
            if let (Some(ch), None) = (chars.next(), chars.next()) {
                single.entry(ch).or_insert_with(|| {
                    dict.put_single(ch as u32, value);
                    level
                });
            }
        }
        let mut found: Vec<(u64, Phrase)> = Vec::with_capacity(dict.text.capacity() / 20);
        for &(level, key, value) in &lines {
            let mut chars = key.chars();
            let (Some(a), Some(b)) = (chars.next(), chars.next()) else { continue };
            // A single character of a higher level wins before any phrase is looked at.
            if single.get(&a).is_some_and(|l| *l < level) {
                continue;
            }
            let at = dict.text.len() as u32 | if alike(key, value) { ALIKE } else { 0 };
            dict.text.push_str(key);
            dict.text.push_str(value);
            let third = chars.next().map_or(0, |c| c as u16);
            let phrase = Phrase { at, third, key: key.len() as u8, value: value.len() as u8 };
            let rank = (level as u64) << 8 | (255 - key.len() as u64);
            found.push((u64::from(fold(a as u32, b as u32)) << 32 | rank, phrase));
            if let Some(cell) = dict.table.get_mut(a as usize) {
                *cell |= PHRASE;
            }
            dict.ascii = dict.ascii.max(key.bytes().take_while(u8::is_ascii).count());
            dict.longest = dict.longest.max(key.len());
        }
        dict.put_phrases(found);
        dict
    }

    fn empty(capacity: usize) -> Dict {
        let table: Vec<u32> =
            (0..0x1_0000).map(|c| if ids_arity(c) > 0 { c | SLOW } else { c }).collect();
        Dict {
            table: table.try_into().expect("one cell for each character"),
            far: HashMap::new(),
            long: HashMap::new(),
            text: String::with_capacity(capacity),
            phrases: Vec::new(),
            slots: Vec::new(),
            pairs: Vec::new(),
            wholes: Vec::new(),
            threes: Vec::new(),
            pairs_shift: 0,
            ascii: 0,
            longest: 4,
        }
    }

    fn put_single(&mut self, key: u32, value: &'static str) {
        let mut chars = value.chars();
        let one = match (chars.next(), chars.next()) {
            (Some(ch), None) => Some(ch as u32),
            _ => None,
        };
        match (self.table.get_mut(key as usize), one) {
            (Some(cell), Some(ch)) => *cell = *cell & !CHAR | ch,
            (Some(cell), None) => {
                *cell |= SLOW;
                self.long.insert(key, value);
            }
            (None, Some(ch)) => {
                self.far.insert(key, ch);
            }
            (None, None) => {
                self.long.insert(key, value);
            }
        }
    }

    fn put_phrases(&mut self, mut found: Vec<(u64, Phrase)>) {
        // Stable: of equal keys the first wins. Fast, as the texts are sorted.
        found.sort_by_key(|(rank, _)| *rank);
        let bits = (found.len().max(64) * 8).next_power_of_two();
        self.pairs = vec![0; bits / 64];
        self.wholes = self.pairs.clone();
        self.threes = self.pairs.clone();
        self.pairs_shift = 32 - bits.trailing_zeros();
        self.slots = vec![(0, FREE); (found.len().max(8) * 3 / 2).next_power_of_two()];
        self.phrases = Vec::with_capacity(found.len());
        for bucket in found.chunk_by(|(a, _), (b, _)| a >> 32 == b >> 32) {
            let pair = (bucket[0].0 >> 32) as u32;
            let hash = mix(pair);
            set(&mut self.pairs, hash >> self.pairs_shift);
            for (_, phrase) in bucket {
                match phrase.third {
                    0 => set(&mut self.wholes, hash >> self.pairs_shift),
                    third => set(&mut self.threes, with_third(hash, third) >> self.pairs_shift),
                }
            }
            let mask = self.slots.len() - 1;
            let mut slot = hash as usize & mask;
            while self.slots[slot].1 != FREE {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = (pair, self.phrases.len() as u32);
            self.phrases.extend(bucket.iter().map(|(_, phrase)| *phrase));
            self.phrases.last_mut().expect("a bucket holds something").at |= LAST;
        }
    }

    /// The value of `ch` by itself, if the dictionary has it.
    pub(crate) fn single<'s>(&'s self, ch: u32, room: &'s mut [u8; 4]) -> Option<&'s str> {
        if let Some(value) = self.long.get(&ch) {
            return Some(value);
        }
        let to = match self.table.get(ch as usize) {
            Some(cell) => cell & CHAR,
            None => *self.far.get(&ch)?,
        };
        (to != ch).then(|| &*char::from_u32(to).unwrap_or('\u{FFFD}').encode_utf8(room))
    }

    /// Makes the value of a character one that [`SLOW`] marks.
    pub(crate) fn mark_slow(&mut self, ch: char) {
        self.table[ch as usize] |= SLOW;
    }

    /// The pairs of characters of the basic plane that phrases begin with, and
    /// perhaps some more.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (u32, u32)> {
        let used = self.slots.iter().filter(|(_, start)| *start != FREE);
        used.map(|(pair, _)| (pair >> 16, pair & 0xFFFF))
    }

    /// True when some phrase may begin with these two characters.
    #[inline]
    pub(crate) fn pair(&self, a: u32, b: u32) -> bool {
        has(&self.pairs, mix(fold(a, b)) >> self.pairs_shift)
    }

    /// The phrase that wins at `at`, before `end`. `a` is the character at `at`,
    /// `len` its length.
    #[inline]
    pub(crate) fn phrase(
        &self,
        text: &str,
        at: usize,
        end: usize,
        a: u32,
        len: usize,
    ) -> Option<Found<'_>> {
        let bytes = &text.as_bytes()[..end];
        let second = at + len;
        if second >= end {
            return None;
        }
        let (b, len) = decode(bytes, second);
        let pair = fold(a, b);
        let hash = mix(pair);
        if !has(&self.pairs, hash >> self.pairs_shift) {
            return None;
        }
        let third = second + len;
        let third = if third < end { decode(bytes, third).0 as u16 } else { 0 };
        let holds = has(&self.wholes, hash >> self.pairs_shift)
            || has(&self.threes, with_third(hash, third) >> self.pairs_shift);
        if holds { self.in_bucket(bytes, at, third, pair, hash) } else { None }
    }

    fn in_bucket(
        &self,
        bytes: &[u8],
        at: usize,
        third: u16,
        pair: u32,
        hash: u32,
    ) -> Option<Found<'_>> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        let start = loop {
            let (key, start) = self.slots[slot];
            if start == FREE {
                return None;
            }
            if key == pair {
                break start as usize;
            }
            slot = (slot + 1) & mask;
        };
        for phrase in &self.phrases[start..] {
            if phrase.third == 0 || phrase.third == third {
                let from = (phrase.at & !(LAST | ALIKE)) as usize;
                let len = usize::from(phrase.key);
                if begins(&bytes[at..], &self.text.as_bytes()[from..from + len]) {
                    let value = &self.text[from + len..from + len + usize::from(phrase.value)];
                    return Some(Found { value, len, alike: phrase.at & ALIKE != 0 });
                }
            }
            if phrase.at & LAST != 0 {
                break;
            }
        }
        None
    }
}

/// The entries of a tab-separated text: key and first value.
pub(crate) fn entries(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.split('\n').filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (key, values) = line.split_once('\t')?;
        let first = values.split([' ', '\t', '\r']).next().unwrap_or(values);
        Some((key, first))
    })
}

/// Two characters as one number. Different pairs may share it: keys are
/// compared in full.
#[inline]
fn fold(a: u32, b: u32) -> u32 {
    a.rotate_left(16) ^ b
}

#[inline]
fn mix(pair: u32) -> u32 {
    let x = pair.wrapping_mul(0x9E37_79B1);
    (x ^ x >> 15).wrapping_mul(0x85EB_CA77)
}

/// True when `text` begins with `key`. Most keys are two, three or four
/// characters: of known lengths, which need no call.
#[inline]
fn begins(text: &[u8], key: &[u8]) -> bool {
    fn of<const N: usize>(text: &[u8], key: &[u8]) -> bool {
        text.first_chunk::<N>() == key.first_chunk::<N>()
    }
    match key.len() {
        6 => of::<6>(text, key),
        9 => of::<9>(text, key),
        12 => of::<12>(text, key),
        _ => text.starts_with(key),
    }
}

/// The hash of a pair and of a third character.
#[inline]
fn with_third(pair: u32, third: u16) -> u32 {
    mix(pair ^ u32::from(third))
}

fn set(bits: &mut [u64], bit: u32) {
    bits[(bit >> 6) as usize] |= 1 << (bit & 63);
}

#[inline]
fn has(bits: &[u64], bit: u32) -> bool {
    bits[(bit >> 6) as usize] >> (bit & 63) & 1 != 0
}

/// The character at `at`, and its length. `bytes` are UTF-8, up to the end of
/// a character.
#[inline]
pub(crate) fn decode(bytes: &[u8], at: usize) -> (u32, usize) {
    let low = |b: u8| u32::from(b & 63);
    match bytes[at..] {
        [a @ 0xE0..=0xEF, b, c, ..] => (u32::from(a & 15) << 12 | low(b) << 6 | low(c), 3),
        [a @ 0xF0..=0xFF, b, c, d, ..] => {
            (u32::from(a & 7) << 18 | low(b) << 12 | low(c) << 6 | low(d), 4)
        }
        [a @ 0xC0..=0xDF, b, ..] => (u32::from(a & 31) << 6 | low(b), 2),
        [a, ..] => (u32::from(a), 1),
        [] => (0, 1),
    }
}

/// Where the run of ASCII that starts at `at` ends.
#[inline]
pub(crate) fn ascii_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = bytes.get(at..at + 8) {
        let word = u64::from_le_bytes(chunk.try_into().expect("eight bytes"));
        let high = word & 0x8080_8080_8080_8080;
        if high != 0 {
            return at + high.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while at < bytes.len() && bytes[at] < 0x80 {
        at += 1;
    }
    at
}

/// How many parts an ideographic description operator takes.
pub(crate) fn ids_arity(ch: u32) -> usize {
    match ch {
        0x2FF2 | 0x2FF3 => 3,
        0x2FFE | 0x2FFF => 1,
        0x2FF0..=0x2FFD => 2,
        _ => 0,
    }
}

/// The length of the ideographic description sequence at `at`, 0 if there is
/// none. OpenCC reads no deeper than 16 levels and no further than 64
/// characters, and never converts what lies inside.
pub(crate) fn ids_len(bytes: &[u8], at: usize) -> usize {
    fn part(bytes: &[u8], at: usize, depth: usize, seen: &mut usize) -> Option<usize> {
        if at >= bytes.len() || depth == 0 || *seen >= 64 {
            return None;
        }
        let (ch, len) = decode(bytes, at);
        *seen += 1;
        let mut total = len;
        for _ in 0..ids_arity(ch) {
            total += part(bytes, at + total, depth - 1, seen)?;
        }
        Some(total)
    }
    part(bytes, at, 16, &mut 0).unwrap_or(0)
}
