//! Which files are meant.

use std::{
    collections::HashSet,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use anyhow::{Context, Result, bail};
use ignore::{DirEntry, WalkBuilder, overrides::OverrideBuilder};

use super::{args::Reading, show::Name};

/// What our temporary files begin with, wherever they are.
pub(crate) const TEMP_PREFIX: &str = ".zhclean-";

/// A PATH of the command line.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    /// As it was given.
    pub(crate) path: PathBuf,
    /// With every link followed.
    pub(crate) real: PathBuf,
    pub(crate) is_dir: bool,
}

/// A file to work on.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Which of the roots it is from.
    pub(crate) root: usize,
    /// To open it, and to name it to the user.
    pub(crate) path: PathBuf,
    /// Its path below the root; empty when it is the root.
    pub(crate) below: PathBuf,
}

/// The PATHs that exist, each once, and what is wrong with the others.
pub(crate) fn roots(paths: &[PathBuf]) -> (Vec<Root>, Vec<(PathBuf, String)>) {
    let (mut roots, mut wrong) = (Vec::<Root>::new(), Vec::new());
    for path in paths {
        let real = match fs::canonicalize(path) {
            Ok(real) => real,
            Err(e) => {
                wrong.push((path.clone(), not_there(path, &e)));
                continue;
            }
        };
        let is_dir = match fs::metadata(&real) {
            Ok(meta) => meta.is_dir(),
            Err(e) => {
                wrong.push((path.clone(), e.to_string()));
                continue;
            }
        };
        roots.push(Root { path: path.clone(), real, is_dir });
    }
    // A PATH inside another one would be done twice, at once.
    let all: Vec<PathBuf> = roots.iter().filter(|r| r.is_dir).map(|r| r.real.clone()).collect();
    let mut seen = HashSet::new();
    roots.retain(|root| {
        let inside = all.iter().any(|dir| *dir != root.real && root.real.starts_with(dir));
        !inside && seen.insert(root.real.clone())
    });
    (roots, wrong)
}

/// A misspelt command is a PATH that does not exist.
fn not_there(path: &Path, error: &std::io::Error) -> String {
    const COMMANDS: [&str; 7] =
        ["clean", "inspect", "explain", "undo", "rules", "completions", "man"];
    let name = path.to_str().unwrap_or("");
    let near = COMMANDS.iter().find(|command| {
        let same = command.chars().zip(name.chars()).take_while(|(a, b)| a == b).count();
        same >= 3 && command.len().abs_diff(name.len()) <= 2
    });
    match near {
        Some(command) => format!("{error} (did you mean the command '{command}'?)"),
        None => error.to_string(),
    }
}

/// The files below `roots`, in the order of their names; temporary files that
/// a dead run left behind go to `stale`.
pub(crate) fn files<'r>(
    roots: &'r [Root],
    read: &'r Reading,
    stale: Arc<Mutex<Vec<PathBuf>>>,
) -> impl Iterator<Item = Result<Found, (PathBuf, String)>> + Send + 'r {
    roots.iter().enumerate().flat_map(move |(at, root)| {
        let walk: Box<dyn Iterator<Item = _> + Send> = if root.is_dir {
            match walker(root, read, stale.clone()) {
                Ok(walk) => Box::new(walk.filter_map(move |entry| found(at, root, entry))),
                Err(e) => Box::new(std::iter::once(Err((root.path.clone(), format!("{e:#}"))))),
            }
        } else {
            Box::new(std::iter::once(Ok(Found {
                root: at,
                path: root.path.clone(),
                below: PathBuf::new(),
            })))
        };
        walk
    })
}

fn found(
    at: usize,
    root: &Root,
    entry: Result<DirEntry, ignore::Error>,
) -> Option<Result<Found, (PathBuf, String)>> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(e) => return Some(Err((root.path.clone(), e.to_string()))),
    };
    if !entry.file_type().is_some_and(|kind| kind.is_file()) {
        return None;
    }
    let below = entry.path().strip_prefix(&root.path).unwrap_or(entry.path()).to_owned();
    Some(Ok(Found { root: at, path: entry.into_path(), below }))
}

fn walker(root: &Root, read: &Reading, stale: Arc<Mutex<Vec<PathBuf>>>) -> Result<ignore::Walk> {
    let mut walk = WalkBuilder::new(&root.path);
    walk.standard_filters(false)
        .follow_links(false)
        .git_ignore(read.gitignore)
        .git_exclude(read.gitignore)
        .git_global(read.gitignore)
        .parents(read.gitignore)
        .require_git(false)
        .sort_by_file_name(OsStr::cmp)
        .filter_entry(move |entry| !is_hidden(entry, &stale));
    if !read.exclude.is_empty() {
        let mut globs = OverrideBuilder::new(&root.path);
        for glob in &read.exclude {
            globs.add(&format!("!{glob}")).with_context(|| format!("--exclude {glob}"))?;
        }
        walk.overrides(globs.build()?);
    }
    Ok(walk.build())
}

fn is_hidden(entry: &DirEntry, stale: &Mutex<Vec<PathBuf>>) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    if entry.depth() == 0 || !name.starts_with(b".") {
        return false;
    }
    if name.starts_with(TEMP_PREFIX.as_bytes()) && entry.file_type().is_some_and(|t| t.is_file()) {
        stale.lock().expect("no thread panics holding it").push(entry.path().to_owned());
    }
    true
}

/// Checks that what is written under `out` is not read again.
pub(crate) fn check_out(out: &Path, roots: &[Root]) -> Result<PathBuf> {
    // The part that exists, with every link followed, and the rest.
    let mut there = out;
    let real = loop {
        match fs::canonicalize(if there.as_os_str().is_empty() { Path::new(".") } else { there }) {
            Ok(real) => break real.join(out.strip_prefix(there).unwrap_or(Path::new(""))),
            Err(_) => match there.parent() {
                Some(parent) => there = parent,
                None => bail!("{} cannot be written", Name(out)),
            },
        }
    };
    for root in roots.iter().filter(|root| root.is_dir) {
        if real.starts_with(&root.real) {
            bail!(
                "-o {} lies inside {}: the copies would be cleaned in their turn; name a folder \
                 outside of it",
                Name(out),
                Name(&root.path)
            );
        }
    }
    Ok(real)
}
