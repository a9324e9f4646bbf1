//! Conversion with one dictionary.

use std::sync::OnceLock;

use super::{
    glance::{self, Glance, Steps, Writer},
    sink::Sink,
};
use crate::phrases::{CHAR, Dict, PHRASE, SLOW, decode, ids_arity, ids_len};

/// A dictionary that texts are sent through.
pub(super) struct OneStep {
    pub(super) dict: Dict,
    glance: OnceLock<Glance>,
}

impl From<Dict> for OneStep {
    fn from(dict: Dict) -> Self {
        OneStep { dict, glance: OnceLock::new() }
    }
}

impl OneStep {
    /// Tells `sink` what changes in `text`, from left to right.
    pub(super) fn run(&self, text: &str, sink: &mut impl Sink) {
        let mut steps =
            Run { step: self, glance: self.glance.get_or_init(|| Glance::of(&self.dict)) };
        glance::convert(text, &mut steps, sink);
    }

    /// Appends what becomes of the place `at` to `out`, and returns how much of
    /// the text that was.
    pub(super) fn append(&self, text: &str, at: usize, out: &mut String) -> usize {
        let (ch, len) = decode(text.as_bytes(), at);
        if let Some(found) = self.dict.phrase(text, at, text.len(), ch, len) {
            out.push_str(found.value);
            return found.len;
        }
        self.append_single(text, at, ch, len, out)
    }

    /// The same where no phrase begins.
    pub(super) fn append_single(
        &self,
        text: &str,
        at: usize,
        ch: u32,
        len: usize,
        out: &mut String,
    ) -> usize {
        if let Some(value) = self.dict.single(ch, &mut [0; 4]) {
            out.push_str(value);
            return len;
        }
        let n = description(text.as_bytes(), at, ch).unwrap_or(len);
        out.push_str(&text[at..at + n]);
        n
    }
}

struct Run<'d> {
    step: &'d OneStep,
    glance: &'d Glance,
}

impl Steps for Run<'_> {
    fn glance(&self) -> &Glance {
        self.glance
    }

    fn ascii(&self) -> usize {
        self.step.dict.ascii
    }

    #[inline]
    fn step(&mut self, at: usize, writer: &mut Writer<'_, impl Sink>) -> usize {
        let (dict, text) = (&self.step.dict, writer.text);
        let (ch, len) = decode(text.as_bytes(), at);
        let cell = dict.table.get(ch as usize).copied().unwrap_or(PHRASE | SLOW);
        if cell & PHRASE != 0
            && let Some(found) = dict.phrase(text, at, text.len(), ch, len)
        {
            writer.alike_or(at..at + found.len, found.value, found.alike);
            return at + found.len;
        }
        if cell & SLOW != 0 {
            return at + slow_single(dict, at, ch, len, writer);
        }
        if cell & CHAR != ch {
            writer.single(at, len, character(cell & CHAR));
        }
        at + len
    }
}

#[cold]
fn slow_single(
    dict: &Dict,
    at: usize,
    ch: u32,
    len: usize,
    writer: &mut Writer<'_, impl Sink>,
) -> usize {
    if let Some(value) = dict.single(ch, &mut [0; 4]) {
        writer.phrase(at..at + len, value);
        return len;
    }
    description(writer.text.as_bytes(), at, ch).unwrap_or(len)
}

/// The length of a whole ideographic description at `at`, if there is one.
pub(super) fn description(bytes: &[u8], at: usize, ch: u32) -> Option<usize> {
    let starts = ids_arity(ch) > 0;
    starts.then(|| ids_len(bytes, at)).filter(|len| *len > 0)
}

#[inline]
pub(super) fn character(ch: u32) -> char {
    char::from_u32(ch).unwrap_or('\u{FFFD}')
}
