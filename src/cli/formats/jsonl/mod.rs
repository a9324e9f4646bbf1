//! JSON lines: the chosen fields are cleaned in their place, and every other
//! byte is copied.
mod line;

use std::{
    io::{self, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use anyhow::{Result, bail};
use memchr::memchr_iter;
use serde::de::IgnoredAny;

use super::{
    fields::{Fields, USUAL},
    lines::{Block, Blocks},
    parts::{self, Part},
};
use crate::cli::{
    emit::What,
    rejects::OnError,
    show,
    work::{Outcome, Work},
};

/// A longer line is passed by: the cleaner takes no longer text.
const LONGEST: u64 = 1 << 30;

/// How many blocks are searched for a text field that nobody named.
const SEARCHED: usize = 64;

/// Cleans the lines of `input` into `out`, `jobs` blocks at a time.
pub(crate) fn clean(
    work: &Work,
    path: &Path,
    input: impl Read + Send,
    out: &mut dyn Write,
    jobs: usize,
) -> Result<Outcome> {
    let mut blocks = Blocks::new(input, work.max_size.unwrap_or(LONGEST));
    let (fields, searched) = match &work.fields {
        Some(fields) => (fields.clone(), Vec::new()),
        None => {
            let (name, searched) = discover(&mut blocks)?;
            if let Some(name) = name {
                work.say_field(name);
            }
            (name.unwrap_or(USUAL[0]).parse().unwrap_or_default(), searched)
        }
    };
    let mut rejecting = work.on_error.rejecting();
    let mut outcome = parts::clean(
        searched.into_iter().map(Ok).chain(blocks),
        jobs,
        |block| part_of(work, path, &fields, block),
        |part| {
            rejecting.take(&part.rejected)?;
            // Handed on at once: the reader may wait for its line.
            out.write_all(&part.bytes)?;
            out.flush()
        },
    )?;
    rejecting.end()?;
    let more = outcome.tally.bad_lines.saturating_sub(outcome.warnings.len() as u64);
    if more > 0 {
        let done = work.on_error.in_words();
        outcome.warnings.push(format!("and {more} more bad lines, each {done}"));
    }
    let tally = &outcome.tally;
    if work.fields.is_some() && tally.bytes_in > 0 && tally.documents + tally.bad_lines == 0 {
        outcome.warnings.push("no line holds text in what --field names".to_owned());
    }
    Ok(outcome)
}

/// The name of the first usual field that holds text, and the blocks read to
/// find it. None in lines of which not one is JSON: each is bad by itself.
fn discover<R: Read>(blocks: &mut Blocks<R>) -> Result<(Option<&'static str>, Vec<Block>)> {
    let (mut read, mut json) = (Vec::new(), false);
    for block in blocks.take(SEARCHED) {
        let block = block?;
        let found = match &block {
            Block::Lines { bytes, .. } => bytes.split(|b| *b == b'\n').find_map(|line| {
                let line = str::from_utf8(without_mark(line)).ok()?;
                let found = Fields::discover(line);
                json |= found.is_some() || serde_json::from_str::<IgnoredAny>(line).is_ok();
                found
            }),
            Block::TooLong { .. } => None,
        };
        read.push(block);
        if let Some(name) = found {
            return Ok((Some(name), read));
        }
    }
    if json {
        bail!("none of the fields {} holds text; name yours with --field", USUAL.join(", "));
    }
    Ok((None, read))
}

/// A block, cleaned.
fn part_of(work: &Work, path: &Path, fields: &Fields, block: Block) -> io::Result<Part> {
    let mut cleaning = Cleaning { work, path, fields, part: Part::default() };
    match block {
        Block::TooLong { line, bytes, begins } => {
            cleaning.part.tally.bytes_in = bytes.len() as u64;
            cleaning.too_long(line, bytes, begins);
        }
        Block::Lines { first, bytes } => {
            cleaning.part.tally.bytes_in = bytes.len() as u64;
            cleaning.lines(first, &bytes);
            if !cleaning.part.changed && work.what == What::Text {
                cleaning.part.bytes = bytes;
            }
        }
    }
    cleaning.part.tally.bytes_out = cleaning.part.bytes.len() as u64;
    Ok(cleaning.part)
}

/// Some lines being cleaned.
struct Cleaning<'w> {
    work: &'w Work,
    path: &'w Path,
    fields: &'w Fields,
    part: Part,
}

impl Cleaning<'_> {
    fn bad(&mut self, number: u64, why: &str) {
        self.part.tally.bad_lines += 1;
        let done = self.work.on_error.in_words();
        self.part.problems.push(format!("line {number} {why}; {done}"));
    }

    fn too_long(&mut self, number: u64, bytes: Vec<u8>, begins: bool) {
        if begins {
            let longest = show::size(self.work.max_size.unwrap_or(LONGEST));
            self.bad(number, &format!("is longer than {longest}"));
        }
        let texts = self.work.what == What::Text;
        match &self.work.on_error {
            OnError::Keep if texts => self.part.bytes = bytes,
            OnError::Keep => {}
            OnError::Null => {
                self.part.changed = true;
                if texts && begins {
                    self.part.bytes.extend_from_slice(b"null");
                }
                if texts && bytes.ends_with(b"\n") {
                    self.part.bytes.push(b'\n');
                }
            }
            OnError::Reject(_) => {
                self.part.changed = true;
                self.part.rejected = bytes;
            }
        }
    }

    /// Cleans whole lines. [`Part::bytes`] stays empty while they are to be
    /// copied as they are.
    fn lines(&mut self, first: u64, bytes: &[u8]) {
        let (mut copied, mut start) = (0, 0);
        let ends = memchr_iter(b'\n', bytes).map(|at| at + 1);
        for (end, number) in
            ends.chain((bytes.last() != Some(&b'\n')).then_some(bytes.len())).zip(first..)
        {
            let line = &bytes[start..end];
            if let Some(new) = self.line_or_what_for_it(number, line) {
                self.part.changed = true;
                if self.work.what == What::Text {
                    self.part.bytes.extend_from_slice(&bytes[copied..start]);
                    if self.part.bytes.is_empty() {
                        self.part.bytes = new;
                    } else {
                        self.part.bytes.extend_from_slice(&new);
                    }
                    copied = end;
                }
            }
            start = end;
        }
        if copied > 0 {
            self.part.bytes.extend_from_slice(&bytes[copied..]);
        }
    }

    /// What takes the line's place, or `None` if it stays as it is.
    fn line_or_what_for_it(&mut self, number: u64, line: &[u8]) -> Option<Vec<u8>> {
        // A fault of ours in one line is reported, and costs the others nothing.
        let cleaned = catch_unwind(AssertUnwindSafe(|| self.line(number, line)))
            .unwrap_or_else(|_| bail!("met an internal fault (see above); please report it"));
        let why = match cleaned {
            Ok(new) => return new,
            Err(why) => why.to_string(),
        };
        self.bad(number, &why);
        match self.work.on_error {
            OnError::Keep => None,
            OnError::Null => Some([b"null", end_of(line)].concat()),
            OnError::Reject(_) => {
                self.part.rejected.extend_from_slice(line);
                Some(Vec::new())
            }
        }
    }
}

/// The line without a byte order mark in front.
fn without_mark(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
}

/// Its line end.
fn end_of(line: &[u8]) -> &[u8] {
    let len = if line.ends_with(b"\r\n") { 2 } else { usize::from(line.ends_with(b"\n")) };
    &line[line.len() - len..]
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    proptest::proptest! {
        /// Whatever stands around the field, in whatever spelling, stays.
        #[test]
        fn every_other_byte_stays(
            before in "( |\\t)*\\{( |\"n\":-?(0|[1-9][0-9]{0,40})(\\.[0-9]+)?(e[0-9]{1,4})?,|\"[^\"\\\\\\x00-\\x1f]*\" *: *(null|\\[\\{\\}\\]|\"\\\\/\"),)*",
            after in "( *, *\"k\": *\"\\\\u00e9\\\\ud800\")* *\\}[ \\r]*",
        ) {
            let args = crate::cli::args::Cli::parse_from(["zhclean", "--only", "html-entities"]);
            let work = Work::new(&args.clean.shared.choose, &args.clean.shared.read, What::Text, true).unwrap();
            let line = |text: &str| format!("{before}\"text\" : \"{text}\"{after}\n");
            proptest::prop_assume!(!before.contains("\"text\""));
            let mut out = Vec::new();
            let given = line("a&ldquo;b");
            let fields = "text".parse().unwrap();
            let block = Block::Lines { first: 1, bytes: given.clone().into_bytes() };
            let done = part_of(&work, Path::new("-"), &fields, block).unwrap();
            out.extend(done.bytes);
            proptest::prop_assert_eq!(done.problems, [""; 0]);
            proptest::prop_assert_eq!(String::from_utf8(out).unwrap(), line("a“b"));
        }
    }
}
