//! No web page makes it panic, and its lines can be had back.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use zhclean::{Cleaner, Hint, Options};

static CLEANER: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::new(Options::default()));

fuzz_target!(|bytes: &[u8]| {
    let cleaned = CLEANER.clean_html_bytes(bytes, Hint::default());
    let _ = cleaned.trace.undo(&cleaned.text);
    let plain = CLEANER.clean(&cleaned.text);
    assert!(plain.text.len() <= 4 * bytes.len() + 64);
});
