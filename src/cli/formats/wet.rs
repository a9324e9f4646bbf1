//! A cleaned page as a record of extracted text, as WET files hold them.

use std::fmt::Write;

use sha1::{Digest, Sha1};

use super::warc::Record;

/// Headers that tell of the block as it was.
const OF_THE_BLOCK: [&str; 3] = ["content-length", "warc-block-digest", "warc-payload-digest"];

/// The record that takes the place of `record`.
pub(crate) fn record(record: &Record, text: &str) -> Vec<u8> {
    let mut head = String::from("WARC/1.0\r\n");
    let named = |line: &str, names: &[&str]| {
        line.split_once(':')
            .is_some_and(|(name, _)| names.iter().any(|n| name.eq_ignore_ascii_case(n)))
    };
    let lines = record.header.lines().map(str::trim_end);
    if record.kind == "conversion" {
        for line in lines.filter(|line| !named(line, &OF_THE_BLOCK)) {
            let _ = write!(head, "{line}\r\n");
        }
    } else {
        let _ = write!(head, "WARC-Type: conversion\r\n");
        let kept = ["warc-target-uri", "warc-date", "warc-warcinfo-id"];
        for line in lines.clone().filter(|line| named(line, &kept)) {
            let _ = write!(head, "{line}\r\n");
        }
        let id = lines.clone().find(|line| named(line, &["warc-record-id"]));
        let id = id.and_then(|line| line.split_once(':')).map_or("", |(_, id)| id.trim());
        let _ = write!(head, "WARC-Record-ID: <urn:uuid:{}>\r\n", uuid(id, text));
        if !id.is_empty() {
            let _ = write!(head, "WARC-Refers-To: {id}\r\n");
        }
        let _ = write!(head, "Content-Type: text/plain\r\n");
    }
    let digest = base32(&Sha1::digest(text));
    let _ =
        write!(head, "WARC-Block-Digest: sha1:{digest}\r\nContent-Length: {}\r\n\r\n", text.len());
    [head.as_bytes(), text.as_bytes(), b"\r\n\r\n"].concat()
}

/// A name that is the same each time: of version 5, from the page's own.
fn uuid(id: &str, text: &str) -> String {
    let mut hash = Sha1::new();
    hash.update(id);
    hash.update(if id.is_empty() { text } else { "text" });
    let mut bytes: [u8; 16] = std::array::from_fn({
        let hash = hash.finalize();
        move |at| hash[at]
    });
    bytes[6] = bytes[6] & 0x0F | 0x50;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// RFC 4648, in which WARC files spell digests.
fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    let letters = (0..bytes.len() * 8).step_by(5);
    letters
        .map(|at| LETTERS[usize::from((at..at + 5).fold(0, |n, at| n << 1 | bit(at)))] as char)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_spelled_as_in_rfc_4648() {
        assert_eq!(base32(b"fooba"), "MZXW6YTB");
        assert_eq!(base32(&Sha1::digest("")), "3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ");
    }

    #[test]
    fn a_page_becomes_a_record_of_its_text() {
        let answer = Record {
            kind: "response".to_owned(),
            header: "WARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2026\r\n"
                .to_owned(),
            ..Record::default()
        };
        let new = String::from_utf8(record(&answer, "新闻")).unwrap();
        let uuid = uuid("<urn:uuid:1>", "");
        let digest = base32(&Sha1::digest("新闻"));
        assert_eq!(
            new,
            format!(
                "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Date: 2026\r\n\
            WARC-Record-ID: <urn:uuid:{uuid}>\r\nWARC-Refers-To: <urn:uuid:1>\r\nContent-Type: text/plain\r\n\
            WARC-Block-Digest: sha1:{digest}\r\nContent-Length: 6\r\n\r\n新闻\r\n\r\n"
            )
        );
        assert_eq!((uuid.len(), &uuid[14..15]), (36, "5"));
    }
}
