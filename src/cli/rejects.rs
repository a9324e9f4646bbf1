//! What becomes of a line of JSON lines that cannot be cleaned.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use anyhow::{Context, Result, bail};
use tempfile::SpooledTempFile;

use super::{args::CleanArgs, emit::What, show::Name, values::OnErrorArg, walk::Root};

/// How much of one line is held before it waits on the disk.
const HELD: usize = 4 << 20;

/// What becomes of a bad line.
#[derive(Debug, Default)]
pub(crate) enum OnError {
    /// It is passed through as it is.
    #[default]
    Keep,
    /// `null` stands in its place.
    Null,
    /// It goes to a file of its own.
    Reject(Rejects),
}

/// The file that bad lines go to. It is added to: a run in place that goes on
/// where an earlier one stopped must not lose what that one took out.
#[derive(Debug)]
pub(crate) struct Rejects {
    path: PathBuf,
    file: Mutex<File>,
}

impl OnError {
    /// What was asked for.
    ///
    /// # Errors
    ///
    /// When lines would get lost, or the file cannot be written.
    pub(crate) fn new(args: &CleanArgs, what: What, roots: &[Root]) -> Result<Self> {
        match (args.on_error, &args.reject_file) {
            (OnErrorArg::Reject, Some(path)) => {
                if matches!(what, What::Nothing | What::Diff) {
                    bail!("--on-error reject writes: say where the good lines go, with -o or -i");
                }
                Ok(OnError::Reject(Rejects::open(path, roots)?))
            }
            (OnErrorArg::Reject, None) => {
                bail!("--on-error reject needs --reject-file FILE, for the lines it takes out")
            }
            (_, Some(_)) => bail!("--reject-file is for --on-error reject"),
            (OnErrorArg::Keep, None) => Ok(OnError::Keep),
            (OnErrorArg::Null, None) => Ok(OnError::Null),
        }
    }

    /// For the bad lines of one file.
    pub(crate) fn rejecting(&self) -> Rejecting<'_> {
        let rejects = match self {
            OnError::Reject(rejects) => Some(rejects),
            _ => None,
        };
        Rejecting { rejects, begun: None, any: false }
    }

    /// What is said of a bad line.
    pub(crate) fn in_words(&self) -> &'static str {
        match self {
            OnError::Keep => "passed through as it is",
            OnError::Null => "made null",
            OnError::Reject(_) => "rejected",
        }
    }
}

impl Rejects {
    fn open(path: &Path, roots: &[Root]) -> Result<Self> {
        let file = OpenOptions::new().append(true).create(true).open(path);
        let file = file.with_context(|| format!("--reject-file {}", Name(path)))?;
        let real = fs::canonicalize(path)?;
        if let Some(root) = roots.iter().find(|root| real.starts_with(&root.real)) {
            bail!(
                "--reject-file {} lies in {}: it would be cleaned in its turn; name one outside \
                 of it",
                Name(path),
                Name(&root.path)
            );
        }
        Ok(Rejects { path: path.to_owned(), file: Mutex::new(file) })
    }

    /// Adds whole lines.
    ///
    /// # Errors
    ///
    /// When the file cannot be written; it is named.
    fn add(&self, lines: &[u8]) -> io::Result<()> {
        self.file().write_all(lines).map_err(|e| self.named(&e))
    }

    /// Adds what waits in `begun`.
    ///
    /// # Errors
    ///
    /// When the file cannot be written; it is named.
    fn add_all(&self, begun: &mut (impl io::Read + io::Seek)) -> io::Result<()> {
        begun.rewind()?;
        io::copy(begun, &mut *self.file()).map(|_| ()).map_err(|e| self.named(&e))
    }

    /// Brings the lines to the disk, before they go where they came from.
    ///
    /// # Errors
    ///
    /// When the disk does not take them.
    fn sync(&self) -> io::Result<()> {
        match self.file().sync_data() {
            // A pipe or a device holds nothing back.
            Err(e) if e.kind() == io::ErrorKind::InvalidInput => Ok(()),
            other => other.map_err(|e| self.named(&e)),
        }
    }

    fn file(&self) -> MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn named(&self, e: &io::Error) -> io::Error {
        // Of whatever kind: that nobody reads the rejects is no quiet end.
        io::Error::other(format!("--reject-file {}: {e}", Name(&self.path)))
    }
}

/// Hands on the lines that are taken out of one file, each in one piece: other files have
/// theirs, too.
pub(crate) struct Rejecting<'w> {
    rejects: Option<&'w Rejects>,
    /// The beginning of a line that is too long to be held.
    begun: Option<SpooledTempFile>,
    any: bool,
}

impl Rejecting<'_> {
    /// Takes whole lines, or a part of one.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        let (Some(rejects), false) = (self.rejects, bytes.is_empty()) else { return Ok(()) };
        self.any = true;
        let whole = bytes.ends_with(b"\n");
        if whole && self.begun.is_none() {
            return rejects.add(bytes);
        }
        self.begun.get_or_insert_with(|| SpooledTempFile::new(HELD)).write_all(bytes)?;
        if whole { self.add_begun() } else { Ok(()) }
    }

    fn add_begun(&mut self) -> io::Result<()> {
        let (Some(rejects), Some(mut begun)) = (self.rejects, self.begun.take()) else {
            return Ok(());
        };
        rejects.add_all(&mut begun)
    }

    /// Brings them to the disk. The last line may have no end: the next one
    /// begins a new line all the same.
    ///
    /// # Errors
    ///
    /// When the disk does not take them.
    pub(crate) fn end(mut self) -> io::Result<()> {
        if let Some(begun) = &mut self.begun {
            begun.write_all(b"\n")?;
        }
        self.add_begun()?;
        match self.rejects {
            Some(rejects) if self.any => rejects.sync(),
            _ => Ok(()),
        }
    }
}
