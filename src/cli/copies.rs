//! Cleaned copies under another folder.

use std::{
    collections::HashSet,
    fs, io,
    io::{BufWriter, Write},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use anyhow::{Context, Result, bail};
use rustix::fs::{FlockOperation, Mode, OFlags, flock};
use tempfile::{Builder, NamedTempFile};

use super::{
    formats::Format,
    in_place::{new_run, runs},
    show::Name,
    values::{ArchiveArg, Emit},
    walk::{Found, Root, TEMP_PREFIX},
    work::Sink,
};

/// The folder that the copies go to.
#[derive(Debug)]
pub(crate) struct Copies {
    dir: PathBuf,
    /// It is no folder, but the one copy itself: a Parquet file.
    is_table: bool,
    /// Under which name each root's tree stands in the folder.
    prefixes: Vec<PathBuf>,
    emit: Emit,
    archive: ArchiveArg,
    /// What the temporary files of this run begin with.
    temp_prefix: String,
    /// Folders that are there, and rid of what killed runs left in them.
    prepared: Mutex<HashSet<PathBuf>>,
}

/// So many bytes need no room kept for them before the first is written.
const AT_ONE_GO: u64 = 1 << 16;

/// One copy being written. It takes its place when it is whole.
#[derive(Debug)]
pub(crate) struct Copy<'c> {
    copies: &'c Copies,
    found: &'c Found,
    temp: Option<(BufWriter<NamedTempFile>, PathBuf)>,
}

impl Copies {
    /// One folder given: its tree. Several: each under its own name.
    ///
    /// # Errors
    ///
    /// When two copies would have one place, or all of them have no room in one file.
    pub(crate) fn new(
        dir: PathBuf,
        roots: &[Root],
        emit: Emit,
        archive: ArchiveArg,
    ) -> Result<Self> {
        let is_table = is_table(&dir);
        if is_table && (emit != Emit::Text || roots.len() != 1 || roots[0].is_dir) {
            bail!(
                "-o {} holds the pages of one archive; for more than one, or for --emit, use -o DIR",
                Name(&dir)
            );
        }
        let several = roots.len() > 1;
        let prefixes: Vec<PathBuf> = roots
            .iter()
            .map(|root| match root.real.file_name() {
                Some(name) if several || !root.is_dir => PathBuf::from(name),
                _ => PathBuf::new(),
            })
            .collect();
        for (at, prefix) in prefixes.iter().enumerate() {
            if let Some(same) = prefixes[..at].iter().position(|p| p == prefix) {
                bail!(
                    "{} and {} would be written to the same place; clean them one after the other",
                    Name(&roots[same].path),
                    Name(&roots[at].path)
                );
            }
        }
        let temp_prefix = format!("{TEMP_PREFIX}{}-", new_run());
        Ok(Copies {
            dir,
            is_table,
            prefixes,
            emit,
            archive,
            temp_prefix,
            prepared: Mutex::default(),
        })
    }

    /// Makes `folder`, and removes what killed runs left in it: once.
    fn prepare(&self, folder: &Path) -> Result<()> {
        let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        if prepared.contains(folder) {
            return Ok(());
        }
        fs::create_dir_all(folder).with_context(|| format!("{}", Name(folder)))?;
        prepared.insert(folder.to_owned());
        let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
        let left: Vec<PathBuf> = entries
            .flatten()
            .filter(|entry| {
                entry.file_name().as_encoded_bytes().starts_with(TEMP_PREFIX.as_bytes())
            })
            .map(|entry| entry.path())
            .filter(|path| is_nobodys(path))
            .collect();
        runs::sweep(&left);
        Ok(())
    }

    /// A place for the copy of `found`.
    pub(crate) fn copy<'c>(&'c self, found: &'c Found) -> Copy<'c> {
        Copy { copies: self, found, temp: None }
    }

    fn target(&self, found: &Found, format: Format) -> PathBuf {
        if self.is_table {
            return self.dir.clone();
        }
        let mut target = self.dir.join(&self.prefixes[found.root]);
        // Joining nothing would add a slash.
        if !found.below.as_os_str().is_empty() {
            target.push(&found.below);
        }
        match self.emit {
            Emit::Text if format == Format::Html => html_target(target, &found.path),
            Emit::Text if format == Format::Warc && self.archive == ArchiveArg::Wet => {
                wet_target(target, &found.path)
            }
            Emit::Text if format == Format::Warc => {
                self.pages_target(target, &found.path, &["wet", "warc"])
            }
            Emit::Text if format == Format::Zip => self.pages_target(target, &found.path, &["zip"]),
            Emit::Text => target,
            Emit::Json | Emit::Spans => {
                let mut name = target.into_os_string();
                name.push(if self.emit == Emit::Json { ".json" } else { ".spans.json" });
                name.into()
            }
        }
    }

    /// `a.warc.gz` and `a.warc.wet.gz` become `a.jsonl.gz`, or `a.parquet`.
    /// What another file of the folder becomes, or is, keeps its name, and this one all of its own.
    fn pages_target(&self, target: PathBuf, source: &Path, extensions: &[&str]) -> PathBuf {
        let packed = PACKED.into_iter().find(|p| target.extension().is_some_and(|e| e == *p));
        let is_table = self.archive == ArchiveArg::Parquet;
        if has_rival(source, packed, is_table) {
            let whole = if is_table { target } else { unpacked(target, packed) };
            return self.pages_name(whole, packed);
        }
        let mut name = unpacked(target, packed);
        for part in extensions {
            if name.extension().is_some_and(|e| e.eq_ignore_ascii_case(part)) {
                name.set_extension("");
            }
        }
        self.pages_name(name, packed)
    }

    fn pages_name(&self, name: PathBuf, packed: Option<&str>) -> PathBuf {
        let mut name = name.into_os_string();
        if self.archive == ArchiveArg::Parquet {
            name.push(".parquet");
            return name.into();
        }
        name.push(".jsonl");
        if let Some(packed) = packed {
            name.push(".");
            name.push(packed);
        }
        name.into()
    }
}

/// True for a file that no run holds, be it in another container, where the
/// number of its process says nothing.
fn is_nobodys(path: &Path) -> bool {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    rustix::fs::open(path, flags, Mode::empty())
        .is_ok_and(|file| flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok())
}

const PACKED: [&str; 3] = ["gz", "zst", "xz"];

fn unpacked(path: PathBuf, packed: Option<&str>) -> PathBuf {
    if packed.is_some() { path.with_extension("") } else { path }
}

/// True when another file beside the archive `source` has, or gets, the name that its pages would get.
fn has_rival(source: &Path, packed: Option<&str>, is_table: bool) -> bool {
    let mut stem = unpacked(source.to_owned(), packed);
    for part in ["wet", "warc", "zip"] {
        if stem.extension().is_some_and(|e| e.eq_ignore_ascii_case(part)) {
            stem.set_extension("");
        }
    }
    let there = |part: &str, packed: Option<&str>| {
        let mut other = stem.clone().into_os_string();
        other.push(part);
        if let Some(packed) = packed {
            other.push(".");
            other.push(packed);
        }
        other != source.as_os_str() && Path::new(&other).exists()
    };
    let kinds =
        [".warc", ".warc.wet", ".wet", ".zip", if is_table { ".parquet" } else { ".jsonl" }];
    let as_packed = |packed| kinds.iter().any(|kind| there(kind, packed));
    if is_table {
        return as_packed(None) || PACKED.iter().any(|packed| as_packed(Some(packed)));
    }
    as_packed(packed)
}

const HTML: [&str; 4] = ["html", "htm", "shtml", "xhtml"];

/// `a.html` becomes `a.txt`, unless another file of the folder would too.
fn html_target(target: PathBuf, source: &Path) -> PathBuf {
    let is_html = |path: &Path| {
        path.extension().is_some_and(|e| HTML.iter().any(|html| e.eq_ignore_ascii_case(html)))
    };
    if !is_html(&target) {
        return target;
    }
    let rival = |extension: &&str| {
        let other = source.with_extension(extension);
        other != source && other.exists()
    };
    if ["txt"].iter().chain(&HTML).any(rival) {
        let mut name = target.into_os_string();
        name.push(".txt");
        return name.into();
    }
    target.with_extension("txt")
}

/// `a.warc.gz` becomes `a.warc.wet.gz`, which stays what it is; if that lies beside it, `a.warc.warc.wet.gz`.
fn wet_target(target: PathBuf, source: &Path) -> PathBuf {
    let wet = |path: &Path, end: &str| {
        let packed = PACKED.into_iter().find(|p| path.extension().is_some_and(|e| e == *p));
        let mut name = unpacked(path.to_owned(), packed).into_os_string();
        name.push(end);
        if let Some(packed) = packed {
            name.push(".");
            name.push(packed);
        }
        PathBuf::from(name)
    };
    let is_wet = |path: &Path| path.extension().is_some_and(|e| e.eq_ignore_ascii_case("wet"));
    if is_wet(&target) || is_wet(&target.with_extension("")) {
        return target;
    }
    wet(&target, if wet(source, ".wet").exists() { ".warc.wet" } else { ".wet" })
}

/// True for a `-o` that is to be a Parquet file.
pub(crate) fn is_table(out: &Path) -> bool {
    out.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet")) && !out.is_dir()
}

/// What it means that a copy cannot be written.
fn in_words(e: io::Error) -> io::Error {
    let why = match e.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "no room on the disk for its copy"
        }
        io::ErrorKind::FileTooLarge => "its copy is longer than a file may be here",
        _ => return e,
    };
    io::Error::new(e.kind(), why)
}

impl Copy<'_> {
    /// Puts the whole copy in its place.
    pub(crate) fn finish(self) -> Result<()> {
        let Some((buffer, target)) = self.temp else { return Ok(()) };
        let temp = buffer.into_inner().map_err(|e| in_words(e.into_error()))?;
        temp.persist(&target).with_context(|| format!("{} cannot be written", Name(&target)))?;
        Ok(())
    }
}

impl Sink for Copy<'_> {
    fn compresses(&self) -> bool {
        self.copies.emit == Emit::Text
    }

    fn begin(&mut self, len: Option<u64>, format: Format) -> Result<()> {
        if self.copies.is_table && !matches!(format, Format::Warc | Format::Zip | Format::Parquet) {
            bail!("holds no pages of an archive that could be rows of -o FILE.parquet; use -o DIR");
        }
        let target = self.copies.target(self.found, format);
        if let Ok(there) = fs::metadata(&target)
            && let Ok(source) = fs::metadata(&self.found.path)
            && (there.dev(), there.ino()) == (source.dev(), source.ino())
        {
            bail!("the copy would replace the file itself; use -i, or another -o");
        }
        let parent = target.parent().unwrap_or(Path::new("."));
        self.copies.prepare(parent)?;
        let temp = Builder::new()
            .prefix(&self.copies.temp_prefix)
            .permissions(fs::Permissions::from_mode(0o666))
            .tempfile_in(parent)
            .with_context(|| format!("{} cannot be written", Name(&target)))?;
        // While it is held, no other run takes it for a dead one's. Where a file
        // cannot be locked, none is swept.
        let _ = flock(temp.as_file(), FlockOperation::NonBlockingLockExclusive);
        // What is written at one go fails as soon by itself.
        if let Some(len) = len.filter(|len| *len > AT_ONE_GO) {
            super::in_place::reserve(temp.as_file(), len)?;
        }
        self.temp = Some((BufWriter::new(temp), target));
        Ok(())
    }
}

impl Write for Copy<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.temp {
            Some((buffer, _)) => buffer.write(bytes).map_err(in_words),
            None => Err(io::Error::other("written to before it was begun")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        // A file is nobody's conversation.
        Ok(())
    }
}
