//! Learns what betrays traditional text that a machine made, character by
//! character, from simplified: `data/script/machine.tsv`.
//!
//!     cargo run --release --example train_machine -- \
//!         --genuine TRADITIONAL.txt… --simplified SIMPLIFIED.txt… > data/script/machine.tsv
//!
//! The machines are three tables: the first candidate of OpenCC for each
//! character, with and without Taiwan's variants, and the same but keeping what
//! traditional text writes too. For each character that stands for several, the
//! line says how much likelier a machine is to write what stands there, when
//! `to-taiwan` would write what it would.
use std::{
    collections::{BTreeMap, HashMap},
    env, fs,
};

use zhclean::{Cleaner, Options};

/// Too much a habit of each paper to tell anything.
const HABIT: &str = "台布占周污杯秘你它";

/// Forms that Hong Kong prints, as `src/script/machine.rs` takes them.
const IN_HONG_KONG: &str = "裏裡 着著 衞衛 説說 户戶 温溫 峯峰 綫線 啓啟 牀床 羣群";

type Counts = HashMap<(char, char, char), f64>;

fn main() {
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut list = String::new();
    for arg in env::args().skip(1) {
        match arg.strip_prefix("--") {
            Some(name) => list = name.to_owned(),
            None => texts.entry(list.clone()).or_default().push(fs::read_to_string(arg).unwrap()),
        }
    }
    let taiwan = Taiwan::new();
    let mut genuine = Counts::new();
    for text in &texts["genuine"] {
        text.lines().for_each(|line| taiwan.count(line, &mut genuine));
    }
    let machines: Vec<Counts> = tables()
        .iter()
        .map(|table| {
            let mut counts = Counts::new();
            for line in texts["simplified"].iter().flat_map(|text| text.lines()) {
                let made: String = line.chars().map(|ch| *table.get(&ch).unwrap_or(&ch)).collect();
                taiwan.count(&made, &mut counts);
            }
            counts
        })
        .collect();
    print(&genuine, &machines);
}

struct Taiwan {
    simplify: Cleaner,
    traditionalize: Cleaner,
}

impl Taiwan {
    fn new() -> Self {
        let only = |rule| Cleaner::new(Options::default().only([rule]).unwrap());
        Taiwan { simplify: only("to-simplified"), traditionalize: only("to-taiwan") }
    }

    fn count(&self, line: &str, counts: &mut Counts) {
        let simplified = self.simplify.clean(line).text.into_owned();
        let again = self.traditionalize.clean(&simplified).text.into_owned();
        let lengths = [line, &*simplified, &*again].map(|t| t.chars().count());
        if lengths[0] != lengths[1] || lengths[0] != lengths[2] {
            return;
        }
        for ((x, s), z) in line.chars().zip(simplified.chars()).zip(again.chars()) {
            if ('\u{4E00}'..='\u{9FFF}').contains(&s) {
                let taken = IN_HONG_KONG.split(' ').find_map(|pair| pair.strip_prefix(x));
                let x = taken.and_then(|rest| rest.chars().next()).unwrap_or(x);
                *counts.entry((s, x, z)).or_default() += 1.0;
            }
        }
    }
}

fn read(name: &str) -> HashMap<char, Vec<char>> {
    let text = fs::read_to_string(format!("data/opencc/{name}.txt")).unwrap();
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(key, values)| {
            (
                key.chars().next().unwrap(),
                values.split(' ').flat_map(|v| v.chars().next()).collect(),
            )
        })
        .collect()
}

fn tables() -> [HashMap<char, char>; 3] {
    let taiwan = read("TWVariants");
    let variant = |ch: char| taiwan.get(&ch).map_or(ch, |v| v[0]);
    let all = read("STCharacters");
    let first: HashMap<char, char> = all.iter().map(|(s, t)| (*s, t[0])).collect();
    let printed: HashMap<char, char> = all.iter().map(|(s, t)| (*s, variant(t[0]))).collect();
    let mut keeping: HashMap<char, char> =
        all.iter().map(|(s, t)| (*s, if t.contains(s) { *s } else { variant(t[0]) })).collect();
    keeping.extend([('着', '著'), ('么', '么'), ('余', '余'), ('净', '凈')]);
    [first, printed, keeping]
}

fn print(genuine: &Counts, machines: &[Counts]) {
    println!("# Written by examples/train_machine.rs: do not edit. The simplified character, what");
    println!(
        "# stands in the text, what to-taiwan writes; then for each machine how much likelier"
    );
    println!("# it is to have written that than a person is, in tenths of a natural logarithm.");
    let per = |counts: &Counts| {
        let mut sums: HashMap<char, f64> = HashMap::new();
        counts.iter().for_each(|((s, _, _), n)| *sums.entry(*s).or_default() += n);
        sums
    };
    let of_genuine = per(genuine);
    let of_machines: Vec<_> = machines.iter().map(per).collect();
    let mut keys: Vec<&(char, char, char)> =
        genuine.keys().chain(machines.iter().flat_map(Counts::keys)).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let (s, x, z) = key;
        let seen = *of_genuine.get(s).unwrap_or(&0.0);
        if seen < 8.0 || HABIT.contains(*s) {
            continue;
        }
        // A tenth of an occurrence is added to each, so that nothing is impossible.
        let share = |counts: &Counts, all: f64| {
            (counts.get(key).copied().unwrap_or(0.0) + 0.1) / (all + 0.5)
        };
        let odds: Vec<i32> = machines
            .iter()
            .zip(&of_machines)
            .map(|(counts, sums)| {
                let made = share(counts, *sums.get(s).unwrap_or(&0.0));
                ((made / share(genuine, seen)).ln().clamp(-5.0, 5.0) * 10.0).round() as i32
            })
            .collect();
        if odds.iter().any(|o| o.abs() >= 3) {
            let odds: Vec<String> = odds.iter().map(i32::to_string).collect();
            println!("{s}{x}{z}\t{}", odds.join(" "));
        }
    }
}
