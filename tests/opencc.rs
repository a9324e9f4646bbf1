//! The built-in engine against OpenCC itself: not one character may differ.
//!
//! Needs `scripts/setup-opencc.sh`, then `cargo test --features opencc`.
//! `ZHCLEAN_TEXT` names more files to convert, `ZHCLEAN_STRINGS` sets how many
//! random strings.
#![cfg(feature = "opencc")]

use std::{env, fs, path::PathBuf};

use opencc_rust::OpenCC;
use zhclean::OpenCc;

const SHARE: &str = "third_party/opencc/opencc/clib/share/opencc";

/// OpenCC as its command line tool runs it: without the dictionaries of
/// characters that most fonts cannot show.
fn reference(config: OpenCc) -> OpenCC {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("opencc");
    fs::create_dir_all(&folder).unwrap();
    let share = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(SHARE);
    for file in fs::read_dir(&share).unwrap().map(|entry| entry.unwrap().path()) {
        let to = folder.join(file.file_name().unwrap());
        if file.extension().is_some_and(|e| e == "ocd2") && !to.exists() {
            fs::copy(&file, to).unwrap();
        }
    }
    let name = format!("{config}.json");
    let text = fs::read_to_string(share.join(&name)).unwrap();
    let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
    drop_tofu(&mut json);
    let path = folder.join(&name);
    fs::write(&path, json.to_string()).unwrap();
    OpenCC::new(path).unwrap()
}

fn drop_tofu(json: &mut serde_json::Value) {
    match json {
        serde_json::Value::Array(list) => {
            list.retain(|one| one.get("may_output_tofu").is_none());
            list.iter_mut().for_each(drop_tofu);
        }
        serde_json::Value::Object(map) => map.values_mut().for_each(drop_tofu),
        _ => {}
    }
}

fn same(config: OpenCc, reference: &OpenCC, text: &str) {
    let expected = reference.convert(text).unwrap();
    let ours = config.convert(text);
    if ours == expected {
        return;
    }
    let line = text.lines().find(|line| config.convert(line) != reference.convert(*line).unwrap());
    let line = line.unwrap_or(text);
    assert_eq!(config.convert(line), reference.convert(line).unwrap(), "{config} of {line:?}");
    panic!("{config}: lines agree, the whole does not");
}

/// Keys, beginnings and ends of keys of every dictionary, and what else the
/// engines treat in ways of their own.
fn pieces() -> Vec<String> {
    let mut pieces: Vec<String> = [
        "⿰",
        "⿳",
        "豈",
        "\u{2F800}",
        "\u{FE00}",
        "𠮷",
        "a",
        "B",
        "SQL",
        "PN",
        "U",
        "，",
        "\n",
        "é",
    ]
    .map(str::to_owned)
    .to_vec();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/opencc");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "txt")) {
        for line in fs::read_to_string(file).unwrap().lines() {
            let Some((key, values)) = line.split_once('\t') else { continue };
            let value = values.split(' ').next().unwrap();
            for word in [key, value] {
                pieces.push(word.to_owned());
                pieces.push(word.chars().take(2).collect());
                pieces.push(word.chars().skip(1).collect());
            }
        }
    }
    pieces
}

fn random_strings(how_many: usize, mut seed: u64) -> String {
    let pieces = pieces();
    let small: Vec<&String> = pieces.iter().take(14).collect();
    let mut next = move |n: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % n as u64) as usize
    };
    let mut text = String::new();
    for _ in 0..how_many {
        for _ in 0..next(7) + 1 {
            match next(8) {
                0 => text.push_str(small[next(small.len())]),
                // The regional dictionaries are small and come last and first.
                1 => text.push_str(&pieces[next(7_000)]),
                2 => text.push_str(&pieces[pieces.len() - 1 - next(20_000)]),
                _ => text.push_str(&pieces[next(pieces.len())]),
            }
        }
        text.push('\n');
    }
    text
}

#[test]
fn strings_of_dictionary_keys_come_out_as_from_opencc() {
    let strings = env::var("ZHCLEAN_STRINGS").map_or(20_000, |n| n.parse().unwrap());
    let text = random_strings(strings, 0x5DEE_CE66);
    for config in OpenCc::all() {
        let reference = reference(config);
        same(config, &reference, &text);
    }
}

#[test]
fn real_text_comes_out_as_from_opencc() {
    let Ok(files) = env::var("ZHCLEAN_TEXT") else { return };
    let mut bytes = 0;
    for file in files.split(':') {
        let text = fs::read_to_string(file).unwrap().replace('\0', "");
        for config in OpenCc::all() {
            same(config, &reference(config), &text);
            bytes += text.len();
        }
    }
    eprintln!("{bytes} bytes, no difference");
}
