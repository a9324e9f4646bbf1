//! How fast each kind of text is cleaned, on one thread.
//!
//!     cargo bench
//!
//! The text is made from the lines of `fixtures/expected`, drawn by a fixed
//! sequence, in documents of the length of a news page. `from_utf8` is the
//! yardstick: timings of different machines compare as ratios to it.
#[path = "../tests/common/mod.rs"]
mod common;

use common::{Fixture, damage, lines};
use divan::{Bencher, black_box, counter::BytesCount};
use encoding_rs::GBK;
use zhclean::{Cleaner, Hint, Options, ScriptTarget};

/// Han characters of a long news page.
const DOCUMENT: usize = 1_500;

/// Documents a run.
const DOCUMENTS: usize = 200;

fn main() {
    divan::main();
}

/// Documents of simplified text, none of them damaged.
fn simplified() -> Vec<String> {
    let pages = Fixture::all();
    let articles: Vec<String> = pages
        .iter()
        .filter(|page| !["taiwan", "hongkong", "big5"].iter().any(|k| page.name.contains(k)))
        .map(Fixture::expected)
        .collect();
    // Characters that GBK lacks would come out as something else.
    let in_gbk = |line: &&str| !GBK.encode(line).2;
    let lines: Vec<&str> = articles.iter().flat_map(|a| lines(a)).filter(in_gbk).collect();
    let mut at = 1usize;
    let mut document = || {
        let (mut text, mut len) = (String::new(), 0);
        while len < DOCUMENT {
            at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let line = lines[(at >> 33) % lines.len()];
            text += line;
            text.push('\n');
            len += line.chars().count();
        }
        text
    };
    (0..DOCUMENTS).map(|_| document()).collect()
}

fn damaged(how: &[&str]) -> Vec<Vec<u8>> {
    let damage = |text: String| how.iter().fold(text, |text, how| damage::apply(how, &text));
    simplified().into_iter().map(|text| damage(text).into_bytes()).collect()
}

fn run(bencher: Bencher<'_, '_>, options: Options, documents: Vec<Vec<u8>>) {
    let cleaner = Cleaner::new(options);
    let bytes: usize = documents.iter().map(Vec::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for document in &documents {
            black_box(cleaner.clean_bytes(black_box(document), Hint::default()));
        }
    });
}

#[divan::bench]
fn a_from_utf8(bencher: Bencher<'_, '_>) {
    let documents = damaged(&[]);
    let bytes: usize = documents.iter().map(Vec::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for document in &documents {
            black_box(std::str::from_utf8(black_box(document)).is_ok());
        }
    });
}

#[divan::bench]
fn clean_utf8(bencher: Bencher<'_, '_>) {
    run(bencher, Options::default(), damaged(&[]));
}

#[divan::bench]
fn clean_utf8_repair_and_normalize(bencher: Bencher<'_, '_>) {
    run(bencher, Options::default().only(["repair", "normalize"]).unwrap(), damaged(&[]));
}

#[divan::bench]
fn gbk(bencher: Bencher<'_, '_>) {
    let documents = simplified().iter().map(|text| damage::encode("gbk", text)).collect();
    run(bencher, Options::default(), documents);
}

#[divan::bench]
fn utf8_as_gbk(bencher: Bencher<'_, '_>) {
    run(bencher, Options::default(), damaged(&["utf8-as-gbk"]));
}

#[divan::bench]
fn gbk_as_cp1252(bencher: Bencher<'_, '_>) {
    run(bencher, Options::default(), damaged(&["gbk-as-cp1252"]));
}

#[divan::bench]
fn glossed(bencher: Bencher<'_, '_>) {
    run(bencher, Options::default(), damaged(&["traditional", "gloss", "fold"]));
}

#[divan::bench]
fn slipped(bencher: Bencher<'_, '_>) {
    run(bencher, Options::default(), damaged(&["slip", "fold"]));
}

#[divan::bench]
fn traditional_to_simplified(bencher: Bencher<'_, '_>) {
    let only = Options::default().script(ScriptTarget::Hans).only(["script"]).unwrap();
    run(bencher, only, damaged(&["traditional"]));
}

#[divan::bench]
fn entities(bencher: Bencher<'_, '_>) {
    run(bencher, Options::default(), damaged(&["entities-hex"]));
}

/// Pages with their navigation, as they are in `fixtures/pages`.
#[divan::bench]
fn boilerplate_pages(bencher: Bencher<'_, '_>) {
    let undamaged = |page: &Fixture| page.damage.is_empty() && page.encoding == "utf-8";
    let pages: Vec<Fixture> = Fixture::all().into_iter().filter(undamaged).collect();
    let once: Vec<Vec<u8>> = pages.iter().map(|page| page.page().into_bytes()).collect();
    let documents = once.iter().cycle().take(DOCUMENTS).cloned().collect();
    run(bencher, Options::default(), documents);
}
