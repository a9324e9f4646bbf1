//! Where a conversion tells its changes to.

use std::{borrow::Cow, ops::Range};

use crate::{Confidence, Patch};

/// Takes the changes of a conversion, from left to right.
pub(super) trait Sink {
    /// A range becomes `to`, which has a character of the same length for each of
    /// its characters. Any of them may be as it was.
    fn alike(&mut self, range: Range<usize>, to: &str);

    /// A range becomes `to`, of which a part or all may be as it was.
    fn phrase(&mut self, range: Range<usize>, to: &str);

    /// The character at `at`, `len` bytes long, becomes `to`.
    #[inline]
    fn single(&mut self, at: usize, len: usize, to: char) {
        let (range, alike) = (at..at + len, to.len_utf8() == len);
        let mut room = [0; 4];
        let to: &str = to.encode_utf8(&mut room);
        if alike { self.alike(range, to) } else { self.phrase(range, to) }
    }
}

impl<S: Sink> Sink for &mut S {
    #[inline]
    fn alike(&mut self, range: Range<usize>, to: &str) {
        (**self).alike(range, to);
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
    fn alike(&mut self, range: Range<usize>, to: &str) {
        self.phrase(range, to);
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
    fn alike(&mut self, range: Range<usize>, to: &str) {
        let (start, end) = (self.base + range.start, self.base + range.end);
        self.patch.replace_alike(start..end, to, self.confidence);
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
                self.single_at(start + at..start + at + old.len_utf8(), new);
            }
        }
    }
}

impl Edits<'_, '_> {
    fn single_at(&mut self, range: Range<usize>, to: char) {
        self.patch.replace(range, to.encode_utf8(&mut [0; 4]), self.confidence);
    }
}
