//! JSON lines: the chosen fields are cleaned in their place, and every other
//! byte is copied.

use std::{
    borrow::Cow,
    io::{self, Read, Write},
    ops::{ControlFlow, Range},
    path::Path,
};

use anyhow::{Result, bail};
use memchr::{memchr, memchr_iter, memrchr};
use zhclean::Hint;

use super::fields::{Fields, USUAL};
use crate::cli::{
    emit::{self, What},
    ordered::in_order,
    progress,
    tally::Tally,
    work::{Outcome, Work},
};

/// How much is read at once. A pipe gives less, so that a line is answered as
/// soon as it is there.
const BLOCK: usize = 256 << 10;

/// A longer line is passed by: the cleaner takes no longer text.
const LONGEST: u64 = 1 << 30;

/// How many blocks are searched for a text field that nobody named.
const SEARCHED: usize = 64;

/// At most this many bad lines are described; all are counted.
const DESCRIBED: usize = 5;

/// Some whole lines, or part of one that is too long to be held.
enum Block {
    Lines { first: u64, bytes: Vec<u8> },
    TooLong { line: u64, bytes: Vec<u8>, begins: bool },
}

/// A block, cleaned.
#[derive(Default)]
struct Done {
    bytes: Vec<u8>,
    tally: Tally,
    changed: bool,
    problems: Vec<String>,
}

/// Cleans the lines of `input` into `out`, `jobs` blocks at a time.
pub(crate) fn clean(
    work: &Work,
    path: &Path,
    input: impl Read + Send,
    out: &mut dyn Write,
    jobs: usize,
) -> Result<Outcome> {
    let mut blocks = Blocks::new(input, work.max_size.unwrap_or(LONGEST));
    let mut outcome =
        Outcome { tally: Tally { files: 1, ..Tally::default() }, ..Outcome::default() };
    let (fields, searched) = match &work.fields {
        Some(fields) => (fields.clone(), Vec::new()),
        None => {
            let (name, searched) = discover(&mut blocks)?;
            work.say_field(name);
            (name.parse().unwrap_or_default(), searched)
        }
    };
    let mut failed = None;
    in_order(
        searched.into_iter().map(Ok).chain(blocks),
        jobs,
        |block: io::Result<Block>| block.map(|block| Done::of(work, path, &fields, block)),
        |done| {
            let written = done.and_then(|done| {
                progress::done(done.tally.bytes_in as usize);
                outcome.tally.add(&done.tally);
                outcome.changed |= done.changed;
                let room = DESCRIBED.saturating_sub(outcome.warnings.len());
                outcome.warnings.extend(done.problems.into_iter().take(room));
                // Handed on at once: the reader may wait for its line.
                out.write_all(&done.bytes)?;
                out.flush()
            });
            match written {
                Ok(()) => ControlFlow::Continue(()),
                Err(e) => {
                    failed = Some(e);
                    ControlFlow::Break(())
                }
            }
        },
    );
    if let Some(e) = failed {
        return Err(e.into());
    }
    outcome.tally.changed = outcome.changed.into();
    let more = outcome.tally.bad_lines.saturating_sub(outcome.warnings.len() as u64);
    if more > 0 {
        outcome.warnings.push(format!("and {more} more lines were passed through as they are"));
    }
    Ok(outcome)
}

/// The name of the first usual field that holds text, and the blocks read to
/// find it.
fn discover<R: Read>(blocks: &mut Blocks<R>) -> Result<(&'static str, Vec<Block>)> {
    let (mut read, mut objects) = (Vec::new(), false);
    for block in blocks.take(SEARCHED) {
        let block = block?;
        let found = match &block {
            Block::Lines { bytes, .. } => bytes.split(|b| *b == b'\n').find_map(|line| {
                let line = str::from_utf8(without_mark(line)).ok()?;
                objects |= !line.trim_ascii().is_empty();
                Fields::discover(line)
            }),
            Block::TooLong { .. } => None,
        };
        read.push(block);
        if let Some(name) = found {
            return Ok((name, read));
        }
    }
    if objects {
        bail!("none of the fields {} holds text; name yours with --field", USUAL.join(", "));
    }
    Ok((USUAL[0], read))
}

impl Done {
    fn of(work: &Work, path: &Path, fields: &Fields, block: Block) -> Done {
        let mut done = Done::default();
        match block {
            Block::TooLong { line, bytes, begins } => {
                done.tally.bytes_in = bytes.len() as u64;
                done.tally.bytes_out = bytes.len() as u64;
                if begins {
                    done.tally.bad_lines = 1;
                    done.problems.push(format!(
                        "line {line} is longer than {}; passed through as it is",
                        super::super::show::size(work.max_size.unwrap_or(LONGEST))
                    ));
                }
                done.bytes = bytes;
            }
            Block::Lines { first, bytes } => {
                done.tally.bytes_in = bytes.len() as u64;
                done.lines(work, path, fields, first, &bytes);
                if done.bytes.is_empty() && !done.changed && work.what == What::Text {
                    done.bytes = bytes;
                }
                done.tally.bytes_out = done.bytes.len() as u64;
            }
        }
        done
    }

    /// Cleans whole lines. [`Done::bytes`] stays empty while they are to be
    /// copied as they are.
    fn lines(&mut self, work: &Work, path: &Path, fields: &Fields, first: u64, bytes: &[u8]) {
        let (mut copied, mut start) = (0, 0);
        let ends = memchr_iter(b'\n', bytes).map(|at| at + 1);
        for (end, number) in
            ends.chain((bytes.last() != Some(&b'\n')).then_some(bytes.len())).zip(first..)
        {
            let line = &bytes[start..end];
            match self.line(work, path, fields, number, line) {
                Ok(None) => {}
                Ok(Some(new)) => {
                    self.changed = true;
                    if work.what == What::Text {
                        self.bytes.extend_from_slice(&bytes[copied..start]);
                        self.bytes.extend_from_slice(&new);
                        copied = end;
                    }
                }
                Err(e) => {
                    self.tally.bad_lines += 1;
                    self.problems.push(format!("line {number} {e}; passed through as it is"));
                }
            }
            start = end;
        }
        if copied > 0 {
            self.bytes.extend_from_slice(&bytes[copied..]);
        }
    }

    /// The line cleaned, or `None` if it stays as it is.
    fn line(
        &mut self,
        work: &Work,
        path: &Path,
        fields: &Fields,
        number: u64,
        line: &[u8],
    ) -> Result<Option<Vec<u8>>> {
        let body = without_mark(line);
        if body.trim_ascii().is_empty() {
            return Ok(None);
        }
        let text = match (&work.encoding, simdutf8::basic::from_utf8(body)) {
            (_, Ok(text)) => Cow::Borrowed(text),
            (Some(label), Err(_)) => {
                zhclean::decode(body, Hint { encoding: Some(label), ..Hint::default() }).0
            }
            (None, Err(_)) => bail!("is not UTF-8 (give --encoding if the whole file is not)"),
        };
        let found = match fields.find(&text) {
            Ok(found) => found,
            Err(e) => bail!("is not JSON (column {})", e.column()),
        };
        let mut new = Vec::new();
        let mut copied = 0;
        for at in found {
            let Some(value) = self.value(work, path, number, &text[at.clone()])? else {
                continue;
            };
            new.extend_from_slice(text[copied..at.start].as_bytes());
            new.extend_from_slice(value.as_bytes());
            copied = at.end;
        }
        if copied == 0 && matches!(text, Cow::Borrowed(_)) {
            return Ok(None);
        }
        new.extend_from_slice(text[copied..].as_bytes());
        let mark = &line[..line.len() - body.len()];
        Ok(Some([mark, &new].concat()))
    }

    /// The string `raw` cleaned and quoted again, or `None` if it stays.
    fn value(
        &mut self,
        work: &Work,
        path: &Path,
        number: u64,
        raw: &str,
    ) -> Result<Option<String>> {
        let text = match unquote(raw) {
            Ok(text) => text,
            Err(e) => bail!("holds a string that is no text ({e})"),
        };
        let cleaned = if super::is_html(&text) {
            work.cleaner.clean_html(&text)
        } else {
            work.cleaner.clean(&text)
        };
        self.tally.count(&cleaned);
        match work.what {
            What::Text | What::Nothing => {}
            What::Diff => {
                if cleaned.text != text {
                    let name = format!("{}:{number}", super::super::show::Name(path));
                    emit::diff(&mut self.bytes, &name, &text, &cleaned)?;
                }
            }
            What::Json | What::Spans => {
                emit::json_line(&mut self.bytes, work.what, path, Some(number), &cleaned)?;
            }
        }
        Ok((cleaned.text != text).then(|| quote(&cleaned.text, raw)))
    }
}

/// The text of a JSON string, quotes included.
fn unquote(raw: &str) -> serde_json::Result<Cow<'_, str>> {
    match memchr(b'\\', raw.as_bytes()) {
        None => Ok(Cow::Borrowed(&raw[1..raw.len() - 1])),
        Some(_) => serde_json::from_str(raw).map(Cow::Owned),
    }
}

/// `text` as a JSON string in the manner of `like`: a file that is written in
/// ASCII stays so.
fn quote(text: &str, like: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    let escaped = like.is_ascii() && like.contains("\\u");
    if !escaped || quoted.is_ascii() {
        return quoted;
    }
    let mut ascii = String::with_capacity(quoted.len() * 2);
    for c in quoted.chars() {
        if c.is_ascii() {
            ascii.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                ascii.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    ascii
}

/// The line without a byte order mark in front.
fn without_mark(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
}

/// Reads whole lines, as many as are there.
struct Blocks<R> {
    input: R,
    /// Read, and not yet handed out: the beginning of a line.
    rest: Vec<u8>,
    line: u64,
    longest: u64,
    /// Inside a line that is too long to be held.
    too_long: bool,
    /// The rest may hold whole lines.
    unsearched: bool,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    fn new(input: R, longest: u64) -> Self {
        Blocks {
            input,
            rest: Vec::new(),
            line: 1,
            longest,
            too_long: false,
            unsearched: false,
            ended: false,
        }
    }

    /// Reads once; the range of [`Blocks::rest`] that is new.
    fn read(&mut self) -> io::Result<Range<usize>> {
        let old = self.rest.len();
        self.rest.resize(old + BLOCK.max(old / 4), 0);
        let read = loop {
            match self.input.read(&mut self.rest[old..]) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.rest.truncate(old + *read.as_ref().unwrap_or(&0));
        self.ended = read? == 0;
        Ok(old..self.rest.len())
    }

    /// The first `len` bytes of the rest.
    fn take_out(&mut self, len: usize) -> Vec<u8> {
        let rest = self.rest.split_off(len);
        std::mem::replace(&mut self.rest, rest)
    }

    fn lines(&mut self, len: usize) -> Block {
        let bytes = self.take_out(len);
        let first = self.line;
        self.line += memchr_iter(b'\n', &bytes).count() as u64;
        Block::Lines { first, bytes }
    }

    fn part_of_line(&mut self, begins: bool) -> Option<Block> {
        let end = memchr(b'\n', &self.rest).map(|at| at + 1);
        let bytes = self.take_out(end.unwrap_or(self.rest.len()));
        let line = self.line;
        self.too_long = end.is_none();
        self.unsearched = end.is_some();
        self.line += u64::from(end.is_some());
        (!bytes.is_empty()).then_some(Block::TooLong { line, bytes, begins })
    }

    fn advance(&mut self) -> io::Result<Option<Block>> {
        loop {
            if self.too_long {
                if self.rest.is_empty() && !self.ended {
                    self.read()?;
                }
                if let Some(block) = self.part_of_line(false) {
                    return Ok(Some(block));
                }
                if self.ended {
                    return Ok(None);
                }
                continue;
            }
            if self.ended {
                return Ok((!self.rest.is_empty()).then(|| self.lines(self.rest.len())));
            }
            // What follows a line that was too long was read with it.
            let new = if std::mem::take(&mut self.unsearched) {
                0..self.rest.len()
            } else {
                self.read()?
            };
            if let Some(at) = memrchr(b'\n', &self.rest[new.clone()]) {
                return Ok(Some(self.lines(new.start + at + 1)));
            }
            if self.rest.len() as u64 > self.longest {
                return Ok(self.part_of_line(true));
            }
        }
    }
}

impl<R: Read> Iterator for Blocks<R> {
    type Item = io::Result<Block>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[test]
    fn quotes_are_written_as_they_were() {
        assert_eq!(quote("新\"闻\n", r#""旧""#), r#""新\"闻\n""#);
        assert_eq!(quote("新😀a", r#""\u65e7""#), r#""\u65b0\ud83d\ude00a""#);
        assert_eq!(unquote(r#""\u65b0\ud83d\ude00a""#).unwrap(), "新😀a");
        assert!(unquote(r#""\ud83d""#).is_err());
    }

    proptest::proptest! {
        #[test]
        fn what_is_quoted_is_read_again(text: String, ascii: bool) {
            let like = if ascii { r#""\u4e2d""# } else { "\"中\"" };
            let quoted = quote(&text, like);
            proptest::prop_assert_eq!(unquote(&quoted).unwrap(), text);
            proptest::prop_assert!(!ascii || quoted.is_ascii());
        }

        /// Whatever stands around the field, in whatever spelling, stays.
        #[test]
        fn every_other_byte_stays(
            before in "( |\\t)*\\{( |\"n\":-?(0|[1-9][0-9]{0,40})(\\.[0-9]+)?(e[0-9]{1,4})?,|\"[^\"\\\\\\x00-\\x1f]*\" *: *(null|\\[\\{\\}\\]|\"\\\\/\"),)*",
            after in "( *, *\"k\": *\"\\\\u00e9\\\\ud800\")* *\\}[ \\r]*",
        ) {
            let args = crate::cli::args::Cli::parse_from(["zhclean", "--only", "html-entities"]);
            let work = Work::new(&args.clean.choose, &args.clean.read, What::Text, true).unwrap();
            let line = |text: &str| format!("{before}\"text\" : \"{text}\"{after}\n");
            proptest::prop_assume!(!before.contains("\"text\""));
            let mut out = Vec::new();
            let given = line("a&ldquo;b");
            let fields = "text".parse().unwrap();
            let block = Block::Lines { first: 1, bytes: given.clone().into_bytes() };
            let done = Done::of(&work, Path::new("-"), &fields, block);
            out.extend(done.bytes);
            proptest::prop_assert_eq!(done.problems, [""; 0]);
            proptest::prop_assert_eq!(String::from_utf8(out).unwrap(), line("a“b"));
        }
    }

    /// Gives its bytes in pieces of the given size.
    struct Pieces<'b>(&'b [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let len = self.1.min(self.0.len()).min(into.len());
            into[..len].copy_from_slice(&self.0[..len]);
            self.0 = &self.0[len..];
            Ok(len)
        }
    }

    #[test]
    fn any_cutting_gives_the_same_lines() {
        let text = "a\n\nbbbbbbbbbbbb\nc\ndddddddddddddddddddddd\ne".as_bytes();
        for piece in 1..=text.len() {
            let mut all = Vec::new();
            for block in Blocks::new(Pieces(text, piece), 8) {
                match block.unwrap() {
                    Block::Lines { first, bytes } => {
                        let before = memchr_iter(b'\n', &all).count() as u64;
                        assert_eq!(first, before + 1, "{piece}");
                        all.extend(bytes);
                    }
                    Block::TooLong { line, bytes, .. } => {
                        assert!(line == 3 || line == 5, "{piece}");
                        all.extend(bytes);
                    }
                }
            }
            assert_eq!(all, text, "{piece}");
        }
    }
}
