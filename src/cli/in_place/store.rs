//! The originals of a tree's runs, and the moment at which files are replaced.

use std::{
    ffi::OsStr,
    fs::{self, File, OpenOptions},
    io::{
        self,
        ErrorKind::{NotFound, PermissionDenied},
        Write,
    },
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};
use rustix::{
    fs::{AtFlags, CWD, FlockOperation, Stat, flock, linkat, renameat, statat, syncfs, unlinkat},
    io::Errno,
};

use super::{
    beneath::Root,
    journal::{self, Entry, Header},
    stage::Staged,
};
use crate::cli::{show::Name, values::Durability, walk::TEMP_PREFIX};

/// The folder in a tree that its runs are kept in.
pub(crate) const FOLDER: &str = ".zhclean";

/// There when a run ended by itself; what it left needs no second look.
const DONE: &str = "done";

/// A tree that this run works in, locked.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) root: Root,
    /// The device that the tree lies on.
    pub(crate) device: u64,
    run: String,
    keeps: bool,
    durability: Durability,
    temps: AtomicU64,
    kept: AtomicU64,
    failed: AtomicBool,
    journal: std::sync::Mutex<Option<File>>,
    header: Header,
}

/// A name for this run; a later run has a greater one.
pub(crate) fn new_run() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, seconds) = (now.as_secs() / 86_400, now.as_secs() % 86_400);
    let (year, month, day) = date(days as i64);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let milli = now.subsec_millis();
    format!(
        "{year:04}{month:02}{day:02}-{hour:02}{minute:02}{second:02}{milli:03}-{}",
        process::id()
    )
}

/// Days since 1970 to a date. Counted in years that begin in March, so that
/// the leap day comes last.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, (month + 2) % 12 + 1);
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// The tree that `path` belongs to: where an earlier run kept its originals,
/// or `path` itself.
///
/// # Errors
///
/// When that cannot be seen: another tree would not know of the earlier runs.
pub(crate) fn tree_of(path: &Path) -> io::Result<PathBuf> {
    let meta = fs::metadata(path)?;
    let own = if meta.is_dir() { path } else { path.parent().unwrap_or(path) };
    for dir in own.ancestors() {
        match fs::symlink_metadata(dir.join(FOLDER)) {
            Ok(folder) if folder.is_dir() && folder.dev() == meta.dev() => {
                return Ok(dir.to_owned());
            }
            Ok(_) => {}
            Err(e) if matches!(e.kind(), NotFound | PermissionDenied) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(own.to_owned())
}

impl Store {
    /// Locks `tree` for `run`, and clears up what a killed run left there.
    pub(crate) fn open(
        tree: &Path,
        run: &str,
        trees: &[PathBuf],
        keeps: bool,
        durability: Durability,
    ) -> Result<Store> {
        let root = Root::open(tree)?;
        lock(&root)?;
        let device = rustix::fs::fstat(&root.dir)?.st_dev;
        let header = Header {
            zhclean: env!("CARGO_PKG_VERSION").to_owned(),
            run: run.to_owned(),
            command: std::env::args_os().map(|a| Name(Path::new(&a)).to_string()).collect(),
            trees: trees.iter().filter_map(|t| t.to_str().map(str::to_owned)).collect(),
        };
        let store = Store {
            root,
            device,
            run: run.to_owned(),
            keeps,
            durability,
            temps: AtomicU64::new(0),
            kept: AtomicU64::new(0),
            failed: AtomicBool::new(false),
            journal: std::sync::Mutex::new(None),
            header,
        };
        store.recover()?;
        Ok(store)
    }

    /// A name for a temporary file, short enough for any folder.
    pub(crate) fn temp_name(&self) -> String {
        temp_name(&self.run, self.temps.fetch_add(1, Ordering::Relaxed))
    }

    /// True when every file is brought to the disk by itself.
    pub(crate) fn syncs_each(&self) -> bool {
        self.durability == Durability::File
    }

    /// Puts the new texts in place; one answer a file.
    pub(crate) fn commit(&self, staged: Vec<Staged>) -> Vec<(PathBuf, Result<()>)> {
        let first = self.kept.fetch_add(staged.len() as u64, Ordering::Relaxed);
        if let Err(e) = self.announce(&staged, first) {
            let why = format!("{e:#}");
            return staged
                .into_iter()
                .map(|s| (s.below.clone(), Err(anyhow::anyhow!("not replaced: {why}"))))
                .collect();
        }
        let numbered = staged.into_iter().zip(first..);
        let replaced = numbered.map(|(staged, n)| {
            let result = self.replace(&staged, n);
            self.failed.fetch_or(result.is_err(), Ordering::Relaxed);
            (staged.below.clone(), result)
        });
        replaced.collect()
    }

    /// Writes to the journal what is about to happen, and brings that and the
    /// new texts to the disk.
    fn announce(&self, staged: &[Staged], first: u64) -> Result<()> {
        let mut journal = self.journal.lock().expect("no thread panics holding it");
        if self.keeps {
            let journal = match &mut *journal {
                Some(journal) => journal,
                none => none.insert(self.start_journal()?),
            };
            let mut lines = Vec::new();
            for (staged, n) in staged.iter().zip(first..) {
                serde_json::to_writer(&mut lines, &Entry::new(n, &staged.below, &staged.hash))?;
                lines.push(b'\n');
                fs::create_dir_all(self.original(n).parent().expect("it has a folder"))?;
            }
            journal.write_all(&lines).context("the journal cannot be written")?;
            if self.durability == Durability::File {
                journal.sync_data().context("the journal cannot be written")?;
            }
        }
        if self.durability == Durability::Batch {
            syncfs(&self.root.dir).map_err(io::Error::from).context("the disk does not sync")?;
        }
        Ok(())
    }

    fn start_journal(&self) -> Result<File> {
        let folder = self.run_folder();
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)
            .with_context(|| format!("{}", Name(&folder)))?;
        let mut journal = OpenOptions::new()
            .append(true)
            .create_new(true)
            .mode(0o600)
            .open(folder.join("journal"))?;
        let mut line = serde_json::to_vec(&self.header)?;
        line.push(b'\n');
        journal.write_all(&line)?;
        Ok(journal)
    }

    /// The moment: the file is the old one before the rename, and the new one
    /// after it.
    fn replace(&self, staged: &Staged, n: u64) -> Result<()> {
        let name = staged.below.file_name().unwrap_or_default();
        let now = statat(&*staged.dir, name, AtFlags::SYMLINK_NOFOLLOW)?;
        if !same(&now, &staged.before) {
            bail!("changed while it was being cleaned, so it was left as it is; run again");
        }
        if self.keeps {
            self.keep(staged, name, n)?;
        }
        if let Err(e) = renameat(&*staged.dir, staged.temp.name.as_str(), &*staged.dir, name) {
            if self.keeps {
                // Or the file would have two names.
                let _ = fs::remove_file(self.original(n));
            }
            return Err(io::Error::from(e)).context("cannot be replaced; it is as it was");
        }
        if self.durability == Durability::File {
            rustix::fs::fsync(&*staged.dir)?;
        }
        Ok(())
    }

    /// Gives the original a second name, which stays when the first is taken.
    fn keep(&self, staged: &Staged, name: &OsStr, n: u64) -> Result<()> {
        let original = self.original(n);
        let linked = linkat(&*staged.dir, name, CWD, &original, AtFlags::empty());
        match linked {
            Ok(()) => {
                // A writer may have come between the look and the link.
                let kept = statat(CWD, &original, AtFlags::SYMLINK_NOFOLLOW)?;
                if (kept.st_dev, kept.st_ino) != (staged.before.st_dev, staged.before.st_ino) {
                    let _ = fs::remove_file(&original);
                    bail!("changed while it was being cleaned, so it was left as it is; run again");
                }
                Ok(())
            }
            // Another disk mounted inside the tree, or a file system without links.
            Err(Errno::XDEV | Errno::PERM | Errno::OPNOTSUPP | Errno::MLINK) => {
                let flags = rustix::fs::OFlags::RDONLY | rustix::fs::OFlags::NOFOLLOW;
                let from =
                    rustix::fs::openat(&*staged.dir, name, flags, rustix::fs::Mode::empty())?;
                let mut to = OpenOptions::new().write(true).create_new(true).open(&original)?;
                io::copy(&mut File::from(from), &mut to).context("its original cannot be kept")?;
                to.sync_data().context("its original cannot be kept")
            }
            Err(e) => Err(io::Error::from(e)).context("its original cannot be kept"),
        }
    }

    /// Every file of the run is in its place. Says whether there was any.
    pub(crate) fn finish(&self) -> Result<bool> {
        if self.kept.load(Ordering::Relaxed) == 0 {
            return Ok(false);
        }
        // After a failure the next run has a look.
        if self.keeps && !self.failed.load(Ordering::Relaxed) {
            File::create(self.run_folder().join(DONE))?;
        }
        if self.durability != Durability::None {
            syncfs(&self.root.dir).map_err(io::Error::from).context("the disk does not sync")?;
        }
        Ok(true)
    }

    /// A run that was killed between keeping an original and replacing it left
    /// one file with two names, which would look hard-linked.
    fn recover(&self) -> Result<()> {
        for run in runs(&self.root.path) {
            let folder = self.root.path.join(FOLDER).join("runs").join(&run);
            if folder.join(DONE).exists() {
                continue;
            }
            let (_, entries) = journal::read(&folder.join("journal")).unwrap_or_default();
            for entry in entries {
                let original = original(&folder, entry.n);
                let Ok(kept) = fs::symlink_metadata(&original) else { continue };
                let below = entry.below();
                let Ok((dir, name)) = self.root.parent_of(&below) else { continue };
                let Ok(now) = statat(&*dir, name, AtFlags::SYMLINK_NOFOLLOW) else { continue };
                if (now.st_dev, now.st_ino) == (kept.dev(), kept.ino()) {
                    fs::remove_file(&original)?;
                }
            }
            File::create(folder.join(DONE))?;
        }
        Ok(())
    }

    fn run_folder(&self) -> PathBuf {
        self.root.path.join(FOLDER).join("runs").join(&self.run)
    }

    fn original(&self, n: u64) -> PathBuf {
        original(&self.run_folder(), n)
    }
}

/// Where the `n`th original of a run is kept: not all in one folder.
pub(crate) fn original(run_folder: &Path, n: u64) -> PathBuf {
    run_folder.join("originals").join(format!("{:04}", n / 1000)).join(n.to_string())
}

pub(crate) fn temp_name(run: &str, n: u64) -> String {
    format!("{TEMP_PREFIX}{run}-{n}")
}

/// The runs that a tree keeps originals of, the oldest first.
pub(crate) fn runs(tree: &Path) -> Vec<String> {
    let Ok(folder) = fs::read_dir(tree.join(FOLDER).join("runs")) else { return Vec::new() };
    let mut runs: Vec<String> =
        folder.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    runs.sort();
    runs
}

/// One run at a time in a tree. The lock is on the folder itself, so it
/// leaves nothing behind, and the system drops it with the process.
pub(crate) fn lock(root: &Root) -> Result<()> {
    match flock(&root.dir, FlockOperation::NonBlockingLockExclusive) {
        Err(Errno::WOULDBLOCK) => {
            bail!("another zhclean works in {} now; wait until it is done", Name(&root.path))
        }
        // Some network file systems cannot lock a folder.
        _ => Ok(()),
    }
}

/// Removes temporary files whose run is dead.
pub(crate) fn sweep(stale: &[PathBuf]) {
    for path in stale {
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or("");
        let pid = name.rsplit('-').nth(1).and_then(|pid| pid.parse().ok());
        let dead = pid.and_then(rustix::process::Pid::from_raw).is_none_or(|pid| {
            rustix::process::test_kill_process(pid).is_err_and(|e| e == Errno::SRCH)
        });
        if dead {
            let _ = unlinkat(CWD, path, AtFlags::empty());
        }
    }
}

fn same(a: &Stat, b: &Stat) -> bool {
    (a.st_dev, a.st_ino, a.st_size, a.st_mtime, a.st_mtime_nsec, a.st_nlink)
        == (b.st_dev, b.st_ino, b.st_size, b.st_mtime, b.st_mtime_nsec, b.st_nlink)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(11_016), (2000, 2, 29));
        assert_eq!(date(11_017), (2000, 3, 1));
        assert_eq!(date(20_453), (2025, 12, 31));
    }
}
