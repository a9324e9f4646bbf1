//! What the fuzz targets of the command line see of it.

use std::{io, path::Path};

use clap::Parser;

pub(crate) use super::work::Work;

use super::{
    args::Cli,
    emit::What,
    formats::{arrow, fields::Fields, jsonl, parquet, parts::Given, warc},
    work::{Outcome, Sink},
};

/// The fields that are cleaned.
const FIELDS: [&str; 3] = ["text", "a[].b", "c"];

/// Takes the bytes.
#[derive(Default)]
struct Out(Vec<u8>);

impl io::Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Out {}

/// Gives its bytes in small pieces.
pub(crate) struct Pieces<'b>(&'b [u8], usize);

impl io::Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let len = self.1.min(self.0.len()).min(into.len());
        into[..len].copy_from_slice(&self.0[..len]);
        self.0 = &self.0[len..];
        Ok(len)
    }
}

/// Cleans as `zhclean ARGS` does.
pub(crate) fn work(args: &[&str]) -> Work {
    let fields = FIELDS.iter().flat_map(|field| ["--field", field]);
    let args = ["zhclean"].into_iter().chain(args.iter().copied()).chain(fields);
    let args = Cli::parse_from(args).clean.shared;
    Work::new(&args.choose, &args.read, What::Text, true).unwrap()
}

/// Cleans JSON lines: one line for each, and of each only the fields change.
pub(crate) fn json_lines(work: &Work, bytes: &[u8]) {
    let clean = |bytes: &[u8], piece| {
        let mut out = Vec::new();
        let done = jsonl::clean(work, Path::new("-"), Pieces(bytes, piece), &mut out, 1).unwrap();
        (out, done.changed)
    };
    let (out, changed) = clean(bytes, usize::MAX);
    assert_eq!(clean(bytes, 3).0, out);
    assert_eq!(changed, out != bytes);
    assert_eq!(clean(&out, 7), (out.clone(), false));
    let mut fields = Fields::default();
    FIELDS.iter().for_each(|name| fields.add(name).unwrap());
    let mut lines = out.split(|b| *b == b'\n');
    for before in bytes.split(|b| *b == b'\n') {
        let after = lines.next().unwrap();
        let rest = |line| {
            let line = str::from_utf8(line).ok()?.trim_start_matches('\u{FEFF}');
            let (mut rest, mut from) = (Vec::new(), 0);
            for at in fields.find(line).ok()? {
                rest.push(line[from..at.start].to_owned());
                from = at.end;
            }
            rest.push(line[from..].to_owned());
            Some(rest)
        };
        match rest(before) {
            Some(kept) => assert_eq!(rest(after), Some(kept)),
            None => assert_eq!(after, before),
        }
    }
    assert_eq!(lines.next(), None);
}

/// Cleans a table: what was cleaned stays, however it is read.
pub(crate) fn table(work: &Work, bytes: &[u8], cleans: Cleans) {
    let clean = |bytes: &[u8], piece| {
        let mut out = Out::default();
        let done = cleans(work, Pieces(bytes, piece), &mut out);
        done.map(|done| (out.0, done.changed)).map_err(|e| e.to_string())
    };
    let done = clean(bytes, usize::MAX);
    assert_eq!(clean(bytes, 5), done);
    let Ok((new, changed)) = done else { return };
    assert!(changed || new == bytes);
    assert_eq!(clean(&new, usize::MAX), Ok((new, false)));
}

/// One of the formats that are tables.
pub(crate) type Cleans = fn(&Work, Pieces<'_>, &mut dyn Sink) -> anyhow::Result<Outcome>;

fn given(input: Pieces<'_>) -> Given<'_, Pieces<'_>> {
    Given { path: Path::new("-"), input, file: None }
}

pub(crate) const ARROW: Cleans = |work, input, out| arrow::clean(work, given(input), out, 1);

pub(crate) const PARQUET: Cleans = |work, input, out| parquet::clean(work, given(input), out, 1);

/// Cleans a web archive: a line of JSON for each page, however it is read.
pub(crate) fn archive(work: &Work, bytes: &[u8]) {
    let clean = |piece| {
        let mut out = Out::default();
        let done = warc::clean(work, Path::new("-"), Pieces(bytes, piece), &mut out, 1);
        (out.0, done.map(|done| done.tally.documents).map_err(|e| e.to_string()))
    };
    let (out, documents) = clean(usize::MAX);
    assert_eq!(clean(5), (out.clone(), documents.clone()));
    assert!(out.last().is_none_or(|b| *b == b'\n'));
    let lines = serde_json::Deserializer::from_slice(&out).into_iter::<serde_json::Value>();
    let pages = lines.map(Result::unwrap).filter(serde_json::Value::is_object).count() as u64;
    assert!(documents.is_err() || documents == Ok(pages));
}
