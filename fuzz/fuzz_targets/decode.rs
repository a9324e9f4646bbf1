//! Bytes of any kind are read, with a declaration and without; what is UTF-8 is read as it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zhclean::{Hint, decode};

fuzz_target!(|bytes: &[u8]| {
    let (text, decoded) = decode(bytes, Hint::default());
    assert!(!decoded.encoding.is_empty());
    if let Ok(valid) = std::str::from_utf8(bytes)
        && decoded.encoding == "utf-8"
    {
        assert_eq!(text, valid.strip_prefix('\u{FEFF}').unwrap_or(valid));
    }
    for encoding in ["gb18030", "big5", "utf-16le", "hz"] {
        let _ = decode(bytes, Hint { encoding: Some(encoding), ..Hint::default() });
    }
});
