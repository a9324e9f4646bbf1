//! How fast each rule is alone, and all of them together, on files of your own.

use std::{collections::BTreeMap, fs, hint::black_box, time::Instant};

use zhclean::{Cleaner, Options, rules};

/// Han characters of a document: a long news page.
const DOCUMENT: usize = 1_500;

/// Each is timed so often, and the best time is taken.
const TIMES: usize = 3;

/// With `--only` a profiler has time to look.
const TIMES_OF_ONE: usize = 10;

/// Prints MB a second, the dearest rule first; with `--only NAME` those of one
/// stage or rule.
///
/// The files are cut after line ends into documents of 1,500 characters.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (one, paths) = match args {
        [flag, name, paths @ ..] if flag == "--only" => (Some(name), paths),
        paths => (None, paths),
    };
    let mut documents = Vec::new();
    for path in paths {
        let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        let mut document = String::new();
        for line in text.split_inclusive('\n') {
            document.push_str(line);
            if document.len() > DOCUMENT * 3 {
                documents.push(std::mem::take(&mut document));
            }
        }
        documents.push(document);
    }
    let bytes: usize = documents.iter().map(String::len).sum();
    if bytes == 0 {
        return Err("name one file of text or more".to_owned());
    }
    let time = |options: Options| {
        let cleaner = Cleaner::new(options);
        let once = || {
            let start = Instant::now();
            for document in &documents {
                black_box(cleaner.clean(black_box(document)));
            }
            start.elapsed().as_secs_f64()
        };
        let times = if one.is_some() { TIMES_OF_ONE } else { TIMES };
        (0..times).map(|_| once()).fold(f64::INFINITY, f64::min)
    };
    let print = |name: &str, seconds: f64| {
        let per_byte = seconds * 1e9 / bytes as f64;
        println!("{name:24} {:8.1} MB/s {per_byte:8.2} ns/B", 1e3 / per_byte);
    };
    println!("{} documents, {bytes} bytes", documents.len());
    if let Some(name) = one {
        print(name, time(only(name)?));
        return Ok(());
    }
    print("everything", time(Options::default()));
    for stage in ["repair", "normalize", "script", "strip", "reflow"] {
        print(stage, time(only(stage)?));
    }
    let mut timed = BTreeMap::new();
    for rule in rules().filter(|rule| rule.default) {
        timed.insert((time(only(rule.id)?) * 1e9) as u64, rule.id);
    }
    for (nanos, id) in timed.iter().rev() {
        print(id, *nanos as f64 / 1e9);
    }
    Ok(())
}

fn only(name: &str) -> Result<Options, String> {
    Options::default().only([name]).map_err(|error| error.to_string())
}
