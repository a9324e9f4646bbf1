//! How much of what decoders damage is repaired: a floor for each way to do it.
//!
//! The lines are those of `fixtures/expected`; the damage is made by the codecs. `fixtures/channels.tsv` has what
//! was reached; a change that falls short of it by more than [`SLACK`] fails here. `UPDATE=1` writes it anew, for
//! review. Larger measurements, on text of your own: `cargo run --release --example evaluate -- repair DIR`.

mod common;
#[allow(dead_code)]
#[path = "../examples/evaluate/repair/damage.rs"]
mod damage;
#[path = "../examples/evaluate/repair/verdict.rs"]
mod verdict;

use std::fmt::Write;

use common::{Fixture, folder, lines, same_as_file};
use damage::{Needs, classes};
use verdict::Verdict;
use zhclean::{Cleaner, Options, Script};

/// In percent of the lines.
const SLACK: f64 = 1.5;

/// One line in so many is damaged. Which ones their characters say, so that a new page does not make it others.
const ONE_IN: u32 = 2;

struct Row {
    class: String,
    exact: f64,
    honest: f64,
    wrong: f64,
}

/// Every line that is a sentence or so, with whether it is traditional.
fn sentences() -> Vec<(String, bool)> {
    let mut found: Vec<(String, bool)> = Vec::new();
    for page in Fixture::all() {
        let text = page.expected();
        let traditional =
            matches!(Script::of(&text), Script::Hant | Script::HantTw | Script::HantHk);
        let chosen = |line: &&str| {
            let sum: u32 = line.chars().map(u32::from).sum();
            (8..=80).contains(&line.chars().count()) && sum.is_multiple_of(ONE_IN)
        };
        let chosen = lines(&text).into_iter().filter(chosen);
        found.extend(chosen.map(|line| (line.to_owned(), traditional)));
    }
    found.sort();
    found.dedup();
    found
}

fn measure() -> Vec<Row> {
    let cleaner = Cleaner::new(Options::default().only(["repair"]).expect("it is a stage"));
    let all = sentences();
    let mut rows = Vec::new();
    for class in classes() {
        let fit: Vec<&str> = all
            .iter()
            .filter(|(_, traditional)| match class.script {
                Needs::Any => true,
                Needs::Simplified => !traditional,
                Needs::Traditional => *traditional,
            })
            .map(|(line, _)| line.as_str())
            .collect();
        let verdicts: Vec<Verdict> = fit
            .into_iter()
            .filter_map(|truth| {
                let damaged = class.apply(truth).filter(|damaged| damaged != truth)?;
                Some(Verdict::of(&cleaner.clean(&damaged).text, &damaged, truth))
            })
            .collect();
        let share = |verdict: Verdict| {
            let count = verdicts.iter().filter(|v| **v == verdict).count();
            100.0 * count as f64 / verdicts.len() as f64
        };
        let (exact, honest, wrong) =
            (share(Verdict::Exact), share(Verdict::Honest), share(Verdict::Wrong));
        rows.push(Row { class: class.name, exact, honest, wrong });
    }
    rows
}

#[test]
fn what_decoders_damage_is_repaired_as_well_as_ever() {
    let rows = measure();
    let mut table = String::from(
        "# Percent of the lines repaired exactly, exactly but for marks of loss, and wrongly.\n",
    );
    for Row { class, exact, honest, wrong } in &rows {
        writeln!(table, "{class}\t{exact:.1}\t{honest:.1}\t{wrong:.1}")
            .expect("a string takes all");
    }
    let path = folder("channels.tsv");
    if std::env::var_os("UPDATE").is_some() {
        same_as_file(&path, table.as_bytes()).expect("it was just written");
    }
    let known = std::fs::read_to_string(&path).expect("fixtures/channels.tsv is there");
    let known: Vec<&str> = known.lines().filter(|row| !row.starts_with('#')).collect();
    assert_eq!(known.len(), rows.len(), "UPDATE=1 writes the new classes");
    let mut faults = Vec::new();
    for (row, known) in rows.iter().zip(known) {
        let mut columns = known.split('\t');
        assert_eq!(columns.next(), Some(row.class.as_str()), "UPDATE=1 writes the new classes");
        let mut number =
            || -> f64 { columns.next().and_then(|n| n.parse().ok()).expect("a number") };
        let (exact, _, wrong) = (number(), number(), number());
        if row.exact < exact - SLACK || row.wrong > wrong + SLACK {
            faults.push(format!(
                "{}: {:.1} exact, {:.1} wrong; it was {exact}, {wrong}",
                row.class, row.exact, row.wrong
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
