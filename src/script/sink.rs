//! Where a conversion tells its changes to.

use std::{borrow::Cow, ops::Range};

use crate::{Confidence, Patch};

/// Takes the changes of a conversion, from left to right.
pub(super) trait Sink {
    /// The character at `at`, `len` bytes long, becomes `to`.
    fn single(&mut self, at: usize, len: usize, to: char);
    /// A range becomes `to`, of which a part or all may be as it was.
    fn phrase(&mut self, range: Range<usize>, to: &str);
}

impl<S: Sink> Sink for &mut S {
    #[inline]
    fn single(&mut self, at: usize, len: usize, to: char) {
        (**self).single(at, len, to);
    }

    #[inline]
    fn phrase(&mut self, range: Range<usize>, to: &str) {
        (**self).phrase(range, to);
    }
}

/// Writes the converted text.
pub(super) struct Output<'t> {
    text: &'t str,
    out: String,
    copied: usize,
}

impl<'t> Output<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Output { text, out: String::new(), copied: 0 }
    }

    pub(super) fn finish(mut self) -> Cow<'t, str> {
        if self.copied == 0 {
            return Cow::Borrowed(self.text);
        }
        self.out.push_str(&self.text[self.copied..]);
        Cow::Owned(self.out)
    }

    #[inline]
    fn copy(&mut self, until: usize) {
        if self.copied == 0 {
            self.out.reserve(self.text.len() + self.text.len() / 16);
        }
        self.out.push_str(&self.text[self.copied..until]);
    }
}

impl Sink for Output<'_> {
    #[inline]
    fn single(&mut self, at: usize, len: usize, to: char) {
        self.copy(at);
        self.out.push(to);
        self.copied = at + len;
    }

    #[inline]
    fn phrase(&mut self, range: Range<usize>, to: &str) {
        if self.text[range.clone()] != *to {
            self.copy(range.start);
            self.out.push_str(to);
            self.copied = range.end;
        }
    }
}

/// Makes edits, only where a character changes, in a part of a patch's text.
pub(super) struct Edits<'p, 't> {
    patch: &'p mut Patch<'t>,
    /// Where the part begins.
    base: usize,
    confidence: Confidence,
}

impl<'p, 't> Edits<'p, 't> {
    pub(super) fn new(patch: &'p mut Patch<'t>, base: usize, confidence: Confidence) -> Self {
        Edits { patch, base, confidence }
    }
}

impl Sink for Edits<'_, '_> {
    #[inline]
    fn single(&mut self, at: usize, len: usize, to: char) {
        let at = self.base + at;
        self.patch.replace(at..at + len, to.encode_utf8(&mut [0; 4]), self.confidence);
    }

    fn phrase(&mut self, range: Range<usize>, to: &str) {
        let start = self.base + range.start;
        let old = &self.patch.text()[start..self.base + range.end];
        if old == to {
            return;
        }
        if old.chars().count() != to.chars().count() {
            return self.patch.replace(start..start + old.len(), to, self.confidence);
        }
        for ((at, old), new) in old.char_indices().zip(to.chars()) {
            if old != new {
                self.single(start - self.base + at, old.len_utf8(), new);
            }
        }
    }
}
