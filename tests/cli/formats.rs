//! Files of many documents, and packed ones.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use super::{CLEANED, DIRTY, tree, zhclean};

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
fn a_document_is_named_by_its_id() {
    let lines = "{\"id\":17,\"url\":\"http:\\/\\/example.org/a\",\"text\":\"&ldquo;好\"}\n\
                 {\"id\":\"b\",\"text\":\"\\ud800\"}\n{\"text\":\"好\"}\n";
    let dir = tree(&[("a.jsonl", lines.as_bytes())]);
    let args = ["--id", "id", "--url", "url", "--emit", "json", "-q", "a.jsonl"];
    let run = zhclean(dir.path()).args(args).assert().code(0);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("a.jsonl: line 2 (\"b\") holds a string that is no text"), "{said}");
    let out = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    let told: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&told[0]["id"], &told[0]["url"]), (&17.into(), &"http://example.org/a".into()));
    assert_eq!((told[1].get("id"), told[1].get("url")), (None, None));
}

#[test]
fn what_was_computed_from_a_text_is_computed_anew() {
    let lines = "{\"n\":9,\"md5\":\"HASH\",\"length\":15,\"text\":\"&ldquo;好&rdquo;\",\"bytes\":17}\n\
                 {\"a\":[{\"t\":\"a&amp;b\",\"length\":7},{\"t\":\"c\",\"length\":1}],\"length\":7}\n";
    let hash = |text: &str| {
        let of = std::process::Command::new("bash")
            .args(["-c", &format!("printf %s '{text}' | md5sum | cut -c1-32")])
            .output();
        String::from_utf8(of.unwrap().stdout).unwrap().trim().to_owned()
    };
    let given = lines.replace("HASH", &hash("&ldquo;好&rdquo;"));
    let dir = tree(&[("a.jsonl", given.as_bytes())]);
    let args = ["--field", "text", "--field", "a[].t", "--only", "repair", "a.jsonl", "-o", "out"];
    let run = zhclean(dir.path()).args(args).assert().code(0);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("the field 'md5' tells of the text as it was"), "{said}");
    let read = || fs::read_to_string(dir.path().join("out/a.jsonl")).unwrap();
    let stale = given.replace("&ldquo;", "“").replace("&rdquo;", "”").replace("&amp;", "&");
    assert_eq!(read(), stale);
    let run = zhclean(dir.path()).args(args).arg("--refresh").assert().code(0);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(!said.contains("--refresh"), "{said}");
    let fresh = stale
        .replace(&hash("&ldquo;好&rdquo;"), &hash("“好”"))
        .replace("\"length\":15", "\"length\":3")
        .replace("\"bytes\":17", "\"bytes\":9")
        .replace("\"a&b\",\"length\":7", "\"a&b\",\"length\":3");
    assert_eq!(read(), fresh);
}

#[test]
fn names_that_were_read_in_the_wrong_code_page_are_read_anew() {
    // 北京新闻 in GBK, read as code page 437.
    let zip = zipped(&[("a/▒▒╛⌐╨┬╬┼.txt", DIRTY), ("新闻.txt", DIRTY)]);
    let dir = tree(&[("t/pages.zip", &zip)]);
    let names = |args: &[&str]| -> Vec<Value> {
        zhclean(dir.path()).args(args).args(["-o", "out", "t"]).assert().code(0);
        let out = fs::read_to_string(dir.path().join("out/pages.jsonl")).unwrap();
        let line = |line: &str| serde_json::from_str::<Value>(line).unwrap()["name"].clone();
        out.lines().map(line).collect()
    };
    assert_eq!(names(&[]), ["a/▒▒╛⌐╨┬╬┼.txt", "新闻.txt"]);
    assert_eq!(names(&["--fix-names"]), ["a/北京新闻.txt", "新闻.txt"]);
}

#[test]
fn a_page_that_shows_the_source_of_a_page_is_read_to_the_bottom() {
    let inner = "&lt;html&gt;&lt;body&gt;&lt;p&gt;会议今天在北京开幕。&lt;/p&gt;";
    let line = format!("{{\"text\":\"<html><body><p>{inner}</p></body>\"}}\n");
    let dir = tree(&[("a.jsonl", line.as_bytes())]);
    zhclean(dir.path()).args(["-i", "a.jsonl"]).assert().code(0);
    let once = fs::read_to_string(dir.path().join("a.jsonl")).unwrap();
    assert_eq!(once.trim_end(), "{\"text\":\"会议今天在北京开幕。\\n\"}");
    zhclean(dir.path()).arg("a.jsonl").assert().code(0);
}

#[test]
fn an_archive_becomes_a_file_of_records_each_compressed_by_itself() {
    use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
    use std::io::{Read, Write};
    let record = |kind: &str, content_type: &str, block: &str| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        let len = block.len();
        let head =
            format!("WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://example.org/\r\n");
        write!(packed, "{head}Content-Type: {content_type}\r\nWARC-Block-Digest: sha1:X\r\n")
            .unwrap();
        write!(packed, "Content-Length: {len}\r\nX-Kept: 1\r\n\r\n{block}\r\n\r\n").unwrap();
        packed.finish().unwrap()
    };
    let text = std::str::from_utf8(DIRTY).unwrap();
    let wet = [
        record("warcinfo", "application/warc-fields", "a: b"),
        record("conversion", "text/plain", text),
        record("conversion", "text/plain", text),
    ];
    let dir = tree(&[("t/a.warc.wet.gz", &wet.concat())]);
    let args = ["--archive", "wet", "--only", "repair", "-o", "out", "t"];
    zhclean(dir.path()).args(args).assert().code(0);
    let packed = fs::read(dir.path().join("out/a.warc.wet.gz")).unwrap();
    let members = packed.windows(3).filter(|w| *w == b"\x1f\x8b\x08").count();
    assert_eq!(members, 3);
    let mut plain = String::new();
    MultiGzDecoder::new(&packed[..]).read_to_string(&mut plain).unwrap();
    let pages = format!("Content-Length: {}\r\n\r\n{CLEANED}\r\n\r\n", CLEANED.len());
    assert_eq!(plain.matches(&pages).count(), 2, "{plain}");
    assert!(plain.contains("\r\n\r\na: b\r\n\r\n") && plain.matches("X-Kept: 1").count() == 3);
    // It is read again, and clean.
    let args = ["--archive", "wet", "--only", "repair", "-o", "again", "out"];
    zhclean(dir.path()).args(args).assert().code(0);
    assert!(fs::read(dir.path().join("again/a.warc.wet.gz")).unwrap() == packed);
}

#[test]
fn a_stream_of_bad_lines_alone_is_passed_through_and_reported() {
    let dir = tree(&[]);
    let run = zhclean(dir.path()).args(["--format", "jsonl"]).write_stdin("{'text':1}\n").assert();
    let run = run.code(0).stdout("{'text':1}\n");
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("line 1 is not JSON"), "{said}");
    // But where there is JSON, and no text in it, somebody has to say where the text is.
    zhclean(dir.path()).args(["--format", "jsonl"]).write_stdin("{\"a\":1}\n").assert().code(2);
}

#[test]
fn a_field_that_no_line_has_is_told() {
    let dir = tree(&[("a.jsonl", b"{\"text\":\"a\"}\n")]);
    let run = zhclean(dir.path()).args(["--field", "txet", "a.jsonl"]).assert().code(0);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("a.jsonl: no line holds text in what --field names"), "{said}");
}

#[test]
fn archives_that_are_called_alike_do_not_become_one_file() {
    let wet = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\n\
               Content-Length: 6\r\n\r\n新闻\r\n\r\n";
    let (wet, json) = (wet.as_bytes(), &b"{\"text\":\"a\"}\n"[..]);
    let files = [("t/a.warc", wet), ("t/a.warc.wet", wet), ("t/b.warc", wet), ("t/b.jsonl", json)];
    let dir = tree(&files);
    for how in [&[][..], &["--archive", "wet"], &["--archive", "parquet"]] {
        zhclean(dir.path()).args(["-o", "out", "t"]).args(how).assert().code(0);
        let copies = fs::read_dir(dir.path().join("out")).unwrap().count();
        assert_eq!(copies, files.len(), "{how:?}");
        fs::remove_dir_all(dir.path().join("out")).unwrap();
    }
}
