//! The numbers of a run.

use std::fs;

use serde_json::Value;

use super::{CLEAN, CLEANED, DIRTY, tree, zhclean};

/// Two reports as one: numbers add up, lists follow one another.
fn merged(a: Value, b: Value) -> Value {
    match (a, b) {
        (Value::Object(mut a), Value::Object(b)) => {
            for (key, value) in b {
                let both = match a.shift_remove(&key) {
                    Some(old) => merged(old, value),
                    None => value,
                };
                a.insert(key, both);
            }
            a.sort_keys();
            a.into()
        }
        (Value::Array(a), Value::Array(b)) => [a, b].concat().into(),
        (Value::Number(a), Value::Number(b)) => (a.as_u64().unwrap() + b.as_u64().unwrap()).into(),
        (a, b) => {
            assert_eq!(a, b);
            a
        }
    }
}

#[test]
fn the_reports_of_two_halves_add_up_to_that_of_the_whole() {
    let gbk = encoding_rs::GBK.encode("会议今天在北京开幕，各地代表参加了会议。\n").0.into_owned();
    let page =
        "<!DOCTYPE html><title>好</title><body><a href=/>首页</a><p>会议今天在北京开幕。</p>";
    let dir = tree(&[
        ("a/clean.txt", CLEAN),
        ("a/gbk.txt", &gbk),
        ("a/cut.txt.gz", b"\x1f\x8b\x08cut"),
        ("a/x.bin", &[0; 64]),
        ("b/dirty.txt", DIRTY),
        ("b/page.html", page.as_bytes()),
        ("b/lines.jsonl", b"{\"text\":\"&ldquo;a&rdquo;\"}\n{\"text\":\nbad\n"),
    ]);
    let report = |name: &str, paths: &[&str], code: i32| -> Value {
        let run = ["-q", "--report", name, "--field", "text"];
        zhclean(dir.path()).args(run).args(paths).assert().code(code);
        serde_json::from_slice(&fs::read(dir.path().join(name)).unwrap()).unwrap()
    };
    let (a, b) = (report("a.json", &["a"], 2), report("b.json", &["b"], 1));
    let mut whole = report("whole.json", &["a", "b"], 2);
    whole.sort_all_objects();
    let mut both = merged(a, b);
    both.sort_all_objects();
    assert_eq!(both, whole);
    assert_eq!(whole["failures"][0]["path"], "a/cut.txt.gz");
    let counts = ["files", "failed", "changed", "badLines"].map(|key| whole[key].as_u64().unwrap());
    assert_eq!(counts, [5, 1, 4, 2]);
    assert_eq!(whole["skipped"]["binary"], 1);
}

#[test]
fn a_report_is_written_of_a_stream_and_not_cleaned_in_its_turn() {
    let dir = tree(&[("t/a.txt", DIRTY)]);
    let run = ["--report", "t/r.json", "--only", "repair"];
    zhclean(dir.path()).args(run).write_stdin(DIRTY).assert().code(0).stdout(CLEANED);
    let read = || fs::read_to_string(dir.path().join("t/r.json")).unwrap();
    let stream: Value = serde_json::from_str(&read()).unwrap();
    assert_eq!((&stream["bytes"], &stream["rules"]["html-entities"]), (&27.into(), &2.into()));
    zhclean(dir.path()).args(run).args(["-i", "t"]).assert().code(0);
    let tree: Value = serde_json::from_str(&read()).unwrap();
    assert_eq!(tree, stream);
    zhclean(dir.path()).args(["--report", "none/r.json", "t"]).assert().code(2);
}

#[test]
fn a_report_is_a_page_if_it_is_called_so() {
    let dir = tree(&[("t/a.txt", DIRTY), ("t/<b>.txt.gz", b"\x1f\x8b\x08cut")]);
    zhclean(dir.path()).args(["--report", "r.html", "t"]).assert().code(2);
    let page = fs::read_to_string(dir.path().join("r.html")).unwrap();
    assert!(page.contains("<td>html-entities<td>2<td>"), "{page}");
    assert!(page.contains("t/&lt;b>.txt.gz") && !page.contains("<b>"), "{page}");
}
