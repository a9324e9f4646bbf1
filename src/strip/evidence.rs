//! How probable it is that a line belongs to the article.
//!
//! The decision has been made when this is asked: the best run of lines, and who licenses whom. What was decided
//! is one piece of evidence among others (how long the line is, how it ends, what stands around it), and each
//! piece has a weight. The weights are those of a logistic regression on labelled pages: `data/lines/counts.tsv`
//! has how often each combination of pieces was body and how often it was not, and the test below makes the table
//! of weights from these counts.

use super::{
    Class, Label,
    label::Verdict,
    look::{Look, Strength},
};
use crate::tables::lines::{BIAS, WEIGHTS};

/// How many questions are asked of a line. Each has one answer.
const QUESTIONS: usize = 7;

/// One answer to each question.
pub(super) type Evidence = [u8; QUESTIONS];

/// The answers there are, question by question.
const ANSWERS: [&[&str]; QUESTIONS] = [
    // What was decided, and what by.
    &["kept", "title", "subtitle", "sure", "near", "among", "copied"],
    // What it looks like.
    &["long", "sentence", "open", "short-sentence", "heading", "short", "tiny", "near", "sure"],
    // What it would be, if it is furniture.
    &["none", "menu", "button", "promo", "comment", "related", "meta", "caption", "footer", "junk"],
    // Where it stands, among the sentences that stay.
    &["above", "inside", "below", "nowhere"],
    // How far the nearest of them is.
    &["is", "touches", "second", "near", "far"],
    // What stands above it, and below.
    &["prose", "plain", "near", "sure", "edge"],
    &["prose", "plain", "near", "sure", "edge"],
];

/// What is known of each line of a page.
pub(super) fn evidence(looks: &[Look], verdicts: &[Verdict]) -> Vec<Evidence> {
    let prose = |n: usize| looks[n].strength == Strength::Prose && verdicts[n].dropped.is_none();
    let places: Vec<usize> = (0..looks.len()).filter(|n| prose(*n)).collect();
    let mut next = 0;
    (0..looks.len())
        .map(|n| {
            while next < places.len() && places[next] < n {
                next += 1;
            }
            let above = next.checked_sub(1).map(|before| n - places[before]);
            let below = places.get(next).map(|after| after - n);
            let (place, distance) = match (above, below) {
                (None, None) => (3, usize::MAX),
                (None, Some(below)) => (if below == 0 { 1 } else { 0 }, below),
                (Some(above), None) => (2, above),
                (Some(above), Some(below)) => (1, above.min(below)),
            };
            let distance = match distance {
                0..3 => distance as u8,
                3..6 => 3,
                _ => 4,
            };
            let beside = |m: Option<usize>| {
                m.and_then(|m| looks.get(m)).map_or(4, |look| look.strength as u8)
            };
            let look = &looks[n];
            [
                fate(look, &verdicts[n]),
                shape(look),
                kind(look.class),
                place,
                distance,
                beside(n.checked_sub(1)),
                beside(Some(n + 1)),
            ]
        })
        .collect()
}

fn fate(look: &Look, verdict: &Verdict) -> u8 {
    match (verdict.dropped, verdict.label, look.strength) {
        (None, Label::Title, _) => 1,
        (None, Label::Subtitle, _) => 2,
        (None, _, _) => 0,
        (Some(Class::RepeatedTitle | Class::Copy), _, _) => 6,
        (_, _, Strength::Sure) => 3,
        (_, _, Strength::Near) => 4,
        _ => 5,
    }
}

fn shape(look: &Look) -> u8 {
    match look.strength {
        Strength::Near => 7,
        Strength::Sure => 8,
        Strength::Prose if look.han >= 60 => 0,
        Strength::Prose if look.ended => 1,
        Strength::Prose => 2,
        Strength::Plain if look.ended => 3,
        Strength::Plain if look.han >= 16 => 4,
        Strength::Plain if look.han >= 5 => 5,
        Strength::Plain => 6,
    }
}

fn kind(class: Option<Class>) -> u8 {
    match class {
        None => 0,
        Some(Class::Navigation | Class::Search | Class::Paging | Class::Breadcrumb) => 1,
        Some(Class::Widget) => 2,
        Some(Class::Promo) => 3,
        Some(Class::Comment) => 4,
        Some(Class::Related) => 5,
        Some(Class::Meta | Class::TrailingCredit | Class::RepeatedTitle) => 6,
        Some(Class::Caption) => 7,
        Some(Class::Footer) => 8,
        Some(Class::Junk | Class::Copy) => 9,
    }
}

/// The probability that a line with this evidence is of the article.
pub(super) fn probability(evidence: &Evidence) -> f32 {
    let weight = |(question, answer): (usize, &u8)| WEIGHTS[START[question] + usize::from(*answer)];
    let odds: f32 = BIAS + evidence.iter().enumerate().map(weight).sum::<f32>();
    1.0 / (1.0 + (-odds).exp())
}

/// Where the weights of each question begin.
const START: [usize; QUESTIONS] = starts();

const fn starts() -> [usize; QUESTIONS] {
    let mut starts = [0; QUESTIONS];
    let mut n = 1;
    while n < QUESTIONS {
        starts[n] = starts[n - 1] + ANSWERS[n - 1].len();
        n += 1;
    }
    starts
}

/// The answers in words, as they stand in `data/lines/counts.tsv`.
pub(super) fn in_words(evidence: &Evidence) -> String {
    let word = |(question, answer): (usize, &u8)| ANSWERS[question][usize::from(*answer)];
    evidence.iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::{env, fmt::Write, fs, path::Path};

    use super::*;

    /// A combination of answers, how often it was body, and how often it was not.
    type Row = (Evidence, f64, f64);

    fn counts() -> Vec<Row> {
        let row = |row: &str| {
            let mut columns = row.split('\t');
            let words: Vec<&str> = columns.next().unwrap().split(' ').collect();
            let mut evidence = [0; QUESTIONS];
            for (question, word) in words.iter().enumerate() {
                let answers = ANSWERS[question];
                evidence[question] = answers.iter().position(|a| a == word).unwrap() as u8;
            }
            let mut count = || columns.next().unwrap().parse().unwrap();
            (evidence, count(), count())
        };
        let table = include_str!("../../data/lines/counts.tsv");
        table.lines().filter(|line| !line.starts_with('#')).map(row).collect()
    }

    /// Newton's steps, one weight at a time, with a penalty of one half of each weight's square: few pages.
    fn fit(rows: &[Row]) -> (f64, Vec<f64>) {
        let size = START[QUESTIONS - 1] + ANSWERS[QUESTIONS - 1].len();
        let mut weights = vec![0.0; size + 1];
        let active = |evidence: &Evidence| -> Vec<usize> {
            let each = evidence.iter().enumerate();
            each.map(|(q, a)| START[q] + usize::from(*a)).chain([size]).collect()
        };
        let rows: Vec<(Vec<usize>, f64, f64)> =
            rows.iter().map(|(evidence, body, rest)| (active(evidence), *body, *rest)).collect();
        for _ in 0..300 {
            for n in 0..=size {
                let (mut slope, mut bend) = (-weights[n], 1.0);
                if n == size {
                    (slope, bend) = (0.0, 1e-6);
                }
                for (active, body, rest) in rows.iter().filter(|(active, _, _)| active.contains(&n))
                {
                    let odds: f64 = active.iter().map(|m| weights[*m]).sum();
                    let p = 1.0 / (1.0 + (-odds).exp());
                    slope += body - (body + rest) * p;
                    bend += (body + rest) * p * (1.0 - p);
                }
                weights[n] += slope / bend.max(0.1);
            }
        }
        let bias = weights.pop().unwrap();
        (bias, weights)
    }

    #[test]
    fn the_weights_are_those_of_the_counts() {
        let (bias, weights) = fit(&counts());
        let mut table = "// Generated by the test in strip/evidence.rs from data/lines/counts.tsv: UPDATE_TABLES=1 cargo test --lib weights\n\
             //! What each answer to a question about a line weighs for its being of the article.\n\n"
            .to_owned();
        writeln!(table, "pub(crate) const BIAS: f32 = {bias:.2};\n").unwrap();
        writeln!(table, "pub(crate) const WEIGHTS: [f32; {}] = [", weights.len()).unwrap();
        for (answers, start) in ANSWERS.iter().zip(START) {
            let weights: Vec<String> =
                weights[start..start + answers.len()].iter().map(|w| format!("{w:.2}")).collect();
            writeln!(table, "    // {}\n    {},", answers.join(" "), weights.join(", ")).unwrap();
        }
        table += "];\n";
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tables/lines.rs");
        if env::var_os("UPDATE_TABLES").is_some() {
            fs::write(&path, &table).unwrap();
        }
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(bare(&fs::read_to_string(path).unwrap()), bare(&table));
    }

    #[test]
    fn what_speaks_for_the_article_is_probable() {
        let sentence = [0, 1, 0, 1, 0, 0, 0];
        let button = [3, 8, 2, 2, 4, 3, 3];
        assert!(probability(&sentence) > 0.9 && probability(&button) < 0.1);
    }
}
