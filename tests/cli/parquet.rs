//! Parquet files: their text is cleaned, and everything else stays as it lies.

use std::{fs, os::unix::fs::MetadataExt, sync::Arc};

use assert_cmd::Command;
use parquet::{
    basic::Compression,
    column::reader::get_typed_column_reader,
    data_type::{ByteArray, ByteArrayType, Int64Type},
    file::{
        metadata::KeyValue,
        properties::{WriterProperties, WriterVersion},
        reader::{FileReader, SerializedFileReader},
        writer::SerializedFileWriter,
    },
    schema::parser::parse_message_type,
};
use serde_json::Value;
use tempfile::TempDir;

use super::cells::{CLEAN, CLEANED, DIRTY, zhclean};

fn settings(version: WriterVersion) -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(Default::default()))
        .set_column_compression("title".into(), Compression::SNAPPY)
        .set_column_bloom_filter_enabled("title".into(), true)
        .set_writer_version(version)
        .set_created_by("somebody".to_owned())
        .set_key_value_metadata(Some(vec![KeyValue::new(
            "ARROW:schema".to_owned(),
            "x".to_owned(),
        )]))
        .build()
}

/// A file of these rows, `group` to a row group: a number, a title that is
/// dirty, too, and a text, of which `None` is null.
fn file(texts: &[Option<&[u8]>], group: usize, version: WriterVersion) -> Vec<u8> {
    let message = "message m {
        required int64 n;
        optional binary title (STRING);
        optional binary text (STRING);
    }";
    let schema = Arc::new(parse_message_type(message).unwrap());
    let mut out =
        SerializedFileWriter::new(Vec::new(), schema, Arc::new(settings(version))).unwrap();
    for rows in texts.chunks(group) {
        let mut row_group = out.next_row_group().unwrap();
        let mut column = row_group.next_column().unwrap().unwrap();
        let numbers: Vec<i64> = (0..rows.len() as i64).collect();
        column.typed::<Int64Type>().write_batch(&numbers, None, None).unwrap();
        column.close().unwrap();
        let titles: Vec<Option<&[u8]>> = vec![Some(DIRTY.as_bytes()); rows.len()];
        for values in [&titles[..], rows] {
            let mut column = row_group.next_column().unwrap().unwrap();
            let def: Vec<i16> = values.iter().map(|value| value.is_some().into()).collect();
            let there: Vec<ByteArray> =
                values.iter().flatten().map(|value| value.to_vec().into()).collect();
            column.typed::<ByteArrayType>().write_batch(&there, Some(&def), None).unwrap();
            column.close().unwrap();
        }
        row_group.close().unwrap();
    }
    out.into_inner().unwrap()
}

fn open(bytes: &[u8]) -> SerializedFileReader<bytes::Bytes> {
    SerializedFileReader::new(bytes::Bytes::copy_from_slice(bytes)).unwrap()
}

/// The values of a column, row group by row group.
fn column(bytes: &[u8], leaf: usize) -> Vec<Option<Vec<u8>>> {
    let file = open(bytes);
    let mut all = Vec::new();
    for group in 0..file.num_row_groups() {
        let group = file.get_row_group(group).unwrap();
        let mut column =
            get_typed_column_reader::<ByteArrayType>(group.get_column_reader(leaf).unwrap());
        let (mut def, mut values) = (Vec::new(), Vec::new());
        column.read_records(100_000, Some(&mut def), None, &mut values).unwrap();
        let mut values = values.into_iter();
        all.extend(def.iter().map(|d| (*d == 1).then(|| values.next().unwrap().data().to_vec())));
    }
    all
}

/// The bytes of a column's chunks, as they lie in the file.
fn chunks(bytes: &[u8], leaf: usize) -> Vec<Vec<u8>> {
    let file = open(bytes);
    let ranges = file.metadata().row_groups().iter().map(|group| group.column(leaf).byte_range());
    ranges.map(|(start, len)| bytes[start as usize..(start + len) as usize].to_vec()).collect()
}

/// Text of which one row in so many is dirty, one is null.
fn texts(rows: usize, dirty: usize) -> Vec<Option<&'static [u8]>> {
    let text = |n: usize| match n {
        n if n % 7 == 3 => None,
        n if n % dirty == dirty - 1 => Some(DIRTY.as_bytes()),
        _ => Some(CLEAN.as_bytes()),
    };
    (0..rows).map(text).collect()
}

#[test]
fn what_is_not_cleaned_stays_as_it_lies_in_the_file() {
    for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
        for (rows, group, dirty) in [(1, 9, 1), (100, 30, 2), (5000, 1900, 4999), (3000, 3000, 5)] {
            let given = texts(rows, dirty);
            let bytes = file(&given, group, version);
            let dir = TempDir::new().unwrap();
            fs::write(dir.path().join("a.parquet"), &bytes).unwrap();
            zhclean(dir.path()).args(["-q", "-o", "out", "a.parquet"]).assert().code(0);
            let new = fs::read(dir.path().join("out/a.parquet")).unwrap();
            let want = given.iter().map(|text| {
                text.map(|t| if t == DIRTY.as_bytes() { CLEANED.into() } else { t.to_vec() })
            });
            assert!(column(&new, 2) == want.collect::<Vec<_>>(), "{rows} rows, {version:?}");
            for leaf in [0, 1] {
                assert!(chunks(&new, leaf) == chunks(&bytes, leaf), "{leaf}: {rows} rows");
            }
            let (old, new) = (open(&bytes), open(&new));
            let footer = |file: &SerializedFileReader<bytes::Bytes>| {
                let all = file.metadata().clone();
                let meta = all.file_metadata().clone();
                let groups = all.row_groups().iter().map(|group| {
                    let column = |c: &parquet::file::metadata::ColumnChunkMetaData| {
                        let mut encodings: Vec<_> = c.encodings().collect();
                        encodings.sort();
                        (c.compression(), encodings, c.bloom_filter_offset().is_some())
                    };
                    (group.num_rows(), group.columns().iter().map(column).collect::<Vec<_>>())
                });
                let groups: Vec<_> = groups.collect();
                (
                    meta.version(),
                    meta.created_by().map(str::to_owned),
                    meta.key_value_metadata().cloned(),
                    meta.schema().clone(),
                    groups,
                )
            };
            assert_eq!(footer(&new), footer(&old));
        }
    }
}

#[test]
fn a_clean_file_is_not_written_anew() {
    let bytes = file(&texts(500, 1000), 200, WriterVersion::PARQUET_1_0);
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("a.parquet");
    fs::write(&path, &bytes).unwrap();
    let before = fs::metadata(&path).unwrap();
    zhclean(dir.path()).args(["-i", "a.parquet"]).assert().code(0);
    let after = fs::metadata(&path).unwrap();
    assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
    zhclean(dir.path()).args(["-o", "out", "a.parquet"]).assert().code(0);
    assert!(fs::read(dir.path().join("out/a.parquet")).unwrap() == bytes);
    zhclean(dir.path()).write_stdin(bytes.clone()).assert().code(0).stdout(bytes);
}

#[test]
fn in_place_and_back() {
    let bytes = file(&texts(300, 3), 100, WriterVersion::PARQUET_2_0);
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("a.parquet");
    fs::write(&path, &bytes).unwrap();
    let run = zhclean(dir.path()).arg("a.parquet").assert().code(1);
    let said = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    assert!(said.starts_with("a.parquet: would change: html-entities ×"), "{said}");
    let stream = zhclean(dir.path()).write_stdin(bytes.clone()).assert().code(0);
    zhclean(dir.path()).args(["-i", "a.parquet"]).assert().code(0);
    let new = fs::read(&path).unwrap();
    assert!(new == stream.get_output().stdout && new != bytes);
    zhclean(dir.path()).arg("a.parquet").assert().code(0);
    Command::cargo_bin("zhclean").unwrap().current_dir(dir.path()).arg("undo").assert().code(0);
    assert!(fs::read(&path).unwrap() == bytes);
}

#[test]
fn text_in_lists_and_bytes_in_another_encoding_are_cleaned() {
    let message = "message m {
        optional group p (LIST) { repeated group list { optional group element {
            optional binary t (STRING); } } }
        required binary content;
    }";
    let schema = Arc::new(parse_message_type(message).unwrap());
    let mut out = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
    let mut row_group = out.next_row_group().unwrap();
    let mut list = row_group.next_column().unwrap().unwrap();
    // [DIRTY, null, CLEAN], [], [null], null, [DIRTY]
    let (def, rep) = ([4, 3, 4, 1, 2, 0, 4], [0, 1, 1, 0, 0, 0, 0]);
    let values = [DIRTY, CLEAN, DIRTY].map(ByteArray::from);
    list.typed::<ByteArrayType>().write_batch(&values, Some(&def), Some(&rep)).unwrap();
    list.close().unwrap();
    let line = "会议今天在北京开幕，各地代表参加了会议。";
    let gbk = encoding_rs::GBK.encode(line).0.into_owned();
    let mut content = row_group.next_column().unwrap().unwrap();
    let values = [&gbk[..], line.as_bytes(), b"", b"\x89PNG\r\n\x1a\n", &gbk];
    let values: Vec<ByteArray> = values.iter().map(|value| value.to_vec().into()).collect();
    content.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
    content.close().unwrap();
    row_group.close().unwrap();
    let bytes = out.into_inner().unwrap();

    let dir = TempDir::new().unwrap();
    let args = ["--field", "p[].t", "--field", "content"];
    let run = zhclean(dir.path()).args(args).write_stdin(bytes.clone()).assert().code(0);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("row 4 holds no text; passed through as it is"), "{said}");
    let file = open(&run.get_output().stdout);
    let group = file.get_row_group(0).unwrap();
    let read = |leaf| {
        let mut column =
            get_typed_column_reader::<ByteArrayType>(group.get_column_reader(leaf).unwrap());
        let (mut def, mut rep, mut values) = (Vec::new(), Vec::new(), Vec::new());
        column.read_records(99, Some(&mut def), Some(&mut rep), &mut values).unwrap();
        (def, rep, values)
    };
    let cleaned = [CLEANED, CLEAN, CLEANED].map(ByteArray::from);
    assert_eq!(read(0), (def.to_vec(), rep.to_vec(), cleaned.to_vec()));
    let texts = [line.as_bytes(), line.as_bytes(), b"", b"\x89PNG\r\n\x1a\n", line.as_bytes()];
    assert!(read(1).2.iter().map(ByteArray::data).eq(texts));
    let none = zhclean(dir.path()).args(["--field", "p[]"]).write_stdin(bytes).assert().code(2);
    let said = String::from_utf8_lossy(&none.get_output().stderr).into_owned();
    assert!(said.contains("there are: p[].t, content"), "{said}");
}

#[test]
fn a_value_that_is_no_text_stays_or_becomes_null() {
    let given = [Some(DIRTY.as_bytes()), Some(b"\xd0\xc2"), None, Some(b"\xff")];
    let bytes = file(&given, 9, WriterVersion::PARQUET_1_0);
    let dir = TempDir::new().unwrap();
    let run = zhclean(dir.path()).write_stdin(bytes.clone()).assert().code(0);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("row 2 is not UTF-8") && said.contains("row 4"), "{said}");
    let clean = Some(CLEANED.as_bytes().to_vec());
    let kept = [clean.clone(), Some(b"\xd0\xc2".to_vec()), None, Some(b"\xff".to_vec())];
    assert_eq!(column(&run.get_output().stdout, 2), kept);
    let run = zhclean(dir.path())
        .args(["--on-error", "null"])
        .write_stdin(bytes.clone())
        .assert()
        .code(0);
    assert_eq!(column(&run.get_output().stdout, 2), [clean, None, None, None]);
    let reject = ["--on-error", "reject", "--reject-file", "bad"];
    zhclean(dir.path()).args(reject).write_stdin(bytes).assert().code(2);
}

/// A web archive of pages of text, each of some megabytes.
fn pages(count: usize) -> Vec<u8> {
    let text = format!("{}\n", DIRTY.repeat(100)).repeat(4 << 20 >> 12);
    let head = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\n";
    let record = |n| {
        let len = text.len();
        format!(
            "{head}WARC-Target-URI: http://example.org/{n}\r\nContent-Length: {len}\r\n\r\n{text}\r\n\r\n"
        )
    };
    (0..count).map(record).collect::<String>().into_bytes()
}

#[test]
fn the_pages_of_an_archive_become_rows() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("a.warc.wet.gz"), {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, &pages(3)).unwrap();
        packed.finish().unwrap()
    })
    .unwrap();
    let archive = ["--archive", "parquet", "-q"];
    zhclean(dir.path()).args(archive).args(["-o", "out", "a.warc.wet.gz"]).assert().code(0);
    let bytes = fs::read(dir.path().join("out/a.parquet")).unwrap();
    zhclean(dir.path()).args(["-q", "-o", "b.parquet", "a.warc.wet.gz"]).assert().code(0);
    assert!(fs::read(dir.path().join("b.parquet")).unwrap() == bytes);
    let input = fs::File::open(dir.path().join("a.warc.wet.gz")).unwrap();
    let mut filter = std::process::Command::new(assert_cmd::cargo::cargo_bin("zhclean"));
    filter.args(["--only", "repair", "--archive", "parquet"]).stdin(input);
    assert!(filter.output().unwrap().stdout == bytes);
    let names: Vec<_> = open(&bytes)
        .metadata()
        .file_metadata()
        .schema_descr()
        .columns()
        .iter()
        .map(|column| column.name().to_owned())
        .collect();
    assert_eq!(names[..4], ["url", "fetched", "encoding", "script"]);
    assert_eq!(column(&bytes, 0)[2], Some(b"http://example.org/2".to_vec()));
    assert!(column(&bytes, 1).iter().all(Option::is_none));
    let text = column(&bytes, names.iter().position(|name| name == "text").unwrap());
    assert!(text.len() == 3 && text[0].as_ref().unwrap().starts_with(CLEANED.as_bytes()));
    for wrong in [
        &["-o", "c.parquet", "b.parquet", "a.warc.wet.gz"][..],
        &["-o", "c.parquet", "--emit", "json", "a.warc.wet.gz"],
        &["-o", "c.parquet", "--archive", "wet", "a.warc.wet.gz"],
        &["-o", "c.parquet", "out"],
    ] {
        zhclean(dir.path()).args(wrong).assert().code(2);
        assert!(!dir.path().join("c.parquet").exists());
    }
}

#[test]
fn many_pages_are_many_row_groups() {
    let dir = TempDir::new().unwrap();
    let args = ["--archive", "parquet", "--only", "line-ends"];
    let mut command = Command::cargo_bin("zhclean").unwrap();
    let run = command.current_dir(dir.path()).args(args).write_stdin(pages(20)).assert().code(0);
    let file = open(&run.get_output().stdout);
    let rows: Vec<i64> =
        file.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
    assert!(rows.len() > 1 && rows.iter().sum::<i64>() == 20, "{rows:?}");
}

#[test]
fn every_row_can_be_seen() {
    let bytes = file(&texts(9, 2), 4, WriterVersion::PARQUET_1_0);
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("a.parquet"), bytes).unwrap();
    let run = zhclean(dir.path())
        .args(["--emit", "json", "--id", "n", "--url", "title", "a.parquet"])
        .assert()
        .code(0);
    let out = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    let rows: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&rows[4]["id"], &rows[4]["url"]), (&1.into(), &DIRTY.into()));
    let told: Vec<_> = rows.iter().map(|row| row["record"].as_u64().unwrap()).collect();
    assert_eq!(told, [1, 2, 3, 5, 6, 7, 8, 9]);
    assert_eq!((&rows[1]["text"], &rows[1]["path"]), (&CLEANED.into(), &"a.parquet".into()));
    let run = zhclean(dir.path()).args(["--diff", "a.parquet"]).assert().code(1);
    let out = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    assert!(out.contains("a.parquet:2") && out.contains(&format!("+{CLEANED}")), "{out}");
    let mut inspect = Command::cargo_bin("zhclean").unwrap();
    let run = inspect.current_dir(dir.path()).args(["inspect", "--json", "a.parquet"]).assert();
    let seen: Value = serde_json::from_slice(&run.code(0).get_output().stdout).unwrap();
    assert_eq!((&seen["format"], &seen["documents"]), (&"parquet".into(), &8.into()));
}

#[test]
fn a_damaged_file_is_an_error_and_no_panic() {
    let whole = file(&texts(60, 2), 30, WriterVersion::PARQUET_2_0);
    let dir = TempDir::new().unwrap();
    let strike = |bytes: Vec<u8>, what: &str| {
        let run =
            zhclean(dir.path()).args(["-q", "--format", "parquet"]).write_stdin(bytes).assert();
        let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        let code = run.get_output().status.code();
        assert!(matches!(code, Some(0 | 2)) && !said.contains("panicked"), "{what}: {said}");
        code == Some(2)
    };
    for cut in [0, 3, 4, 8, whole.len() / 2, whole.len() - 1] {
        assert!(strike(whole[..cut].to_vec(), "cut"), "{cut}");
    }
    // Each a small generator's pick: the same ones every time.
    let mut seed = 7_u64;
    let mut failed = 0;
    for n in 0..150 {
        let mut bytes = whole.clone();
        for _ in 0..1 + n % 3 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let from = if n % 2 == 0 { 0 } else { whole.len() - 900 };
            let at = from + (seed >> 33) as usize % (whole.len() - from);
            bytes[at] = (seed >> 24) as u8;
        }
        failed += usize::from(strike(bytes, &format!("{n}")));
    }
    assert!(failed > 40, "{failed}");
}

#[test]
fn what_is_said_to_go_on_for_ever_ends_with_the_file() {
    let dir = TempDir::new().unwrap();
    let seed = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/seeds/parquet/endless-list.parquet");
    let run = zhclean(dir.path())
        .args(["--field", "text", "--field", "c", "--field", "a[].b"])
        .timeout(std::time::Duration::from_secs(20))
        .write_stdin(fs::read(seed).unwrap())
        .assert()
        .code(2);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("its Parquet data is cut short or damaged"), "{said}");
}
