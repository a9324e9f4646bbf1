//! Conversion between the scripts: OpenCC's own test cases, and texts whose
//! answer an editor would sign.

use std::{borrow::Cow, fs, path::Path};

use zhclean::{Cleaner, OpenCc, Options};

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

/// How many of the hand-written cases must hold, in 1,000: what does hold.
/// A case that fails is known to; the floor says that no more may.
const FLOORS: [(&str, usize); 4] = [
    ("to-taiwan", 995),
    ("to-hong-kong", 995),
    ("tw to-simplified", 1000),
    ("hk to-simplified", 1000),
];

#[test]
fn editors_would_sign_the_sentences() {
    let only = |rule: &str| Cleaner::new(Options::default().only([rule]).unwrap());
    let rules = ["to-taiwan", "to-hong-kong", "to-simplified"].map(only);
    let table = read("fixtures/script/sentences.tsv");
    let lines: Vec<Vec<&str>> =
        table.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect()).collect();
    assert!(lines.len() >= 100);
    for (direction, floor) in FLOORS {
        let mut right = 0;
        for line in &lines {
            let &[hans, tw, hk] = &line[..] else { panic!("{line:?}") };
            // A sentence alone may not say which script it is in, so it comes with
            // one that does.
            let (rule, from, to, lead) = match direction {
                "to-taiwan" => (&rules[0], hans, tw, ("这个国家", "這個國家")),
                "to-hong-kong" => (&rules[1], hans, hk, ("这个国家", "這個國家")),
                "tw to-simplified" => (&rules[2], tw, hans, ("這個國家", "这个国家")),
                _ => (&rules[2], hk, hans, ("這個國家", "这个国家")),
            };
            let got = rule.clean(&format!("{}，{from}", lead.0)).text.into_owned();
            let expected = format!("{}，{to}", lead.1);
            right += usize::from(got == expected);
            if got != expected {
                eprintln!("{direction}: {got} for {expected}");
            }
            let again = rule.clean(&got);
            assert!(matches!(again.text, Cow::Borrowed(_)), "{direction} again: {got}");
        }
        assert!(right * 1000 >= floor * lines.len(), "{direction}: {right} of {}", lines.len());
    }
}
