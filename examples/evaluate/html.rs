//! `html DIR`: how well the article is cut from a web page.
//!
//! DIR holds `index.tsv` (id, set, genre, …), `html/ID.html` and `gold/ID.txt`. Forums are left out. One set in
//! three of the sites, by a hash of the id's family, is held apart.

use std::{fs, path::Path, time::Instant};

use zhclean::{Cleaner, Hint, Options};

use crate::strip::{f1, held_apart};

pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let dir = Path::new(args.first().ok_or("which folder?")?);
    let verbose = args.iter().any(|arg| arg == "-v");
    let index = fs::read_to_string(dir.join("index.tsv")).map_err(|e| e.to_string())?;
    let cleaner =
        Cleaner::new(Options::default().only(["strip", "reflow"]).map_err(|e| e.to_string())?);
    let mut scores: [Vec<(f64, usize)>; 2] = Default::default();
    let (mut bytes, mut spent, mut pages) = (0, 0.0, 0);
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
        pages += 1;
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
        let apart = held_apart(if columns[1].starts_with("magic") { id } else { family });
        scores[usize::from(apart)].push((score, gold.chars().count()));
        if verbose && !apart && score < 0.95 {
            println!(
                "{id} {score:.3} gold {} got {} {:?}",
                gold.chars().count(),
                body.chars().count(),
                cleaned.metadata
            );
        }
    }
    for (scores, what) in scores.iter().zip(["development", "held apart"]) {
        let mean = |of: &dyn Fn(usize) -> bool| {
            let some: Vec<f64> =
                scores.iter().filter(|(_, len)| of(*len)).map(|(f, _)| *f).collect();
            (some.iter().sum::<f64>() / some.len().max(1) as f64, some.len())
        };
        let count = |test: fn(f64) -> bool| {
            scores.iter().filter(|(f, _)| test(*f)).count() * 100 / scores.len().max(1)
        };
        let ((all, n), (short, m)) = (mean(&|_| true), mean(&|len| len < 500));
        println!(
            "{what}: {n} pages, character F1 {all:.3}; >= .95: {} %, < .5: {} %; {m} short ones {short:.3}",
            count(|f| f >= 0.95),
            count(|f| f < 0.5),
        );
    }
    println!(
        "{pages} pages, {:.0} pages/s, {:.1} MB/s",
        pages as f64 / spent,
        bytes as f64 / spent / 1e6
    );
    Ok(())
}
