//! Arrow files and streams: their text is cleaned, and everything else stays as it lies.

use std::{collections::HashMap, fs, sync::Arc};

use arrow_array::{
    ArrayRef, BinaryArray, BinaryViewArray, BooleanArray, DictionaryArray, FixedSizeListArray,
    Int64Array, LargeBinaryArray, LargeStringArray, ListArray, NullArray, RecordBatch, StringArray,
    StringViewArray, StructArray, cast::AsArray, types::Int32Type,
};
use arrow_buffer::OffsetBuffer;
use arrow_ipc::{
    CompressionType,
    reader::{FileReader, StreamReader},
    writer::{FileWriter, IpcWriteOptions, StreamWriter},
};
use arrow_schema::{DataType, Field, Schema};
use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

use super::cells::{CLEAN, CLEANED, DIRTY, zhclean};

type Texts = Vec<Option<&'static str>>;

/// Text of which one in so many is dirty, and some are null, empty or long.
fn texts(rows: usize, dirty: usize) -> Texts {
    let text = |n: usize| match n {
        n if n % dirty == dirty - 1 => Some(DIRTY),
        n if n % 7 == 3 => None,
        n if n % 5 == 2 => Some(""),
        n if n % 5 == 4 => Some("新"),
        _ => Some(CLEAN),
    };
    (0..rows).map(text).collect()
}

fn cleaned(texts: &Texts) -> Texts {
    texts.iter().map(|text| text.map(|t| if t == DIRTY { CLEANED } else { t })).collect()
}

/// Columns of all kinds of text, all of `texts` but `title`, and others between them.
fn batch(texts: &Texts, title: &'static str) -> RecordBatch {
    let rows = texts.len();
    let bytes = || texts.iter().map(|text| text.map(str::as_bytes));
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows as i64));
    let strings: ArrayRef = Arc::new(StringArray::from(texts.clone()));
    let fields =
        vec![Field::new("n", DataType::Int64, false), Field::new("body", DataType::Utf8, true)];
    let meta = StructArray::new(fields.into(), vec![numbers.clone(), strings.clone()], None);
    let item = Arc::new(Field::new("item", DataType::Utf8, true));
    let offsets: Vec<i32> = (0..=rows as i32).collect();
    let list =
        ListArray::new(item.clone(), OffsetBuffer::new(offsets.into()), strings.clone(), None);
    let fixed = FixedSizeListArray::new(item, 1, strings.clone(), None);
    let dictionary: DictionaryArray<Int32Type> = texts.iter().copied().collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("n", numbers),
        ("title", Arc::new(StringViewArray::from(vec![title; rows]))),
        ("none", Arc::new(NullArray::new(rows))),
        ("text", strings),
        ("flag", Arc::new(BooleanArray::from(vec![true; rows]))),
        ("large", Arc::new(LargeStringArray::from(texts.clone()))),
        ("bytes", Arc::new(BinaryArray::from_iter(bytes()))),
        ("largeBytes", Arc::new(LargeBinaryArray::from_iter(bytes()))),
        ("view", Arc::new(StringViewArray::from(texts.clone()))),
        ("viewOfBytes", Arc::new(BinaryViewArray::from_iter(bytes()))),
        ("dictionary", Arc::new(dictionary)),
        ("meta", Arc::new(meta)),
        ("list", Arc::new(list)),
        ("fixed", Arc::new(fixed)),
        ("end", Arc::new(StringArray::from(vec![title; rows]))),
    ];
    let field = |(name, array): &(&str, ArrayRef)| {
        let about = HashMap::from([("about".to_owned(), (*name).to_owned())]);
        Field::new(*name, array.data_type().clone(), *name != "n").with_metadata(about)
    };
    let about = HashMap::from([("huggingface".to_owned(), "{}".to_owned())]);
    let schema = Schema::new(columns.iter().map(field).collect::<Vec<_>>()).with_metadata(about);
    RecordBatch::try_new(schema.into(), columns.into_iter().map(|(_, array)| array).collect())
        .unwrap()
}

const TEXTS: [&str; 10] = [
    "text",
    "large",
    "bytes",
    "largeBytes",
    "view",
    "viewOfBytes",
    "dictionary",
    "meta.body",
    "list[]",
    "fixed[]",
];

fn all_texts() -> Vec<&'static str> {
    TEXTS.iter().flat_map(|name| ["--field", name]).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    File,
    Stream,
}

fn written(batches: &[RecordBatch], kind: Kind, packing: Option<CompressionType>) -> Vec<u8> {
    let options = IpcWriteOptions::default().try_with_compression(packing).unwrap();
    let schema = batches[0].schema();
    match kind {
        Kind::File => {
            let mut out = FileWriter::try_new_with_options(Vec::new(), &schema, options).unwrap();
            batches.iter().for_each(|batch| out.write(batch).unwrap());
            out.finish().unwrap();
            out.into_inner().unwrap()
        }
        Kind::Stream => {
            let mut out = StreamWriter::try_new_with_options(Vec::new(), &schema, options).unwrap();
            batches.iter().for_each(|batch| out.write(batch).unwrap());
            out.finish().unwrap();
            out.into_inner().unwrap()
        }
    }
}

fn read(bytes: &[u8]) -> Vec<RecordBatch> {
    let input = std::io::Cursor::new(bytes.to_vec());
    if bytes.starts_with(b"ARROW1") {
        FileReader::try_new(input, None).unwrap().map(Result::unwrap).collect()
    } else {
        StreamReader::try_new(input, None).unwrap().map(Result::unwrap).collect()
    }
}

#[test]
fn the_text_columns_change_and_nothing_else() {
    let given = [texts(700, 3), texts(2500, 2400), texts(1, 1), texts(40, 99)];
    // A file has one dictionary for all its batches.
    let same = [texts(900, 4)];
    for (kind, given) in [(Kind::Stream, &given[..]), (Kind::File, &same)] {
        for packing in [None, Some(CompressionType::LZ4_FRAME), Some(CompressionType::ZSTD)] {
            let batches: Vec<_> = given.iter().map(|texts| batch(texts, DIRTY)).collect();
            let want: Vec<_> = given.iter().map(|texts| batch(&cleaned(texts), DIRTY)).collect();
            let bytes = written(&batches, kind, packing);
            let dir = TempDir::new().unwrap();
            let run =
                zhclean(dir.path()).args(all_texts()).write_stdin(bytes.clone()).assert().code(0);
            let new = read(&run.get_output().stdout);
            assert!(new == want, "{kind:?} {packing:?}");
            assert_eq!(new[0].schema(), batches[0].schema());
            fs::write(dir.path().join("a"), &bytes).unwrap();
            zhclean(dir.path()).args(all_texts()).args(["-q", "-i", "a"]).assert().code(0);
            assert!(fs::read(dir.path().join("a")).unwrap() == run.get_output().stdout);
            zhclean(dir.path()).args(all_texts()).arg("a").assert().code(0);
            Command::cargo_bin("zhclean")
                .unwrap()
                .current_dir(dir.path())
                .arg("undo")
                .assert()
                .code(0);
            assert!(fs::read(dir.path().join("a")).unwrap() == bytes);
        }
    }
}

#[test]
fn a_file_in_which_nothing_changes_stays_byte_for_byte() {
    for kind in [Kind::File, Kind::Stream] {
        let bytes = written(&[batch(&texts(300, 999), DIRTY)], kind, None);
        let dir = TempDir::new().unwrap();
        let run = zhclean(dir.path()).args(all_texts()).write_stdin(bytes.clone()).assert();
        assert!(run.code(0).get_output().stdout == bytes, "{kind:?}");
    }
}

#[test]
fn streams_one_after_the_other_are_all_cleaned() {
    let given = texts(30, 4);
    let one = written(&[batch(&given, CLEAN)], Kind::Stream, None);
    let dir = TempDir::new().unwrap();
    let run = zhclean(dir.path()).write_stdin([&one[..], &one].concat()).assert().code(0);
    let alone = zhclean(dir.path()).write_stdin(one.clone()).assert().code(0);
    let alone = &alone.get_output().stdout;
    assert!(run.get_output().stdout == [&alone[..], alone].concat() && *alone != one);
}

fn one_column(array: ArrayRef) -> Vec<u8> {
    let schema = Schema::new(vec![Field::new("text", array.data_type().clone(), true)]);
    let batch = RecordBatch::try_new(schema.into(), vec![array]).unwrap();
    written(&[batch], Kind::File, None)
}

#[test]
fn short_views_may_become_long() {
    let line = "会议在京开";
    let gbk = encoding_rs::GBK.encode(line).0.into_owned();
    let array = BinaryViewArray::from_iter_values([&gbk[..], b"ab", &gbk]);
    assert!(array.data_buffers().is_empty());
    let dir = TempDir::new().unwrap();
    let run = zhclean(dir.path())
        .args(["--encoding", "gbk"])
        .write_stdin(one_column(Arc::new(array)))
        .assert()
        .code(0);
    let new = read(&run.get_output().stdout);
    let got: Vec<_> = new[0].column(0).as_binary_view().iter().flatten().collect();
    assert_eq!(got, [line.as_bytes(), b"ab", line.as_bytes()]);
}

#[test]
fn a_part_of_a_larger_array_is_read_from_where_it_begins() {
    let all = StringArray::from(vec![DIRTY, CLEAN, DIRTY, "", DIRTY]);
    for from in 0..5 {
        let bytes = one_column(Arc::new(all.slice(from, 5 - from)));
        let dir = TempDir::new().unwrap();
        let run = zhclean(dir.path()).write_stdin(bytes).assert().code(0);
        let new = read(&run.get_output().stdout);
        let got: Vec<_> = new[0].column(0).as_string::<i32>().iter().flatten().collect();
        assert_eq!(got, [CLEANED, CLEAN, CLEANED, "", CLEANED][from..]);
    }
}

#[test]
fn a_value_that_is_no_text_stays_or_becomes_null() {
    let values = [Some(DIRTY.as_bytes()), Some(b"\x89PNG\r\n\x1a\n"), None];
    for nulls in [&values[..], &values[..2]] {
        let bytes = one_column(Arc::new(BinaryArray::from(nulls.to_vec())));
        let dir = TempDir::new().unwrap();
        let kept = zhclean(dir.path()).write_stdin(bytes.clone()).assert().code(0);
        let said = String::from_utf8_lossy(&kept.get_output().stderr).into_owned();
        assert!(said.contains("row 2 holds no text; passed through as it is"), "{said}");
        let got = |out: &[u8]| -> Vec<Option<Vec<u8>>> {
            let new = read(out);
            new[0].column(0).as_binary::<i32>().iter().map(|v| v.map(<[u8]>::to_vec)).collect()
        };
        let mut want: Vec<_> = nulls.iter().map(|v| v.map(<[u8]>::to_vec)).collect();
        want[0] = Some(CLEANED.into());
        assert_eq!(got(&kept.get_output().stdout), want);
        let run = zhclean(dir.path())
            .args(["--on-error", "null"])
            .write_stdin(bytes.clone())
            .assert()
            .code(0);
        want[1] = None;
        assert_eq!(got(&run.get_output().stdout), want);
        let reject = ["--on-error", "reject", "--reject-file", "bad"];
        zhclean(dir.path()).args(reject).write_stdin(bytes).assert().code(2);
    }
}

#[test]
fn every_row_can_be_seen() {
    let given = [texts(9, 3), texts(9, 3)];
    let bytes = written(&given.clone().map(|texts| batch(&texts, DIRTY)), Kind::Stream, None);
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("a.arrow"), bytes).unwrap();
    let seen = |field: &str| -> Vec<Value> {
        let names = ["--emit", "json", "--id", "n", "--url", "title", "--field", field];
        let run = zhclean(dir.path()).args(names).arg("a.arrow").assert().code(0);
        let out = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    for field in ["text", "view", "meta.body", "list[]", "fixed[]"] {
        let rows = seen(field);
        let told: Vec<_> = rows.iter().map(|row| row["record"].as_u64().unwrap()).collect();
        let there = given
            .concat()
            .iter()
            .zip(1..)
            .filter(|(t, _)| t.is_some())
            .map(|(_, n)| n)
            .collect::<Vec<u64>>();
        assert_eq!(told, there, "{field}");
        assert_eq!((&rows[2]["text"], &rows[2]["path"]), (&CLEANED.into(), &"a.arrow".into()));
        for row in rows {
            let n = (row["record"].as_u64().unwrap() - 1) % 9;
            assert_eq!((&row["id"], &row["url"]), (&n.into(), &DIRTY.into()), "{field}");
        }
    }
    let mut inspect = Command::cargo_bin("zhclean").unwrap();
    let run = inspect.current_dir(dir.path()).args(["inspect", "--json", "a.arrow"]).assert();
    let seen: Value = serde_json::from_slice(&run.code(0).get_output().stdout).unwrap();
    assert_eq!((&seen["format"], &seen["documents"]), (&"arrow".into(), &16.into()));
}

#[test]
fn a_field_that_holds_no_text_is_an_error_that_lists_those_that_do() {
    let bytes = written(&[batch(&texts(3, 1), CLEAN)], Kind::Stream, None);
    let dir = TempDir::new().unwrap();
    for field in ["none", "n", "flag", "meta", "list", "text.x"] {
        let run = zhclean(dir.path()).args(["--field", field]).write_stdin(bytes.clone()).assert();
        let said = String::from_utf8_lossy(&run.code(2).get_output().stderr).into_owned();
        assert!(said.contains("there are: title, text, large, bytes"), "{said}");
        assert!(said.contains("meta.body, list[], fixed[], end"), "{said}");
    }
}

#[test]
fn a_damaged_file_is_an_error_and_no_panic() {
    let dir = TempDir::new().unwrap();
    let strike = |bytes: Vec<u8>, what: &str| {
        let run = zhclean(dir.path())
            .args(["-q", "--format", "arrow"])
            .args(all_texts())
            .write_stdin(bytes)
            .assert();
        let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        let code = run.get_output().status.code();
        assert!(matches!(code, Some(0 | 2)) && !said.contains("panicked"), "{what}: {said}");
        code == Some(2)
    };
    let mut failed = 0;
    // Each a small generator's pick: the same ones every time.
    let mut seed = 7_u64;
    for packing in [None, Some(CompressionType::ZSTD)] {
        let whole = written(&[batch(&texts(30, 3), CLEAN)], Kind::File, packing);
        for cut in [0, 3, 9, 20, whole.len() / 2, whole.len() - 9, whole.len() - 1] {
            assert!(strike(whole[..cut].to_vec(), "cut"), "{cut}");
        }
        for n in 0..60 {
            let mut bytes = whole.clone();
            for _ in 0..1 + n % 3 {
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let at = (seed >> 33) as usize % whole.len();
                bytes[at] = (seed >> 24) as u8;
            }
            failed += usize::from(strike(bytes, &format!("{n}")));
        }
    }
    assert!(failed > 20, "{failed}");
}
