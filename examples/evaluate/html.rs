//! `html DIR [-v] [--without RULE]`: how well the article is cut from a web page.
//!
//! DIR holds `index.tsv` (id, set, genre, …), `html/ID.html` and `gold/ID.txt`, and `lines_full.jsonl`, which names
//! the sites. Forums are left out. The sites held apart are those of the part `strip`.
//! `html fixtures` tells how much of what the project's own pages say of themselves is found, and how much of their
//! articles, by where they are from. Any other DIR holds pages as `fixtures/web` does: `NAME.html`, and in `NAME.txt` what it
//! says of itself, a line `+++`, and what an editor would keep.

use std::{collections::BTreeMap, fs, path::Path, time::Instant};

use zhclean::{Cleaner, Hint, Options, decode};

use crate::{
    kinds::Place,
    metadata,
    strip::{Page, agreed, f1, held_apart, interval, pages},
    web,
};

pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let dir = Path::new(args.first().ok_or("which folder?")?);
    let verbose = args.iter().any(|arg| arg == "-v");
    if dir.join("truth").is_dir() {
        metadata::fixtures(verbose);
        metadata::fixtures_by_place();
        return web::print(&dir.join("web"), false);
    }
    if !dir.join("index.tsv").is_file() {
        return web::print(dir, verbose);
    }
    let index = fs::read_to_string(dir.join("index.tsv")).map_err(|e| e.to_string())?;
    let mut options = Options::default().only(["strip", "reflow"]).map_err(|e| e.to_string())?;
    if let Some(at) = args.iter().position(|arg| arg == "--without") {
        let rule = args.get(at + 1).ok_or("--without which rule?")?;
        options = options.without(rule).map_err(|e| e.to_string())?;
    }
    let cleaner = Cleaner::new(options);
    let named: BTreeMap<String, Page> =
        pages(dir, "lines_full")?.into_iter().map(|page| (page.id.clone(), page)).collect();
    let mut scores: [Vec<Score>; 2] = Default::default();
    let mut told: [metadata::Count; 2] = Default::default();
    let (mut bytes, mut spent, mut count) = (0, 0.0, 0);
    for row in index.lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let (id, genre) = (columns[0], columns[2]);
        let (Ok(html), Ok(gold)) = (
            fs::read(dir.join("html").join(id).with_extension("html")),
            fs::read_to_string(dir.join("gold").join(id).with_extension("txt")),
        ) else {
            continue;
        };
        if genre == "forum" || columns[1].contains("forum") {
            continue;
        }
        let start = Instant::now();
        let cleaned = cleaner.clean_html_bytes(&html, Hint::default());
        spent += start.elapsed().as_secs_f64();
        bytes += html.len();
        count += 1;
        let title = cleaned.metadata.title.as_deref().unwrap_or_default();
        let body: String = cleaned
            .text
            .lines()
            .filter(|line| line.trim() != title)
            .flat_map(|line| [line, "\n"])
            .collect();
        let score = f1(&gold, &body);
        // The site: without the number of the page.
        let family = id.trim_end_matches(|ch: char| ch.is_ascii_digit() || ch == '_');
        let page = named.get(id);
        let apart = held_apart(page.map_or(family, |page| &page.group));
        let (text, _) = decode(&html, Hint::default());
        told[usize::from(apart)].add(&cleaner, &text, verbose.then_some(id));
        let agreed = page.map_or_else(|| gold.clone(), agreed);
        scores[usize::from(apart)].push(Score {
            all: score,
            agreed: f1(&agreed, &body),
            len: gold.chars().count(),
            place: Place::of(&gold),
        });
        if verbose && !apart && score < 0.95 {
            println!(
                "{id} {score:.3} gold {} got {} {:?}",
                gold.chars().count(),
                body.chars().count(),
                cleaned.metadata
            );
        }
    }
    for ((scores, told), what) in scores.iter().zip(&told).zip(["development", "held apart"]) {
        print(scores, what);
        told.print();
    }
    println!(
        "{count} pages, {:.0} pages/s, {:.1} MB/s",
        count as f64 / spent,
        bytes as f64 / spent / 1e6
    );
    Ok(())
}

/// Of one page.
struct Score {
    all: f64,
    /// Without the lines that those who made the gold do not agree on.
    agreed: f64,
    len: usize,
    place: Place,
}

fn print(scores: &[Score], what: &str) {
    let short = |score: &&Score| score.len < 500;
    let mainland = |score: &&Score| score.place == Place::Mainland;
    let elsewhere = |score: &&Score| score.place == Place::TaiwanAndHongKong;
    let every = || scores.iter();
    for (some, what) in [
        (every().collect::<Vec<&Score>>(), what),
        (every().filter(short).collect(), "  short ones"),
        (every().filter(mainland).collect(), "  mainland"),
        (every().filter(elsewhere).collect(), "  Taiwan and Hong Kong"),
    ] {
        line(what, some.iter().map(|score| score.all).collect());
        let agreed = some.iter().map(|score| score.agreed).collect();
        line("    where the makers agree", agreed);
    }
}

pub(crate) fn line(what: &str, some: Vec<f64>) {
    let share =
        |test: fn(&f64) -> bool| some.iter().filter(|f| test(f)).count() * 100 / some.len().max(1);
    let (low, high) = interval(&some);
    println!(
        "{what}: {} pages, character F1 {:.3} [{low:.3}, {high:.3}]; >= .95: {} %, < .5: {} %",
        some.len(),
        some.iter().sum::<f64>() / some.len().max(1) as f64,
        share(|f| *f >= 0.95),
        share(|f| *f < 0.5),
    );
}
