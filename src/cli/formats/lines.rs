//! A stream taken apart into whole lines, many at a time.

use std::{
    io::{self, Read},
    ops::Range,
};

use memchr::{memchr, memchr_iter, memrchr};

/// How much is read at once. A pipe gives less, so that a line is answered as
/// soon as it is there.
const BLOCK: usize = 256 << 10;

/// Some whole lines, or part of one that is too long to be held.
pub(crate) enum Block {
    Lines { first: u64, bytes: Vec<u8> },
    TooLong { line: u64, bytes: Vec<u8>, begins: bool },
}

/// Reads whole lines, as many as are there.
pub(crate) struct Blocks<R> {
    input: R,
    /// Read, and not yet handed out: the beginning of a line.
    rest: Vec<u8>,
    line: u64,
    longest: u64,
    /// Inside a line that is too long to be held.
    too_long: bool,
    /// The rest may hold whole lines.
    unsearched: bool,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    pub(crate) fn new(input: R, longest: u64) -> Self {
        Blocks {
            input,
            rest: Vec::new(),
            line: 1,
            longest,
            too_long: false,
            unsearched: false,
            ended: false,
        }
    }

    /// Reads once; the range of [`Blocks::rest`] that is new.
    fn read(&mut self) -> io::Result<Range<usize>> {
        let old = self.rest.len();
        self.rest.resize(old + BLOCK.max(old / 4), 0);
        let read = loop {
            match self.input.read(&mut self.rest[old..]) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.rest.truncate(old + *read.as_ref().unwrap_or(&0));
        self.ended = read? == 0;
        Ok(old..self.rest.len())
    }

    /// The first `len` bytes of the rest.
    fn take_out(&mut self, len: usize) -> Vec<u8> {
        let rest = self.rest.split_off(len);
        std::mem::replace(&mut self.rest, rest)
    }

    fn lines(&mut self, len: usize) -> Block {
        let bytes = self.take_out(len);
        let first = self.line;
        self.line += memchr_iter(b'\n', &bytes).count() as u64;
        Block::Lines { first, bytes }
    }

    fn part_of_line(&mut self, begins: bool) -> Option<Block> {
        let end = memchr(b'\n', &self.rest).map(|at| at + 1);
        let bytes = self.take_out(end.unwrap_or(self.rest.len()));
        let line = self.line;
        self.too_long = end.is_none();
        self.unsearched = end.is_some();
        self.line += u64::from(end.is_some());
        (!bytes.is_empty()).then_some(Block::TooLong { line, bytes, begins })
    }

    fn advance(&mut self) -> io::Result<Option<Block>> {
        loop {
            if self.too_long {
                if self.rest.is_empty() && !self.ended {
                    self.read()?;
                }
                if let Some(block) = self.part_of_line(false) {
                    return Ok(Some(block));
                }
                if self.ended {
                    return Ok(None);
                }
                continue;
            }
            if self.ended {
                return Ok((!self.rest.is_empty()).then(|| self.lines(self.rest.len())));
            }
            // What follows a line that was too long was read with it.
            let new = if std::mem::take(&mut self.unsearched) {
                0..self.rest.len()
            } else {
                self.read()?
            };
            if let Some(at) = memrchr(b'\n', &self.rest[new.clone()]) {
                return Ok(Some(self.lines(new.start + at + 1)));
            }
            if self.rest.len() as u64 > self.longest {
                return Ok(self.part_of_line(true));
            }
        }
    }
}

impl<R: Read> Iterator for Blocks<R> {
    type Item = io::Result<Block>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes in pieces of the given size.
    struct Pieces<'b>(&'b [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let len = self.1.min(self.0.len()).min(into.len());
            into[..len].copy_from_slice(&self.0[..len]);
            self.0 = &self.0[len..];
            Ok(len)
        }
    }

    #[test]
    fn any_cutting_gives_the_same_lines() {
        let text = "a\n\nbbbbbbbbbbbb\nc\ndddddddddddddddddddddd\ne".as_bytes();
        for piece in 1..=text.len() {
            let mut all = Vec::new();
            for block in Blocks::new(Pieces(text, piece), 8) {
                match block.unwrap() {
                    Block::Lines { first, bytes } => {
                        let before = memchr_iter(b'\n', &all).count() as u64;
                        assert_eq!(first, before + 1, "{piece}");
                        all.extend(bytes);
                    }
                    Block::TooLong { line, bytes, .. } => {
                        assert!(line == 3 || line == 5, "{piece}");
                        all.extend(bytes);
                    }
                }
            }
            assert_eq!(all, text, "{piece}");
        }
    }
}
