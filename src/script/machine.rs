//! Whether traditional text was made by a machine, character by character,
//! from simplified text.
//!
//! Such a machine writes each character always the same, where a person writes
//! 發 and 髮, 後 and 后, 裡 and 里 by what they mean. So the text is taken to
//! simplified and back, and each character that stands for several is weighed:
//! how much likelier is a machine to have written what stands there, when that
//! is what came back? Mainland quotation marks weigh too. Text converted by
//! phrases, as OpenCC does, agrees with its own way back and is not found.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    ScriptShares,
    choices::{self, Region},
    mainland,
    sink::Output,
};

/// How much of a document is looked at, in bytes. A thousand characters are
/// four times what is needed.
const LOOKED_AT: usize = 3_000;

/// The machines that were learnt, as `data/script/machine.tsv` has them.
const MACHINES: usize = 3;

/// What corner quotes say against a machine, and curly ones for it, as a
/// natural logarithm: of 2,280 quotes in overseas news 64 are curly.
const QUOTES: f32 = 3.0;

/// Cantonese, which no machine makes of news from the mainland, and which
/// writes 係 and 喇 in ways of its own.
const SPOKEN_IN_HONG_KONG: &str = "嘅咗啲喺哋嗰嚟佢唔冇咁乜嘢";

/// Forms that Hong Kong prints, and what they are taken for: a machine writes
/// them too, and nothing was learnt from Hong Kong's newspapers.
const IN_HONG_KONG: &[(char, char)] = &[
    ('裏', '裡'),
    ('着', '著'),
    ('衞', '衛'),
    ('説', '說'),
    ('户', '戶'),
    ('温', '溫'),
    ('峯', '峰'),
    ('綫', '線'),
    ('啓', '啟'),
    ('牀', '床'),
    ('羣', '群'),
];

/// Tenths of a natural logarithm for each of the machines, by what stands in
/// simplified text, in this text, and in the text that came back.
static ODDS: LazyLock<HashMap<[char; 3], [i8; MACHINES]>> = LazyLock::new(|| {
    let table = include_str!("../../data/script/machine.tsv");
    let rows = table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (key, odds) = line.split_once('\t')?;
        let mut chars = key.chars();
        let key = [chars.next()?, chars.next()?, chars.next()?];
        let mut row = [0; MACHINES];
        row.iter_mut().zip(odds.split(' ')).for_each(|(to, odd)| *to = odd.parse().unwrap_or(0));
        Some((key, row))
    });
    rows.collect()
});

/// How much likelier `text`, traditional, is if a machine made it, in natural
/// logarithms; negative when a person is likelier.
pub(super) fn evidence(text: &str) -> f32 {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let text = &text[..end];
    let simplified = mainland::simplified(text);
    let mut back = Output::new(&simplified);
    choices::write(&simplified, Region::Taiwan, &mut back);
    let back = back.finish();
    let mut sums: HashMap<char, [i32; MACHINES]> = HashMap::new();
    for ((here, simple), back) in text.chars().zip(simplified.chars()).zip(back.chars()) {
        // Most characters are themselves everywhere.
        if here > '\u{33FF}'
            && let Some(odds) = ODDS.get(&[simple, taken_for(here), back])
        {
            let sums = sums.entry(simple).or_default();
            sums.iter_mut().zip(odds).for_each(|(sum, odd)| *sum += i32::from(*odd));
        }
    }
    let quotes = match (text.contains('“'), text.contains('「')) {
        (true, false) => QUOTES,
        (false, true) => -QUOTES,
        _ => 0.0,
    };
    let spoken = text.chars().filter(|ch| SPOKEN_IN_HONG_KONG.contains(*ch)).take(4).count() as f32;
    // Each character by itself has the habit of one of the machines.
    quotes - 2.0 * spoken + sums.values().map(mean).sum::<f32>()
}

fn taken_for(ch: char) -> char {
    IN_HONG_KONG.iter().find(|(form, _)| *form == ch).map_or(ch, |(_, taken)| *taken)
}

/// The odds of one machine of several, none likelier than another.
fn mean(odds: &[i32; MACHINES]) -> f32 {
    let sum: f32 = odds.iter().map(|odds| (*odds as f32 / 10.0).clamp(-20.0, 20.0).exp()).sum();
    (sum / MACHINES as f32).ln()
}

/// True when `shares` are those of traditional text.
pub(super) fn is_traditional(shares: ScriptShares) -> bool {
    shares.hant >= 8 && shares.hant > 4 * shares.hans
}
