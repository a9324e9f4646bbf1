//! How much a run of characters reads like Chinese news, in bits.
//!
//! Fewer bits are more plausible. Costs add up, so two readings of the same
//! text are compared by their sums. The model is one of single characters and
//! of pairs, counted over news in simplified and in traditional characters;
//! foreign scripts are cheap within themselves and dear to enter, so that
//! genuine Russian or Korean is told from Chinese that was read as such.
//!
//! A digit or letter is the step to its class and the choice in the class, so
//! every cost is a probability, and readings of different lengths compare.
//!
//! The table is `tables/plausible.bin`; `examples/train_plausible` makes it
//! from the counts in `data/plausible`, and those from any folder of text.

use crate::tables::plausible::{BUCKET, HEADER, STEPS_PER_BIT, place, symbol};

static TABLE: &[u8] = include_bytes!("tables/plausible.bin");

const ROWS: usize = number(512) as usize;
const BACKOFFS: usize = HEADER + ROWS * 256;
const BUCKETS: usize = BACKOFFS + number(514) as usize * 256;

const fn number(at: usize) -> u16 {
    u16::from_le_bytes([TABLE[at], TABLE[at + 1]])
}

/// What a second kana in a row saves, where the two have not been counted
/// together: a kana alone costs what it costs amid Chinese.
const KANA_RUN: f32 = 8.0;

/// A character, and what the table says of it alone: who weighs many steps from
/// it, or to it, looks that up once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sign {
    pub(crate) ch: char,
    symbol: u16,
    alone: u8,
    /// What a step to it costs on top of a step to its class.
    choice: i16,
    backoff: u8,
    kana: bool,
}

impl Sign {
    #[inline(always)]
    pub(crate) fn of(ch: char) -> Self {
        let (symbol, alone) = (symbol(ch), single(ch));
        let choice = match u32::from(symbol) == u32::from(ch) {
            true => 0,
            false => i16::from(alone) - i16::from(of(symbol)),
        };
        Sign { ch, symbol, alone, choice, backoff: backoff(symbol), kana: is_kana(ch) }
    }

    /// The cost of `next` after this, in bits. `'\n'` stands before a start.
    #[inline(always)]
    pub(crate) fn to(self, next: Sign) -> f32 {
        let (met, together) = pair(self.symbol, next.symbol);
        // Both costs are worked out and one is taken: which, no processor foresees.
        let apart = i32::from(next.alone) + i32::from(self.backoff);
        // The class, and then the choice in it.
        let together = i32::from(together) + i32::from(next.choice);
        let bits = (if met { together } else { apart }) as f32 / STEPS_PER_BIT;
        if next.kana && self.kana { bits.min(next.alone() - KANA_RUN) } else { bits }
    }

    /// See [`alone`].
    #[inline]
    pub(crate) fn alone(self) -> f32 {
        f32::from(self.alone) / STEPS_PER_BIT
    }
}

/// The cost of `ch` after `before`, in bits. `'\n'` stands before a start.
#[inline]
pub(crate) fn step(before: char, ch: char) -> f32 {
    Sign::of(before).to(Sign::of(ch))
}

/// The cost of `ch` when nothing is known of its neighbours, in bits.
#[inline]
pub(crate) fn alone(ch: char) -> f32 {
    f32::from(single(ch)) / STEPS_PER_BIT
}

/// The cost of `text` from a start, in bits.
pub(crate) fn bits(text: &str) -> f32 {
    steps(text.chars()).sum()
}

/// The cost of each character after the one before it, from a start.
#[inline]
pub(crate) fn steps(text: impl Iterator<Item = char>) -> impl Iterator<Item = f32> {
    text.map(Sign::of).scan(Sign::of('\n'), |before, next| {
        let cost = before.to(next);
        *before = next;
        Some(cost)
    })
}

fn single(ch: char) -> u8 {
    match u16::try_from(u32::from(ch)) {
        // Not the private use area: the classes stand there.
        Ok(code) if !matches!(code, 0xE000..=0xF8FF) => of(code),
        _ => of(symbol(ch)),
    }
}

/// The cost of a character of the basic plane, or of a class.
fn of(symbol: u16) -> u8 {
    let row = TABLE[usize::from(symbol >> 8)];
    TABLE[HEADER + usize::from(row) * 256 + usize::from(symbol & 0xFF)]
}

fn backoff(symbol: u16) -> u8 {
    let row = TABLE[256 + usize::from(symbol >> 8)];
    TABLE[BACKOFFS + usize::from(row) * 256 + usize::from(symbol & 0xFF)]
}

/// Whether the table has the pair, and what its second then costs.
#[inline(always)]
fn pair(before: u16, symbol: u16) -> (bool, u8) {
    let (bucket, tag) = place(before, symbol);
    let at = BUCKETS + bucket * BUCKET * 3;
    let tags = TABLE[at..].first_chunk::<16>().expect("the table has every bucket");
    // All eight are compared at once: subtracting one borrows through the
    // lanes that are zero, and the lowest such lane is a true one.
    let differ = u128::from_le_bytes(*tags) ^ (ONES * u128::from(tag));
    let found = differ.wrapping_sub(ONES) & !differ & (ONES << 15);
    let slot = found.trailing_zeros() as usize / 16 % BUCKET;
    (found != 0, TABLE[at + BUCKET * 2 + slot])
}

/// A one in each lane of 16 bits.
const ONES: u128 = u128::MAX / 0xFFFF;

fn is_kana(ch: char) -> bool {
    matches!(ch, '\u{3041}'..='\u{30FF}')
}

#[cfg(test)]
#[allow(clippy::duplicate_mod)] // The layout is the crate's and the example's.
#[path = "../examples/train_plausible/table.rs"]
mod table;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::plausible::BUCKET_BITS;

    fn per_char(text: &str) -> f32 {
        bits(text) / text.chars().count() as f32
    }

    #[test]
    fn the_table_is_the_one_that_the_counts_give() {
        let singles = include_str!("../data/plausible/singles.tsv");
        let pairs = include_str!("../data/plausible/pairs.tsv");
        assert!(
            table::from_files(singles, pairs) == TABLE,
            "run `cargo run --release --example train_plausible`"
        );
        assert_eq!(TABLE.len(), BUCKETS + ((BUCKET * 3) << BUCKET_BITS));
        assert!(TABLE.len() <= 500_000);
    }

    #[test]
    fn every_character_has_a_cost_and_none_is_free() {
        for ch in '\0'..=char::MAX {
            let cost = alone(ch);
            assert!((1.0..=40.0).contains(&cost), "{ch:?} costs {cost}");
            assert!(step('的', ch) > 0.0 && step(ch, '的') > 0.0, "{ch:?}");
            assert!(step('a', ch) > 0.0 && step(ch, ch) > 0.0, "{ch:?}");
        }
    }

    #[test]
    fn news_is_plausible_in_every_form_it_comes_in() {
        for text in [
            "市政府昨日召开会议，部署今冬明春的供暖工作。",
            "市政府昨日召開會議，部署今冬明春的供暖工作。",
            "台北市今天上午多雲，氣溫攝氏18度到24度。",
            "（记者　王小明　李红）",
            "上海 多云 18℃～25℃ 东南风3-4级",
            "北京队 98:87 广东队",
            "2024-05-06 10:20:30 来源：晚报",
            "１９９８年１２月３１日",
        ] {
            assert!(per_char(text) < 11.0, "{text}: {}", per_char(text));
        }
    }

    #[test]
    fn foreign_text_is_plausible_as_what_it_is() {
        for text in [
            "Он приехал в город вчера вечером.",
            "어제 저녁에 서울에 도착했다.",
            "昨日の夜、東京に着いたばかりです。",
            "Il est arrivé hier soir à l'hôtel.",
            "Χθες το βράδυ έφτασε στην πόλη.",
        ] {
            assert!(per_char(text) < 11.0, "{text}: {}", per_char(text));
        }
    }

    #[test]
    fn the_right_reading_of_the_same_bytes_is_the_cheapest() {
        use encoding_rs::{BIG5, EUC_KR, GB18030, KOI8_R, SHIFT_JIS, UTF_8, WINDOWS_1252};
        let all = [BIG5, EUC_KR, GB18030, KOI8_R, SHIFT_JIS, UTF_8, WINDOWS_1252];
        for (text, right) in [
            ("记者昨天从市政府获悉", UTF_8),
            ("记者昨天从市政府获悉", GB18030),
            ("記者昨天從市政府獲悉", BIG5),
            ("東京に着いたばかりです", SHIFT_JIS),
            ("서울에 도착했다", EUC_KR),
            ("приехал в город вчера", KOI8_R),
            ("Il est arrivé hier à l'hôtel", WINDOWS_1252),
        ] {
            let bytes = right.encode(text).0;
            let cost =
                |e: &'static encoding_rs::Encoding| bits(&e.decode_without_bom_handling(&bytes).0);
            for wrong in all.into_iter().filter(|e| *e != right) {
                assert!(cost(right) + 10.0 < cost(wrong), "{text}: {}", wrong.name());
            }
        }
    }
}
