//! Learns which traditional character a simplified one stands for, from
//! traditional text: `data/script/choices.tsv`.
//!
//!     cargo run --release --example train_choices -- TRADITIONAL.txt… > data/script/choices.tsv
//!     cargo run --release --example train_choices -- --test HELD_OUT.txt TRADITIONAL.txt…
//!
//! Each text is taken to simplified by the rule `to-simplified`, and each
//! character that came from more than one becomes an example: its neighbours,
//! what OpenCC would write, and what stood there. OpenCC's phrases are examples
//! too. An averaged perceptron weighs them; what was seen once is dropped.
use std::{
    collections::{BTreeMap, HashMap},
    env, fs,
};

use zhclean::{Cleaner, OpenCc, Options, Script};

/// Forms of one character that differ by habit of print, and not by meaning:
/// the newspapers' form is learnt for all.
const PRINTED: &str = "爲為 羣群 裏裡 麽麼 説說 衆眾 啓啟 綫線 峯峰 産產 牀床 喫吃 竈灶 皁皂 衞衛 户戶 温溫 着著 幷並 妳你 牠它 砲炮 鎗槍 迺乃 溼濕 汙污 擧舉 寳寶 覇霸 簑蓑 谿溪 穉稚 籐藤 蔴麻 箇個";

/// Characters for which OpenCC's phrases follow another habit than print does.
const HABIT: &str = "台布占污周杯并艳湿签凶迹秘回鉴岩毁家具朴厘勋涌了划份分账借";

const EPOCHS: usize = 12;

struct Example {
    ch: char,
    /// Patterns around it, the first of which names what OpenCC writes.
    features: Vec<String>,
    label: char,
}

fn main() {
    let mut files: Vec<String> = env::args().skip(1).collect();
    let test = (files.first().is_some_and(|f| f == "--test")).then(|| {
        files.remove(0);
        files.remove(0)
    });
    let mut examples = Vec::new();
    for file in &files {
        examples.extend(from_text(&fs::read_to_string(file).unwrap()));
    }
    let families = families(&examples);
    examples.extend(from_phrases(&families));
    examples.retain(|e| families.get(&e.ch).is_some_and(|labels| labels.contains(&e.label)));
    eprintln!("{} examples of {} characters", examples.len(), families.len());
    let weights = train(&families, &examples);
    if let Some(file) = test {
        return report(&families, &weights, &fs::read_to_string(file).unwrap());
    }
    print(&families, &weights);
}

fn printed(ch: char) -> char {
    let pairs: HashMap<char, char> = PRINTED
        .split(' ')
        .map(|p| (p.chars().next().unwrap(), p.chars().nth(1).unwrap()))
        .collect();
    *pairs.get(&ch).unwrap_or(&ch)
}

fn from_text(text: &str) -> Vec<Example> {
    let cleaner = Cleaner::new(Options::default().only(["to-simplified"]).unwrap());
    let mut examples = Vec::new();
    let pairs: HashMap<char, char> = PRINTED
        .split(' ')
        .map(|p| (p.chars().next().unwrap(), p.chars().nth(1).unwrap()))
        .collect();
    for line in text.lines() {
        let simplified = cleaner.clean(line).text.into_owned();
        let labels: Vec<char> = line.chars().collect();
        let labels: Vec<char> = labels
            .iter()
            .enumerate()
            .map(|(at, ch)| match (ch, labels.get(at + 1)) {
                ('臺', Some('灣' | '北' | '中' | '南' | '東' | '大' | '幣' | '商')) => {
                    '台'
                }
                _ => *pairs.get(ch).unwrap_or(ch),
            })
            .collect();
        if labels.len() == simplified.chars().count() {
            align(&simplified, &labels, &mut examples);
        }
    }
    examples
}

fn from_phrases(families: &BTreeMap<char, Vec<char>>) -> Vec<Example> {
    let mut examples = Vec::new();
    for line in fs::read_to_string("data/opencc/STPhrases.txt").unwrap().lines() {
        let Some((key, value)) = line.split_once('\t') else { continue };
        let value = OpenCc::T2tw.convert(value.split(' ').next().unwrap()).into_owned();
        let labels: Vec<char> = value.chars().map(printed).collect();
        if key.chars().count() == labels.len() {
            align(key, &labels, &mut examples);
        }
    }
    examples.retain(|e| families.contains_key(&e.ch) && !HABIT.contains(e.ch));
    examples
}

fn align(simplified: &str, labels: &[char], examples: &mut Vec<Example>) {
    let opencc: Vec<char> = OpenCc::S2tw.convert(simplified).chars().map(printed).collect();
    let chars: Vec<char> = simplified.chars().collect();
    if opencc.len() != chars.len() {
        return;
    }
    let only_simplified = |ch: char| Script::of(ch.encode_utf8(&mut [0; 4])) == Script::Hans;
    for (at, &ch) in chars.iter().enumerate() {
        // 甚麼 is printed in places; nobody objects to 什麼.
        let label = if ch == '什' { ch } else { labels[at] };
        if !('\u{4E00}'..='\u{9FFF}').contains(&ch) || (label == ch && only_simplified(ch)) {
            continue;
        }
        examples.push(Example { ch, features: features(&chars, at, opencc[at]), label });
    }
}

/// The patterns around a place; `src/script/choices.rs` reads the same.
fn features(chars: &[char], at: usize, opencc: char) -> Vec<String> {
    let c = |d: isize| {
        let ch = usize::try_from(at as isize + d).ok().and_then(|i| chars.get(i));
        match ch.copied().unwrap_or('。') {
            ch if ch.is_ascii_digit() || ('０'..='９').contains(&ch) => '0',
            ch if ch.is_alphabetic() && !('\u{3400}'..='\u{9FFF}').contains(&ch) => 'a',
            ch if ('\u{3400}'..='\u{9FFF}').contains(&ch) => ch,
            '\u{3400}'.. => '。',
            _ => '。',
        }
    };
    let (l2, l1, r1, r2) = (c(-2), c(-1), c(1), c(2));
    vec![
        format!("={opencc}"),
        "_".to_owned(),
        format!("{l1}_"),
        format!("_{r1}"),
        format!("{l2}{l1}_"),
        format!("_{r1}{r2}"),
        format!("{l1}_{r1}"),
    ]
}

/// The characters that stand for several, or that OpenCC often gets wrong.
fn families(examples: &[Example]) -> BTreeMap<char, Vec<char>> {
    let mut labels: HashMap<char, HashMap<char, usize>> = HashMap::new();
    let mut wrong: HashMap<char, usize> = HashMap::new();
    for e in examples {
        *labels.entry(e.ch).or_default().entry(e.label).or_default() += 1;
        if e.features[0] != format!("={}", e.label) {
            *wrong.entry(e.ch).or_default() += 1;
        }
    }
    let mut families = BTreeMap::new();
    for (ch, counts) in labels {
        let mut counts: Vec<(char, usize)> = counts.into_iter().collect();
        let all: usize = counts.iter().map(|(_, n)| n).sum();
        counts.retain(|(_, n)| *n >= 2 && n * 2000 >= all);
        counts.sort_by_key(|(c, n)| (usize::MAX - n, *c));
        if wrong.get(&ch).copied().unwrap_or(0) >= 3 && !counts.is_empty() {
            families.insert(ch, counts.into_iter().map(|(c, _)| c).collect());
        }
    }
    families
}

type Weights = HashMap<(char, String), Vec<f32>>;

fn score(weights: &Weights, ch: char, features: &[String], n: usize) -> Vec<f32> {
    let mut sum = vec![0.0; n];
    for f in features {
        if let Some(w) = weights.get(&(ch, f.clone())) {
            sum.iter_mut().zip(w).for_each(|(s, w)| *s += w);
        }
    }
    sum
}

fn best(scores: &[f32]) -> usize {
    (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a))).unwrap()
}

fn train(families: &BTreeMap<char, Vec<char>>, examples: &[Example]) -> Weights {
    let mut seen: HashMap<(char, String), usize> = HashMap::new();
    for e in examples {
        for f in &e.features {
            *seen.entry((e.ch, f.clone())).or_default() += 1;
        }
    }
    let kept: Vec<(char, usize, Vec<String>)> = examples
        .iter()
        .map(|e| {
            let features = e.features.iter().filter(|f| seen[&(e.ch, (*f).clone())] >= 2);
            let label = families[&e.ch].iter().position(|c| *c == e.label).unwrap();
            (e.ch, label, features.cloned().collect())
        })
        .collect();
    // Averaging: `late` holds each change times the step at which it was made.
    let (mut weights, mut late) = (Weights::new(), Weights::new());
    let mut order: Vec<usize> = (0..kept.len()).collect();
    let (mut step, mut seed) = (1.0f32, 0x2545_F491_4F6C_DD1D_u64);
    let total = (EPOCHS * kept.len()) as f32;
    for _ in 0..EPOCHS {
        for at in (1..order.len()).rev() {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            order.swap(at, (seed % (at as u64 + 1)) as usize);
        }
        for &at in &order {
            let (ch, label, features) = &kept[at];
            let n = families[ch].len();
            let mut scores = score(&weights, *ch, features, n);
            // A margin: right is not enough, it must be clearly so.
            scores.iter_mut().enumerate().for_each(|(i, s)| *s += f32::from(u8::from(i != *label)));
            let guess = best(&scores);
            if guess != *label {
                for f in features {
                    for (w, factor) in [(&mut weights, 1.0), (&mut late, step / total)] {
                        let w = w.entry((*ch, f.clone())).or_insert_with(|| vec![0.0; n]);
                        w[*label] += factor;
                        w[guess] -= factor;
                    }
                }
            }
            step += 1.0;
        }
    }
    for (key, w) in &mut weights {
        w.iter_mut().zip(&late[key]).for_each(|(w, l)| *w -= l);
    }
    weights
}

fn report(families: &BTreeMap<char, Vec<char>>, weights: &Weights, text: &str) {
    let examples = from_text(text);
    let (mut base, mut ours) = (0, 0);
    let mut misses: HashMap<(char, char, char), usize> = HashMap::new();
    for e in &examples {
        let opencc = e.features[0].chars().nth(1).unwrap();
        base += usize::from(opencc != e.label);
        let chosen = match families.get(&e.ch) {
            Some(labels) => labels[best(&score(weights, e.ch, &e.features, labels.len()))],
            None => opencc,
        };
        if chosen != e.label {
            ours += 1;
            *misses.entry((e.ch, e.label, chosen)).or_default() += 1;
        }
    }
    let per = |n: usize| n as f64 * 1e4 / examples.len() as f64;
    println!(
        "{} Han: OpenCC {:.1}, learnt {:.1} wrong in 10,000",
        examples.len(),
        per(base),
        per(ours)
    );
    let mut misses: Vec<_> = misses.into_iter().collect();
    misses.sort_by_key(|(_, n)| usize::MAX - n);
    println!("{:?}", &misses[..misses.len().min(50)]);
}

fn print(families: &BTreeMap<char, Vec<char>>, weights: &Weights) {
    println!("# Written by examples/train_choices.rs: do not edit. A simplified character, then");
    println!(
        "# the traditional ones it may be; below it patterns around it (= what OpenCC writes)"
    );
    println!("# and a weight for each, in tenths.");
    for (ch, labels) in families {
        println!("{ch}\t{}", labels.iter().collect::<String>());
        let mut lines: Vec<(&String, Vec<i32>)> = weights
            .iter()
            .filter(|((c, _), _)| c == ch)
            .map(|((_, f), w)| (f, w.iter().map(|w| (w * 10.0).round() as i32).collect()))
            .filter(|(_, w): &(_, Vec<i32>)| w.iter().any(|w| w.abs() >= 2))
            .collect();
        lines.sort();
        for (pattern, w) in lines {
            let w: Vec<String> = w.iter().map(i32::to_string).collect();
            println!("\t{pattern}\t{}", w.join(" "));
        }
    }
}
