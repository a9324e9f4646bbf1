//! Text in the quotes of JSON.

use std::borrow::Cow;

use memchr::memchr;

/// The text of a JSON string, quotes included.
pub(crate) fn unquote(raw: &str) -> serde_json::Result<Cow<'_, str>> {
    match memchr(b'\\', raw.as_bytes()) {
        None => Ok(Cow::Borrowed(&raw[1..raw.len() - 1])),
        Some(_) => match plain(&raw[1..raw.len() - 1]) {
            Some(text) => Ok(Cow::Owned(text)),
            None => serde_json::from_str(raw).map(Cow::Owned),
        },
    }
}

/// What stands between the quotes, if its escapes are those of one letter: line
/// ends, in most of what there is.
fn plain(inside: &str) -> Option<String> {
    let mut text = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        text.push(match rest.as_bytes().get(at + 1)? {
            b'n' => '\n',
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b't' => '\t',
            b'r' => '\r',
            _ => return None,
        });
        rest = &rest[at + 2..];
    }
    text.push_str(rest);
    Some(text)
}

/// `text` as a JSON string in the manner of `like`: a file that is written in
/// ASCII stays so.
pub(crate) fn quote(text: &str, like: &str) -> String {
    // Text always has a form in JSON.
    let quoted = serde_json::to_string(text).unwrap_or_default();
    let escaped = like.is_ascii() && like.contains("\\u");
    if !escaped || quoted.is_ascii() {
        return quoted;
    }
    let mut ascii = String::with_capacity(quoted.len() * 2);
    for c in quoted.chars() {
        if c.is_ascii() {
            ascii.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                ascii.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    ascii
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_written_as_they_were() {
        assert_eq!(quote("新\"闻\n", r#""旧""#), r#""新\"闻\n""#);
        assert_eq!(quote("新😀a", r#""\u65e7""#), r#""\u65b0\ud83d\ude00a""#);
        assert_eq!(unquote(r#""\u65b0\ud83d\ude00a""#).unwrap(), "新😀a");
        assert!(unquote(r#""\ud83d""#).is_err());
        assert_eq!(unquote(r#""\\n\n\/\"\t\r""#).unwrap(), "\\n\n/\"\t\r");
        assert_eq!(unquote(r#""\n\b\f\u4e2d""#).unwrap(), "\n\u{8}\u{C}中");
    }

    proptest::proptest! {
        #[test]
        fn what_is_quoted_is_read_again(text: String, ascii: bool) {
            let like = if ascii { r#""\u4e2d""# } else { "\"中\"" };
            let quoted = quote(&text, like);
            proptest::prop_assert_eq!(unquote(&quoted).unwrap(), text);
            proptest::prop_assert!(!ascii || quoted.is_ascii());
        }
    }
}
