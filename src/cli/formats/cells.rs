//! The values of a column, in files that are tables: each is a document.

use std::{
    fmt, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use anyhow::{Result, bail};
use serde_json::Value;
use zhclean::Cleaned;

use super::{
    Format, HEAD,
    fields::{Fields, USUAL},
    parts::Part,
};
use crate::cli::{
    emit::{self, What},
    rejects::OnError,
    show,
    sites::Whence,
    work::{Outcome, Work, given},
};

/// The cleaner takes no longer text.
pub(crate) const LONGEST: u64 = 1 << 30;

/// What the values of a file need.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'w> {
    pub(crate) work: &'w Work,
    pub(crate) path: &'w Path,
}

/// Where a value stands.
pub(crate) struct Named<'b> {
    /// What is counted.
    pub(crate) what: &'static str,
    pub(crate) row: u64,
    pub(crate) id: Option<&'b Value>,
    pub(crate) url: Option<&'b Value>,
}

/// What becomes of a value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Kept,
    New(Vec<u8>),
    Null,
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.row)?;
        self.id.map_or(Ok(()), |id| write!(f, " ({id})"))
    }
}

impl Cells<'_> {
    /// Cleans `value`, which is UTF-8 by promise, or else `bytes` in an encoding
    /// that nobody states; says in `part` what was found.
    ///
    /// # Errors
    ///
    /// When what is found cannot be written.
    pub(crate) fn clean(
        &self,
        named: &Named<'_>,
        value: &[u8],
        bytes: bool,
        part: &mut Part,
    ) -> io::Result<Cell> {
        part.tally.bytes_in += value.len() as u64;
        // A fault of ours in one value is reported, and costs the others nothing.
        let cleaned = catch_unwind(AssertUnwindSafe(|| self.value(named, value, bytes, part)))
            .unwrap_or_else(|_| bail!("met an internal fault (see above); please report it"));
        let cell = match cleaned {
            Ok(None) => Cell::Kept,
            Ok(Some(new)) => Cell::New(new),
            Err(why) => self.bad(named, &why, part)?,
        };
        part.changed |= cell != Cell::Kept;
        part.tally.bytes_out += match &cell {
            Cell::Kept => value.len() as u64,
            Cell::New(new) => new.len() as u64,
            Cell::Null => 0,
        };
        Ok(cell)
    }

    fn bad(&self, named: &Named<'_>, why: &anyhow::Error, part: &mut Part) -> io::Result<Cell> {
        if let Some(e) = why.downcast_ref::<io::Error>() {
            return Err(io::Error::new(e.kind(), why.to_string()));
        }
        part.tally.bad_lines += 1;
        let done = self.work.on_error.in_words();
        part.problems.push(format!("{named} {why}; {done}"));
        Ok(if matches!(self.work.on_error, OnError::Null) { Cell::Null } else { Cell::Kept })
    }

    /// The value cleaned, or `None` if it stays.
    fn value(
        &self,
        named: &Named<'_>,
        value: &[u8],
        bytes: bool,
        part: &mut Part,
    ) -> Result<Option<Vec<u8>>> {
        let longest = self.work.max_size.unwrap_or(LONGEST).min(LONGEST);
        if value.len() as u64 > longest {
            bail!("is longer than {}", show::size(longest));
        }
        let url = named.url.and_then(Value::as_str);
        let whence = url.map_or(Whence::In(self.path), Whence::Url);
        let cleaned = self.cleaned(value, bytes, whence)?;
        part.tally.count(&cleaned);
        let changed = cleaned.text.as_bytes() != value;
        match self.work.what {
            What::Text | What::Nothing => {}
            What::Diff if changed => {
                let name = format!("{}:{}", show::Name(self.path), named.row);
                emit::diff(&mut part.bytes, &name, &given(&cleaned), &cleaned)?;
            }
            What::Diff => {}
            What::Json | What::Spans => {
                let id = named.id.and_then(|id| serde_json::value::to_raw_value(id).ok());
                let place = emit::Place {
                    id: id.as_deref(),
                    url,
                    ..emit::Place::record(self.path, named.row)
                };
                emit::json_line(&mut part.bytes, self.work.what, place, &cleaned)?;
            }
        }
        Ok(changed.then(|| cleaned.text.into_owned().into_bytes()))
    }

    fn cleaned<'b>(&self, value: &'b [u8], bytes: bool, whence: Whence<'_>) -> Result<Cleaned<'b>> {
        if bytes {
            let format = match super::of_content(&value[..value.len().min(HEAD)]) {
                Format::Html => Format::Html,
                Format::Text | Format::Jsonl => Format::Text,
                _ => bail!("holds no text"),
            };
            return Ok(self.work.clean_whole(value, format, whence));
        }
        match (simdutf8::basic::from_utf8(value), &self.work.encoding) {
            (Ok(text), _) => Ok(self.work.clean_value(text, whence)),
            (Err(_), Some(label)) => Ok(self.work.clean_as(value, Some(label))),
            (Err(_), None) => {
                bail!("is not UTF-8, which its column says it is (--encoding LABEL reads it)")
            }
        }
    }
}

/// What is asked for and no table can do.
///
/// # Errors
///
/// When rows are to be taken out, or other columns computed anew.
pub(crate) fn check(work: &Work, a_file: &str) -> Result<()> {
    if matches!(work.on_error, OnError::Reject(_)) {
        bail!("--on-error reject is for JSON lines: no row can be taken out of {a_file}");
    }
    if work.refresh {
        bail!("--refresh is for JSON lines: of {a_file} only text columns are written");
    }
    Ok(())
}

/// The columns that `--field` names, or else the first of the usual ones; `texts`
/// lists all that hold text.
///
/// # Errors
///
/// When there is none, or one that is named holds no text.
pub(crate) fn choose<C>(
    work: &Work,
    find: impl Fn(&Fields) -> Vec<C>,
    texts: impl Fn() -> String,
) -> Result<Vec<C>> {
    let listed = || Some(texts()).filter(|t| !t.is_empty()).unwrap_or("no text at all".to_owned());
    let Some(fields) = &work.fields else {
        for name in USUAL {
            let found = find(&name.parse().unwrap_or_default());
            if !found.is_empty() {
                work.say_field(name);
                return Ok(found);
            }
        }
        bail!(
            "none of its columns is called {}; name yours with --field ({})",
            USUAL.join(", "),
            listed()
        );
    };
    let found = find(fields);
    if found.is_empty() {
        bail!("--field names no text column of it; there are: {}", listed());
    }
    Ok(found)
}

/// Says of the bad rows how many were not described.
pub(crate) fn ended(work: &Work, mut outcome: Outcome) -> Outcome {
    let more = outcome.tally.bad_lines.saturating_sub(outcome.warnings.len() as u64);
    if more > 0 {
        let done = work.on_error.in_words();
        outcome.warnings.push(format!("and {more} more bad rows, each {done}"));
    }
    outcome.tally.changed = outcome.changed.into();
    outcome
}
