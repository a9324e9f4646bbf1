//! The values of a column, cleaned.

use std::{
    fmt, io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use anyhow::{Result, bail};
use parquet::data_type::ByteArray;
use serde_json::Value;
use zhclean::Cleaned;

use super::{Source, batches::Batch, columns::Column};
use crate::cli::{
    emit::{self, What},
    formats::{self, Format, HEAD, parts::Part},
    rejects::OnError,
    show,
    sites::Whence,
    work::{Work, given},
};

/// The cleaner takes no longer text.
const LONGEST: u64 = 1 << 30;

/// What the values of a file need.
#[derive(Clone, Copy)]
pub(super) struct Cleaning<'w> {
    pub(super) work: &'w Work,
    pub(super) path: &'w Path,
    pub(super) source: &'w Source,
}

/// Which row it is.
struct Named<'b> {
    row: u64,
    id: Option<&'b Value>,
    url: Option<&'b Value>,
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}", self.row)?;
        self.id.map_or(Ok(()), |id| write!(f, " ({id})"))
    }
}

impl Cleaning<'_> {
    /// Cleans `batch`, and says what was found in it.
    pub(super) fn batch(&self, column: Column, mut batch: Batch) -> io::Result<(Batch, Part)> {
        let schema = self.source.metadata.file_metadata().schema_descr();
        // The definition level of a value that is there.
        let there = schema.column(column.leaf).max_def_level();
        let mut part = Part::default();
        let values = std::mem::take(&mut batch.values);
        let mut kept = Vec::with_capacity(values.len());
        let (mut row, mut at) = (batch.first, 0);
        for value in values {
            // The place of the next value that is there.
            loop {
                let begins = at > 0 && batch.rep.get(at).is_none_or(|rep| *rep == 0);
                row += u64::from(begins);
                if batch.def.get(at).is_none_or(|def| *def == there) {
                    break;
                }
                at += 1;
            }
            part.tally.bytes_in += value.len() as u64;
            let nth = (row - batch.first) as usize;
            let named = Named { row, id: batch.ids.get(nth), url: batch.urls.get(nth) };
            match self.value_or_what_for_it(column, &named, &value, &mut part)? {
                Some(new) => {
                    part.tally.bytes_out += new.len() as u64;
                    kept.push(new);
                }
                None => batch.def[at] -= 1,
            }
            at += 1;
        }
        batch.values = kept;
        Ok((batch, part))
    }

    /// The value cleaned, or `None` for null.
    fn value_or_what_for_it(
        &self,
        column: Column,
        named: &Named<'_>,
        value: &ByteArray,
        part: &mut Part,
    ) -> io::Result<Option<ByteArray>> {
        // A fault of ours in one value is reported, and costs the others nothing.
        let cleaned =
            catch_unwind(AssertUnwindSafe(|| self.value(column, named, value.data(), part)))
                .unwrap_or_else(|_| bail!("met an internal fault (see above); please report it"));
        let why = match cleaned {
            Ok(None) => return Ok(Some(value.clone())),
            Ok(Some(new)) => {
                part.changed = true;
                return Ok(Some(new.into()));
            }
            Err(why) => why,
        };
        if let Some(e) = why.downcast_ref::<io::Error>() {
            return Err(io::Error::new(e.kind(), why.to_string()));
        }
        part.tally.bad_lines += 1;
        let done = self.work.on_error.in_words();
        part.problems.push(format!("{named} {why}; {done}"));
        match self.work.on_error {
            OnError::Null => {
                part.changed = true;
                Ok(None)
            }
            _ => Ok(Some(value.clone())),
        }
    }

    /// The value cleaned, or `None` if it stays.
    fn value(
        &self,
        column: Column,
        named: &Named<'_>,
        bytes: &[u8],
        part: &mut Part,
    ) -> Result<Option<Vec<u8>>> {
        let longest = self.work.max_size.unwrap_or(LONGEST).min(LONGEST);
        if bytes.len() as u64 > longest {
            bail!("is longer than {}", show::size(longest));
        }
        let cleaned = self.cleaned(column, bytes)?;
        part.tally.count(&cleaned);
        let changed = cleaned.text.as_bytes() != bytes;
        match self.work.what {
            What::Text | What::Nothing => {}
            What::Diff if changed => {
                let name = format!("{}:{}", show::Name(self.path), named.row);
                emit::diff(&mut part.bytes, &name, &given(&cleaned), &cleaned)?;
            }
            What::Diff => {}
            What::Json | What::Spans => {
                let id = named.id.and_then(|id| serde_json::value::to_raw_value(id).ok());
                let url = named.url.and_then(Value::as_str);
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

    fn cleaned<'b>(&self, column: Column, bytes: &'b [u8]) -> Result<Cleaned<'b>> {
        if column.bytes {
            let format = match formats::of_content(&bytes[..bytes.len().min(HEAD)]) {
                Format::Html => Format::Html,
                Format::Text | Format::Jsonl => Format::Text,
                _ => bail!("holds no text"),
            };
            return Ok(self.work.clean_whole(bytes, format, Whence::Nowhere));
        }
        match (simdutf8::basic::from_utf8(bytes), &self.work.encoding) {
            (Ok(text), _) => Ok(self.work.clean_value(text, Whence::Nowhere)),
            (Err(_), Some(label)) => Ok(self.work.clean_as(bytes, Some(label))),
            (Err(_), None) => {
                bail!("is not UTF-8, which its column says it is (--encoding LABEL reads it)")
            }
        }
    }
}
