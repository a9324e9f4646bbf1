//! Damages lines of clean text, repairs them, and compares.
//!
//! ```text
//! evaluate repair DIR [--lines N] [--class NAME] [--files A,B] [--damage-only] [--guess] [--show]
//! ```
//!
//! With `--guess` every lost character is filled in that is likelier than not: what the model could do at most.
//!
//! Every `*.txt` in DIR is text of one passage a line. Files whose names begin
//! with `neg_` are text of other languages: they are only looked at for false
//! repairs. Names with `trad` or `tw` are in traditional characters.
mod damage;
mod verdict;

use std::{fs, path::Path, time::Instant};

use zhclean::{Cleaner, Confidence, Options};

use self::{
    damage::{Class, Needs, classes},
    verdict::Verdict,
};

struct Corpus {
    name: String,
    lines: Vec<String>,
}

impl Corpus {
    fn is_chinese(&self) -> bool {
        !self.name.starts_with("neg_")
    }

    fn is(&self, script: Needs) -> bool {
        let traditional = self.name.contains("trad") || self.name.contains("tw");
        match script {
            Needs::Any => true,
            Needs::Simplified => !traditional,
            Needs::Traditional => traditional,
        }
    }

    /// Sentence-long lines from all over the file.
    fn sample(&self, how_many: usize) -> impl Iterator<Item = &str> {
        let sized = |line: &&String| (8..=80).contains(&line.chars().count());
        let all: Vec<&String> = self.lines.iter().filter(sized).collect();
        let step = (all.len() / how_many.max(1)).max(1);
        all.into_iter().step_by(step).take(how_many).map(String::as_str)
    }
}

#[derive(Default)]
struct Score {
    tried: usize,
    exact: usize,
    /// Right but for characters that are marked as lost.
    honest: usize,
    left: usize,
    wrong: usize,
    errors: usize,
    signs: usize,
}

struct Settings {
    lines: usize,
    class: Option<String>,
    files: Option<Vec<String>>,
    show: bool,
    guess: bool,
    damage_only: bool,
}

/// Runs the measurement.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let mut settings = Settings {
        lines: 100,
        class: None,
        files: None,
        show: false,
        guess: false,
        damage_only: false,
    };
    let mut folder = None;
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().cloned().ok_or(format!("{arg} needs a value"));
        match arg.as_str() {
            "--lines" => settings.lines = value()?.parse().map_err(|e| format!("--lines: {e}"))?,
            "--class" => settings.class = Some(value()?),
            "--files" => settings.files = Some(value()?.split(',').map(str::to_owned).collect()),
            "--show" => settings.show = true,
            "--guess" => settings.guess = true,
            "--damage-only" => settings.damage_only = true,
            _ => folder = Some(arg.clone()),
        }
    }
    let folder = folder.ok_or("which folder of text?")?;
    let corpora = read(Path::new(&folder), &settings).map_err(|e| format!("{folder}: {e}"))?;
    let floor = if settings.guess { Confidence::Guess } else { Confidence::Likely };
    let options = Options::default().only(["repair"]).map_err(|e| e.to_string())?.floor(floor);
    let cleaner = Cleaner::new(options);
    for how_long in [None, Some(4)] {
        sentences(&cleaner, &corpora, &settings, how_long);
    }
    if settings.class.is_none() && !settings.damage_only {
        clean_text(&cleaner, &corpora, settings.show);
        speed(&cleaner, &corpora);
    }
    Ok(())
}

fn read(folder: &Path, settings: &Settings) -> std::io::Result<Vec<Corpus>> {
    let mut corpora = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let asked = |files: &Vec<String>| files.iter().any(|f| name.contains(f.as_str()));
        if path.extension().is_none_or(|e| e != "txt") || !settings.files.as_ref().is_none_or(asked)
        {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        corpora.push(Corpus { name, lines: text.lines().map(str::to_owned).collect() });
    }
    corpora.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(corpora)
}

/// Damages and repairs whole lines, or strings of `how_long` hanzi.
fn sentences(cleaner: &Cleaner, corpora: &[Corpus], settings: &Settings, how_long: Option<usize>) {
    match how_long {
        None => println!("\nlines of 8 to 80 characters"),
        Some(n) => println!("\nstrings of {n} hanzi, classes that lose nothing"),
    }
    println!(
        "{:26} {:>6} {:>7} {:>7} {:>6} {:>7} {:>7}",
        "class", "lines", "exact", "honest", "left", "wrong", "CER"
    );
    for class in classes() {
        let asked = settings.class.as_ref().is_none_or(|name| class.name == *name);
        if !asked || (how_long.is_some() && !class.lossless) {
            continue;
        }
        let mut score = Score::default();
        for corpus in corpora.iter().filter(|c| c.is_chinese() && c.is(class.script)) {
            for line in corpus.sample(settings.lines) {
                let truth = how_long.map_or(Some(line.to_owned()), |n| hanzi(line, n));
                let Some(truth) = truth else { continue };
                score.add(cleaner, &class, &truth, settings.show);
            }
        }
        score.print(&class.name);
    }
}

/// The first `n` hanzi in a row.
fn hanzi(line: &str, n: usize) -> Option<String> {
    let chars: Vec<char> = line.chars().collect();
    let run = chars.windows(n).find(|w| w.iter().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)))?;
    Some(run.iter().collect())
}

impl Score {
    fn add(&mut self, cleaner: &Cleaner, class: &Class, truth: &str, show: bool) {
        let Some(damaged) = class.apply(truth) else { return };
        if damaged == truth {
            return;
        }
        // What the stage does to the clean text is no fault of the repair.
        let truth = &*cleaner.clean(truth).text;
        let out = cleaner.clean(&damaged).text.into_owned();
        self.tried += 1;
        let verdict = Verdict::of(&out, &damaged, truth);
        match verdict {
            Verdict::Exact => {
                self.exact += 1;
                return;
            }
            Verdict::Honest => self.honest += 1,
            Verdict::Left => self.left += 1,
            Verdict::Wrong => self.wrong += 1,
        }
        self.errors += distance(&out, truth);
        if show {
            println!(
                "  {verdict:?}\n    truth   {truth}\n    damaged {damaged:?}\n    out     {out}"
            );
        }
        self.signs += truth.chars().count();
    }

    fn print(&self, name: &str) {
        let share = |n: usize| 100.0 * n as f64 / self.tried.max(1) as f64;
        println!(
            "{name:26} {:6} {:7.2} {:7.2} {:6.2} {:7.2} {:7}",
            self.tried,
            share(self.exact),
            share(self.honest),
            share(self.left),
            share(self.wrong),
            self.errors,
        );
    }
}

/// The least number of characters to insert, delete or replace.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

fn clean_text(cleaner: &Cleaner, corpora: &[Corpus], show: bool) {
    println!("\nclean lines changed, by rule");
    for corpus in corpora {
        let mut rules: Vec<(&str, usize)> = Vec::new();
        for line in &corpus.lines {
            let cleaned = cleaner.clean(line);
            let mut seen = Vec::new();
            for change in cleaned.trace.changes() {
                if !seen.contains(&change.rule) {
                    seen.push(change.rule);
                    if show {
                        println!(
                            "  {}: {:?} -> {:?} ({}) in {line}",
                            change.rule, change.removed, change.inserted, change.reason
                        );
                    }
                }
            }
            for rule in seen {
                match rules.iter_mut().find(|(name, _)| *name == rule) {
                    Some((_, n)) => *n += 1,
                    None => rules.push((rule, 1)),
                }
            }
        }
        println!("{:26} {:6} lines, changed {rules:?}", corpus.name, corpus.lines.len());
    }
}

fn speed(cleaner: &Cleaner, corpora: &[Corpus]) {
    println!("\nMB/s, best of five (damaged: the first 2,000 lines)");
    for corpus in corpora.iter().filter(|c| c.is_chinese()) {
        let text = corpus.lines.join("\n");
        let mut row =
            format!("{:26} clean {:7.0}", corpus.name, rate(&text, |t| drop(cleaner.clean(t))));
        let validate = rate(&text, |t| {
            let _ = std::hint::black_box(std::str::from_utf8(t.as_bytes()));
        });
        row += &format!("  (from_utf8 {validate:.0})");
        let some = corpus.lines[..corpus.lines.len().min(2000)].join("\n");
        for name in ["utf8>cp1252", "utf8>gbk", "gbk>cp1252", "gbk>big5"] {
            let class = classes().into_iter().find(|c| c.name == name).expect("it is listed");
            if let Some(damaged) = class.apply(&some) {
                row += &format!("  {name} {:.1}", rate(&damaged, |t| drop(cleaner.clean(t))));
            }
        }
        println!("{row}");
    }
}

fn rate(text: &str, work: impl Fn(&str)) -> f64 {
    let best = (0..5)
        .map(|_| {
            let start = Instant::now();
            work(text);
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min);
    text.len() as f64 / 1e6 / best
}
