//! Counts to `plausible.bin`.

use std::collections::BTreeMap;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GBK};

#[path = "../../src/tables/plausible.rs"]
pub(crate) mod layout;

use layout::{
    ACCENTED_LOWER, ACCENTED_UPPER, ARABIC, BEYOND, BUCKET, BUCKET_BITS, CYRILLIC_LOWER,
    CYRILLIC_UPPER, DIGIT, EMOJI, GREEK, HALF_KANA, HANGUL, HEADER, HEBREW, INDIC, LOWER, PRIVATE,
    RARE_HAN, STEPS_PER_BIT, THAI, UPPER, WIDE_DIGIT, WIDE_LETTER, place,
};

/// What each pair that was seen gives to those that were not (absolute
/// discounting; 0.5 and 0.75 do as well).
pub(crate) const DISCOUNT: f64 = 0.6;

/// What every character adds to the count of its successors, unseen ones: one
/// that was met three times has not shown what follows it.
pub(crate) const UNSEEN: f64 = 4.0;

pub(crate) struct Counts {
    pub(crate) singles: BTreeMap<u16, u64>,
    pub(crate) pairs: BTreeMap<(u16, u16), u64>,
    /// For each symbol, its pairs together, with those that were not chosen.
    pub(crate) totals: BTreeMap<u16, u64>,
}

/// A symbol as `main.rs` writes it.
fn read(written: &str) -> u16 {
    let mut chars = written.chars();
    match (chars.next(), chars.next()) {
        (Some(ch), None) => ch as u16,
        _ => u16::from_str_radix(written, 16).expect("four hexadecimal digits"),
    }
}

/// The table that the two files of counts stand for.
pub(crate) fn from_files(singles: &str, pairs: &str) -> Vec<u8> {
    let mut counts =
        Counts { singles: BTreeMap::new(), pairs: BTreeMap::new(), totals: BTreeMap::new() };
    for line in singles.lines().filter(|line| !line.starts_with('#')) {
        let (symbol, n) = line.split_once('\t').expect("two columns");
        counts.singles.insert(read(symbol), n.parse().expect("a count"));
    }
    for line in pairs.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let before = read(columns.next().expect("a character"));
        let total = columns.next().expect("a total").parse().expect("a count");
        counts.totals.insert(before, total);
        for pair in columns.next().expect("pairs").split_whitespace() {
            let (symbol, n) = pair.rsplit_once(':').expect("a character and its count");
            counts.pairs.insert((before, read(symbol)), n.parse().expect("a count"));
        }
    }
    table(&with_foreign_scripts(counts))
}

/// Scripts that were not counted run on as those that were: four letters in
/// five are followed by one of the same script.
fn with_foreign_scripts(mut counts: Counts) -> Counts {
    let scripts = [GREEK, HEBREW, ARABIC, THAI, INDIC, EMOJI, HALF_KANA];
    for script in scripts {
        for (pair, n) in [
            ((script, script), 800),
            ((script, 0x20), 120),
            ((script, 0x2C), 10),
            ((script, 0x2E), 10),
            ((script, 0x0A), 10),
            ((0x20, script), 100),
        ] {
            let now = counts.pairs.entry(pair).or_default();
            *now = n.max(*now);
        }
        counts.totals.insert(script, 1000);
    }
    counts
}

fn table(counts: &Counts) -> Vec<u8> {
    let alone = Alone::new(&counts.singles);
    let mut kept: BTreeMap<u16, (u64, u64)> = BTreeMap::new();
    for (&(before, _), n) in &counts.pairs {
        let (sum, types) = kept.entry(before).or_default();
        *sum += n;
        *types += 1;
    }
    let backoff = |before: u16| -> f64 {
        let (Some(&total), Some(&(sum, types))) = (counts.totals.get(&before), kept.get(&before))
        else {
            return 0.0;
        };
        let total = total.max(sum) as f64;
        let left = DISCOUNT * types as f64 + (total - sum as f64) + UNSEEN;
        -(left / (total + UNSEEN)).log2()
    };

    let mut tags = vec![0u16; BUCKET << BUCKET_BITS];
    let mut costs = vec![0u8; BUCKET << BUCKET_BITS];
    for (&(before, symbol), &n) in &counts.pairs {
        let total = counts.totals[&before].max(kept[&before].0) as f64;
        let seen = (n as f64 - DISCOUNT) / (total + UNSEEN);
        let unseen = (-(backoff(before) + alone.bits(symbol))).exp2();
        let (bucket, tag) = place(before, symbol);
        let room = bucket * BUCKET..(bucket + 1) * BUCKET;
        // Only a pair of `with_foreign_scripts` can find its place taken.
        let free = room.clone().find(|&at| tags[at] == 0);
        let Some(at) = free.filter(|_| !tags[room].contains(&tag)) else { continue };
        tags[at] = tag;
        costs[at] = quarters(-(seen + unseen).log2());
    }

    let (cost_pages, cost_rows) = paged(|symbol| quarters(alone.bits(symbol)));
    let (backoff_pages, backoff_rows) = paged(|symbol| quarters(backoff(symbol)));
    let mut table = Vec::new();
    table.extend(cost_pages);
    table.extend(backoff_pages);
    for rows in [&cost_rows, &backoff_rows] {
        let rows = u16::try_from(rows.len() / 256).expect("at most 256 rows");
        table.extend(rows.to_le_bytes());
    }
    assert_eq!(table.len(), HEADER);
    table.extend(cost_rows);
    table.extend(backoff_rows);
    for (tags, costs) in tags.chunks(BUCKET).zip(costs.chunks(BUCKET)) {
        table.extend(tags.iter().flat_map(|tag| tag.to_le_bytes()));
        table.extend(costs);
    }
    table
}

fn quarters(bits: f64) -> u8 {
    (bits * f64::from(STEPS_PER_BIT)).round().clamp(0.0, 255.0) as u8
}

/// One byte for each symbol, as 256 row numbers and the rows, none twice.
fn paged(cost: impl Fn(u16) -> u8) -> (Vec<u8>, Vec<u8>) {
    let (mut pages, mut rows) = (Vec::new(), Vec::<u8>::new());
    for page in 0..=255u16 {
        let row: Vec<u8> = (0..=255).map(|low| cost(page << 8 | low)).collect();
        let at = rows.chunks(256).position(|r| r == row).unwrap_or_else(|| {
            rows.extend(&row);
            rows.len() / 256 - 1
        });
        pages.push(u8::try_from(at).expect("fewer than 256 different pages"));
    }
    (pages, rows)
}

/// What characters cost with nothing known of their neighbours.
struct Alone<'a> {
    singles: &'a BTreeMap<u16, u64>,
    all: f64,
    /// Legacy sets that characters are in, for those that were not seen.
    sets: Vec<u8>,
}

impl<'a> Alone<'a> {
    fn new(singles: &'a BTreeMap<u16, u64>) -> Self {
        let all = singles.iter().filter(|(s, _)| is_symbol(**s)).map(|(_, n)| *n as f64).sum();
        Alone { singles, all, sets: legacy_sets() }
    }

    fn bits(&self, symbol: u16) -> f64 {
        if !is_symbol(symbol) {
            return self.class_bits(layout::symbol(character(symbol))) + self.choice(symbol);
        }
        if matches!(symbol, 0xE000..=0xE0FF) {
            return self.class_bits(symbol);
        }
        let floor = self.never_seen(symbol);
        let rate = self.rate(symbol) + (-floor).exp2();
        match symbol {
            // As dear to enter as any foreign script.
            0x3041..=0x30FF => (-rate.log2()).max(15.0),
            _ => -rate.log2(),
        }
    }

    fn rate(&self, symbol: u16) -> f64 {
        self.singles.get(&symbol).copied().unwrap_or(0) as f64 / self.all
    }

    /// What it costs to come to a class out of nothing. The scripts have been
    /// counted, but how often depends on what was counted: the constants keep a
    /// foreign letter at 17 to 18 bits, as dear as a rare Han character.
    fn class_bits(&self, class: u16) -> f64 {
        match class {
            DIGIT | LOWER | UPPER | WIDE_DIGIT | WIDE_LETTER => -self.rate(class).log2(),
            ACCENTED_LOWER | ACCENTED_UPPER | CYRILLIC_LOWER => 13.0,
            CYRILLIC_UPPER => 12.0,
            GREEK | HEBREW | ARABIC | THAI | INDIC => 13.0,
            HANGUL => 11.0,
            HALF_KANA => 18.0,
            EMOJI => 13.0,
            RARE_HAN => 25.0,
            PRIVATE => 30.0,
            BEYOND => 32.0,
            _ => 30.0,
        }
    }

    /// What it costs to choose a character once its class is known.
    fn choice(&self, code: u16) -> f64 {
        let class = layout::symbol(character(code));
        let (members, floor): (f64, f64) = match class {
            DIGIT | WIDE_DIGIT => return 10f64.log2(),
            WIDE_LETTER => return 4.5,
            GREEK | HEBREW | ARABIC | THAI => return 5.0,
            INDIC => return 6.0,
            HALF_KANA => return 5.5,
            // Line feed and carriage return, space and tab.
            0x0A | 0x20 => return 1.0,
            LOWER | UPPER => (26.0, 9.0),
            CYRILLIC_LOWER | CYRILLIC_UPPER => (40.0, 12.0),
            ACCENTED_LOWER | ACCENTED_UPPER => (60.0, 10.0),
            // Half of the syllables that exist are in no legacy set.
            HANGUL if self.sets[usize::from(code)] & KOREAN != 0 => (2350.0, 12.5),
            HANGUL => (2350.0, 17.0),
            _ => return 0.0,
        };
        let seen = self.singles.get(&code).copied().unwrap_or(0) as f64;
        let class = self.singles.get(&class).copied().unwrap_or(0) as f64 + members;
        -(seen / class + (-floor).exp2()).log2()
    }

    fn never_seen(&self, symbol: u16) -> f64 {
        let sets = self.sets[usize::from(symbol)];
        match symbol {
            0x0A | 0x20..=0x7F => 14.0,
            0..=0x1F => 24.0,
            0x80..=0x9F => 30.0,
            0xFFFD => 30.0,
            0x4E00..=0x9FFF if sets & GB2312_FIRST != 0 => 19.0,
            0x4E00..=0x9FFF if sets & (GB2312_SECOND | BIG5_FIRST) != 0 => 20.0,
            0x4E00..=0x9FFF if sets & JAPANESE != 0 => 20.5,
            0x4E00..=0x9FFF if sets & (BIG5_SECOND | KOREAN) != 0 => 21.0,
            0x4E00..=0x9FFF if sets & GBK_REST != 0 => 22.0,
            0x4E00..=0x9FFF => 24.0,
            // Signs that both sets have are written; those of one less so.
            _ if sets & (GB2312_FIRST | GB2312_SECOND) != 0 && sets & BIG5_FIRST != 0 => 17.0,
            _ if sets & (GB2312_FIRST | BIG5_FIRST) != 0 => 18.0,
            0xA0..=0xBF | 0xD7 | 0xF7 => 19.0,
            0x250..=0x36F => 22.0,
            0x2000..=0x2E7F => 19.0,
            0x2E80..=0x2FDF => 22.0,
            0x3000..=0x30FF => 19.0,
            0x3100..=0x33FF => 20.0,
            0x3400..=0x4DBF => 24.0,
            0xF900..=0xFAFF => 23.0,
            0xFE00..=0xFEFF => 21.0,
            0xFF00..=0xFFEF => 19.0,
            0xD800..=0xDFFF => 32.0,
            _ => 26.0,
        }
    }
}

/// True for what the table counts as itself, and for the classes.
fn is_symbol(code: u16) -> bool {
    matches!(code, 0xE000..=0xE0FF) || layout::symbol(character(code)) == code
}

fn character(code: u16) -> char {
    // A half of a pair is no character; no text has it.
    char::from_u32(code.into()).unwrap_or('\u{FFFD}')
}

const GB2312_FIRST: u8 = 1;
const GB2312_SECOND: u8 = 2;
const GBK_REST: u8 = 4;
const BIG5_FIRST: u8 = 8;
const BIG5_SECOND: u8 = 16;
const JAPANESE: u8 = 32;
const KOREAN: u8 = 64;

/// For each character, the parts of the legacy sets that hold it: what a
/// standard chose to hold is written now and then, even if it was not counted.
fn legacy_sets() -> Vec<u8> {
    let mut sets = vec![0u8; 1 << 16];
    let mut mark = |encoding: &'static Encoding, lead: u8, trail: u8, part: u8| {
        let bytes = [lead, trail];
        let text = encoding.decode_without_bom_handling(&bytes).0;
        let mut chars = text.chars();
        if let (Some(ch @ ..='\u{FFFF}'), None) = (chars.next(), chars.next()) {
            sets[ch as usize] |= part;
        }
    };
    for lead in 0x81..=0xFE {
        for trail in 0x40..=0xFE {
            match (lead, trail) {
                (0xA1..=0xA3 | 0xB0..=0xD7, 0xA1..) => mark(GBK, lead, trail, GB2312_FIRST),
                (0xA4..=0xA9 | 0xD8..=0xF7, 0xA1..) => mark(GBK, lead, trail, GB2312_SECOND),
                _ => mark(GBK, lead, trail, GBK_REST),
            }
            match lead {
                0xA1..=0xC6 => mark(BIG5, lead, trail, BIG5_FIRST),
                _ => mark(BIG5, lead, trail, BIG5_SECOND),
            }
            if lead >= 0xA1 && trail >= 0xA1 {
                mark(EUC_KR, lead, trail, KOREAN);
                if lead <= 0xCF {
                    mark(EUC_JP, lead, trail, JAPANESE);
                }
            }
        }
    }
    sets
}
