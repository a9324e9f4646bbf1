//! Bytes that no site ever sent: real pages cut, spliced and hit by noise.

mod common;

use common::Fixture;
use zhclean::{Cleaner, Hint, Options, decode};

/// How many cases a plain `cargo test` tries; `CASES=1000000` tries a million.
const CASES: u64 = 3_000;

/// Xorshift: the same cases every time.
struct Noise(u64);

impl Noise {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }

    fn piece<'b>(&mut self, bytes: &'b [u8], longest: usize) -> &'b [u8] {
        let from = self.below(bytes.len());
        let len = self.below(longest.min(bytes.len() - from) + 1);
        &bytes[from..from + len]
    }

    fn case(&mut self, pages: &[Vec<u8>]) -> Vec<u8> {
        let page = &pages[self.below(pages.len())];
        let mut bytes = self.piece(page, 400).to_vec();
        for _ in 0..self.below(6) {
            let at = self.below(bytes.len() + 1);
            match self.below(5) {
                0 if at < bytes.len() => bytes[at] = self.below(256) as u8,
                1 => bytes.insert(at, self.below(256) as u8),
                2 => {
                    let end = bytes.len().min(at + self.below(5));
                    bytes.drain(at..end);
                }
                3 => {
                    let other = &pages[self.below(pages.len())];
                    let piece = self.piece(other, 60).to_vec();
                    bytes.splice(at..at, piece);
                }
                _ => {
                    let piece = self.piece(&bytes.clone(), 20).to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        bytes
    }
}

#[test]
fn mutated_pages_do_not_panic_and_can_be_undone() {
    let pages: Vec<Vec<u8>> = Fixture::all().iter().map(Fixture::bytes).collect();
    let cases = std::env::var("CASES").map_or(CASES, |n| n.parse().expect("CASES is a number"));
    let start = std::env::var("SEED").map_or(1, |n| n.parse().expect("SEED is a number"));
    let mut noise = Noise(0x9E37_79B9_7F4A_7C15 ^ start);
    let cleaner = Cleaner::new(Options::default());
    for n in 0..cases {
        let bytes = noise.case(&pages);
        let (text, _) = decode(&bytes, Hint::default());
        let cleaned = cleaner.clean_bytes(&bytes, Hint::default());
        assert_eq!(cleaned.trace.undo(&cleaned.text), text, "case {n}: {bytes:?}");
        if n % 16 == 0 {
            let again = cleaner.clean(&cleaned.text);
            assert_eq!(again.text, cleaned.text, "cleaned twice, case {n}: {text:?}");
        }
    }
}
