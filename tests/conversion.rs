//! Conversion between the scripts: OpenCC's own test cases, and texts whose
//! answer an editor would sign.

use std::{borrow::Cow, fs, path::Path};

use zhclean::OpenCc;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// OpenCC reads its test cases with a parser that allows a comma at the end of
/// a list, and comments.
fn strict(json: &str) -> String {
    let mut lines: Vec<&str> =
        json.lines().map(str::trim).filter(|line| !line.starts_with("//")).collect();
    for at in 1..lines.len() {
        if lines[at].starts_with(['}', ']']) {
            lines[at - 1] = lines[at - 1].trim_end_matches(',');
        }
    }
    lines.join("\n")
}

#[test]
fn text_that_opencc_leaves_is_borrowed() {
    for config in OpenCc::all() {
        assert!(matches!(config.convert("hello，一二三。"), Cow::Borrowed(_)), "{config}");
    }
}

#[test]
fn every_test_case_of_opencc_passes() {
    let cases: serde_json::Value =
        serde_json::from_str(&strict(&read("data/opencc/testcases.json"))).unwrap();
    let mut passed = 0;
    for case in cases["cases"].as_array().unwrap() {
        let input = case["input"].as_str().unwrap();
        for (config, expected) in case["expected"].as_object().unwrap() {
            let Ok(config) = config.parse::<OpenCc>() else { continue };
            // The cases were made with the dictionary of characters that most fonts
            // cannot show, which is left out here.
            let expected = expected.as_str().unwrap();
            if expected.chars().any(|ch| ch > '\u{FFFF}') && !input.contains(expected) {
                continue;
            }
            assert_eq!(config.convert(input), expected, "{config} of {input}");
            passed += 1;
        }
    }
    assert!(passed > 500, "{passed}");
}
