//! What a run was about to do, line by line, before it did it.

use std::{
    ffi::OsStr,
    fs, io,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
};

use rustix::fs::Stat;
use serde::{Deserialize, Serialize};

/// The first line: which run this is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Header {
    pub(crate) zhclean: String,
    pub(crate) run: String,
    pub(crate) command: Vec<String>,
    /// Every tree that this run works in, this one too.
    pub(crate) trees: Vec<String>,
    /// All that what it makes of a file depends on, but the file.
    #[serde(default)]
    pub(crate) settings: String,
}

/// A file as it was seen: by a hash of its path, its number, its size, and the
/// time it was last written, to the nanosecond. Whoever writes to it changes that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Seen(u64, u64, i64, i64, i64);

impl Seen {
    pub(crate) fn new(below: &Path, stat: &Stat) -> Seen {
        let hash = blake3::hash(below.as_os_str().as_bytes());
        let short = hash.as_bytes().first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        Seen(short, stat.st_ino, stat.st_size, stat.st_mtime, stat.st_mtime_nsec as i64)
    }

    /// True when it was last written well before `now`, in seconds: clocks of file
    /// systems stand still for a while, and what is written then looks the same.
    pub(crate) fn is_settled(&self, now: i64) -> bool {
        self.3 + 2 <= now
    }
}

/// One file about to be replaced.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The number under which the original is kept.
    pub(crate) n: u64,
    /// Below the tree; with [`Entry::bytes`] only for the reader's eyes.
    path: String,
    /// The path in hexadecimal, if it is no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<String>,
    /// BLAKE3 of the new text.
    pub(crate) new: String,
    /// How the file will be seen when it is replaced, if that is sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) seen: Option<Seen>,
}

/// Files in which nothing changes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Same {
    pub(crate) same: Vec<Seen>,
}

impl Entry {
    pub(crate) fn new(n: u64, below: &Path, hash: &blake3::Hash, seen: Option<Seen>) -> Entry {
        let raw = below.as_os_str().as_bytes();
        let (path, bytes) = match str::from_utf8(raw) {
            Ok(path) => (path.to_owned(), None),
            Err(_) => {
                let hex = raw.iter().map(|b| format!("{b:02x}")).collect();
                (crate::cli::show::Name(below).to_string(), Some(hex))
            }
        };
        Entry { n, path, bytes, new: hash.to_hex().to_string(), seen }
    }

    /// The path below the tree.
    pub(crate) fn below(&self) -> PathBuf {
        let Some(hex) = &self.bytes else { return PathBuf::from(&self.path) };
        let raw: Vec<u8> = (0..hex.len() / 2)
            .filter_map(|at| u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok())
            .collect();
        PathBuf::from(OsStr::from_bytes(&raw))
    }
}

/// Reads the journal of a run. A line that was cut by a crash was never acted
/// on, so it is left out.
pub(crate) fn read(path: &Path) -> io::Result<(Option<Header>, Vec<Entry>)> {
    let text = fs::read(path)?;
    let mut lines = text.split(|b| *b == b'\n');
    let header = lines.next().and_then(|line| serde_json::from_slice(line).ok());
    Ok((header, lines.filter_map(|line| serde_json::from_slice(line).ok()).collect()))
}

/// The files that a run has finished, if its settings were these: those that it
/// replaced, and those in which nothing changed.
pub(crate) fn finished(path: &Path, settings: &str) -> io::Result<Vec<Seen>> {
    let text = fs::read(path)?;
    let mut lines = text.split(|b| *b == b'\n');
    let header: Option<Header> = lines.next().and_then(|line| serde_json::from_slice(line).ok());
    if header.is_none_or(|header| header.settings != settings) {
        return Ok(Vec::new());
    }
    let mut finished = Vec::new();
    for line in lines {
        if let Ok(Same { same }) = serde_json::from_slice(line) {
            finished.extend(same);
        } else if let Ok(entry) = serde_json::from_slice::<Entry>(line) {
            finished.extend(entry.seen);
        }
    }
    Ok(finished)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_survives_the_journal() {
        let hash = blake3::hash(b"");
        for raw in [&b"a/\xd0\xc2.txt"[..], "新闻/a\nb".as_bytes(), b"\xff"] {
            let path = Path::new(OsStr::from_bytes(raw));
            let line = serde_json::to_string(&Entry::new(7, path, &hash, None)).unwrap();
            assert!(!line.contains('\n'));
            let entry: Entry = serde_json::from_str(&line).unwrap();
            assert_eq!(entry.below(), path);
        }
    }
}
