//! Web archives: each page that a crawler kept becomes a line of JSON, a row of
//! a Parquet file, or a record of a WET file.
//!
//! WARC 1.x as ISO 28500 has it: a version line, header lines, a blank line, a
//! block of the length that the header says, two line ends. An archive is
//! never written over: its indexes would no longer fit.

use std::{
    borrow::Cow,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use anyhow::Result;

use super::{
    Format,
    compressed::Codec,
    pages::{self, Pages},
    parts::{self, Part},
    wet,
};
use crate::cli::{
    emit::{self, What},
    sites::Whence,
    values::ArchiveArg,
    work::{Outcome, Sink, Work},
};

/// A larger page is no news.
const LARGEST: u64 = 64 << 20;

/// More than this of headers is no archive.
const HEADERS: u64 = 64 << 10;

/// What an archive keeps of one page.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) number: u64,
    pub(crate) kind: String,
    /// Its lines as they are, without the first.
    pub(crate) header: String,
    pub(crate) url: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) content_type: String,
    pub(crate) block: Vec<u8>,
    /// The block was longer than is read.
    pub(crate) too_large: bool,
}

/// Cleans the pages of `input`.
pub(crate) fn clean(
    work: &Work,
    path: &Path,
    input: impl Read + Send,
    sink: &mut dyn Sink,
    jobs: usize,
) -> Result<Outcome> {
    let mut pages = Pages::begin(work, sink, Format::Warc, &["url", "fetched"])?;
    let largest = largest(work);
    let records = Records { input: BufReader::with_capacity(1 << 16, input), largest, number: 0 };
    let mut outcome = parts::clean(
        records,
        jobs,
        |record| one(work, path, &record),
        |part| {
            pages.take(part)?;
            if work.archive == ArchiveArg::Wet && !part.bytes.is_empty() {
                pages.end_part()?;
            }
            Ok(())
        },
    )?;
    pages.finish()?;
    let large = outcome.tally.bad_lines;
    if large > 0 {
        outcome.warnings.push(format!("{large} records were too large and left out"));
    }
    Ok(outcome)
}

fn largest(work: &Work) -> u64 {
    work.max_size.unwrap_or(LARGEST).min(LARGEST)
}

/// The line of one record, if it holds a page.
fn one(work: &Work, path: &Path, record: &Record) -> io::Result<Part> {
    let mut part = Part::default();
    part.tally.bytes_in = record.block.len() as u64;
    if record.too_large {
        part.tally.bad_lines = 1;
        return Ok(part);
    }
    let to_wet = work.archive == ArchiveArg::Wet && work.what == What::Text;
    let Some((body, content_type)) = record.body(largest(work)) else {
        if to_wet && record.kind == "warcinfo" {
            part.bytes =
                [b"WARC/1.0\r\n", record.header.as_bytes(), b"\r\n", &record.block, b"\r\n\r\n"]
                    .concat();
        }
        return Ok(part);
    };
    if body.len() as u64 > largest(work) {
        part.tally.bad_lines = 1;
        return Ok(part);
    }
    let format = if content_type.contains("html") { Format::Html } else { Format::Text };
    let declared = charset_of(&content_type);
    let cleaned = work.clean_declared(
        &body,
        format,
        declared.as_deref(),
        record.url.as_deref().map_or(Whence::Nowhere, Whence::Url),
    );
    part.changed = true;
    part.tally.count(&cleaned);
    if to_wet {
        part.bytes = wet::record(record, &cleaned.text);
        part.tally.bytes_out = cleaned.text.len() as u64;
        return Ok(part);
    }
    let url = record.url.as_deref();
    let place = emit::Place { url, ..emit::Place::record(path, record.number) };
    let from = [("url", url), ("fetched", record.date.as_deref())];
    pages::put(work, &mut part, place, &from, &cleaned)?;
    Ok(part)
}

impl Record {
    /// The page in the record and its type: the answer of a server, or the text
    /// that somebody has taken from it. Longer than `largest` if it is that, unpacked.
    fn body(&self, largest: u64) -> Option<(Cow<'_, [u8]>, String)> {
        match self.kind.as_str() {
            "conversion" | "resource" if self.content_type.starts_with("text/") => {
                Some((Cow::Borrowed(&self.block), self.content_type.clone()))
            }
            "response" => {
                let end = memchr::memmem::find(&self.block, b"\r\n\r\n")?;
                let head = String::from_utf8_lossy(&self.block[..end]).to_ascii_lowercase();
                let mut lines = head.lines();
                let chunked = head.contains("\r\ntransfer-encoding: chunked");
                let status = lines.next()?.split(' ').nth(1)?;
                let kind = lines.find_map(|line| line.strip_prefix("content-type:"))?;
                let text = kind.contains("text/") || kind.contains("xhtml");
                let page = || as_it_was(&self.block[end + 4..], chunked, largest);
                (status == "200" && text).then(|| (page(), kind.trim().to_owned()))
            }
            _ => None,
        }
    }
}

/// A page without what a server did to send it. Crawlers that undid it themselves keep
/// the headers that say so, and then there is nothing to be undone. Of what is unpacked a byte more
/// than `largest` is read, which says that it is longer.
fn as_it_was(sent: &[u8], chunked: bool, largest: u64) -> Cow<'_, [u8]> {
    let joined = chunked.then(|| joined(sent)).flatten();
    let whole = joined.map_or(Cow::Borrowed(sent), Cow::Owned);
    let Some(codec) = Codec::of(&whole) else { return whole };
    let mut plain = Vec::new();
    // Of one that was cut short, what there is of it.
    let read = codec.decoder(&whole[..]).map(|page| page.take(largest + 1).read_to_end(&mut plain));
    if read.is_ok() && !plain.is_empty() { Cow::Owned(plain) } else { whole }
}

/// The chunks of `sent` put together, each after its length, if they are chunks.
fn joined(mut sent: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(sent.len());
    loop {
        let end = memchr::memmem::find(&sent[..sent.len().min(80)], b"\r\n")?;
        let length = str::from_utf8(&sent[..end]).ok()?.split(';').next()?.trim();
        let length = usize::from_str_radix(length, 16).ok()?;
        if length == 0 {
            return Some(whole);
        }
        let rest = &sent[end + 2..];
        whole.extend_from_slice(rest.get(..length)?);
        sent = rest[length..].strip_prefix(b"\r\n")?;
    }
}

/// `gbk` of `text/html; charset="GBK"`.
fn charset_of(content_type: &str) -> Option<String> {
    let (_, rest) = content_type.split_once("charset=")?;
    let label = rest.split(';').next()?.trim().trim_matches(['"', '\'']);
    (!label.is_empty()).then(|| label.to_owned())
}

/// Reads an archive record by record.
struct Records<R> {
    input: R,
    largest: u64,
    number: u64,
}

impl<R: BufRead> Records<R> {
    /// A line without its end; `None` at the end of the archive.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        (&mut self.input).take(HEADERS).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        while line.last().is_some_and(|b| matches!(b, b'\r' | b'\n')) {
            line.pop();
        }
        Ok(Some(line))
    }

    fn record(&mut self) -> io::Result<Option<Record>> {
        let version = loop {
            match self.line()? {
                None => return Ok(None),
                Some(line) if line.is_empty() => {}
                Some(line) => break line,
            }
        };
        let number = self.number + 1;
        let broken = |what: &str| {
            let at = format!("record {number}: {what}; the archive is damaged here");
            io::Error::new(io::ErrorKind::InvalidData, at)
        };
        if !version.starts_with(b"WARC/1.") {
            return Err(broken("no WARC/1.x at its beginning"));
        }
        let mut record = Record { number, ..Record::default() };
        let (mut len, mut read) = (None, 0);
        loop {
            let Some(line) = self.line()? else { return Err(broken("cut short")) };
            read += line.len() as u64;
            if line.is_empty() {
                break;
            }
            if read > HEADERS {
                return Err(broken("its header has no end"));
            }
            let line = String::from_utf8_lossy(&line);
            record.header += &line;
            record.header += "\r\n";
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "warc-type" => record.kind = value.to_ascii_lowercase(),
                "warc-target-uri" => {
                    record.url = Some(value.trim_matches(['<', '>']).to_owned());
                }
                "warc-date" => record.date = Some(value.to_owned()),
                "content-type" => record.content_type = value.to_ascii_lowercase(),
                "content-length" => len = value.parse::<u64>().ok(),
                _ => {}
            }
        }
        let Some(len) = len else { return Err(broken("it does not say how long it is")) };
        let read = if len > self.largest {
            record.too_large = true;
            io::copy(&mut (&mut self.input).take(len), &mut io::sink())?
        } else {
            // Read as it comes: the length may be a lie.
            (&mut self.input).take(len).read_to_end(&mut record.block)? as u64
        };
        if read < len {
            return Err(broken("cut short"));
        }
        self.number = number;
        Ok(Some(record))
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        self.record().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, content_type: &str, block: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <http://example.org/>\r\n\
             Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    }

    fn read(archive: &str, largest: u64) -> Vec<io::Result<Record>> {
        Records { input: archive.as_bytes(), largest, number: 0 }.collect()
    }

    #[test]
    fn pages_are_found_and_the_rest_is_passed_by() {
        let answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"GBK\"\r\n\r\n<p>a";
        let image = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nx";
        let gone = "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nx";
        let archive = record("warcinfo", "application/warc-fields", "a: b")
            + &record("response", "application/http", answer)
            + &record("response", "application/http", image)
            + &record("response", "application/http", gone)
            + &record("conversion", "text/plain", "新闻");
        let records: Vec<Record> =
            read(&archive, LARGEST).into_iter().map(Result::unwrap).collect();
        let bodies: Vec<_> = records.iter().filter_map(|record| record.body(LARGEST)).collect();
        assert_eq!(bodies.len(), 2);
        let charset = charset_of(&bodies[0].1);
        assert_eq!((&*bodies[0].0, charset.as_deref()), (&b"<p>a"[..], Some("gbk")));
        assert_eq!(&*bodies[1].0, "新闻".as_bytes());
        assert_eq!(records[1].url.as_deref(), Some("http://example.org/"));
    }

    #[test]
    fn what_a_server_did_to_send_a_page_is_undone() {
        use std::io::Write;
        let page = "<p>新闻".as_bytes();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(page).unwrap();
        let gzip = gzip.finish().unwrap();
        let chunks = |bytes: &[u8]| {
            let (a, b) = bytes.split_at(3);
            [b"3\r\n", a, format!("\r\n{:X};x\r\n", b.len()).as_bytes(), b, b"\r\n0\r\n\r\n"]
                .concat()
        };
        assert_eq!(&*as_it_was(&gzip, false, LARGEST), page);
        assert_eq!(as_it_was(&gzip, false, 4).len(), 5);
        assert_eq!(&*as_it_was(&chunks(&gzip), true, LARGEST), page);
        assert_eq!(&*as_it_was(&chunks(page), true, LARGEST), page);
        for undone in [page, b"", b"ff\r\nshort", b"ffffffffffffffff\r\nx"] {
            assert_eq!(&*as_it_was(undone, true, LARGEST), undone);
        }
    }

    #[test]
    fn a_damaged_archive_is_an_error_and_not_silence() {
        let whole = record("conversion", "text/plain", "news");
        for cut in [10, 60, whole.len() - 6] {
            let read = read(&whole[..cut], LARGEST);
            assert!(matches!(read[..], [Err(_)]), "{cut}");
        }
        assert!(matches!(read("<html>", LARGEST)[..], [Err(_)]));
        let large = read(&whole, 3);
        assert!(large[0].as_ref().is_ok_and(|record| record.too_large && record.block.is_empty()));
    }
}
