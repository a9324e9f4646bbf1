//! Laws that every rule obeys. A new rule is tested here without a new line.

use std::{borrow::Cow, fs, path::Path};

use zhclean::{Cleaner, Confidence, Hint, Options, Patch, Rule, Stage, rules};

/// Every rule, the optional ones too, and every edit, the guesses too.
fn everything() -> Options {
    rules()
        .fold(Options::default(), |options, rule| options.with(rule.id).unwrap())
        .floor(Confidence::Guess)
}

/// The rules that are on by default, as users run them.
fn defaults() -> Cleaner {
    Cleaner::new(Options::default())
}

fn only(rule: &Rule) -> Cleaner {
    Cleaner::new(everything().only([rule.id]).unwrap())
}

/// One run of one rule.
fn run(rule: &Rule, text: &str) -> String {
    let mut patch = Patch::new(text, Confidence::Guess);
    (rule.apply)(&mut patch);
    patch.finish().0.into_owned()
}

/// Texts spliced from the examples of all the rules, and from noise.
fn texts(how_many: usize) -> Vec<String> {
    let mut pieces: Vec<String> = ["", "a", "，", "\n", "\n\n", "𠮷", "锟斤拷", "新闻，", "?", " "]
        .map(str::to_owned)
        .to_vec();
    for rule in rules() {
        for (before, after) in rule.fixes {
            pieces.extend([before.to_string(), after.to_string()]);
        }
        pieces.extend(rule.wakes_on.iter().map(|r| r.start().to_string()));
        pieces.extend(rule.keeps.iter().map(|s| s.to_string()));
    }
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move |n: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % n as u64) as usize
    };
    (0..how_many)
        .map(|_| (0..next(6) + 1).map(|_| pieces[next(pieces.len())].as_str()).collect())
        .collect()
}

#[test]
fn examples_hold() {
    for rule in rules() {
        for text in rule.keeps {
            let kept = only(rule).clean(text);
            assert!(matches!(kept.text, Cow::Borrowed(_)), "{} changed {text}", rule.id);
        }
        assert!(!rule.fixes.is_empty(), "{} has no example", rule.id);
        for (before, after) in rule.fixes {
            assert_eq!(run(rule, before), *after, "{}", rule.id);
        }
    }
}

#[test]
fn every_change_can_be_undone() {
    for cleaner in [defaults(), Cleaner::new(everything())] {
        for text in texts(4_000) {
            let cleaned = cleaner.clean(&text);
            assert_eq!(cleaned.trace.undo(&cleaned.text), text);
        }
    }
}

#[test]
fn cleaning_twice_is_cleaning_once() {
    let cleaner = defaults();
    for text in texts(6_000) {
        let once = cleaner.clean(&text).text.into_owned();
        let twice = cleaner.clean(&once);
        let changes: Vec<_> = twice.trace.changes().collect();
        assert!(
            matches!(twice.text, Cow::Borrowed(_)),
            "{text:?}\n{once:?}\n{:?}\n{changes:?}",
            twice.text
        );
    }
}

/// Every character there is, alone between two hanzi.
#[test]
fn no_single_character_slips_past_the_census() {
    for rule in rules().filter(|r| !r.wakes_on.is_empty()) {
        let cleaner = only(rule);
        let mut text = String::new();
        for c in '\0'..=char::MAX {
            text.clear();
            text.extend(['中', c, '文']);
            if !cleaner.wakes(&text) {
                let mut patch = Patch::new(&text, Confidence::Guess);
                (rule.apply)(&mut patch);
                assert!(patch.finish().1.is_empty(), "{} changed {c:?}", rule.id);
            }
        }
    }
}

#[test]
fn a_rule_that_is_not_woken_would_change_nothing() {
    let texts = texts(4_000);
    for rule in rules() {
        let cleaner = only(rule);
        for text in &texts {
            if !cleaner.wakes(text) {
                assert_eq!(run(rule, text), *text, "{}", rule.id);
            }
        }
    }
}

#[test]
fn changes_lie_in_the_text_that_was_given() {
    let texts = texts(2_000);
    let all = Cleaner::new(everything());
    for text in &texts {
        let cleaned = all.clean(text);
        for change in cleaned.trace.changes() {
            let at = change.at.start as usize..change.at.end as usize;
            assert!(text.get(at).is_some(), "{text:?} {change:?}");
            assert!(!change.reason.is_empty(), "{}", change.rule);
        }
        for note in cleaned.trace.notes() {
            let at = note.at.start as usize..note.at.end as usize;
            assert!(text.get(at).is_some(), "{text:?} {note:?}");
        }
    }
    for cleaner in rules().map(only) {
        for text in &texts {
            let cleaned = cleaner.clean(text);
            for change in cleaned.trace.changes().filter(|_| cleaned.trace.passes() == 1) {
                let at = change.at.start as usize..change.at.end as usize;
                assert_eq!(&text[at], change.removed);
            }
        }
    }
}

/// A rule file that nobody listed would never run, and nothing would say so.
/// A file of a stage is a rule when it declares one.
#[test]
fn every_rule_file_is_listed_under_its_own_name() {
    for stage in Stage::all() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(stage.as_str());
        let mut files: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                fs::read_to_string(path).is_ok_and(|text| text.contains("static RULE: Rule"))
            })
            .map(|path| path.file_stem().unwrap().to_str().unwrap().replace('_', "-"))
            .collect();
        let mut listed: Vec<String> = stage.rules().iter().map(|r| r.id.to_owned()).collect();
        files.sort();
        listed.sort();
        assert_eq!(files, listed, "{stage}");
    }
}

#[test]
fn ids_are_unique_and_are_no_stage() {
    let mut names: Vec<&str> =
        rules().map(|r| r.id).chain(Stage::all().map(Stage::as_str)).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn one_cleaner_serves_every_thread() {
    fn check<T: Send + Sync>() {}
    check::<Cleaner>();
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(500))]
    #[test]
    fn random_bytes_do_not_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        defaults().clean_bytes(&bytes, Hint::default());
    }
}
