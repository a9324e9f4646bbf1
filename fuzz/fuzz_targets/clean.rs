//! Cleaning never panics, can be undone, and has nothing to do the second time.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use zhclean::{Cleaner, Hint, Options, decode};

static CLEANER: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::new(Options::default()));

fuzz_target!(|bytes: &[u8]| {
    let cleaned = CLEANER.clean_bytes(bytes, Hint::default());
    let (text, _) = decode(bytes, Hint::default());
    assert_eq!(cleaned.trace.undo(&cleaned.text), text);
    let again = CLEANER.clean(&cleaned.text);
    assert_eq!(again.text, cleaned.text, "of {text:?}");
});
