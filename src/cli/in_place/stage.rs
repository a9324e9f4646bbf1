//! One file and the new text that is to take its place.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    os::fd::OwnedFd,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use rustix::{
    fs::{
        AtFlags, FallocateFlags, FileType, Gid, Mode, OFlags, Stat, Uid, XattrFlags, fallocate,
        fchmod, fchown, fgetxattr, flistxattr, fsetxattr, fstat, openat, unlinkat,
    },
    io::Errno,
};

use super::{Store, journal::Seen};
use crate::cli::{
    formats::Format,
    show,
    work::{Sink, Skipped},
};

/// A file held open, and its new text as it is written beside it.
#[derive(Debug)]
pub(crate) struct Stage<'s> {
    store: &'s Store,
    below: PathBuf,
    dir: Arc<OwnedFd>,
    stat: Stat,
    /// Set when the file is of a kind that is not replaced.
    refused: bool,
    temp: Option<Temp>,
}

/// The new text as far as it is written.
#[derive(Debug)]
struct Temp {
    name: TempName,
    file: BufWriter<File>,
    hash: blake3::Hasher,
    len: u64,
}

/// The new text is written; the file is still the old one.
#[derive(Debug)]
pub(crate) struct Staged {
    pub(crate) below: PathBuf,
    pub(crate) dir: Arc<OwnedFd>,
    /// The file as it was when it was read.
    pub(crate) before: Stat,
    pub(crate) temp: TempName,
    pub(crate) hash: blake3::Hash,
    pub(crate) len: u64,
    /// How the file will be seen, if the new text is on the disk by then.
    pub(crate) seen: Option<Seen>,
}

/// The name of a temporary file, which goes when this is dropped.
#[derive(Debug)]
pub(crate) struct TempName {
    dir: Arc<OwnedFd>,
    pub(crate) name: String,
}

impl Drop for TempName {
    fn drop(&mut self) {
        // After the rename there is nothing of this name.
        let _ = unlinkat(&*self.dir, self.name.as_str(), AtFlags::empty());
    }
}

impl<'s> Stage<'s> {
    /// Opens the file at `below` for reading.
    pub(crate) fn open(store: &'s Store, below: &Path) -> Result<Result<(Self, File), Skipped>> {
        let (dir, name) = store.root.parent_of(below)?;
        // Not blocking: a pipe put in the file's place would hold us for ever.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let file = match openat(&*dir, name, flags, Mode::empty()) {
            Ok(file) => file,
            Err(Errno::LOOP) => return Ok(Err(Skipped::Special)),
            Err(e) => return Err(e.into()),
        };
        let stat = fstat(&file)?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Ok(Err(Skipped::Special));
        }
        if stat.st_nlink > 1 {
            return Ok(Err(Skipped::HardLinked));
        }
        let stage = Stage { store, below: below.to_owned(), dir, stat, refused: false, temp: None };
        Ok(Ok((stage, file.into())))
    }

    /// How long the file is.
    pub(crate) fn len(&self) -> u64 {
        self.stat.st_size as u64
    }

    /// True when a run that was interrupted has finished the file, and nobody
    /// wrote to it since.
    pub(crate) fn is_finished(&self) -> bool {
        self.seen().is_some_and(|seen| self.store.is_finished(&seen))
    }

    /// Nothing in the file changes: the next run need not look again, if this one
    /// is interrupted.
    pub(crate) fn same(&self) {
        if let Some(seen) = self.seen() {
            self.store.same(seen);
        }
    }

    fn seen(&self) -> Option<Seen> {
        (self.stat.st_dev == self.store.device).then(|| Seen::new(&self.below, &self.stat))
    }

    /// True when the format turned out to be one that is not replaced.
    pub(crate) fn refused(&self) -> bool {
        self.refused
    }

    /// The new text is whole: gives it the file's mode, owner and attributes.
    pub(crate) fn finish(self, source: &File) -> Result<Option<Staged>> {
        let Stage { store, below, dir, stat, temp, .. } = self;
        let Some(Temp { name, file, hash, len }) = temp else { return Ok(None) };
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        rustix::fs::ftruncate(&file, len)?;
        let now = fstat(&file)?;
        if (now.st_uid, now.st_gid) != (stat.st_uid, stat.st_gid) {
            let (uid, gid) = (Uid::from_raw(stat.st_uid), Gid::from_raw(stat.st_gid));
            fchown(&file, Some(uid), Some(gid)).map_err(io::Error::from).context(
                "its owner cannot be kept, so it was left as it is; run as its owner, or use -o",
            )?;
        }
        copy_attributes(source, &file)?;
        fchmod(&file, Mode::from_raw_mode(stat.st_mode & 0o7777))?;
        if store.syncs_each() || stat.st_dev != store.device {
            file.sync_data()?;
        }
        // A new text that is only on its way to the disk may be lost with the power.
        let sure = store.syncs() && stat.st_dev == store.device;
        let seen = sure.then(|| Seen::new(&below, &now));
        let hash = hash.finalize();
        Ok(Some(Staged { below, dir, before: stat, temp: name, hash, len, seen }))
    }
}

impl Sink for Stage<'_> {
    fn wants_unchanged(&self) -> bool {
        false
    }

    fn compresses(&self) -> bool {
        true
    }

    fn begin(&mut self, len: Option<u64>, format: Format) -> Result<()> {
        if matches!(format, Format::Html | Format::Warc | Format::Zip) {
            self.refused = true;
            return Ok(());
        }
        let name = TempName { dir: self.dir.clone(), name: self.store.temp_name() };
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = openat(&*self.dir, name.name.as_str(), flags, Mode::from_raw_mode(0o600))
            .map_err(io::Error::from)
            .context("cannot write in its folder")?;
        let file = BufWriter::with_capacity(1 << 16, File::from(file));
        let temp = Temp { name, file, hash: blake3::Hasher::new(), len: 0 };
        let temp = self.temp.insert(temp);
        // JSON lines rarely shrink or grow much.
        reserve(temp.file.get_ref(), len.unwrap_or(self.stat.st_size as u64))
    }
}

impl Write for Stage<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.refused {
            return Ok(bytes.len());
        }
        let Some(temp) = &mut self.temp else {
            return Err(io::Error::other("written to before it was begun"));
        };
        let written = temp.file.write(bytes)?;
        temp.hash.update(&bytes[..written]);
        temp.len += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        // A file is nobody's conversation.
        Ok(())
    }
}

/// Extended attributes, and with them access lists.
fn copy_attributes(from: &File, to: &File) -> Result<()> {
    let mut names = vec![0_u8; 256];
    let len = loop {
        match flistxattr(from, &mut names[..]) {
            Ok(len) => break len,
            Err(Errno::RANGE) if names.len() < 1 << 16 => names.resize(names.len() * 4, 0),
            // A file system without them.
            Err(_) => return Ok(()),
        }
    };
    for name in names[..len].split(|b| *b == 0).filter(|name| !name.is_empty()) {
        let mut value = vec![0_u8; 1 << 16];
        let Ok(len) = fgetxattr(from, name, &mut value[..]) else { continue };
        if let Err(e) = fsetxattr(to, name, &value[..len], XattrFlags::empty()) {
            // The system gives each file its own label; another one is its business.
            if !name.starts_with(b"security.") {
                let name = String::from_utf8_lossy(name);
                bail!("its attribute {name} cannot be kept ({e}), so it was left as it is");
            }
        }
    }
    Ok(())
}

/// Takes the room for `len` bytes, so that a full disk is met before the work.
pub(crate) fn reserve(file: &File, len: u64) -> Result<()> {
    if len == 0 {
        return Ok(());
    }
    match fallocate(file, FallocateFlags::empty(), 0, len) {
        // Some file systems cannot: there the write will tell.
        Ok(()) | Err(Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL) => Ok(()),
        Err(Errno::NOSPC | Errno::DQUOT) => {
            bail!(
                "no room on the disk for its new text ({}); the file is as it was",
                show::size(len)
            )
        }
        Err(Errno::FBIG) => {
            bail!(
                "its new text ({}) is longer than a file may be here; the file is as it was",
                show::size(len)
            )
        }
        Err(e) => Err(io::Error::from(e).into()),
    }
}
