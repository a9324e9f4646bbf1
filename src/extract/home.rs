//! Where a page says that it is from.

use std::cell::RefCell;

use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, states::RawKind};

use super::tags::attribute;
use crate::hosts;

/// How much of a page is its head, in bytes.
const HEAD: usize = 1 << 17;

/// The host in the address that the head of a page gives as its own.
pub(crate) fn host(html: &str) -> Option<String> {
    let head = &html[..html.floor_char_boundary(HEAD)];
    let body = memchr::memmem::find(head.as_bytes(), b"<body").unwrap_or(head.len());
    let sink = super::tokenize(&head[..body], Sink::default());
    let (canonical, other) = sink.0.into_inner();
    canonical.or(other)
}

/// `<link rel=canonical>`, and `<meta property=og:url>`.
#[derive(Default)]
struct Sink(RefCell<(Option<String>, Option<String>)>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        if tag.kind != TagKind::StartTag {
            return TokenSinkResult::Continue;
        }
        let is = |tag: &Tag, name, value: &str| {
            attribute(tag, name).is_some_and(|had| had.trim().eq_ignore_ascii_case(value))
        };
        let mut found = self.0.borrow_mut();
        match &*tag.name {
            "link" if found.0.is_none() && is(&tag, "rel", "canonical") => {
                found.0 = attribute(&tag, "href").and_then(hosts::of_url);
            }
            "meta" if found.1.is_none() && is(&tag, "property", "og:url") => {
                found.1 = attribute(&tag, "content").and_then(hosts::of_url);
            }
            "script" => return TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "noscript" => return TokenSinkResult::RawData(RawKind::Rawtext),
            "title" => return TokenSinkResult::RawData(RawKind::Rcdata),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn the_address_that_a_page_gives_is_its_home() {
        let page = r#"<html><head><title><link rel=canonical href="https://a.example/"></title>
            <script>"<link rel=canonical href=https://b.example/>"</script>
            <meta property="og:url" content="https://c.example/1"><LINK REL="Canonical" HREF="//d.example/1"></head>"#;
        assert_eq!(host(page).as_deref(), Some("d.example"));
        assert_eq!(host(&page.replace("Canonical", "next")).as_deref(), Some("c.example"));
        assert_eq!(host("<body><link rel=canonical href=//a.example>"), None);
        assert_eq!(host("<link rel=canonical href=/1.html>"), None);
    }
}
