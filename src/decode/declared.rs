//! What a document says of its own encoding. It is often wrong.

use memchr::memmem;

/// How far into a document a declaration is looked for, in bytes. Browsers
/// stop at 1,024; real heads are longer.
const WINDOW: usize = 4096;

/// The label in `<meta charset=…>`, in `<meta … content="…; charset=…">`, or
/// in an XML declaration.
pub(super) fn find(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(WINDOW)];
    // Nearly every text that is not markup ends here.
    memchr::memchr(b'<', head)?;
    let head = head.to_ascii_lowercase();
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).trim_ascii_start();
    if start.starts_with(b"<?xml") {
        let end = memmem::find(start, b"?>").unwrap_or(start.len());
        if let Some(label) = label_after(&start[..end], b"encoding") {
            return Some(label);
        }
    }
    memmem::find_iter(&head, b"<meta").find_map(|at| {
        let tag = &head[at..];
        let end = memchr::memchr(b'>', tag).unwrap_or(tag.len());
        label_after(&tag[..end], b"charset")
    })
}

/// The word after `key` and an equals sign.
fn label_after(tag: &[u8], key: &[u8]) -> Option<String> {
    let after = &tag[memmem::find(tag, key)? + key.len()..];
    let after = after.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let after = after.strip_prefix(b"\"").or(after.strip_prefix(b"'")).unwrap_or(after);
    let after = after.trim_ascii_start();
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || b"-_.:".contains(b);
    let end = after.iter().position(|b| !is_part(b)).unwrap_or(after.len());
    let label = String::from_utf8(after[..end].to_vec()).ok()?;
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_markup_declares_an_encoding() {
        for text in ["charset=gbk", "<p>charset=gbk</p>", "<meta charset>", "<meta charset=", ""] {
            assert_eq!(find(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_declaration_is_found_in_all_its_forms() {
        for text in [
            "<meta charset=gbk>",
            "<META CHARSET = \"GBK\" />",
            "<head><meta name=x><meta http-equiv='Content-Type' content='text/html; charset=gbk'>",
            "<?xml version=\"1.0\" encoding='gbk'?><a/>",
            "<meta charset=\"gbk",
        ] {
            assert_eq!(find(text.as_bytes()).as_deref(), Some("gbk"), "{text}");
        }
    }
}
