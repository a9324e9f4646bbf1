//! How often the encoding of a few bytes is found: a floor for each length, and for each kind of noise.
//!
//! The text is that of `fixtures/expected`. Larger measurements, on text of your own:
//! `cargo run --release --example evaluate -- detect DIR`.

mod common;

use common::{Fixture, lines};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};
use zhclean::{Hint, Script, decode};

/// Bytes, and of 100 samples of so many those that must be found.
const LENGTHS: [(usize, f64); 5] = [(8, 98.5), (16, 99.8), (32, 100.0), (64, 100.0), (128, 100.0)];

/// Of 100 samples of 128 bytes with something wrong in them.
const WITH_NOISE: f64 = 99.0;

type Noise = fn(&mut Vec<u8>, usize);

const NOISES: [(&str, Noise); 5] = [
    ("both ends cut", |bytes, _| {
        bytes.pop();
        bytes.remove(0);
    }),
    ("one byte lost", |bytes, at| {
        bytes.remove(at);
    }),
    ("one byte spoilt", |bytes, at| bytes[at] = 0xFF),
    ("one byte asked", |bytes, at| bytes[at] = b'?'),
    ("in markup", |bytes, _| {
        let tag = b"<p class=\"text\"><a href=\"/news/2008/index_1.html\" target=\"_blank\">";
        *bytes = [&tag[..], &bytes[..24], b"</a></p>"].concat();
    }),
];

/// Every line in the encodings that its script is published in, with the name of each.
fn encoded() -> Vec<(&'static str, Vec<u8>, String)> {
    let mut found = Vec::new();
    for page in Fixture::all() {
        let text = page.expected();
        let encodings: &[(&str, &'static Encoding)] = match Script::of(&text) {
            Script::Hans => &[("gb18030", GB18030), ("utf-8", UTF_8)],
            Script::Hant | Script::HantTw | Script::HantHk => {
                &[("big5", BIG5), ("gb18030", GB18030), ("utf-8", UTF_8)]
            }
            _ => continue,
        };
        for line in lines(&text).into_iter().filter(|line| line.chars().count() > 4) {
            for (name, encoding) in encodings {
                let (bytes, _, lossy) = encoding.encode(line);
                if !lossy {
                    found.push((*name, bytes.into_owned(), line.to_owned()));
                }
            }
        }
    }
    found
}

/// The first bytes of a line, whole characters only; none if the line is too short, or mostly ASCII.
fn start(bytes: &[u8], name: &str, length: usize) -> Option<Vec<u8>> {
    let encoding = Encoding::for_label(name.as_bytes()).expect("a name that browsers know");
    let cut = |end: usize| !encoding.decode_without_bom_handling(&bytes[..end]).1;
    let end = (length.saturating_sub(3)..=length.min(bytes.len())).rev().find(|end| cut(*end))?;
    let high = bytes[..end].iter().filter(|byte| **byte >= 0x80).count();
    (high * 4 >= length * 3).then(|| bytes[..end].to_vec())
}

/// The share that is found, in percent, and the first that are not.
fn found(samples: &[(&str, Vec<u8>, String)]) -> (f64, String) {
    let missed: Vec<String> = samples
        .iter()
        .filter_map(|(name, bytes, line)| {
            let (_, decoded) = decode(bytes, Hint::default());
            (decoded.encoding != *name)
                .then(|| format!("{name} taken for {}: {line}", decoded.encoding))
        })
        .collect();
    let share = 100.0 * (samples.len() - missed.len()) as f64 / samples.len() as f64;
    (share, missed.into_iter().take(8).collect::<Vec<_>>().join("\n"))
}

#[test]
fn a_few_bytes_say_which_encoding_they_are_in() {
    let all = encoded();
    for (length, floor) in LENGTHS {
        let samples: Vec<_> = all
            .iter()
            .filter_map(|(name, bytes, line)| {
                Some((*name, start(bytes, name, length)?, line.clone()))
            })
            .collect();
        assert!(samples.len() > 200, "{length} bytes: {} samples", samples.len());
        let (share, missed) = found(&samples);
        println!("{length} bytes: {share:.2} of {}\n{missed}", samples.len());
        assert!(share >= floor, "{length} bytes: {share:.2}\n{missed}");
    }
}

#[test]
fn damaged_bytes_say_it_too() {
    let all = encoded();
    for (what, noise) in NOISES {
        let samples: Vec<_> = all
            .iter()
            .filter_map(|(name, bytes, line)| {
                let mut bytes = start(bytes, name, 128)?;
                let middle = bytes.len() / 2;
                let at = middle + bytes[middle..].iter().position(|byte| *byte >= 0x80)?;
                noise(&mut bytes, at);
                Some((*name, bytes, line.clone()))
            })
            .collect();
        let (share, missed) = found(&samples);
        println!("{what}: {share:.2} of {}\n{missed}", samples.len());
        assert!(share >= WITH_NOISE, "{what}: {share:.2}\n{missed}");
    }
}
