//! ZIP archives: each page in one becomes a line of JSON, or a row of a Parquet file.
//!
//! An archive is never written, and the names in it never become paths.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
};

use anyhow::{Context, Result, bail};
use zip::ZipArchive;

use super::{
    Format, HEAD,
    names::Names,
    pages::{self, Pages},
    parts::{self, Given, Part},
};
use crate::cli::{
    emit, show,
    sites::Whence,
    work::{Outcome, Sink, Work},
};

/// A larger page is no news, and a bomb goes no further than this.
const LARGEST: u64 = 64 << 20;

/// What an archive holds under one name.
struct Entry {
    number: u64,
    name: String,
    /// Its bytes, or why there are none.
    bytes: Result<Vec<u8>, String>,
}

/// Cleans the pages of the archive that is given.
pub(crate) fn clean(
    work: &Work,
    given: Given<'_, impl Read>,
    sink: &mut dyn Sink,
    jobs: usize,
) -> Result<Outcome> {
    let largest = work.max_size.unwrap_or(LARGEST).min(LARGEST);
    let path = given.path;
    let entries = Entries::open(given, largest, work)?;
    let mut pages = Pages::begin(work, sink, Format::Zip, &["name"])?;
    let mut entered = 0;
    let mut outcome = parts::clean(
        entries,
        jobs,
        |entry| one(work, path, &entry),
        |part| {
            entered += 1;
            pages.take(part)
        },
    )?;
    pages.finish()?;
    let bad = outcome.tally.bad_lines;
    let more = bad - outcome.warnings.len() as u64;
    if more > 0 {
        outcome.warnings.push(format!("and {more} more entries were left out"));
    }
    let others = entered - outcome.tally.documents - bad;
    if others > 0 {
        let files = show::plural(others, "file");
        outcome.warnings.push(format!("{files} in it that hold no page left out"));
    }
    Ok(outcome)
}

/// The line of one entry, if it is a page.
fn one(work: &Work, path: &Path, entry: &Entry) -> io::Result<Part> {
    let mut part = Part::default();
    let bytes = match &entry.bytes {
        Ok(bytes) => bytes,
        Err(why) => {
            part.tally.bad_lines = 1;
            part.problems.push(format!("{}: {why}; left out", show::Name(Path::new(&entry.name))));
            return Ok(part);
        }
    };
    part.tally.bytes_in = bytes.len() as u64;
    let head = &bytes[..bytes.len().min(HEAD)];
    let format = Format::of(work.format, head, Some(Path::new(&entry.name)));
    if !matches!(format, Format::Text | Format::Html) {
        return Ok(part);
    }
    let cleaned = work.clean_whole(bytes, format, Whence::In(path));
    part.changed = true;
    part.tally.count(&cleaned);
    let place = emit::Place::record(path, entry.number);
    pages::put(work, &mut part, place, &[("name", Some(&entry.name))], &cleaned)?;
    Ok(part)
}

/// Reads an archive entry by entry.
struct Entries {
    archive: ZipArchive<BufReader<File>>,
    names: Names,
    largest: u64,
    next: usize,
}

impl Entries {
    fn open(given: Given<'_, impl Read>, largest: u64, work: &Work) -> Result<Self> {
        let file = given.into_file()?;
        let mut archive = ZipArchive::new(BufReader::new(file))
            .context("its ZIP directory is cut short or damaged")?;
        // That is how a small file becomes petabytes.
        if archive.has_overlapping_files().context("its ZIP entries are damaged")? {
            bail!("its entries lie one upon the other: no archive of pages");
        }
        let names = Names::of(&archive, work.encoding.as_deref(), work.fix_names)?;
        Ok(Entries { archive, names, largest, next: 0 })
    }

    fn entry(&mut self) -> Entry {
        let at = self.next - 1;
        let name = match self.archive.by_index_data(at) {
            Ok(entry) => self.names.name(entry.name_raw()),
            Err(_) => String::new(),
        };
        let bytes = match self.archive.by_index(at) {
            Ok(mut entry) => read(&mut entry, self.largest),
            Err(e) => Err(e.to_string()),
        };
        Entry { number: self.next as u64, name, bytes }
    }
}

fn read(entry: &mut impl Read, largest: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    match entry.take(largest + 1).read_to_end(&mut bytes) {
        Err(e) => Err(format!("cut short or damaged ({e})")),
        Ok(_) if bytes.len() as u64 > largest => {
            Err(format!("larger than {}", show::size(largest)))
        }
        Ok(_) => Ok(bytes),
    }
}

impl Iterator for Entries {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let entry = self.archive.by_index_data(self.next).ok()?;
            let folder = entry.name_raw().ends_with(b"/");
            self.next += 1;
            if !folder {
                return Some(Ok(self.entry()));
            }
        }
    }
}
