//! One document or one file of them, from its bytes to what is written.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, Read, Write},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use anyhow::Result;
use zhclean::{Cleaned, Cleaner, Hint};

use super::{
    args::{Choosing, Reading},
    emit::{self, What},
    formats::{
        self, Format, HEAD, archive, arrow,
        compressed::{Codec, Packed},
        fields::Fields,
        jsonl, parquet,
        parts::Given,
        warc, windows,
    },
    progress,
    rejects::OnError,
    show,
    sites::{Sites, Whence},
    tally::Tally,
    values::{ArchiveArg, FormatArg},
};

pub(crate) use super::outcome::{Outcome, Skipped};

/// A text over this is cleaned window by window.
pub(crate) const WHOLE: u64 = 64 << 20;

/// Each page in a page is shorter than it by its markup; nobody has seen two.
const PAGES_IN_PAGES: usize = 8;

/// What to do with every document: built once, shared by every thread.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) cleaner: Cleaner,
    pub(crate) format: FormatArg,
    /// The encoding the caller answers for.
    pub(crate) encoding: Option<String>,
    /// The fields the caller named.
    pub(crate) fields: Option<Fields>,
    /// Larger files, and longer lines, are left alone.
    pub(crate) max_size: Option<u64>,
    pub(crate) what: What,
    pub(crate) quiet: bool,
    /// What becomes of bad lines.
    pub(crate) on_error: OnError,
    /// What names a document of many, and where it is from.
    pub(crate) id: Option<Name>,
    pub(crate) url: Option<Name>,
    /// What was computed from a text is computed anew.
    pub(crate) refresh: bool,
    pub(crate) fix_names: bool,
    pub(crate) sites: Sites,
    /// What the pages of archives become.
    pub(crate) archive: ArchiveArg,
    field_said: AtomicBool,
    stale_said: AtomicBool,
}

/// A field or a column that the caller named.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) name: String,
    pub(crate) fields: Fields,
}

impl Name {
    fn new(name: &str) -> Result<Self> {
        let fields = name.parse().map_err(anyhow::Error::msg)?;
        Ok(Name { name: name.to_owned(), fields })
    }
}

/// Where cleaned bytes go.
pub(crate) trait Sink: Write + Send {
    /// False for a place that already holds the file as it was.
    fn wants_unchanged(&self) -> bool {
        true
    }

    /// True for a place that keeps a compressed file compressed.
    fn compresses(&self) -> bool {
        false
    }

    /// What comes is compressed by itself.
    fn never_compress(&mut self) {}

    /// A part of an archive is whole: where each is compressed by itself, so is
    /// this one.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    fn end_part(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Told before the first byte: how many there will be, if that is known,
    /// and what they are.
    fn begin(&mut self, _len: Option<u64>, _format: Format) -> Result<()> {
        Ok(())
    }
}

/// Takes everything and keeps nothing.
pub(crate) struct Nowhere;

impl Work {
    /// # Errors
    ///
    /// When something is named that does not exist.
    pub(crate) fn new(choose: &Choosing, read: &Reading, what: What, quiet: bool) -> Result<Self> {
        let fields = match &read.field[..] {
            [] => None,
            names => {
                let mut fields = Fields::default();
                for name in names {
                    fields.add(name).map_err(anyhow::Error::msg)?;
                }
                Some(fields)
            }
        };
        let (sites, options) = Sites::choose(choose, super::options::build(choose)?)?;
        Ok(Work {
            cleaner: Cleaner::new(options),
            format: read.format,
            encoding: super::options::encoding(&read.encoding)?,
            fields,
            max_size: read.max_file_size,
            what,
            quiet,
            on_error: OnError::Keep,
            id: read.id.as_deref().map(Name::new).transpose()?,
            url: read.url.as_deref().map(Name::new).transpose()?,
            refresh: false,
            fix_names: read.fix_names,
            sites,
            archive: ArchiveArg::Jsonl,
            field_said: AtomicBool::new(false),
            stale_said: AtomicBool::new(false),
        })
    }

    /// Cleans what `input` gives into `sink`, `jobs` parts at a time where it
    /// can be taken apart. `file` is what the input reads, if that is a file.
    pub(crate) fn clean(
        &self,
        path: &Path,
        mut input: impl Read + Send,
        file: Option<&File>,
        sink: &mut dyn Sink,
        jobs: usize,
    ) -> Result<Outcome> {
        let head = head_of(&mut input)?;
        let Some(codec) = Codec::of(&head) else {
            return self.plain((path, path), head, input, file, sink, jobs);
        };
        let mut input = codec.decoder(io::Cursor::new(head).chain(input))?;
        let mut packed = Packed::new(sink, codec);
        let head = head_of(&mut input)?;
        // news.jsonl.gz holds a news.jsonl.
        let outcome =
            self.plain((path, &path.with_extension("")), head, input, None, &mut packed, jobs)?;
        packed.finish()?;
        Ok(outcome)
    }

    /// Cleans a file that is not compressed; `named` is what it would be called.
    fn plain(
        &self,
        (path, named): (&Path, &Path),
        head: Vec<u8>,
        mut input: impl Read + Send,
        file: Option<&File>,
        sink: &mut dyn Sink,
        jobs: usize,
    ) -> Result<Outcome> {
        let format = Format::of(self.format, &head, Some(named));
        match format {
            Format::Binary => Ok(Outcome::skipped(Skipped::Binary)),
            Format::Json => Ok(Outcome::skipped(Skipped::Json)),
            Format::Arrow => {
                let input = io::Cursor::new(head).chain(input);
                arrow::clean(self, Given { path, input, file }, sink, jobs)
            }
            Format::Parquet => {
                let input = io::Cursor::new(head).chain(input);
                parquet::clean(self, Given { path, input, file }, sink, jobs)
            }
            Format::Warc => {
                let input = io::Cursor::new(head).chain(input);
                warc::clean(self, path, input, sink, jobs)
            }
            Format::Zip => {
                let input = io::Cursor::new(head).chain(input);
                archive::clean(self, Given { path, input, file }, sink, jobs)
            }
            Format::Jsonl => {
                sink.begin(None, format)?;
                jsonl::clean(
                    self,
                    path,
                    io::Cursor::new(head).chain(input),
                    &mut SinkWriter(sink),
                    jobs,
                )
            }
            Format::Text | Format::Html => {
                let mut bytes = head;
                if bytes.len() >= HEAD {
                    let most = WHOLE.min(self.max_size.unwrap_or(u64::MAX)) - HEAD as u64 + 1;
                    (&mut input).take(most).read_to_end(&mut bytes)?;
                }
                if self.max_size.is_some_and(|max| bytes.len() as u64 > max) {
                    return Ok(Outcome::skipped(Skipped::TooLarge));
                }
                if bytes.len() as u64 > WHOLE {
                    // A page is understood as a whole, or not at all.
                    if format == Format::Html {
                        return Ok(Outcome::skipped(Skipped::TooLarge));
                    }
                    return windows::clean(self, bytes, input, format, sink);
                }
                self.document(path, &bytes, format, sink)
            }
        }
    }

    /// Cleans one whole document.
    fn document(
        &self,
        path: &Path,
        bytes: &[u8],
        format: Format,
        sink: &mut dyn Sink,
    ) -> Result<Outcome> {
        let cleaned = self.clean_whole(bytes, format, Whence::File(path));
        progress::done(bytes.len());
        let changed = cleaned.text.as_bytes() != bytes;
        let mut tally = Tally { files: 1, changed: changed.into(), ..Tally::default() };
        tally.bytes_in = bytes.len() as u64;
        tally.bytes_out = cleaned.text.len() as u64;
        tally.count(&cleaned);
        match self.what {
            What::Nothing => {}
            What::Text => {
                if changed || sink.wants_unchanged() {
                    sink.begin(Some(tally.bytes_out), format)?;
                    sink.write_all(cleaned.text.as_bytes())?;
                }
            }
            What::Json | What::Spans => {
                sink.begin(None, format)?;
                emit::json_line(sink, self.what, emit::Place::file(path), &cleaned)?;
            }
            What::Diff => {
                if changed {
                    let old = given(&cleaned);
                    emit::diff(sink, &show::Name(path).to_string(), &old, &cleaned)?;
                }
            }
        }
        let extracted = format == Format::Html;
        Ok(Outcome { tally, changed, extracted, ..Outcome::default() })
    }

    /// Decodes and cleans a whole document: of a web page, its article.
    pub(crate) fn clean_whole<'b>(
        &self,
        bytes: &'b [u8],
        format: Format,
        whence: Whence<'_>,
    ) -> Cleaned<'b> {
        self.clean_declared(bytes, format, None, whence)
    }

    /// The same, with what a server said of the encoding.
    pub(crate) fn clean_declared<'b>(
        &self,
        bytes: &'b [u8],
        format: Format,
        declared: Option<&str>,
        whence: Whence<'_>,
    ) -> Cleaned<'b> {
        let hint = Hint { encoding: self.encoding.as_deref(), declared };
        self.sites.clean(&self.cleaner, whence, |cleaner| match format {
            Format::Html => to_the_bottom(cleaner, cleaner.clean_html_bytes(bytes, hint)),
            _ => cleaner.clean_bytes(bytes, hint),
        })
    }

    /// Cleans a text out of a file of many: a web page, too.
    pub(crate) fn clean_value<'t>(&self, text: &'t str, whence: Whence<'_>) -> Cleaned<'t> {
        self.sites.clean(&self.cleaner, whence, |cleaner| {
            if formats::is_html(text) {
                to_the_bottom(cleaner, cleaner.clean_html(text))
            } else {
                cleaner.clean(text)
            }
        })
    }

    /// Decodes and cleans what is known to be in `encoding`, if that is known.
    pub(crate) fn clean_as<'b>(&self, bytes: &'b [u8], encoding: Option<&str>) -> Cleaned<'b> {
        self.cleaner.clean_bytes(bytes, Hint { encoding, ..Hint::default() })
    }

    /// Says once which field was chosen.
    pub(crate) fn say_field(&self, name: &str) {
        if !self.quiet && !self.field_said.swap(true, Ordering::Relaxed) {
            eprintln!("zhclean: the text is in the field '{name}'; --field NAME names another");
        }
    }

    /// Says once that a field tells of the text as it was.
    pub(crate) fn say_stale(&self, name: &str) {
        if !self.quiet && !self.stale_said.swap(true, Ordering::Relaxed) {
            eprintln!(
                "zhclean: the field '{name}' tells of the text as it was before it was cleaned; \
                 --refresh computes such fields anew"
            );
        }
    }
}

/// What a page shows may be the source of a page: the next run would read
/// it as one, so this one does.
fn to_the_bottom(cleaner: &Cleaner, mut cleaned: Cleaned<'static>) -> Cleaned<'static> {
    for _ in 0..PAGES_IN_PAGES {
        if !formats::is_html(&cleaned.text) {
            break;
        }
        let decoded = cleaned.decoded;
        cleaned = cleaner.clean_html(&cleaned.text);
        cleaned.decoded = decoded;
    }
    cleaned
}

/// Enough of the beginning to tell what it is.
fn head_of(input: &mut impl Read) -> io::Result<Vec<u8>> {
    // Room for all of it: a file of a few thousand bytes is read at once, not in ten pieces.
    let mut head = Vec::with_capacity(HEAD);
    input.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// The text that was decoded, before any rule.
pub(crate) fn given<'t>(cleaned: &'t Cleaned<'_>) -> Cow<'t, str> {
    if cleaned.trace.is_empty() {
        Cow::Borrowed(&cleaned.text)
    } else {
        Cow::Owned(cleaned.trace.undo(&cleaned.text))
    }
}

/// A sink seen as a plain writer.
pub(crate) struct SinkWriter<'s>(pub(crate) &'s mut dyn Sink);

impl Write for SinkWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Nowhere {}
