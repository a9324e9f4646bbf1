//! Two texts that have as many characters, each as long as that of the other in
//! its place, and where they differ.

use std::ops::Range;

/// Equal text of so many bytes parts two stretches. What it would take to keep
/// that is what it takes to keep another edit, nearly.
const APART: usize = 32;

/// True when both have as many characters, each as long as the other.
pub(crate) fn alike(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.char_indices().map(|(at, _)| at).eq(b.char_indices().map(|(at, _)| at))
}

/// The next part, from `at` on, of two texts with characters of the same lengths
/// that begins and ends with characters that differ, and has no long piece in
/// it that does not.
pub(crate) fn differing_part(old: &str, new: &str, at: usize) -> Option<Range<usize>> {
    let (a, b) = (old.as_bytes(), new.as_bytes());
    let end_of = |block: usize| a.len().min(block + APART);
    let same = |block: usize| a[block..end_of(block)] == b[block..end_of(block)];
    let differs = |(a, b): (&u8, &u8)| a != b;
    let mut start = at;
    while start < a.len() && same(start) {
        start = end_of(start);
    }
    start += a[start..].iter().zip(&b[start..]).position(differs)?;
    let mut end = start;
    while end < a.len() && !same(end) {
        end = end_of(end);
    }
    let last = a[start..end].iter().zip(&b[start..end]).rposition(differs)?;
    Some(old.floor_char_boundary(start)..old.ceil_char_boundary(start + last + 1))
}

/// The next run, from `at` on, of characters that differ.
pub(crate) fn next_run(old: &str, new: &str, at: usize) -> Option<Range<usize>> {
    let pairs = old.as_bytes()[at..].iter().zip(&new.as_bytes()[at..]);
    let start = old.floor_char_boundary(at + pairs.clone().position(|(a, b)| a != b)?);
    let pairs = old[start..].chars().zip(new[start..].chars());
    let len: usize = pairs.take_while(|(a, b)| a != b).map(|(a, _)| a.len_utf8()).sum();
    Some(start..start + len)
}

/// Where the run of characters that differ at the end begins.
pub(crate) fn last_run(old: &str, new: &str) -> usize {
    let pairs = old.chars().rev().zip(new.chars().rev());
    let len: usize = pairs.take_while(|(a, b)| a != b).map(|(a, _)| a.len_utf8()).sum();
    old.len() - len
}

/// The run of characters that differ in which the place `p` lies; only the place
/// where there is none.
pub(crate) fn run_around(old: &str, new: &str, p: usize) -> Range<usize> {
    let left = old.floor_char_boundary(p);
    let start = last_run(&old[..left], &new[..left]);
    let ahead = next_run(&old[left..], &new[left..], 0).filter(|run| run.start == 0);
    match ahead {
        Some(run) if start < p => start..left + run.end,
        _ => p..p,
    }
}
