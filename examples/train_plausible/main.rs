//! Counts characters and pairs of them for `src/plausible.rs`:
//!
//! ```sh
//! cargo run --release --example train_plausible -- [--convert TABLE] FOLDER[=WEIGHT]...
//! ```
//!
//! Reads every `.txt` (UTF-8, one paragraph a line) in each FOLDER, writes the
//! counts to `data/plausible` and the table to `src/tables/plausible.bin`.
//! WEIGHT (1) multiplies what is counted in a folder. TABLE maps a character to
//! another, as OpenCC's dictionaries do (`字<TAB>字`): each line that it changes
//! is counted as changed too, so that simplified text teaches traditional. It
//! may be given several times; each goes on from the one before.
//!
//! Without FOLDER only the table is made, from the counts that are there.

use std::{
    collections::{BTreeMap, HashMap},
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use crate::table::{
    Counts, DISCOUNT, UNSEEN,
    layout::{BUCKET, place, symbol},
};

mod table;

/// How often one run of [`SHINGLE`] symbols is counted, whatever its sources: a
/// formula ("our correspondent reports") teaches no more after that.
const SHINGLE_CAP: u8 = 12;
const SHINGLE: usize = 6;

/// What lines converted by a table weigh, beside the line itself.
const CONVERTED: f64 = 0.4;

/// What each line adds of itself with an indent of two ideographic spaces.
const INDENTED: f64 = 0.03;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut counter = Counter::default();
    let mut folders: Vec<(PathBuf, f64)> = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--convert" {
            let path = args.next().ok_or("--convert needs a file")?;
            counter.converters.push(converter(&fs::read_to_string(path)?));
            continue;
        }
        let (folder, weight) = arg.split_once('=').unwrap_or((&arg, "1"));
        folders.push((folder.into(), weight.parse()?));
    }
    let kept = root.join("data/plausible");
    if !folders.is_empty() {
        for (folder, weight) in folders {
            counter.folder(&folder, weight)?;
        }
        let counts = counter.counts();
        fs::write(kept.join("singles.tsv"), counts.singles_file())?;
        fs::write(kept.join("pairs.tsv"), counts.pairs_file())?;
    }
    let table = table::from_files(
        &fs::read_to_string(kept.join("singles.tsv"))?,
        &fs::read_to_string(kept.join("pairs.tsv"))?,
    );
    println!("plausible.bin: {} bytes", table.len());
    fs::write(root.join("src/tables/plausible.bin"), table)?;
    Ok(())
}

fn converter(file: &str) -> HashMap<char, char> {
    let rows = file.lines().filter_map(|line| line.split_once('\t'));
    rows.filter_map(|(from, to)| {
        let mut from = from.chars();
        let pair = (from.next()?, to.chars().next()?);
        from.next().is_none().then_some(pair)
    })
    .collect()
}

#[derive(Default)]
struct Counter {
    converters: Vec<HashMap<char, char>>,
    singles: HashMap<u16, f64>,
    pairs: HashMap<(u16, u16), f64>,
    /// How often each run has been seen, by hash; made at the first line.
    shingles: Vec<u8>,
}

impl Counter {
    fn folder(&mut self, folder: &Path, weight: f64) -> Result<(), Box<dyn Error>> {
        let mut files: Vec<PathBuf> =
            fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
        files.retain(|path| path.extension().is_some_and(|e| e == "txt"));
        files.sort();
        for path in files {
            let text = fs::read_to_string(&path)?;
            println!("{} ({} bytes, weight {weight})", path.display(), text.len());
            for line in text.lines().filter(|line| !line.is_empty()) {
                self.line(line, weight);
                let mut line = line.to_owned();
                for i in 0..self.converters.len() {
                    let table = &self.converters[i];
                    let to: String =
                        line.chars().map(|ch| *table.get(&ch).unwrap_or(&ch)).collect();
                    if to != line {
                        self.line(&to, weight * CONVERTED);
                        line = to;
                    }
                }
            }
        }
        Ok(())
    }

    fn line(&mut self, line: &str, weight: f64) {
        self.shingles.resize(1 << 26, 0);
        let chars: Vec<char> = line.chars().chain(['\n']).collect();
        let symbols: Vec<u16> = chars.iter().map(|&ch| symbol(ch)).collect();
        for (at, (&ch, &now)) in chars.iter().zip(&symbols).enumerate() {
            let run = &symbols[at.saturating_sub(SHINGLE - 1)..=at];
            if at > 0 && is_repeated(run) || self.worn_out(run) {
                continue;
            }
            let before = if at == 0 { u16::from(b'\n') } else { symbols[at - 1] };
            *self.singles.entry(now).or_default() += weight;
            if u32::from(now) != u32::from(ch) && u32::from(ch) <= 0xFFFF {
                *self.singles.entry(ch as u16).or_default() += weight;
            }
            *self.pairs.entry((before, now)).or_default() += weight;
            if at == 0 {
                for pair in [(0x0A, 0x3000), (0x3000, 0x3000), (0x3000, now)] {
                    *self.pairs.entry(pair).or_default() += weight * INDENTED;
                }
                *self.singles.entry(0x3000).or_default() += weight * INDENTED * 2.0;
            }
        }
    }

    /// Counts the run, and says whether it has been counted enough.
    fn worn_out(&mut self, run: &[u16]) -> bool {
        let hash = run.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, &symbol| {
            (hash ^ u64::from(symbol)).wrapping_mul(0x100_0000_01B3).rotate_left(29)
        });
        let seen = &mut self.shingles[(hash >> 20) as usize & ((1 << 26) - 1)];
        // The start of a line is short, and says little of itself.
        let cap = if run.len() < SHINGLE { u8::MAX } else { SHINGLE_CAP };
        let worn_out = *seen >= cap;
        *seen = seen.saturating_add(1);
        worn_out
    }

    fn counts(self) -> Counts {
        let round = |n: f64| n.round() as u64;
        Counts {
            singles: self.singles.into_iter().map(|(c, n)| (c, round(n))).collect(),
            pairs: self.pairs.into_iter().map(|(p, n)| (p, round(n))).collect(),
            totals: BTreeMap::new(),
        }
        .chosen()
    }
}

/// Three of one sign in a row: rules of dashes, shouts of exclamation marks.
fn is_repeated(run: &[u16]) -> bool {
    matches!(run, [.., a, b, c] if a == b && b == c && !matches!(a, 0xE000..=0xE0FF))
}

/// One symbol after another.
type Pair = (u16, u16);

impl Counts {
    /// With only the pairs that the table has room for: of those that fall in
    /// one bucket, the ones that save most bits over the counted text.
    fn chosen(self) -> Counts {
        let mut totals: BTreeMap<u16, u64> = BTreeMap::new();
        for (&(before, _), n) in &self.pairs {
            *totals.entry(before).or_default() += n;
        }
        totals.retain(|_, n| *n > 0);
        let all: u64 = self.singles.values().sum();
        let mut buckets: HashMap<usize, Vec<(f64, Pair, u64)>> = HashMap::new();
        for (&pair, &n) in self.pairs.iter().filter(|(_, n)| **n > 1) {
            let expected = self.singles.get(&pair.1).copied().unwrap_or(1) as f64 / all as f64;
            let rate = (n as f64 - DISCOUNT) / (totals[&pair.0] as f64 + UNSEEN);
            let saved = n as f64 * (rate / expected).log2();
            if saved > 0.0 {
                buckets.entry(place(pair.0, pair.1).0).or_default().push((saved, pair, n));
            }
        }
        let mut pairs = BTreeMap::new();
        for mut bucket in buckets.into_values() {
            bucket.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let mut tags = Vec::new();
            for (_, pair, n) in bucket {
                let tag = place(pair.0, pair.1).1;
                if tags.len() < BUCKET && !tags.contains(&tag) {
                    tags.push(tag);
                    pairs.insert(pair, n);
                }
            }
        }
        Counts { singles: self.singles, pairs, totals }
    }

    fn singles_file(&self) -> String {
        let mut file = String::from("# character, count\n");
        for (&symbol, n) in self.singles.iter().filter(|(_, n)| **n > 0) {
            writeln!(file, "{}\t{n}", written(symbol)).expect("a string takes it");
        }
        file
    }

    fn pairs_file(&self) -> String {
        let mut file = String::from("# character, count of its successors, successor:count ...\n");
        for (&before, total) in &self.totals {
            write!(file, "{}\t{total}\t", written(before)).expect("a string takes it");
            for (&(_, symbol), n) in self.pairs.range((before, 0)..=(before, u16::MAX)) {
                write!(file, " {}:{n}", written(symbol)).expect("a string takes it");
            }
            file.push('\n');
        }
        file
    }
}

/// A symbol as the files of counts write it.
fn written(symbol: u16) -> String {
    match char::from_u32(symbol.into()) {
        Some(ch) if matches!(symbol, 0x3001..=0x9FFF | 0xFF01..=0xFF60) => ch.to_string(),
        _ => format!("{symbol:04X}"),
    }
}
