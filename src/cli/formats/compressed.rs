//! gzip, Zstandard and xz: read as they come, written as they were.

use std::io::{self, BufReader, Read, Write};

use anyhow::Result;
use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use lzma_rust2::{XzOptions, XzReader, XzWriter};

use super::Format;
use crate::cli::work::Sink;

/// The most that a reader of xz takes, in KiB: a dictionary of 128 MiB, which
/// is the ceiling of Zstandard and twice what `xz -9` makes, and its own needs.
/// The dictionary is named in the file, and may be named as 4 GiB.
const XZ_MEMORY: u32 = 132 << 10;

/// What `xz` compresses with unless it is told otherwise.
const XZ_PRESET: u32 = 6;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    Gzip,
    Zstd,
    Xz,
}

impl Codec {
    /// Its name in a sentence.
    fn as_str(self) -> &'static str {
        match self {
            Codec::Gzip => "gzip",
            Codec::Zstd => "Zstandard",
            Codec::Xz => "xz",
        }
    }

    /// What the first bytes say.
    pub(crate) fn of(head: &[u8]) -> Option<Codec> {
        if head.starts_with(b"\x1F\x8B\x08") {
            Some(Codec::Gzip)
        } else if head.starts_with(b"\x28\xB5\x2F\xFD") {
            Some(Codec::Zstd)
        } else if head.starts_with(b"\xFD7zXZ\0") {
            Some(Codec::Xz)
        } else {
            None
        }
    }

    /// What `input` holds. Several members one after the other are one text.
    pub(crate) fn decoder<'r>(
        self,
        input: impl Read + Send + 'r,
    ) -> Result<Box<dyn Read + Send + 'r>> {
        let plain: Box<dyn Read + Send + 'r> = match self {
            Codec::Gzip => Box::new(MultiGzDecoder::new(input)),
            Codec::Zstd => {
                let input = BufReader::with_capacity(
                    zstd::Decoder::<io::Empty>::recommended_output_size(),
                    input,
                );
                Box::new(zstd::Decoder::with_buffer(input)?)
            }
            Codec::Xz => Box::new(XzReader::new_mem_limit(
                BufReader::with_capacity(1 << 16, input),
                true,
                XZ_MEMORY,
            )),
        };
        Ok(Box::new(Unpacked { plain, codec: self }))
    }
}

/// Says what a reader's fault means.
struct Unpacked<'r> {
    plain: Box<dyn Read + Send + 'r>,
    codec: Codec,
}

impl Read for Unpacked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.plain.read(into).map_err(|e| match e.kind() {
            io::ErrorKind::Interrupted => e,
            io::ErrorKind::OutOfMemory => io::Error::other(format!(
                "its {} data asks for more memory than is given ({e}); compress it anew",
                self.codec.as_str()
            )),
            kind => {
                let name = self.codec.as_str();
                io::Error::new(kind, format!("its {name} data is cut short or damaged ({e})"))
            }
        })
    }
}

/// A sink that takes plain text for a place that holds it compressed.
pub(crate) struct Packed<'s> {
    sink: &'s mut dyn Sink,
    codec: Codec,
    encoder: Option<Encoder>,
    plain: bool,
    /// Something was written since the last part ended.
    begun: bool,
}

enum Encoder {
    Gzip(GzEncoder<Vec<u8>>),
    Zstd(zstd::Encoder<'static, Vec<u8>>),
    Xz(Box<XzWriter<Vec<u8>>>),
}

impl<'s> Packed<'s> {
    pub(crate) fn new(sink: &'s mut dyn Sink, codec: Codec) -> Self {
        Packed { sink, codec, encoder: None, plain: false, begun: true }
    }

    /// Writes the end of the compressed text.
    pub(crate) fn finish(self) -> io::Result<()> {
        let rest = match self.encoder {
            None => return Ok(()),
            Some(_) if !self.begun => return Ok(()),
            Some(Encoder::Gzip(encoder)) => encoder.finish()?,
            Some(Encoder::Zstd(encoder)) => encoder.finish()?,
            Some(Encoder::Xz(encoder)) => encoder.finish()?,
        };
        self.sink.write_all(&rest)
    }
}

impl Sink for Packed<'_> {
    fn wants_unchanged(&self) -> bool {
        self.sink.wants_unchanged()
    }

    fn compresses(&self) -> bool {
        self.sink.compresses()
    }

    fn never_compress(&mut self) {
        self.plain = true;
    }

    fn end_part(&mut self) -> io::Result<()> {
        let Some(Encoder::Gzip(encoder)) = &mut self.encoder else { return Ok(()) };
        let next = GzEncoder::new(Vec::new(), Compression::default());
        let whole = std::mem::replace(encoder, next).finish()?;
        self.begun = false;
        self.sink.write_all(&whole)
    }

    fn begin(&mut self, len: Option<u64>, format: Format) -> Result<()> {
        if self.plain || !self.sink.compresses() {
            return self.sink.begin(len, format);
        }
        self.encoder = Some(match self.codec {
            Codec::Gzip => Encoder::Gzip(GzEncoder::new(Vec::new(), Compression::default())),
            Codec::Zstd => {
                let mut encoder = zstd::Encoder::new(Vec::new(), zstd::DEFAULT_COMPRESSION_LEVEL)?;
                // A thread of its own, and a tenth less work: it keeps what it looks back at in
                // one piece.
                encoder.multithread(1)?;
                Encoder::Zstd(encoder)
            }
            Codec::Xz => {
                let options = XzOptions::with_preset(XZ_PRESET);
                Encoder::Xz(Box::new(XzWriter::new(Vec::new(), options)?))
            }
        });
        self.sink.begin(None, format)
    }
}

impl Write for Packed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begun |= !bytes.is_empty();
        let (written, ready) = match &mut self.encoder {
            None => return self.sink.write(bytes),
            Some(Encoder::Gzip(encoder)) => (encoder.write(bytes)?, encoder.get_mut()),
            Some(Encoder::Zstd(encoder)) => (encoder.write(bytes)?, encoder.get_mut()),
            Some(Encoder::Xz(encoder)) => (encoder.write(bytes)?, encoder.inner_mut()),
        };
        if !ready.is_empty() {
            self.sink.write_all(ready)?;
            ready.clear();
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        // Flushing a compressor costs space; a file is nobody's conversation.
        if self.encoder.is_some() { Ok(()) } else { self.sink.flush() }
    }
}
