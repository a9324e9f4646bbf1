//! Putting the originals of a run back.

use std::{
    fs::{self, File},
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use rustix::{
    fs::{AtFlags, CWD, Mode, OFlags, openat, renameat, statat},
    io::Errno,
};

use super::{
    beneath::Root,
    journal::{self, Entry},
    runs::{self, FOLDER},
    store,
};
use crate::cli::{
    args::UndoArgs,
    exit,
    show::{self, Name},
};

/// How deep below the current folder trees are looked for.
const DEPTH: usize = 3;

/// A run as it lies in one tree.
struct Run {
    tree: PathBuf,
    name: String,
}

/// What became of the files.
#[derive(Default)]
struct Count {
    restored: u64,
    untouched: u64,
    failed: u64,
}

pub(crate) fn run(args: &UndoArgs) -> Result<u8> {
    let runs = choose(args.run.as_deref())?;
    if args.list {
        for run in &runs {
            let journal = journal::read(&run.folder().join("journal"));
            let (header, entries) = journal.unwrap_or_default();
            let command = header.map(|h| h.command.join(" ")).unwrap_or_default();
            println!(
                "{}  {}  {}  {command}",
                run.name,
                show::plural(entries.len() as u64, "file"),
                Name(&run.tree)
            );
        }
        if runs.is_empty() && !args.show.quiet {
            eprintln!("zhclean: no run is kept here");
        }
        return Ok(exit::DONE);
    }
    let Some(last) = runs.iter().map(|run| run.name.clone()).max() else {
        bail!(
            "no run is kept here; go to the folder that was cleaned, or name it: zhclean undo FOLDER"
        );
    };
    let mut count = Count::default();
    for run in runs.iter().filter(|run| run.name == last) {
        let root = Root::open(&run.tree)?;
        store::lock(&root)?;
        if args.purge {
            run.remove()?;
        } else {
            run.undo(&root, &mut count)?;
        }
    }
    if args.purge {
        if !args.show.quiet {
            eprintln!("zhclean: the originals of run {last} are gone");
        }
        return Ok(exit::DONE);
    }
    if !args.show.quiet {
        let mut line = format!("{} put back", show::plural(count.restored, "file"));
        if count.untouched > 0 {
            line += &format!(", {} had not been replaced", count.untouched);
        }
        if count.failed > 0 {
            line += &format!(", {} failed; run {last} is still kept", count.failed);
        }
        eprintln!("zhclean: {line}");
    }
    Ok(if count.failed > 0 { exit::FAILED } else { exit::DONE })
}

/// The runs that `named` may mean.
fn choose(named: Option<&Path>) -> Result<Vec<Run>> {
    let of = |tree: PathBuf| {
        let runs = runs::runs(&tree).into_iter();
        runs.map(move |name| Run { tree: tree.clone(), name })
    };
    match named {
        Some(path) if path.is_dir() => Ok(of(runs::tree_of(&fs::canonicalize(path)?)?).collect()),
        _ => {
            let here = std::env::current_dir()?;
            let mut trees: Vec<PathBuf> = here.ancestors().map(Path::to_owned).collect();
            below(&here, DEPTH, &mut trees);
            let all: Vec<Run> = trees.into_iter().flat_map(of).collect();
            let Some(named) = named else { return Ok(with_siblings(all)) };
            let found: Vec<Run> = all.into_iter().filter(|r| Path::new(&r.name) == named).collect();
            if found.is_empty() {
                bail!("no run '{}' is kept here; `zhclean undo --list` lists them", Name(named));
            }
            Ok(with_siblings(found))
        }
    }
}

/// A run may have worked in several trees.
fn with_siblings(mut runs: Vec<Run>) -> Vec<Run> {
    let mut more: Vec<Run> = Vec::new();
    for run in &runs {
        let header = journal::read(&run.folder().join("journal")).ok().and_then(|(h, _)| h);
        for tree in header.map(|h| h.trees).unwrap_or_default() {
            let sibling = Run { tree: tree.into(), name: run.name.clone() };
            let known =
                runs.iter().chain(&more).any(|r| r.tree == sibling.tree && r.name == sibling.name);
            if !known && sibling.folder().exists() {
                more.push(sibling);
            }
        }
    }
    runs.extend(more);
    runs
}

fn below(dir: &Path, depth: usize, trees: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if hidden || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        if entry.path().join(FOLDER).is_dir() {
            trees.push(entry.path());
        }
        if depth > 1 {
            below(&entry.path(), depth - 1, trees);
        }
    }
}

impl Run {
    fn folder(&self) -> PathBuf {
        self.tree.join(FOLDER).join("runs").join(&self.name)
    }

    fn undo(&self, root: &Root, count: &mut Count) -> Result<()> {
        let folder = self.folder();
        let entries = match journal::read(&folder.join("journal")) {
            Ok((_, entries)) => entries,
            // Killed before it did anything, or after all of it was taken back.
            Err(e) if e.kind() == io::ErrorKind::NotFound && !folder.join("originals").exists() => {
                Vec::new()
            }
            Err(e) => {
                return Err(e).context(format!("the journal of run {} cannot be read", self.name));
            }
        };
        // Until it is done again, an original and its file may be one.
        let _ = fs::remove_file(folder.join("done"));
        let before = count.failed;
        for entry in entries.iter().rev() {
            let below = entry.below();
            match self.put_back(root, entry, &below) {
                Ok(true) => count.restored += 1,
                Ok(false) => count.untouched += 1,
                Err(e) => {
                    count.failed += 1;
                    eprintln!("zhclean: {}: {e:#}", Name(&self.tree.join(&below)));
                }
            }
        }
        // The names must be on the disk before the last originals go.
        rustix::fs::syncfs(&root.dir)?;
        if count.failed == before {
            self.remove()?;
        }
        Ok(())
    }

    /// False when the file is still, or already, the original.
    fn put_back(&self, root: &Root, entry: &Entry, below: &Path) -> Result<bool> {
        let original = runs::original(&self.folder(), entry.n);
        let kept = match fs::symlink_metadata(&original) {
            Ok(kept) => kept,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(e) => return Err(e.into()),
        };
        let (dir, name) = root.parent_of(below).context("its folder is gone")?;
        match statat(&*dir, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(now) if (now.st_dev, now.st_ino) == (kept.dev(), kept.ino()) => {
                fs::remove_file(&original)?;
                return Ok(false);
            }
            Ok(_) => {
                let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
                let file = openat(&*dir, name, flags, Mode::empty())?;
                let mut hash = blake3::Hasher::new();
                hash.update_reader(File::from(file))?;
                if hash.finalize().to_hex().as_str() != entry.new {
                    bail!(
                        "changed since the run, so it was left as it is; the original is {}",
                        Name(&original)
                    );
                }
            }
            // Deleted since: it comes back.
            Err(Errno::NOENT) => {}
            Err(e) => return Err(io::Error::from(e).into()),
        }
        // In one step: nothing is left behind wherever it stops.
        match renameat(CWD, &original, &*dir, name) {
            Ok(()) => Ok(true),
            Err(Errno::XDEV) => bail!("its original lies on another disk: {}", Name(&original)),
            Err(e) => Err(io::Error::from(e).into()),
        }
    }

    /// Forgets the run, and the folder when it was the last one.
    fn remove(&self) -> Result<()> {
        let folder = self.folder();
        // The journal last: without it nobody knows whose the originals are.
        for part in ["originals", "done", "journal"] {
            let path = folder.join(part);
            let gone =
                if part == "originals" { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            match gone {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e.into()),
                _ => {}
            }
        }
        fs::remove_dir(folder)?;
        let folder = self.tree.join(FOLDER);
        // Only if they are empty.
        let _ = fs::remove_dir(folder.join("runs"));
        let _ = fs::remove_dir(folder);
        Ok(())
    }
}
