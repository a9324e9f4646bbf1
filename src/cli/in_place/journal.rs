//! What a run was about to do, line by line, before it did it.

use std::{
    ffi::OsStr,
    fs, io,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// The first line: which run this is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Header {
    pub(crate) zhclean: String,
    pub(crate) run: String,
    pub(crate) command: Vec<String>,
    /// Every tree that this run works in, this one too.
    pub(crate) trees: Vec<String>,
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
}

impl Entry {
    pub(crate) fn new(n: u64, below: &Path, hash: &blake3::Hash) -> Entry {
        let raw = below.as_os_str().as_bytes();
        let (path, bytes) = match str::from_utf8(raw) {
            Ok(path) => (path.to_owned(), None),
            Err(_) => {
                let hex = raw.iter().map(|b| format!("{b:02x}")).collect();
                (crate::cli::show::Name(below).to_string(), Some(hex))
            }
        };
        Entry { n, path, bytes, new: hash.to_hex().to_string() }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_survives_the_journal() {
        let hash = blake3::hash(b"");
        for raw in [&b"a/\xd0\xc2.txt"[..], "新闻/a\nb".as_bytes(), b"\xff"] {
            let path = Path::new(OsStr::from_bytes(raw));
            let line = serde_json::to_string(&Entry::new(7, path, &hash)).unwrap();
            assert!(!line.contains('\n'));
            let entry: Entry = serde_json::from_str(&line).unwrap();
            assert_eq!(entry.below(), path);
        }
    }
}
