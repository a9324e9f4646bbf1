//! Counts what speaks for a line's being of the article: `data/lines/counts.tsv`.
//!
//!     cargo run --release --example train_lines -- DIR > data/lines/counts.tsv
//!     UPDATE_TABLES=1 cargo test --lib weights
//!     cargo run --release --example train_lines -- --test DIR
//!
//! DIR holds `lines_full.jsonl` and `lines_light.jsonl`, as the part `strip` of `evaluate` takes them. One site in
//! three is held apart: it is not counted, and `--test` says how well the probabilities hold there. What comes out
//! are counts of answers, no text.
use std::{collections::BTreeMap, env, fs, path::Path};

use serde_json::Value;
use zhclean::{Cleaner, Options, line_evidence};

/// Lines in the text of a page, each with its label: B body, X not, N neither.
struct Page {
    group: String,
    lines: Vec<(char, String)>,
}

fn main() {
    let mut args: Vec<String> = env::args().skip(1).collect();
    let test = args.first().is_some_and(|arg| arg == "--test");
    if test {
        args.remove(0);
    }
    let dir = args.first().expect("which folder?");
    let mut all = Vec::new();
    for name in ["lines_full.jsonl", "lines_light.jsonl"] {
        all.extend(pages(&Path::new(dir).join(name)));
    }
    if test {
        return report(&all);
    }
    let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for page in all.iter().filter(|page| !held_apart(&page.group)) {
        for (number, known) in line_evidence(&page.text()) {
            let label = page.lines[number - 1].0;
            let count = counts.entry(known).or_default();
            match label {
                'B' => count.0 += 1,
                'X' => count.1 += 1,
                _ => {}
            }
        }
    }
    println!(
        "# what is known of a line (src/strip/evidence.rs), how often it was of the article, how often not"
    );
    for (known, (body, rest)) in counts.iter().filter(|(_, (body, rest))| body + rest > 0) {
        println!("{known}\t{body}\t{rest}");
    }
}

impl Page {
    fn text(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|(_, line)| line.as_str()).collect();
        lines.join("\n")
    }
}

fn pages(path: &Path) -> Vec<Page> {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let page = |line: &str| {
        let value: Value = serde_json::from_str(line).expect("one object a line");
        let pair = |pair: &Value| {
            let label = pair[0].as_str()?.chars().next()?;
            Some((label, pair[1].as_str()?.replace(['\n', '\r', '\u{2028}'], " ")))
        };
        Page {
            group: value["group"].as_str().unwrap_or_default().to_owned(),
            lines: value["lines"].as_array().into_iter().flatten().filter_map(pair).collect(),
        }
    };
    text.lines().map(page).collect()
}

/// One site in three, by a hash of its name; as `evaluate` holds them apart.
fn held_apart(group: &str) -> bool {
    let hash = group.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
    });
    (hash >> 17) % 3 == 0
}

/// How often lines of each probability are of the article, on both sides.
fn report(all: &[Page]) {
    let cleaner = Cleaner::new(Options::default().only(["strip"]).expect("there is such a stage"));
    for (apart, what) in [(false, "development"), (true, "held apart")] {
        let mut bins = [(0u32, 0u32, 0.0f64); 10];
        let (mut loss, mut square, mut count) = (0.0, 0.0, 0.0);
        // What the decision alone would say: as often as such lines were right in development.
        let mut alone = [[0.0f64; 2]; 2];
        // Lines a page that are wrong by the decision, and by a probability of one half.
        let mut wrong: Vec<(f64, f64)> = Vec::new();
        for page in all.iter().filter(|page| held_apart(&page.group) == apart) {
            wrong.push((0.0, 0.0));
            for line in cleaner.clean(&page.text()).lines {
                let label = page.lines[line.line - 1].0;
                if label == 'N' {
                    continue;
                }
                let (p, body) = (f64::from(line.probability), label == 'B');
                let bin = &mut bins[((p * 10.0) as usize).min(9)];
                *bin = (bin.0 + 1, bin.1 + u32::from(body), bin.2 + p);
                loss -= if body { p } else { 1.0 - p }.max(1e-9).log2();
                square += (p - f64::from(u8::from(body))).powi(2);
                count += 1.0;
                alone[usize::from(line.kept)][usize::from(body)] += 1.0;
                if let Some(wrong) = wrong.last_mut() {
                    wrong.0 += f64::from(u8::from(line.kept != body));
                    wrong.1 += f64::from(u8::from((p >= 0.5) != body));
                }
            }
        }
        let entropy: f64 = alone
            .iter()
            .map(|[rest, body]| {
                let all = (rest + body).max(1.0);
                let bits = |n: &f64| if *n > 0.0 { -n * (n / all).log2() } else { 0.0 };
                bits(rest) + bits(body)
            })
            .sum();
        println!(
            "{what}: {count} lines, {:.4} bits a line (the decision alone {:.4}), mean square {:.4}",
            loss / count,
            entropy / count,
            square / count
        );
        for (decided, by) in [("the decision", 0), ("a probability of one half", 1)] {
            let each: Vec<f64> = wrong.iter().map(|w| if by == 0 { w.0 } else { w.1 }).collect();
            let (low, high) = interval(&each);
            let mean = each.iter().sum::<f64>() / each.len() as f64;
            println!("  wrong by {decided}: {mean:.2} lines a page [{low:.2}, {high:.2}]");
        }
        for (n, (lines, body, sum)) in bins.iter().enumerate().filter(|(_, bin)| bin.0 > 0) {
            println!(
                "  {:.1} to {:.1}: {lines} lines, said {:.3}, were {:.3}",
                n as f64 / 10.0,
                (n + 1) as f64 / 10.0,
                sum / f64::from(*lines),
                f64::from(*body) / f64::from(*lines)
            );
        }
    }
}

/// The middle 95 of 100 means of as many values drawn again, 1,000 times.
fn interval(values: &[f64]) -> (f64, f64) {
    let mut state = 7u64;
    let mut draw = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        values[(state >> 33) as usize % values.len()]
    };
    let mut mean = || values.iter().map(|_| draw()).sum::<f64>() / values.len() as f64;
    let mut means: Vec<f64> = (0..1_000).map(|_| mean()).collect();
    means.sort_by(f64::total_cmp);
    (means[25], means[974])
}
