//! A file for a reader that believes what it is told.

use std::{
    fs::File,
    io::{self, BufReader, Read},
};

use bytes::Bytes;
use parquet::{
    errors::Result,
    file::reader::{ChunkReader, Length},
};

/// A file at whose end reading fails, and does not just give nothing: else two
/// thousand million values that a damaged header speaks of are passed over one by
/// one, where there is none.
pub(super) struct Strict(pub(super) File);

impl Length for Strict {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl ChunkReader for Strict {
    type T = SomeBytes;

    fn get_read(&self, start: u64) -> Result<SomeBytes> {
        Ok(SomeBytes(self.0.get_read(start)?))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        self.0.get_bytes(start, length)
    }
}

/// Gives some bytes, or fails.
pub(super) struct SomeBytes(BufReader<File>);

impl Read for SomeBytes {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into)? {
            0 if !into.is_empty() => Err(io::ErrorKind::UnexpectedEof.into()),
            read => Ok(read),
        }
    }
}
