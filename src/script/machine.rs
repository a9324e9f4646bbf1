//! Whether traditional text was made by a machine, character by character,
//! from simplified text.
//!
//! Such a machine writes each character always the same, where a person writes
//! 發 and 髮, 後 and 后, 裡 and 里 by what they mean. So the text is taken to
//! simplified and back, and each character that stands for several is weighed:
//! how much likelier is a machine to have written what stands there, when that
//! is what came back? Mainland quotation marks weigh too. Text converted by
//! phrases, as OpenCC does, agrees with its own way back and is not found.

use std::sync::LazyLock;

use super::{
    choices::{self, Region},
    mainland,
    sink::Output,
};
use crate::characters::CharSet;

/// How much of a document is looked at, in bytes. A thousand characters are
/// four times what is needed.
const LOOKED_AT: usize = 3_000;

/// It is read in parts of so many bytes, until the odds are e to so much for
/// one side. With 7, 3 in 100 of the passages of 512 characters that one machine
/// had made were taken for a person's; with 10 it was one in 100.
const PART: usize = 450;
const NO_DOUBT: f32 = 10.0;

/// The machines that were learnt, as `data/script/machine.tsv` has them.
const MACHINES: usize = 3;

/// What corner quotes say against a machine, and curly ones for it, as a
/// natural logarithm: of 2,280 quotes in overseas news 64 are curly.
const QUOTES: f32 = 3.0;

/// Cantonese, which no machine makes of news from the mainland, and which
/// writes 係 and 喇 in ways of its own.
static SPOKEN: LazyLock<CharSet> = LazyLock::new(|| "嘅咗啲喺哋嗰嚟佢唔冇咁乜嘢".chars().collect());

/// Words that the press of Taiwan and Hong Kong writes and the mainland's does not, as simplified text has them: a machine
/// that goes from character to character leaves 网络, not 网路. Of those that stand in news of Taiwan (413,000 characters) twelve
/// times as often as in mainland text (5.3 million) and more, the ones that are no names, and others of their kind.
const ELSEWHERE: &[&str] = &[
    "报导",
    "网路",
    "脸书",
    "员警",
    "晶片",
    "计画",
    "数位",
    "机率",
    "视讯",
    "硬体",
    "计程车",
    "撷取",
    "新台币",
    "公尺",
    "国小",
    "国中生",
    "捷运",
    "立委",
    "里长",
    "里民",
    "县府",
    "乡公所",
    "区公所",
    "镇公所",
    "侦查队",
    "地检署",
    "警政署",
    "卫福部",
    "志工",
    "学测",
    "超商",
    "便当",
    "公车",
    "伺服器",
    "部落客",
    "农委会",
    "劳委会",
    "健保",
    "幼稚园",
    "北韩",
    "南韩",
    "川普",
    "纽西兰",
    "本港",
    "港铁",
    "食环署",
    "渔护署",
    "劏房",
    "居屋",
    "的士",
];

/// What each of these words says against a machine, and how many of them are counted.
const WORD: f32 = 2.0;
const WORDS: usize = 3;

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

/// So much speaks for a machine at most by one character, however often it stands there: what an article is about it
/// says again and again (書籤, three times, made a Taiwanese report a machine's). It is what one sighting can say; with it
/// .04 to .09 in 100 genuine passages become 0 to .06, and 93.5 in 100 of 128 hanzi that a machine made are found for 94.1.
const ONE_WORD: f32 = 5.0;

/// Tenths of a natural logarithm for each of the machines.
type Row = [i8; MACHINES];

/// The odds by what stands in simplified text, in this text, and in the text
/// that came back.
struct Odds {
    /// The number of each character that simplified text can have, from 1; zero
    /// where the odds are even.
    numbers: Box<[u16; 0x1_0000]>,
    /// By that number, less one.
    rows: Vec<Vec<([char; 2], Row)>>,
}

static ODDS: LazyLock<Odds> = LazyLock::new(|| {
    let table = include_str!("../../data/script/machine.tsv");
    let mut odds = Odds { numbers: Box::new([0; 0x1_0000]), rows: Vec::new() };
    for (key, values) in entries_of(table) {
        let number = &mut odds.numbers[key[0] as usize & 0xFFFF];
        if *number == 0 {
            odds.rows.push(Vec::new());
            *number = odds.rows.len() as u16;
        }
        odds.rows[usize::from(*number) - 1].push(([key[1], key[2]], values));
    }
    odds
});

fn entries_of(table: &str) -> impl Iterator<Item = ([char; 3], Row)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (key, odds) = line.split_once('\t')?;
        let mut chars = key.chars();
        let key = [chars.next()?, chars.next()?, chars.next()?];
        let mut row = [0; MACHINES];
        row.iter_mut().zip(odds.split(' ')).for_each(|(to, odd)| *to = odd.parse().unwrap_or(0));
        Some((key, row))
    })
}

impl Odds {
    /// The number of `simple`, from zero, and what it says to stand as `here`
    /// and come back as `back`.
    fn of(&self, simple: char, here: char, back: char) -> Option<(usize, Row)> {
        let number = usize::from(*self.numbers.get(simple as usize)?).checked_sub(1)?;
        let wanted = [taken_for(here), back];
        let (_, row) = self.rows[number].iter().find(|(key, _)| *key == wanted)?;
        Some((number, *row))
    }
}

/// How much likelier `text`, traditional, is if a machine made it, in natural
/// logarithms; negative when a person is likelier.
///
/// It is read part by part, until there can be no doubt.
pub(super) fn evidence(text: &str) -> f32 {
    let text = &text[..text.ceil_char_boundary(LOOKED_AT)];
    let quotes = match (text.contains('“'), text.contains('「')) {
        (true, false) => QUOTES,
        (false, true) => -QUOTES,
        _ => 0.0,
    };
    let spoken = text.chars().filter(|ch| SPOKEN.holds(*ch)).take(4).count() as f32;
    let known = quotes - 2.0 * spoken;
    let mut habits = vec![[0; MACHINES]; ODDS.rows.len()];
    let (mut at, mut sum) = (0, known);
    while at < text.len() && sum.abs() < NO_DOUBT {
        let end = text.ceil_char_boundary(at + PART);
        learn(&text[at..end], &mut habits);
        at = end;
        // Each character by itself has the habit of one of the machines.
        sum = known + habits.iter().filter(|sums| **sums != [0; MACHINES]).map(mean).sum::<f32>();
    }
    if sum > 0.0 { sum - WORD * elsewhere(text) as f32 } else { sum }
}

/// How many words of `text` the mainland writes otherwise.
fn elsewhere(text: &str) -> usize {
    let simplified = mainland::simplified(text);
    ELSEWHERE.iter().filter(|word| simplified.contains(**word)).take(WORDS).count()
}

/// Adds what a part of a text says about each of its characters.
fn learn(text: &str, habits: &mut [[i32; MACHINES]]) {
    let odds = &*ODDS;
    let simplified = mainland::simplified(text);
    let mut back = Output::new(&simplified);
    choices::write(&simplified, Region::Taiwan, &mut back);
    let back = back.finish();
    for ((here, simple), back) in text.chars().zip(simplified.chars()).zip(back.chars()) {
        if let Some((number, row)) = odds.of(simple, here, back) {
            habits[number].iter_mut().zip(row).for_each(|(sum, odd)| *sum += i32::from(odd));
        }
    }
}

fn taken_for(ch: char) -> char {
    IN_HONG_KONG.iter().find(|(form, _)| *form == ch).map_or(ch, |(_, taken)| *taken)
}

/// The odds of one machine of several, none likelier than another.
fn mean(odds: &[i32; MACHINES]) -> f32 {
    let sum: f32 = odds.iter().map(|odds| (*odds as f32 / 10.0).clamp(-20.0, 20.0).exp()).sum();
    (sum / MACHINES as f32).ln().min(ONE_WORD)
}

/// True for traditional text, by how many of its characters only simplified
/// text has, and only traditional text.
pub(super) fn is_traditional((hans, hant): (usize, usize)) -> bool {
    hant >= 8 && hant > 4 * hans
}
