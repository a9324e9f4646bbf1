//! What the readers of a page see of its headline, date, author and source, against what its head tells machines.
//!
//! The head is taken out of a page (metas, JSON-LD, comments of content systems, scripts), and what is found
//! without it is compared with what it said. A head may be wrong, too: `-v` shows both where they differ.

use std::collections::BTreeMap;

use zhclean::{Cleaner, Hint, Metadata, Options};

use crate::{common::Fixture, html, kinds::Place, strip::f1};

/// A page in two: what machines are told, and what readers see.
pub(crate) fn parted(html: &str) -> (String, String) {
    let (mut head, mut seen) = (String::new(), String::new());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        seen.push_str(&rest[..at]);
        let tag = &rest[at..];
        let begins =
            |name: &str| tag.get(..name.len()).is_some_and(|t| t.eq_ignore_ascii_case(name));
        let end = [("<!--", "-->"), ("<script", "</script>"), ("<meta", ">")]
            .into_iter()
            .find_map(|(name, mark)| begins(name).then(|| after(tag, mark)));
        // What a script shows when it runs, readers see.
        let shown = begins("<script") && !tag[..after(tag, ">")].contains("ld+json");
        let end = end.unwrap_or(1);
        match begins("<!--") || begins("<meta") || begins("<script") && !shown {
            true => head.push_str(&tag[..end]),
            false => seen.push_str(&tag[..end]),
        }
        rest = &tag[end..];
    }
    seen.push_str(rest);
    (head, seen)
}

/// Where `mark` ends in `text`; the end of the text without one.
fn after(text: &str, mark: &str) -> usize {
    text.find(mark).map_or(text.len(), |at| at + mark.len())
}

/// How often each field was right, wrong, or not found.
#[derive(Default)]
pub(crate) struct Count(BTreeMap<&'static str, [usize; 3]>);

impl Count {
    pub(crate) fn add(&mut self, cleaner: &Cleaner, html: &str, verbose: Option<&str>) {
        let (head, seen) = parted(html);
        let told = cleaner.clean_html(&head).metadata;
        let found = cleaner.clean_html(&seen).metadata;
        for field in FIELDS {
            let Some(told) = value(&told, field) else { continue };
            // Heads call authors whom their pages call editors.
            let edits = || value(&found, "editor").is_some_and(|e| same("source", told, e));
            let verdict = match &value(&found, field) {
                None if field == "author" && edits() => 0,
                None => 2,
                Some(found) => usize::from(!same(field, told, found)),
            };
            self.add_verdict(field, verdict);
            if let Some(id) = verbose.filter(|_| verdict > 0) {
                println!("{id} {field}: told {told:?}, found {:?}", value(&found, field));
            }
        }
    }

    /// 0 for right, 1 for wrong, 2 for not found.
    pub(crate) fn add_verdict(&mut self, field: &'static str, verdict: usize) {
        self.0.entry(field).or_default()[verdict] += 1;
    }

    pub(crate) fn print(&self) {
        for (field, [right, wrong, none]) in &self.0 {
            let all = right + wrong + none;
            let (low, high) = wilson(*right, all);
            println!(
                "  {field}: {right} of {all} as it should be ({:.0} % [{low:.0}, {high:.0}]), {wrong} otherwise, {none} not found",
                *right as f64 * 100.0 / all as f64
            );
        }
    }
}

/// Of the pages in `fixtures`: what they say of themselves, and what is found. Damaged as they are.
pub(crate) fn fixtures(verbose: bool) {
    let cleaner = Cleaner::new(Options::default());
    let (mut count, mut invented) = (Count::default(), BTreeMap::<&str, usize>::new());
    let pages = Fixture::all();
    for page in &pages {
        let bytes = page.bytes();
        let found = cleaner.clean_bytes(&bytes, Hint::default()).metadata;
        for field in FIELDS {
            let told = match field {
                "title" => &page.title,
                "date" => &page.date,
                "author" => &page.author,
                "source" => &page.source,
                _ => &page.editor,
            };
            let found = value(&found, field);
            let Some(told) = told else {
                *invented.entry(field).or_default() += usize::from(found.is_some());
                continue;
            };
            // To the letter: nothing here was cut by a head.
            let right = |found: &str| match field {
                "title" | "source" => told == found,
                _ => same(field, told, found),
            };
            let verdict = found.map_or(2, |found| usize::from(!right(found)));
            count.add_verdict(field, verdict);
            if verbose && verdict > 0 {
                println!("{} {field}: told {told:?}, found {found:?}", page.name);
            }
        }
    }
    println!("{} pages of fixtures", pages.len());
    count.print();
    println!("  found where the page says nothing: {invented:?}");
}

/// The pages in `fixtures` by where they are from: how much of their characters is right.
pub(crate) fn fixtures_by_place() {
    let cleaner = Cleaner::new(Options::default());
    for place in [Place::Mainland, Place::TaiwanAndHongKong] {
        let pages = Fixture::all();
        let of = pages.iter().filter(|page| Place::of(&page.page()) == place);
        let scores = of.map(|page| {
            let bytes = page.bytes();
            f1(&page.expected(), &cleaner.clean_bytes(&bytes, Hint::default()).text)
        });
        html::line(&format!("{}, text", place.name()), scores.collect());
    }
}

pub(crate) const FIELDS: [&str; 5] = ["title", "date", "author", "source", "editor"];

/// Between which shares of a hundred the true one lies, nineteen times of twenty (Wilson 1927).
fn wilson(right: usize, all: usize) -> (f64, f64) {
    const Z: f64 = 1.96;
    let (n, p) = (all as f64, right as f64 / all as f64);
    let middle = p + Z * Z / (2.0 * n);
    let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let share = |sum: f64| 100.0 * sum / (1.0 + Z * Z / n);
    (share(middle - spread), share(middle + spread))
}

pub(crate) fn value<'m>(metadata: &'m Metadata, field: &str) -> Option<&'m str> {
    match field {
        "title" => metadata.title.as_deref(),
        "date" => metadata.date.as_deref(),
        "author" => metadata.author.as_deref(),
        "source" => metadata.source.as_deref(),
        _ => metadata.editor.as_deref(),
    }
}

/// The same day; letters without marks and spaces; the one with the name of the site behind it; the same people in any order.
pub(crate) fn same(field: &str, told: &str, found: &str) -> bool {
    let bare = |text: &str| -> String {
        text.chars().filter(|ch| ch.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (one, other) = (bare(told), bare(found));
    match field {
        "date" => told.get(..10) == found.get(..10),
        "author" | "editor" => {
            let people = |text: &str| {
                let mut names: Vec<String> = text.split(['、', ' ']).map(bare).collect();
                names.sort();
                names
            };
            people(told) == people(found)
        }
        // Either may be cut: heads at a quotation mark.
        "title" => {
            let cut = one.starts_with(&other) || other.starts_with(&one);
            cut && one.chars().count().min(other.chars().count()) >= 6
        }
        _ => one == other || one.contains(&other) || other.contains(&one),
    }
}
