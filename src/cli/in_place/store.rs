//! The originals of a tree's runs, and the moment at which files are replaced.

use std::{
    collections::HashSet,
    ffi::OsStr,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};
use rustix::{
    fs::{AtFlags, CWD, FlockOperation, Stat, flock, linkat, renameat, statat, syncfs},
    io::Errno,
};

use super::{
    beneath::Root,
    journal::{self, Entry, Header, Same, Seen},
    runs,
    stage::Staged,
};
use crate::cli::{show::Name, values::Durability};

/// There when a run ended by itself; what it left needs no second look.
const DONE: &str = "done";

/// What stands in it when every file was done: the next run begins anew.
const ALL: &str = "all";

/// At most so many files in which nothing changes wait for the journal: they are
/// noted to save time, and some megabytes are enough for that.
const SAME: usize = 100_000;

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
    /// What runs have finished that were interrupted.
    finished: HashSet<Seen>,
    /// Files in which nothing changes, until the journal is written.
    same: std::sync::Mutex<Vec<Seen>>,
    /// When this run began, in seconds.
    began: i64,
}

impl Store {
    /// Locks `tree` for `run`, and clears up what a killed run left there.
    pub(crate) fn open(
        tree: &Path,
        run: &str,
        trees: &[PathBuf],
        keeps: bool,
        durability: Durability,
        settings: &str,
    ) -> Result<Store> {
        let root = Root::open(tree)?;
        lock(&root)?;
        let device = rustix::fs::fstat(&root.dir)?.st_dev;
        let header = Header {
            zhclean: env!("CARGO_PKG_VERSION").to_owned(),
            run: run.to_owned(),
            command: std::env::args_os().map(|a| Name(Path::new(&a)).to_string()).collect(),
            trees: trees.iter().filter_map(|t| t.to_str().map(str::to_owned)).collect(),
            settings: settings.to_owned(),
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut store = Store {
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
            finished: HashSet::new(),
            same: std::sync::Mutex::default(),
            began: now.as_secs().cast_signed(),
        };
        store.recover()?;
        store.finished = store.finished_before();
        Ok(store)
    }

    /// A name for a temporary file, short enough for any folder.
    pub(crate) fn temp_name(&self) -> String {
        runs::temp_name(&self.run, self.temps.fetch_add(1, Ordering::Relaxed))
    }

    /// True when every file is brought to the disk by itself.
    pub(crate) fn syncs_each(&self) -> bool {
        self.durability == Durability::File
    }

    /// True when a new text is on the disk before it takes its place.
    pub(crate) fn syncs(&self) -> bool {
        self.durability != Durability::None
    }

    /// True when a run that was interrupted has finished this file.
    pub(crate) fn is_finished(&self, seen: &Seen) -> bool {
        self.finished.contains(seen)
    }

    /// Notes that nothing changes in this file.
    pub(crate) fn same(&self, seen: Seen) {
        let mut same = self.same.lock().expect("no thread panics holding it");
        if self.keeps && seen.is_settled(self.began) && same.len() < SAME {
            same.push(seen);
        }
    }

    /// What the runs have finished that came after the last one that did all of it.
    fn finished_before(&self) -> HashSet<Seen> {
        let mut finished = HashSet::new();
        if self.header.settings.is_empty() {
            return finished;
        }
        for run in runs::runs(&self.root.path).iter().rev() {
            let folder = self.root.path.join(runs::FOLDER).join("runs").join(run);
            if fs::read(folder.join(DONE)).is_ok_and(|done| done == ALL.as_bytes()) {
                break;
            }
            let journal = journal::finished(&folder.join("journal"), &self.header.settings);
            finished.extend(journal.unwrap_or_default());
        }
        finished
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
                let entry = Entry::new(n, &staged.below, &staged.hash, staged.seen);
                serde_json::to_writer(&mut lines, &entry)?;
                lines.push(b'\n');
                fs::create_dir_all(self.original(n).parent().expect("it has a folder"))?;
            }
            self.add_same(&mut lines)?;
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

    /// Adds the files in which nothing changes.
    fn add_same(&self, lines: &mut Vec<u8>) -> io::Result<()> {
        let same = std::mem::take(&mut *self.same.lock().expect("no thread panics holding it"));
        if !same.is_empty() {
            serde_json::to_writer(&mut *lines, &Same { same })?;
            lines.push(b'\n');
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

    /// Every file of the run is in its place, and if it is `complete` every one that
    /// there is was looked at. Says whether there was any.
    pub(crate) fn finish(&self, complete: bool) -> Result<bool> {
        if self.kept.load(Ordering::Relaxed) == 0 {
            if complete && !self.finished.is_empty() {
                self.last_is_complete()?;
            }
            return Ok(false);
        }
        if !complete {
            self.note_same();
        }
        // After a failure the next run has a look.
        if self.keeps && !self.failed.load(Ordering::Relaxed) {
            fs::write(self.run_folder().join(DONE), if complete { ALL } else { "" })?;
        }
        if self.durability != Durability::None {
            syncfs(&self.root.dir).map_err(io::Error::from).context("the disk does not sync")?;
        }
        Ok(true)
    }

    /// Notes what waits to be. Only time is lost where that cannot be written.
    fn note_same(&self) {
        let mut journal = self.journal.lock().expect("no thread panics holding it");
        let mut lines = Vec::new();
        if let (Some(journal), Ok(())) = (&mut *journal, self.add_same(&mut lines)) {
            let _ = journal.write_all(&lines);
        }
    }

    /// What an interrupted run had left to do is done, without a change.
    fn last_is_complete(&self) -> io::Result<()> {
        let Some(last) = runs::runs(&self.root.path).pop() else { return Ok(()) };
        fs::write(self.root.path.join(runs::FOLDER).join("runs").join(last).join(DONE), ALL)
    }

    /// A run that was killed between keeping an original and replacing it left
    /// one file with two names, which would look hard-linked.
    fn recover(&self) -> Result<()> {
        for run in runs::runs(&self.root.path) {
            let folder = self.root.path.join(runs::FOLDER).join("runs").join(&run);
            if folder.join(DONE).exists() {
                continue;
            }
            let (_, entries) = journal::read(&folder.join("journal")).unwrap_or_default();
            for entry in entries {
                let original = runs::original(&folder, entry.n);
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
        self.root.path.join(runs::FOLDER).join("runs").join(&self.run)
    }

    fn original(&self, n: u64) -> PathBuf {
        runs::original(&self.run_folder(), n)
    }
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

fn same(a: &Stat, b: &Stat) -> bool {
    (a.st_dev, a.st_ino, a.st_size, a.st_mtime, a.st_mtime_nsec, a.st_nlink)
        == (b.st_dev, b.st_ino, b.st_size, b.st_mtime, b.st_mtime_nsec, b.st_nlink)
}
