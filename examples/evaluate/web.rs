//! Web pages, what they say of themselves, and what an editor would keep: those in `fixtures/web`, or others written
//! the same way.
//!
//! Each is read twice: as a web page, and as text, each line of it one line, as a scraper hands a page over that knows
//! nothing of articles.

use std::path::Path;

use zhclean::{Cleaner, Hint, Options};

use crate::{
    common::{WebPage, f1, lines},
    html,
    metadata::{Count, FIELDS, same, value},
};

/// Of the pages in `dir`; with `verbose` what is lost, left over and told wrongly of each.
pub(crate) fn print(dir: &Path, verbose: bool) -> Result<(), String> {
    let cleaner = Cleaner::new(Options::default());
    let whole = Options::default().only(["normalize"]).map_err(|e| e.to_string())?;
    let whole = Cleaner::new(whole);
    let mut count = Count::default();
    let [mut pages, mut texts] = [(); 2].map(|()| Scores::default());
    for page in WebPage::all_in(dir) {
        let cleaned = cleaner.clean_html_bytes(&page.html, Hint::default());
        pages.add(&page, &cleaned.text, verbose);
        for field in FIELDS {
            let found = value(&cleaned.metadata, field);
            let Some(told) = page.says(field) else {
                if let Some(found) = found.filter(|_| verbose) {
                    println!("  {field}: says nothing, found {found:?}");
                }
                continue;
            };
            let verdict = found.map_or(2, |it| usize::from(!says_the_same(field, told, it)));
            count.add_verdict(field, verdict);
            if verbose && verdict > 0 {
                println!("  {field}: says {told:?}, found {found:?}");
            }
        }
        let dump = whole.clean_html_bytes(&page.html, Hint::default()).text;
        texts.add(&page, &cleaner.clean(&dump).text, verbose);
    }
    pages.print("web pages");
    count.print();
    texts.print("the same as text");
    Ok(())
}

/// The same words; the same people; the same day, and the minute where the page tells it.
fn says_the_same(field: &str, told: &str, found: &str) -> bool {
    match field {
        "author" | "editor" => same(field, told, found),
        "date" if told.len() <= 10 => found.get(..10) == Some(told),
        "date" => found.starts_with(told),
        _ => bare(told) == bare(found),
    }
}

/// Without spaces.
fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

#[derive(Default)]
struct Scores {
    f1: Vec<f64>,
    body: usize,
    lost: usize,
    left: usize,
    losers: usize,
}

impl Scores {
    fn add(&mut self, page: &WebPage, got: &str, verbose: bool) {
        let score = f1(&page.article, got);
        let (wanted, found) = (lines(&page.article), lines(got));
        // A line counts as lost when its letters are not there, on their own or in another line.
        let (all_wanted, all_found) = (bare(&page.article), bare(got));
        let lost: Vec<&&str> =
            wanted.iter().filter(|line| !all_found.contains(&bare(line))).collect();
        let left: Vec<&&str> =
            found.iter().filter(|line| !all_wanted.contains(&bare(line))).collect();
        if verbose {
            println!("{} {score:.3}", page.name);
            lost.iter().for_each(|line| println!("  lost {line}"));
            left.iter().for_each(|line| println!("  left {line}"));
        }
        self.f1.push(score);
        self.body += wanted.len();
        self.lost += lost.len();
        self.losers += usize::from(!lost.is_empty());
        self.left += left.len();
    }

    fn print(self, what: &str) {
        html::line(what, self.f1);
        println!(
            "  lines of articles: {} of {} lost, on {} pages; {} lines left over",
            self.lost, self.body, self.losers, self.left
        );
    }
}
