//! What is written for a cleaned document, if it is not its text.

use std::{
    io::{self, Write},
    path::Path,
    time::Duration,
};

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use similar::{Algorithm, TextDiff};
use zhclean::Cleaned;

use super::show::Name;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Cleaned text.
    Text,
    /// One JSON object a document.
    Json,
    /// The edits.
    Spans,
    /// A unified diff.
    Diff,
    /// Only the numbers count.
    Nothing,
}

/// Which document it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) path: &'a Path,
    /// Its number in a file of many.
    pub(crate) record: Option<u64>,
    /// What names it there, as JSON.
    pub(crate) id: Option<&'a RawValue>,
    pub(crate) url: Option<&'a str>,
}

impl<'a> Place<'a> {
    /// A file that is one document.
    pub(crate) fn file(path: &'a Path) -> Self {
        Place { path, record: None, id: None, url: None }
    }

    /// One of the documents in a file.
    pub(crate) fn record(path: &'a Path, number: u64) -> Self {
        Place { record: Some(number), ..Place::file(path) }
    }
}

/// The same, as it is written.
#[derive(Serialize)]
struct Where<'a> {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

impl<'a> Where<'a> {
    fn of(place: Place<'a>) -> Self {
        let Place { path, record, id, url } = place;
        Where { path: json_path(path), record, id, url }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    place: Where<'a>,
    encoding: &'static str,
    declared: Option<&'a str>,
    script: &'static str,
    #[serde(flatten)]
    said: Said<'a>,
    text: &'a str,
    lines: Vec<Line>,
    changes: Vec<Change<'a>>,
    unreadable: usize,
}

/// What an article says of itself.
#[derive(Serialize)]
struct Said<'a> {
    title: Option<&'a str>,
    date: Option<&'a str>,
    source: Option<&'a str>,
    author: Option<&'a str>,
    editor: Option<&'a str>,
}

/// Where a page out of an archive came to be there.
pub(crate) type From<'a> = &'a [(&'static str, Option<&'a str>)];

/// A page out of an archive.
#[derive(Serialize)]
struct Page<'a> {
    #[serde(flatten, serialize_with = "as_map")]
    from: From<'a>,
    encoding: &'static str,
    script: &'static str,
    #[serde(flatten)]
    said: Said<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct Line {
    line: usize,
    label: &'static str,
    kept: bool,
    /// That it is of the article.
    probability: f64,
}

#[derive(Serialize)]
struct Change<'a> {
    rule: &'static str,
    start: u32,
    end: u32,
    removed: &'a str,
    inserted: &'a str,
    confidence: &'static str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Spans<'a> {
    #[serde(flatten)]
    place: Where<'a>,
    encoding: &'static str,
    spans: Vec<Span<'a>>,
}

#[derive(Serialize)]
struct Span<'a> {
    start: u32,
    end: u32,
    rule: &'static str,
    inserted: &'a str,
    confidence: &'static str,
}

/// Writes one document as a line of JSON.
pub(crate) fn json_line(
    out: &mut (impl Write + ?Sized),
    what: What,
    place: Place<'_>,
    cleaned: &Cleaned<'_>,
) -> io::Result<()> {
    let place = Where::of(place);
    match what {
        What::Spans => serde_json::to_writer(&mut *out, &spans(place, cleaned))?,
        _ => serde_json::to_writer(&mut *out, &document(place, cleaned))?,
    }
    out.write_all(b"\n")
}

fn as_map<S: Serializer>(pairs: &From<'_>, out: S) -> Result<S::Ok, S::Error> {
    out.collect_map(pairs.iter().copied())
}

/// What a row of a page holds, after where it is from.
pub(crate) const COLUMNS: [&str; 8] =
    ["encoding", "script", "title", "date", "source", "author", "editor", "text"];

/// The row of a page out of an archive.
pub(crate) fn row(from: From<'_>, cleaned: &Cleaned<'_>) -> Vec<Option<String>> {
    let Said { title, date, source, author, editor } = Said::of(cleaned);
    let (encoding, script) = (cleaned.decoded.encoding, cleaned.script().as_str());
    let about = [Some(encoding), Some(script), title, date, source, author, editor];
    let text = Some(&*cleaned.text);
    let cells = from.iter().map(|(_, cell)| *cell).chain(about).chain([text]);
    cells.map(|cell| cell.map(str::to_owned)).collect()
}

/// The line of a page out of an archive.
pub(crate) fn page(
    what: What,
    place: Place<'_>,
    from: From<'_>,
    cleaned: &Cleaned<'_>,
) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    match what {
        What::Nothing | What::Diff => {}
        What::Json | What::Spans => json_line(&mut line, what, place, cleaned)?,
        What::Text => {
            let page = Page {
                from,
                encoding: cleaned.decoded.encoding,
                script: cleaned.script().as_str(),
                said: Said::of(cleaned),
                text: &cleaned.text,
            };
            serde_json::to_writer(&mut line, &page)?;
            line.push(b'\n');
        }
    }
    Ok(line)
}

impl<'a> Said<'a> {
    fn of(cleaned: &'a Cleaned<'_>) -> Self {
        let metadata = &cleaned.metadata;
        Said {
            title: metadata.title.as_deref(),
            date: metadata.date.as_deref(),
            source: metadata.source.as_deref(),
            author: metadata.author.as_deref(),
            editor: metadata.editor.as_deref(),
        }
    }
}

/// The path as JSON can hold it: what is no text in it is escaped.
pub(crate) fn json_path(path: &Path) -> String {
    match path.to_str() {
        Some(path) => path.to_owned(),
        None => Name(path).to_string(),
    }
}

fn document<'a>(place: Where<'a>, cleaned: &'a Cleaned<'_>) -> Document<'a> {
    Document {
        place,
        encoding: cleaned.decoded.encoding,
        declared: cleaned.decoded.declared.as_deref(),
        script: cleaned.script().as_str(),
        said: Said::of(cleaned),
        text: &cleaned.text,
        lines: cleaned
            .lines
            .iter()
            .map(|l| Line {
                line: l.line,
                label: l.label.as_str(),
                kept: l.kept,
                probability: (f64::from(l.probability) * 1e3).round() / 1e3,
            })
            .collect(),
        changes: cleaned
            .trace
            .changes()
            .map(|c| Change {
                rule: c.rule,
                start: c.at.start,
                end: c.at.end,
                removed: c.removed,
                inserted: c.inserted,
                confidence: c.confidence.as_str(),
                reason: c.reason,
            })
            .collect(),
        unreadable: cleaned.decoded.unreadable,
    }
}

fn spans<'a>(place: Where<'a>, cleaned: &'a Cleaned<'_>) -> Spans<'a> {
    Spans {
        place,
        encoding: cleaned.decoded.encoding,
        spans: cleaned
            .trace
            .changes()
            .map(|c| Span {
                start: c.at.start,
                end: c.at.end,
                rule: c.rule,
                inserted: c.inserted,
                confidence: c.confidence.as_str(),
            })
            .collect(),
    }
}

/// Writes the lines of `old` that change, as `patch` reads it.
pub(crate) fn diff(
    out: &mut (impl Write + ?Sized),
    name: &str,
    old: &str,
    cleaned: &Cleaned<'_>,
) -> io::Result<()> {
    if old == cleaned.text {
        let encoding = cleaned.decoded.encoding;
        return if encoding == "utf-8" {
            writeln!(out, "Only the byte order mark of {name} would go")
        } else {
            writeln!(out, "Only the encoding of {name} would change: {encoding} → utf-8")
        };
    }
    // The exact answer is quadratic in the number of changed lines: past the
    // deadline a coarser one will do.
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Myers)
        .timeout(Duration::from_secs(2))
        .diff_lines(old, &cleaned.text);
    let (a, b) = (format!("a/{name}"), format!("b/{name}"));
    diff.unified_diff().header(&a, &b).to_writer(out)
}
