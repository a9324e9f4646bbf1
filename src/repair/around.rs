//! What stands around a place in the text: a URL, code, a quotation.

use std::ops::Range;

/// How far back a token is followed. Longer ones are no URL that anybody
/// wrote, and the bound keeps a text of nothing but escapes linear.
const REACH: usize = 512;

/// Stretches of a text that are code: between backticks, or fenced.
pub(crate) struct Code(Vec<Range<usize>>);

impl Code {
    pub(crate) fn of(text: &str) -> Self {
        let mut spans = Vec::new();
        if memchr::memchr(b'`', text.as_bytes()).is_some() {
            let (mut at, mut fence) = (0, None);
            for line in text.split_inclusive('\n') {
                if line.trim_start().starts_with("```") {
                    match fence.take() {
                        Some(start) => spans.push(start..at + line.len()),
                        None => fence = Some(at),
                    }
                } else if fence.is_none() {
                    let ticks: Vec<usize> = memchr::memchr_iter(b'`', line.as_bytes()).collect();
                    spans.extend(ticks.chunks_exact(2).map(|pair| at + pair[0]..at + pair[1]));
                }
                at += line.len();
            }
        }
        Code(spans)
    }

    pub(crate) fn holds(&self, at: usize) -> bool {
        let past = self.0.partition_point(|span| span.end <= at);
        self.0.get(past).is_some_and(|span| span.start <= at)
    }
}

/// The line that `at` lies on, without its end.
pub(super) fn line_around(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |i| i + 1);
    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(text.len(), |i| at + i);
    start..end
}

/// True when the ASCII that leads up to `at` without a gap looks like a URL,
/// an address or a query. Behind a character reference that is only what has
/// a scheme: `&#21488;/&#28771;` is two characters and a slash.
pub(super) fn in_url(text: &str, at: usize) -> bool {
    let bytes = &text.as_bytes()[at.saturating_sub(REACH)..at];
    // Nothing of a URL is near, as in a text of nothing but references.
    if memchr::memchr3(b'/', b'?', b'=', bytes).is_none()
        && memchr::memchr2(b'@', b'w', bytes).is_none()
    {
        return false;
    }
    let start = bytes.iter().rposition(|b| !b.is_ascii_graphic() || b"<>\"'`".contains(b));
    let token = &bytes[start.map_or(0, |i| i + 1)..];
    if !token.starts_with(b"www.") && !token.iter().any(|b| b"/?=@".contains(b)) {
        return false;
    }
    let refers = token.windows(2).any(|w| w == b"&#" || w == b";#");
    // `&lt;/p&gt;`, `<br/&gt;`: the slash is that of a tag.
    let tag = start.is_some_and(|i| bytes[i] == b'<')
        || token.windows(3).any(|w| w == b"lt;" || w == b"gt;");
    !(refers || tag) || token.windows(3).any(|w| w == b"://")
}

/// True when a drive letter stands before `at` on the same line, not far off:
/// `C:\Users\…`.
pub(super) fn in_windows_path(text: &str, at: usize) -> bool {
    let bytes = &text.as_bytes()[at.saturating_sub(REACH)..at];
    let start = memchr::memrchr3(b'\n', b'"', b' ', bytes).map_or(0, |i| i + 1);
    bytes[start..].windows(3).any(|w| w[0].is_ascii_alphabetic() && w[1] == b':' && w[2] == b'\\')
}

/// True when `range` is the whole of a quotation.
pub(super) fn is_quoted(text: &str, range: &Range<usize>) -> bool {
    let open = text[..range.start].chars().next_back();
    let close = text[range.end..].chars().next();
    let (Some(open), Some(close)) = (open, close) else { return false };
    matches!(
        (open, close),
        ('“', '”')
            | ('‘', '’')
            | ('「', '」')
            | ('『', '』')
            | ('【', '】')
            | ('"', '"')
            | ('\'', '\'')
            | ('`', '`')
            | ('(', ')')
            | ('（', '）')
    )
}

/// True when `text` uses one of `words`.
pub(super) fn speaks_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// True when a letter stands near that a wrong decoder makes of the first byte
/// of a hanzi, or a sign that it makes of the second and that text rarely has: what looks like a control character is then another byte of it.
pub(super) fn is_amid_mojibake(text: &str, at: usize) -> bool {
    const NEAR: usize = 3;
    let letter = |ch: char| matches!(ch, '\u{C0}'..='\u{FF}' | '¡'..='¦' | '¬' | '²'..='¶' | '¸'..='º' | '¼'..='¿');
    text[..at].chars().rev().take(NEAR).any(letter)
        || text[at..].chars().skip(1).take(NEAR).any(letter)
}
