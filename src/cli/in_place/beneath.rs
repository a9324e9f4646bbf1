//! Opening folders below a root without ever following a link.

use std::{
    ffi::OsStr,
    io,
    os::fd::OwnedFd,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use rustix::fs::{CWD, Mode, OFlags, openat};

/// A folder, held open.
#[derive(Debug)]
pub(crate) struct Root {
    pub(crate) path: PathBuf,
    pub(crate) dir: OwnedFd,
    /// The folder below that was asked for last: files come folder by folder.
    last: std::sync::Mutex<Option<(PathBuf, Arc<OwnedFd>)>>,
}

const FOLDER: OFlags =
    OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC).union(OFlags::NOFOLLOW);

impl Root {
    /// Opens `path`, whose own links may be followed: the user named it.
    pub(crate) fn open(path: &Path) -> io::Result<Root> {
        let dir = openat(CWD, path, FOLDER.difference(OFlags::NOFOLLOW), Mode::empty())?;
        Ok(Root { path: path.to_owned(), dir, last: std::sync::Mutex::default() })
    }

    /// The folder that `below` lies in, and its name there.
    pub(crate) fn parent_of<'b>(&self, below: &'b Path) -> io::Result<(Arc<OwnedFd>, &'b OsStr)> {
        let name = below.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let parent = below.parent().unwrap_or(Path::new(""));
        Ok((self.folder(parent)?, name))
    }

    fn folder(&self, below: &Path) -> io::Result<Arc<OwnedFd>> {
        let mut last = self.last.lock().expect("no thread panics holding it");
        if let Some((path, dir)) = &*last
            && path == below
        {
            return Ok(dir.clone());
        }
        let mut dir = openat(&self.dir, ".", FOLDER, Mode::empty())?;
        for part in below.components() {
            let Component::Normal(name) = part else {
                return Err(io::ErrorKind::InvalidInput.into());
            };
            dir = openat(&dir, name, FOLDER, Mode::empty())?;
        }
        let dir = Arc::new(dir);
        *last = Some((below.to_owned(), dir.clone()));
        Ok(dir)
    }
}
