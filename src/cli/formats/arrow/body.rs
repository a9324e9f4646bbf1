//! The body of a batch, however long: its buffers read, and new ones written.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, Write},
    os::unix::fs::FileExt,
};

use lz4_flex::frame::{FrameDecoder, FrameEncoder};
use tempfile::SpooledTempFile;

use super::{damaged, messages::Packing};

/// A body longer than this waits on the disk.
const HELD: u64 = 16 << 20;

/// A new buffer longer than this does.
const NEW_HELD: usize = 4 << 20;

/// Before a compressed buffer stands how long it is without, or this.
const NOT_PACKED: i64 = -1;

/// The bytes behind a message.
pub(super) struct Body {
    place: Place,
    pub(super) len: u64,
}

enum Place {
    Memory(Vec<u8>),
    /// From here on.
    File(File, u64),
}

impl Body {
    /// Takes `len` bytes from `input`; `file` is what that reads, if it is a
    /// file, and where it stands in it.
    pub(super) fn take(
        input: &mut impl Read,
        file: Option<(&File, u64)>,
        len: u64,
    ) -> io::Result<Body> {
        let mut input = input.take(len);
        let (place, read) = if len <= HELD {
            let mut bytes = Vec::new();
            let read = input.read_to_end(&mut bytes)? as u64;
            (Place::Memory(bytes), read)
        } else if let Some((file, at)) = file {
            (Place::File(file.try_clone()?, at), io::copy(&mut input, &mut io::sink())?)
        } else {
            let mut file = tempfile::tempfile()?;
            let read = io::copy(&mut input, &mut file)?;
            (Place::File(file, 0), read)
        };
        if read < len {
            return Err(damaged("it ends within a batch"));
        }
        Ok(Body { place, len })
    }

    /// All of a file.
    pub(super) fn of(file: File) -> io::Result<Body> {
        let len = file.metadata()?.len();
        Ok(Body { place: Place::File(file, 0), len })
    }

    /// A part of it by itself.
    pub(super) fn part(&self, at: u64, len: u64) -> io::Result<Body> {
        match &self.place {
            Place::File(file, from) if len > HELD => {
                Ok(Body { place: Place::File(file.try_clone()?, from + at), len })
            }
            _ => {
                let len = usize::try_from(len).map_err(damaged)?;
                Ok(Body { place: Place::Memory(self.bytes(at, len)?), len: len as u64 })
            }
        }
    }

    /// Some of its bytes.
    pub(super) fn bytes(&self, at: u64, len: usize) -> io::Result<Vec<u8>> {
        Section { body: self, at: 0, end: self.len }.part(at, len)
    }

    /// Some of it as it lies there.
    pub(super) fn section(&self, (offset, len): (i64, i64)) -> io::Result<Section<'_>> {
        let lies = || damaged("a buffer lies outside of its batch");
        let at = u64::try_from(offset).map_err(|_| lies())?;
        let end = u64::try_from(len).ok().and_then(|len| at.checked_add(len)).ok_or_else(lies)?;
        // An empty one may lie anywhere.
        if end > self.len && end > at {
            return Err(lies());
        }
        Ok(Section { body: self, at, end })
    }

    /// A buffer unpacked, and how long it is.
    pub(super) fn buffer(
        &self,
        lies: (i64, i64),
        packing: Option<Packing>,
    ) -> io::Result<(Box<dyn Read + Send + '_>, u64)> {
        let mut section = self.section(lies)?;
        let left = section.end - section.at;
        let Some(packing) = packing.filter(|_| left > 0) else {
            return Ok((Box::new(BufReader::with_capacity(1 << 16, section)), left));
        };
        let mut len = [0; 8];
        section.read_exact(&mut len)?;
        let len = i64::from_le_bytes(len);
        let plain = left - 8;
        let section = BufReader::with_capacity(1 << 16, section);
        if len == NOT_PACKED {
            return Ok((Box::new(section), plain));
        }
        let len = u64::try_from(len).map_err(|_| damaged("a buffer of negative length"))?;
        let unpacked: Box<dyn Read + Send> = match packing {
            Packing::Lz4 => Box::new(FrameDecoder::new(section)),
            Packing::Zstd => Box::new(zstd::Decoder::with_buffer(section)?),
        };
        Ok((Box::new(BufReader::with_capacity(1 << 16, unpacked.take(len))), len))
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
        match &self.place {
            Place::Memory(bytes) => {
                let rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..)).unwrap_or(&[]);
                let len = rest.len().min(into.len());
                into[..len].copy_from_slice(&rest[..len]);
                Ok(len)
            }
            Place::File(file, from) => file.read_at(into, from + at),
        }
    }
}

/// Reads a part of a body.
pub(super) struct Section<'b> {
    body: &'b Body,
    at: u64,
    end: u64,
}

impl Section<'_> {
    /// Some bytes from its `at`th on.
    pub(super) fn part(&self, at: u64, len: usize) -> io::Result<Vec<u8>> {
        let from = self.at.checked_add(at).filter(|from| *from <= self.end);
        let from = from.filter(|from| len as u64 <= self.end - from);
        let from = from.ok_or_else(|| damaged("a part lies outside of the whole"))?;
        let mut bytes = Vec::new();
        Section { body: self.body, at: from, end: from + len as u64 }.read_to_end(&mut bytes)?;
        if bytes.len() < len {
            return Err(damaged("it ends within a batch"));
        }
        Ok(bytes)
    }
}

impl Read for Section<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let len = into.len().min(usize::try_from(self.end - self.at).unwrap_or(usize::MAX));
        let read = self.body.read_at(self.at, &mut into[..len])?;
        self.at += read as u64;
        Ok(read)
    }
}

/// A buffer being written.
pub(super) struct NewBuffer {
    /// How long it is before it is packed.
    pub(super) len: u64,
    out: Packer,
}

enum Packer {
    Plain(SpooledTempFile),
    Lz4(Box<FrameEncoder<SpooledTempFile>>),
    Zstd(zstd::Encoder<'static, SpooledTempFile>),
}

impl NewBuffer {
    pub(super) fn new(packing: Option<Packing>) -> io::Result<NewBuffer> {
        let mut file = SpooledTempFile::new(NEW_HELD);
        if packing.is_some() {
            // Here goes the length.
            file.write_all(&[0; 8])?;
        }
        let out = match packing {
            None => Packer::Plain(file),
            Some(Packing::Lz4) => Packer::Lz4(Box::new(FrameEncoder::new(file))),
            Some(Packing::Zstd) => {
                Packer::Zstd(zstd::Encoder::new(file, zstd::DEFAULT_COMPRESSION_LEVEL)?)
            }
        };
        Ok(NewBuffer { len: 0, out })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.len += bytes.len() as u64;
        match &mut self.out {
            Packer::Plain(file) => file.write_all(bytes),
            Packer::Lz4(file) => file.write_all(bytes),
            Packer::Zstd(file) => file.write_all(bytes),
        }
    }

    /// What takes its place in the body, from its beginning, and how long that is.
    pub(super) fn finish(self) -> io::Result<(SpooledTempFile, u64)> {
        let (mut file, packed) = match self.out {
            Packer::Plain(file) => (file, false),
            Packer::Lz4(file) => (file.finish().map_err(io::Error::other)?, true),
            Packer::Zstd(file) => (file.finish()?, true),
        };
        let len = if self.len == 0 { 0 } else { file.stream_position()? };
        file.rewind()?;
        if packed && self.len > 0 {
            let len = i64::try_from(self.len).map_err(io::Error::other)?;
            file.write_all(&len.to_le_bytes())?;
            file.rewind()?;
        } else if packed {
            file.set_len(0)?;
        }
        Ok((file, len))
    }
}
