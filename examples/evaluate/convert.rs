//! `convert --hans FILE… --hant FILE…`: how fast each configuration of OpenCC
//! is, in documents of 4 KB; with the feature `opencc`, beside OpenCC itself.

use std::{hint::black_box, thread, time::Instant};

use zhclean::{Cleaner, Confidence, OpenCc, Options, Patch, rules};

const DOCUMENT: usize = 4 << 10;

/// Each is timed so often, in turn, and the best time is taken.
const TIMES: usize = 12;

/// Two threads do their halves so often in one go.
const AGAIN: usize = 8;

pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let texts = super::corpus::named(args)?;
    let of = |name: &str| {
        let files = texts.get(name).ok_or_else(|| format!("name files after --{name}"))?;
        Ok::<_, String>(files.iter().flat_map(|text| documents(text)).collect::<Vec<_>>())
    };
    let (hans, hant) = (of("hans")?, of("hant")?);
    println!("config: MB/s; on two threads; from_utf8; OpenCC; times OpenCC");
    for config in OpenCc::all() {
        let from_hans = config.as_str().starts_with("s2");
        config_line(config, if from_hans { &hans } else { &hant });
    }
    println!("rule: MB/s through a patch, with its edits; cleaned, with the trace");
    for (id, texts) in [
        ("opencc-simplified", &hant),
        ("to-simplified", &hant),
        ("opencc-taiwan", &hans),
        ("to-taiwan", &hans),
    ] {
        rule_line(id, texts);
    }
    Ok(())
}

fn documents(text: &str) -> Vec<String> {
    let mut documents = vec![String::new()];
    for line in text.split_inclusive('\n') {
        if documents.last().is_some_and(|last| last.len() > DOCUMENT) {
            documents.push(String::new());
        }
        documents.last_mut().expect("one at least").push_str(line);
    }
    documents
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn rule_line(id: &str, documents: &[String]) {
    let bytes: usize = documents.iter().map(String::len).sum();
    let rule = rules().find(|rule| rule.id == id).expect("a rule");
    let cleaner = Cleaner::new(Options::default().only([id]).expect("a rule"));
    let patched = |text: &str| {
        let mut patch = Patch::new(text, Confidence::Guess);
        (rule.apply)(&mut patch);
        drop(black_box(patch.finish()));
    };
    let mut best = [f64::INFINITY; 2];
    for _ in 0..TIMES {
        let seconds = [
            timed(|| documents.iter().for_each(|text| patched(black_box(text)))),
            timed(|| documents.iter().for_each(|text| drop(black_box(cleaner.clean(text))))),
        ];
        best.iter_mut().zip(seconds).for_each(|(best, new)| *best = best.min(new));
    }
    let [patched, cleaned] = best.map(|seconds| bytes as f64 / 1e6 / seconds);
    println!("{id}: {patched:.0}; {cleaned:.0}");
}

fn config_line(config: OpenCc, documents: &[String]) {
    let bytes: usize = documents.iter().map(String::len).sum();
    let ours = |part: &[String]| {
        part.iter().for_each(|text| drop(black_box(config.convert(black_box(text)))));
    };
    // Every other document, again and again: starting a thread takes its time, too.
    let ours_often = |first: usize| {
        for _ in 0..AGAIN {
            let half = documents.iter().skip(first).step_by(2);
            half.for_each(|text| drop(black_box(config.convert(black_box(text)))));
        }
    };
    let reference = reference(config);
    let mut best = [f64::INFINITY; 4];
    for _ in 0..TIMES {
        let seconds = [
            timed(|| ours(documents)),
            timed(|| {
                thread::scope(|scope| {
                    scope.spawn(|| ours_often(0));
                    ours_often(1);
                });
            }) / AGAIN as f64,
            timed(|| {
                documents.iter().for_each(|text| {
                    let _ = black_box(std::str::from_utf8(black_box(text.as_bytes())));
                });
            }),
            reference.as_ref().map_or(f64::INFINITY, |convert| {
                timed(|| documents.iter().for_each(|text| drop(black_box(convert(text)))))
            }),
        ];
        best.iter_mut().zip(seconds).for_each(|(best, new)| *best = best.min(new));
    }
    let rate = |seconds: f64| bytes as f64 / 1e6 / seconds;
    let [one, two, utf8, opencc] = best.map(rate);
    println!("{config:>6}: {one:.0}; {two:.0}; {utf8:.0}; {opencc:.1}; {:.1}", one / opencc);
}

#[cfg(feature = "opencc")]
fn reference(config: OpenCc) -> Option<impl Fn(&str) -> String> {
    let share = "third_party/opencc/opencc/clib/share/opencc";
    let opencc = opencc_rust::OpenCC::new(format!("{share}/{config}.json")).ok()?;
    Some(move |text: &str| opencc.convert(text).unwrap_or_default())
}

#[cfg(not(feature = "opencc"))]
fn reference(_: OpenCc) -> Option<fn(&str) -> String> {
    None
}
