//! A text too large to be held, cleaned window by window.
//!
//! Each window ends after a line end, so that no character and no line is
//! cut; what a rule learns from the whole page it learns from the window.

use std::io::Read;

use anyhow::{Result, bail};

use super::{Format, HEAD};
use crate::cli::{
    emit::What,
    progress, show,
    tally::Tally,
    work::{Outcome, Sink, WHOLE, Work},
};

const WINDOW: usize = 32 << 20;

/// A line longer than this is cut where the window ends: the cleaner takes no
/// longer text.
const LONGEST: usize = 1 << 30;

/// Cleans `bytes` and what follows them in `input`.
pub(crate) fn clean(
    work: &Work,
    bytes: Vec<u8>,
    input: impl Read,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<Outcome> {
    clean_by(WINDOW, work, bytes, input, format, sink)
}

fn clean_by(
    window: usize,
    work: &Work,
    mut bytes: Vec<u8>,
    mut input: impl Read,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<Outcome> {
    if !matches!(work.what, What::Text | What::Nothing) {
        bail!("larger than {}: of so large a text only --emit text is written", show::size(WHOLE));
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    let mut encoding = work.encoding.clone();
    let width = width(encoding.as_deref().unwrap_or(work.clean_as(head, None).decoded.encoding));
    let mut tally = Tally { files: 1, ..Tally::default() };
    if work.what == What::Text {
        sink.begin(None, format)?;
    }
    loop {
        let (rest, ended) = loop {
            // Past the window only as far as the next line end.
            if let Some(end) = last_line_end(&bytes, window.max(width), width) {
                break (bytes.split_off(end), false);
            }
            let want = if bytes.len() < window { window - bytes.len() } else { window };
            let read = (&mut input).take(want as u64 + 1).read_to_end(&mut bytes)?;
            if let Some(max) =
                work.max_size.filter(|max| tally.bytes_in + bytes.len() as u64 > *max)
            {
                bail!("larger than {} (see --max-file-size)", show::size(max));
            }
            if read == 0 {
                break (Vec::new(), true);
            }
            if bytes.len() > LONGEST {
                let end = LONGEST - LONGEST % 4;
                break (bytes.split_off(end), false);
            }
        };
        let cleaned = work.clean_as(&bytes, encoding.as_deref());
        progress::done(bytes.len());
        tally.count(&cleaned);
        tally.bytes_in += bytes.len() as u64;
        tally.bytes_out += cleaned.text.len() as u64;
        tally.changed |= u64::from(cleaned.text.as_bytes() != bytes);
        if work.what == What::Text {
            sink.write_all(cleaned.text.as_bytes())?;
        }
        encoding.get_or_insert_with(|| cleaned.decoded.encoding.to_owned());
        bytes = rest;
        if ended {
            tally.documents = 1;
            return Ok(Outcome { changed: tally.changed > 0, tally, ..Outcome::default() });
        }
    }
}

/// How many bytes a line end takes.
fn width(encoding: &str) -> usize {
    let encoding = encoding.to_ascii_lowercase();
    if encoding.starts_with("utf-16") {
        2
    } else if encoding.starts_with("utf-32") {
        4
    } else {
        1
    }
}

/// Where the last line of the first `window` bytes ends, or else the first
/// line after them; `None` while that is not there.
fn last_line_end(bytes: &[u8], window: usize, width: usize) -> Option<usize> {
    if bytes.len() < window {
        return None;
    }
    let ends = |at: &usize| {
        let unit = &bytes[*at..at + width];
        unit.contains(&b'\n') && unit.iter().filter(|b| **b == 0).count() == width - 1
    };
    if width == 1 {
        let within = memchr::memrchr(b'\n', &bytes[..window]);
        let at = within.or_else(|| Some(window + memchr::memchr(b'\n', &bytes[window..])?));
        return at.map(|at| at + 1);
    }
    let units = bytes.len() / width;
    let (before, after) = (0..window / width, window / width..units);
    let at =
        before.rev().map(|n| n * width).find(ends).or_else(|| after.map(|n| n * width).find(ends));
    at.map(|at| at + width)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::Cli;

    #[derive(Default)]
    struct Out(Vec<u8>);

    impl std::io::Write for Out {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl Sink for Out {}

    #[test]
    fn windows_give_the_text_of_the_whole() {
        let args = Cli::parse_from(["zhclean", "--only", "html-entities"]).clean;
        let work = Work::new(&args.shared.choose, &args.shared.read, What::Text, true).unwrap();
        let line = "会议今天在北京开幕&ldquo;好&rdquo;。\n";
        let text = line.repeat(40) + "末行";
        let want = text.replace("&ldquo;", "“").replace("&rdquo;", "”");
        let gbk = encoding_rs::GBK.encode(&text).0.into_owned();
        let marked: Vec<u8> =
            format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [text.clone().into_bytes(), gbk, marked] {
            for window in [1, 7, 64, 200, 10_000] {
                let mut out = Out::default();
                clean_by(window, &work, bytes[..3].to_vec(), &bytes[3..], Format::Text, &mut out)
                    .unwrap();
                assert_eq!(String::from_utf8(out.0).unwrap(), want, "{window}");
            }
        }
    }
}
