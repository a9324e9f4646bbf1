//! The command line, as its users meet it: cases that are text lie in
//! `tests/cli`; those that look at trees are here.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    path::Path,
};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

#[test]
fn cases() {
    trycmd::TestCases::new().case("tests/cli/*.trycmd").case("tests/cli/*.toml");
}

fn zhclean(dir: &Path) -> Command {
    let mut command = Command::cargo_bin("zhclean").unwrap();
    command.current_dir(dir);
    command
}

/// A folder with these files in it.
fn tree(files: &[(&str, &[u8])]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    dir
}

const CLEAN: &[u8] = "新华社北京电。\n".as_bytes();
const DIRTY: &[u8] = "他说&ldquo;好&rdquo;。\n".as_bytes();
const CLEANED: &str = "他说“好”。\n";

#[test]
fn in_place_writes_what_changes_and_nothing_else() {
    let dir = tree(&[("t/clean.txt", CLEAN), ("t/sub/dirty.txt", DIRTY)]);
    let meta = |name| fs::metadata(dir.path().join(name)).unwrap();
    let before = meta("t/clean.txt");
    fs::set_permissions(dir.path().join("t/sub/dirty.txt"), fs::Permissions::from_mode(0o640))
        .unwrap();
    zhclean(dir.path()).args(["-i", "t"]).assert().code(0);
    let after = meta("t/clean.txt");
    assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
    assert_eq!(fs::read_to_string(dir.path().join("t/sub/dirty.txt")).unwrap(), CLEANED);
    assert_eq!(meta("t/sub/dirty.txt").mode() & 0o777, 0o640);
    let first = meta("t/sub/dirty.txt");
    zhclean(dir.path()).args(["-i", "t"]).assert().code(0);
    let second = meta("t/sub/dirty.txt");
    assert_eq!((first.ino(), first.mtime_nsec()), (second.ino(), second.mtime_nsec()));
    zhclean(dir.path()).arg("t").assert().code(0);
}

#[test]
fn undo_brings_the_very_file_back() {
    let dir = tree(&[("t/a.txt", DIRTY), ("t/b/c.txt", DIRTY)]);
    let path = dir.path().join("t/b/c.txt");
    let before = fs::metadata(&path).unwrap();
    zhclean(dir.path()).args(["-i", "t"]).assert().code(0);
    zhclean(dir.path()).args(["undo"]).assert().code(0);
    let after = fs::metadata(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), DIRTY);
    assert_eq!(
        (before.ino(), before.mtime_nsec(), 1),
        (after.ino(), after.mtime_nsec(), after.nlink())
    );
    assert!(!dir.path().join("t/.zhclean").exists());
}

#[test]
fn undo_leaves_alone_what_was_edited_since() {
    let dir = tree(&[("a.txt", DIRTY), ("b.txt", DIRTY)]);
    zhclean(dir.path()).args(["-i", "."]).assert().code(0);
    fs::write(dir.path().join("a.txt"), "my own words").unwrap();
    let undo = zhclean(dir.path()).arg("undo").assert().code(2);
    let said = String::from_utf8_lossy(&undo.get_output().stderr).into_owned();
    assert!(said.contains("a.txt: changed since the run"), "{said}");
    assert_eq!(fs::read(dir.path().join("a.txt")).unwrap(), b"my own words");
    assert_eq!(fs::read(dir.path().join("b.txt")).unwrap(), DIRTY);
}

#[test]
fn no_backup_keeps_nothing() {
    let dir = tree(&[("a.txt", DIRTY)]);
    zhclean(dir.path()).args(["-i", "--no-backup", "."]).assert().code(0);
    assert!(!dir.path().join(".zhclean").exists());
    zhclean(dir.path()).arg("undo").assert().code(2);
}

#[test]
fn links_are_not_followed_and_not_replaced() {
    let dir = tree(&[
        ("t/a.txt", CLEAN),
        ("outside.txt", DIRTY),
        ("t/one.txt", DIRTY),
        ("away/x.txt", DIRTY),
    ]);
    symlink("../outside.txt", dir.path().join("t/link.txt")).unwrap();
    symlink("../away", dir.path().join("t/linked")).unwrap();
    fs::hard_link(dir.path().join("t/one.txt"), dir.path().join("t/two.txt")).unwrap();
    let run = zhclean(dir.path()).args(["-i", "t"]).assert().code(0);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("t/one.txt: has other names"), "{said}");
    for name in ["outside.txt", "away/x.txt", "t/one.txt", "t/two.txt"] {
        assert_eq!(fs::read(dir.path().join(name)).unwrap(), DIRTY, "{name}");
    }
    assert!(fs::symlink_metadata(dir.path().join("t/link.txt")).unwrap().is_symlink());
}

#[test]
fn hidden_folders_and_binary_files_are_skipped() {
    let dir = tree(&[
        ("t/.git/a.txt", DIRTY),
        ("t/.b.txt", DIRTY),
        ("t/x.bin", &[0; 64]),
        ("t/a.txt", CLEAN),
    ]);
    let run = zhclean(dir.path()).args(["-i", "t"]).assert().code(0);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("1 skipped (binary)"), "{said}");
    assert_eq!(fs::read(dir.path().join("t/.git/a.txt")).unwrap(), DIRTY);
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let dir = tree(&[("a.txt", DIRTY), ("z.txt", DIRTY)]);
    let run =
        zhclean(dir.path()).args(["-o", "out", "a.txt", "missing.txt", "z.txt"]).assert().code(2);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("missing.txt: No such file"), "{said}");
    assert_eq!(fs::read_to_string(dir.path().join("out/z.txt")).unwrap(), CLEANED);
}

#[test]
fn copies_mirror_the_tree() {
    let dir = tree(&[("t/a.txt", DIRTY), ("t/b/c.txt", CLEAN), ("u/d.txt", CLEAN)]);
    zhclean(dir.path()).args(["-o", "out", "t"]).assert().code(0);
    assert_eq!(fs::read_to_string(dir.path().join("out/a.txt")).unwrap(), CLEANED);
    assert_eq!(fs::read(dir.path().join("out/b/c.txt")).unwrap(), CLEAN);
    zhclean(dir.path()).args(["-o", "both", "t", "u"]).assert().code(0);
    assert!(dir.path().join("both/t/b/c.txt").exists() && dir.path().join("both/u/d.txt").exists());
    zhclean(dir.path()).args(["-o", "t/out", "t"]).assert().code(2);
    zhclean(dir.path()).args(["-o", ".", "t/../t/a.txt"]).assert().code(0);
    zhclean(&dir.path().join("t")).args(["-o", ".", "a.txt"]).assert().code(2);
    assert_eq!(fs::read(dir.path().join("t/a.txt")).unwrap(), DIRTY);
}

#[test]
fn the_order_and_the_bytes_do_not_depend_on_the_jobs() {
    let files: Vec<(String, Vec<u8>)> =
        (0..60).map(|n| (format!("t/{n:02}.txt"), DIRTY.repeat(1 + (n * 37) % 50))).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), &b[..])).collect();
    let dir = tree(&files);
    for how in [&["--diff"][..], &["--emit", "json"], &[]] {
        let with = |jobs: &str| {
            let run = zhclean(dir.path()).args(how).args(["-j", jobs, "t"]).assert();
            run.get_output().stdout.clone()
        };
        assert_eq!(with("1"), with("7"));
    }
}

#[test]
fn json_lines_keep_every_other_byte() {
    let line =
        "{ \"n\":1e999,\"text\" : \"&ldquo;好&rdquo;\",\"k\":\"\\u4e2d\\/\" , \"n\":0.10}\r\n";
    let want = "{ \"n\":1e999,\"text\" : \"“好”\",\"k\":\"\\u4e2d\\/\" , \"n\":0.10}\r\n";
    let dir = TempDir::new().unwrap();
    for jobs in ["1", "3"] {
        let run = zhclean(dir.path())
            .args(["--format", "jsonl", "--field", "text", "-j", jobs])
            .write_stdin(line.repeat(30_000) + "not json\n\n{\"text\":1}")
            .assert()
            .code(0);
        let output = run.get_output();
        let want = want.repeat(30_000) + "not json\n\n{\"text\":1}";
        assert!(output.stdout == want.as_bytes(), "{jobs}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("line 30001 is not JSON"), "{said}");
    }
}

#[test]
fn compressed_files_are_read_and_written_compressed() {
    use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
    use std::io::{Read, Write};
    let line = "{\"n\":1,\"text\":\"&ldquo;好&rdquo;\"}\n";
    let member = || {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(line.as_bytes()).unwrap();
        packed.finish().unwrap()
    };
    let two = [member(), member()].concat();
    let dir = tree(&[("a.jsonl.gz", &two), ("cut.jsonl.gz", &two[..two.len() - 9])]);
    let run = zhclean(dir.path()).args(["-i", "--field", "text", "."]).assert().code(2);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("cut.jsonl.gz: its gzip data is cut short or damaged"), "{said}");
    assert_eq!(fs::read(dir.path().join("cut.jsonl.gz")).unwrap(), two[..two.len() - 9]);
    let mut text = String::new();
    let file = fs::File::open(dir.path().join("a.jsonl.gz")).unwrap();
    MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    assert_eq!(text, "{\"n\":1,\"text\":\"“好”\"}\n".repeat(2));
    let zst = zstd::encode_all(line.as_bytes(), 0).unwrap();
    let run = zhclean(dir.path()).args(["-q", "--field", "text"]).write_stdin(zst).assert().code(0);
    assert_eq!(run.get_output().stdout, "{\"n\":1,\"text\":\"“好”\"}\n".as_bytes());
}

#[test]
fn a_bad_line_stays_or_becomes_null_or_goes_to_a_file() {
    const FIELD: [&str; 4] = ["--format", "jsonl", "--field", "text"];
    let good = "{\"text\":\"&ldquo;好&rdquo;\"}\n";
    let surrogate = "{\"n\":1, \"text\":\"\\ud83d\"}\r\n";
    let given: Vec<u8> =
        [good.as_bytes(), b"not json\n", surrogate.as_bytes(), good.as_bytes(), b"\xff\xfe"]
            .concat();
    let good = "{\"text\":\"“好”\"}\n";
    let dir = tree(&[("bad.jsonl", b"from before\n")]);
    let run = |how: &[&str]| {
        let mut command = zhclean(dir.path());
        command.args(FIELD).args(how).write_stdin(&given[..]).assert().code(0).get_output().clone()
    };
    let kept = [good.as_bytes(), b"not json\n", surrogate.as_bytes(), good.as_bytes(), b"\xff\xfe"];
    assert_eq!(run(&[]).stdout, kept.concat());
    let null = run(&["--on-error", "null"]);
    let want = [good, "null\n", "{\"n\":1, \"text\":null}\r\n", good, "null"].concat();
    assert_eq!(String::from_utf8(null.stdout).unwrap(), want);
    let said = String::from_utf8(null.stderr).unwrap();
    assert!(said.contains("line 2 is not JSON (column 2); made null"), "{said}");
    let left = run(&["--on-error", "reject", "--reject-file", "bad.jsonl"]);
    assert_eq!(String::from_utf8(left.stdout).unwrap(), good.repeat(2));
    let bad = [&b"from before\nnot json\n"[..], surrogate.as_bytes(), b"\xff\xfe\n"].concat();
    assert_eq!(fs::read(dir.path().join("bad.jsonl")).unwrap(), bad);
}

#[test]
fn a_bad_line_too_long_to_be_held_is_bad_as_the_others_are() {
    let (good, long) = ("{\"text\":\"好\"}\n", format!("{{\"text\":\"{}\n", "x".repeat(3 << 20)));
    let given = [good, &long, good].concat();
    let dir = tree(&[("t/a.jsonl", given.as_bytes())]);
    let limit = ["--max-file-size", "1M", "--field", "text", "--on-error"];
    let run = zhclean(dir.path())
        .args(limit)
        .args(["null", "--emit", "text", "t/a.jsonl"])
        .assert()
        .code(0);
    assert_eq!(run.get_output().stdout, format!("{good}null\n{good}").as_bytes());
    let reject = ["reject", "--reject-file", "bad", "-i", "t"];
    zhclean(dir.path()).args(limit).args(reject).assert().code(0);
    assert_eq!(fs::read_to_string(dir.path().join("t/a.jsonl")).unwrap(), good.repeat(2));
    assert!(fs::read(dir.path().join("bad")).unwrap() == long.as_bytes());
    zhclean(dir.path()).arg("undo").arg("t").assert().code(0);
    assert!(fs::read(dir.path().join("t/a.jsonl")).unwrap() == given.as_bytes());
}

#[test]
fn lines_are_not_taken_out_into_nowhere() {
    let dir = tree(&[("t/a.jsonl", b"x\n")]);
    for wrong in [
        &["--on-error", "reject", "-o", "out", "t"][..],
        &["--on-error", "reject", "--reject-file", "bad", "t"],
        &["--on-error", "reject", "--reject-file", "t/bad", "-o", "out", "t"],
        &["--reject-file", "bad", "-o", "out", "t"],
    ] {
        zhclean(dir.path()).args(wrong).assert().code(2);
    }
}

#[test]
fn xz_is_read_and_written_as_gzip_is() {
    use lzma_rust2::{XzOptions, XzReader, XzWriter};
    use std::io::{Read, Write};
    let line = "{\"n\":1,\"text\":\"&ldquo;好&rdquo;\"}\n";
    let stream = |dictionary: u32| {
        let mut options = XzOptions::with_preset(1);
        options.lzma_options.dict_size = dictionary;
        let mut packed = XzWriter::new(Vec::new(), options).unwrap();
        packed.write_all(line.as_bytes()).unwrap();
        packed.finish().unwrap()
    };
    let two = [stream(1 << 20), stream(1 << 20)].concat();
    // The size of the dictionary stands in the header of the block, with a checksum.
    let mut greedy = stream(1 << 20);
    let header = 12..24;
    let size = greedy[header.clone()].iter().rposition(|b| *b == 16).unwrap();
    greedy[12 + size] = 40;
    let sum = crc32(&greedy[12..20]).to_le_bytes();
    greedy[20..24].copy_from_slice(&sum);
    let dir = tree(&[
        ("a.jsonl.xz", &two),
        ("cut.jsonl.xz", &two[..two.len() - 9]),
        ("greedy.jsonl.xz", &greedy),
    ]);
    let run = zhclean(dir.path()).args(["-i", "--field", "text", "."]).assert().code(2);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("cut.jsonl.xz: its xz data is cut short or damaged"), "{said}");
    assert!(said.contains("greedy.jsonl.xz: its xz data asks for more memory"), "{said}");
    assert_eq!(fs::read(dir.path().join("greedy.jsonl.xz")).unwrap(), greedy);
    let mut text = String::new();
    let file = fs::File::open(dir.path().join("a.jsonl.xz")).unwrap();
    XzReader::new(file, true).read_to_string(&mut text).unwrap();
    let want = "{\"n\":1,\"text\":\"“好”\"}\n";
    assert_eq!(text, want.repeat(2));
    let run = zhclean(dir.path())
        .args(["-q", "--field", "text"])
        .write_stdin(stream(1 << 20))
        .assert()
        .code(0);
    assert_eq!(run.get_output().stdout, want.as_bytes());
}

/// As IEEE 802.3 has it.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 };
    !bytes.iter().fold(!0, |sum, b| (0..8).fold(sum ^ u32::from(*b), |sum, _| step(sum)))
}

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

#[test]
fn what_is_in_a_compressed_file_is_inspected() {
    let gbk = encoding_rs::GBK.encode("会议今天在北京开幕，各地代表参加了会议。\n").0.into_owned();
    let zst = zstd::encode_all(&gbk[..], 0).unwrap();
    let bomb = zstd::encode_all(&vec![b' '; 2 << 20][..], 0).unwrap();
    let dir = tree(&[("a.txt.zst", &zst), ("bomb.txt.zst", &bomb)]);
    let inspect = ["inspect", "--json", "--max-file-size", "1M"];
    let run = zhclean(dir.path()).args(inspect).arg("a.txt.zst").assert().code(0);
    let seen: Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
    assert_eq!((&seen["format"], &seen["encoding"]), (&"text".into(), &"gb18030".into()));
    let run = zhclean(dir.path()).args(inspect).arg("bomb.txt.zst").assert().code(2);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("bomb.txt.zst: larger than"), "{said}");
}

#[test]
fn an_archive_becomes_json_lines() {
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;
    let record = |text: &str| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        let head = "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://example.org/\r\n";
        let len = text.len();
        let head = format!("{head}Content-Type: text/plain\r\nContent-Length: {len}\r\n\r\n");
        write!(packed, "{head}{text}\r\n\r\n").unwrap();
        packed.finish().unwrap()
    };
    let text = std::str::from_utf8(DIRTY).unwrap();
    let wet = [record(text), record(text)].concat();
    let dir = tree(&[("t/a.warc.wet.gz", &wet)]);
    zhclean(dir.path()).args(["-i", "t"]).assert().code(0);
    assert_eq!(fs::read(dir.path().join("t/a.warc.wet.gz")).unwrap(), wet);
    zhclean(dir.path()).args(["-o", "out", "t"]).assert().code(0);
    let run = zhclean(dir.path())
        .args(["-q", "--check", "--format", "jsonl", "out/a.jsonl.gz"])
        .assert()
        .code(0);
    assert_eq!(run.get_output().stderr, b"");
    let run = zhclean(dir.path()).write_stdin(&wet[..]).assert().code(0);
    let lines = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    assert_eq!(lines.lines().count(), 2);
    let page: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(
        (page["url"].as_str(), page["text"].as_str()),
        (Some("http://example.org/"), Some(CLEANED))
    );
}

/// A ZIP archive of these files.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::{Cursor, Write};
    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let how = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(*name, how).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Puts bytes in the place of as many others, wherever they stand.
fn replace_all(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    let found: Vec<usize> = bytes
        .windows(from.len())
        .enumerate()
        .filter(|(_, w)| *w == from)
        .map(|(at, _)| at)
        .collect();
    found.into_iter().for_each(|at| bytes[at..at + to.len()].copy_from_slice(to));
}

#[test]
fn the_pages_of_a_zip_archive_become_json_lines() {
    let html = "<!DOCTYPE html><body><p>会议今天在北京开幕。</p>".as_bytes();
    let bomb = vec![b' '; 2 << 20];
    let mut zip = zipped(&[
        ("a/dirty.txt", DIRTY),
        ("NNNNNNNNNNNN.html", html),
        ("bomb.txt", &bomb),
        ("x.png", b"\x89PNG\r\n\x1a\n"),
    ]);
    let name = encoding_rs::GBK.encode("北京新闻网页").0;
    replace_all(&mut zip, b"NNNNNNNNNNNN", &name);
    let dir = tree(&[("t/pages.zip", &zip), ("t/paper.docx", &zip)]);
    let args = ["--max-file-size", "1M", "--only", "repair"];
    let run = zhclean(dir.path()).args(args).args(["-o", "out", "t"]).assert().code(0);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("t/pages.zip: bomb.txt: larger than"), "{said}");
    assert!(said.contains("1 file in it that hold no page left out"), "{said}");
    assert!(said.contains("1 skipped (binary)"), "{said}");
    let out = fs::read_to_string(dir.path().join("out/pages.jsonl")).unwrap();
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = lines.iter().map(|l| (l["name"].as_str(), l["text"].as_str())).collect();
    let html = (Some("北京新闻网页.html"), Some("会议今天在北京开幕。\n"));
    assert_eq!(told, [(Some("a/dirty.txt"), Some(CLEANED)), html]);
    let stream = zhclean(dir.path()).args(args).write_stdin(&zip[..]).assert().code(0);
    assert_eq!(String::from_utf8_lossy(&stream.get_output().stdout), out);
    zhclean(dir.path()).args(args).args(["-i", "t"]).assert().code(0);
    assert_eq!(fs::read(dir.path().join("t/pages.zip")).unwrap(), zip);
}

#[test]
fn a_zip_archive_that_is_damaged_or_a_bomb_is_an_error() {
    let zip = zipped(&[("a.txt", DIRTY), ("b.txt", DIRTY)]);
    let mut bomb = zip.clone();
    let at = bomb.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    // The second entry begins where the first one does.
    bomb[at + 42..at + 46].fill(0);
    let mut torn = zip.clone();
    let at = torn.windows(5).position(|w| w == b"a.txt").unwrap();
    torn[at + 6] ^= 0xFF;
    let cut = &zip[..zip.len() - 9];
    let dir = tree(&[("bomb.zip", &bomb), ("cut.zip", cut), ("torn.zip", &torn)]);
    let run = zhclean(dir.path()).args(["-o", "out", "bomb.zip", "cut.zip", "torn.zip"]).assert();
    let said = String::from_utf8_lossy(&run.code(2).get_output().stderr).into_owned();
    assert!(said.contains("bomb.zip: its entries lie one upon the other"), "{said}");
    assert!(said.contains("cut.zip: its ZIP directory is cut short or damaged"), "{said}");
    // One entry that cannot be read costs the other nothing.
    assert!(said.contains("torn.zip: a.txt: cut short or damaged"), "{said}");
    assert!(fs::read_to_string(dir.path().join("out/torn.jsonl")).unwrap().contains("b.txt"));
}

#[test]
fn copies_sweep_what_killed_runs_left_and_nothing_that_is_held() {
    use rustix::fs::{FlockOperation, flock};
    // Above the numbers that processes have.
    let names =
        ["dead", "held"].map(|name| format!("out/.zhclean-20200101-000000000-99999999-{name}"));
    let dir = tree(&[("t/a.txt", DIRTY), (&names[0], b""), (&names[1], b""), ("out/.mine", b"")]);
    let held = fs::File::open(dir.path().join(&names[1])).unwrap();
    flock(&held, FlockOperation::NonBlockingLockExclusive).unwrap();
    zhclean(dir.path()).args(["-o", "out", "t"]).assert().code(0);
    let there = |name: &str| dir.path().join(name).exists();
    assert!(!there(&names[0]) && there(&names[1]) && there("out/.mine") && there("out/a.txt"));
    assert_eq!(fs::read_dir(dir.path().join("out")).unwrap().count(), 3);
}

#[test]
fn a_flag_beats_the_environment_which_beats_the_file() {
    let dir = tree(&[("zhclean.toml", b"only = [\"line-ends\"]\njobs = 1\n"), ("t/a.txt", DIRTY)]);
    zhclean(dir.path()).arg("t").assert().code(0);
    zhclean(dir.path()).args(["--only", "repair", "t"]).assert().code(1);
    zhclean(dir.path()).env("ZHCLEAN_ONLY", "repair").arg("t").assert().code(1);
    let both = ["--only", "line-ends", "t"];
    zhclean(dir.path()).env("ZHCLEAN_ONLY", "repair").args(both).assert().code(0);
    fs::write(dir.path().join("zhclean.toml"), "onyl = []\n").unwrap();
    zhclean(dir.path()).arg("t").assert().code(2);
    fs::write(dir.path().join("zhclean.toml"), "floor = \"high\"\n").unwrap();
    let run = zhclean(dir.path()).arg("t").assert().code(2);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("zhclean.toml") && said.contains("'high'"), "{said}");
}

#[test]
fn a_name_that_is_no_text_is_shown_escaped() {
    use std::os::unix::ffi::OsStrExt;
    let dir = TempDir::new().unwrap();
    let name = std::ffi::OsStr::from_bytes(b"\xd0\xc2\n.txt");
    fs::write(dir.path().join(name), DIRTY).unwrap();
    let run = zhclean(dir.path()).arg(".").assert().code(1);
    let said = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    assert!(said.starts_with("./\\xd0\\xc2\\n.txt: would change"), "{said}");
    zhclean(dir.path()).args(["-i", "."]).assert().code(0);
    assert_eq!(fs::read_to_string(dir.path().join(name)).unwrap(), CLEANED);
    zhclean(dir.path()).arg("undo").assert().code(0);
    assert_eq!(fs::read(dir.path().join(name)).unwrap(), DIRTY);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    use std::{io::Read, process::Stdio};
    let files: Vec<(String, &[u8])> = (0..300).map(|n| (format!("{n}.txt"), DIRTY)).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    let dir = tree(&files);
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("zhclean"))
        .current_dir(dir.path())
        .args(["--emit", "json", "-q", "."])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdout.take().unwrap().read_exact(&mut [0; 10]).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
