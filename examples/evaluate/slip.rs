//! `slip FILE…`: how well byte slips and glosses are repaired.
//!
//! The damage is made from clean text, one document a line, by what makes it in the wild: replacing the bytes
//! of full-width marks wherever they stand in GBK, putting readings behind the bytes of some characters
//! wherever those stand, and then decoding as this or that program does. Text in simplified characters is
//! measured as it is (`hans`) and converted (`hant`); a file named `…trad…` or `…tw…` only as it is.
//!
//! Printed for each kind: documents damaged, those repaired exactly, character error rate before and after, the
//! part of the latter that is U+FFFD and so admitted, documents made worse, and the characters that have lost one of
//! their bytes for good, which only their neighbours tell. With `--guess` each of them is filled in that is likelier
//! than not. Then what the rules change in the clean text, as it stands and with its punctuation
//! folded. Add `-v` to see each document that was not repaired exactly.

use std::fs;

use encoding_rs::{GB18030, GBK};
use zhclean::{Cleaner, Confidence, Options, ScriptTarget};

/// Marks that programs fold most; of all marks these slip most.
const MARKS: &str = "！？；：，（）";

/// How a decoder shows bytes that are no character.
#[derive(Clone, Copy, PartialEq)]
enum Decoder {
    /// U+FFFD for a byte without a partner; private characters are kept.
    Replacing,
    /// The same, then `?` for U+FFFD.
    Questions,
    /// One `?` for a byte without a partner and for what follows it; private characters vanish.
    Eating,
    /// The same, but the text is taken apart at the folded marks first, and no mark is eaten.
    Cutting,
    /// Nothing for either.
    Dropping,
}

pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let verbose = args.iter().any(|arg| arg == "-v");
    let guess = args.iter().any(|arg| arg == "--guess");
    let options = Options::default().only(["byte-slip", "pinyin-gloss"]);
    let options = options.map_err(|error| error.to_string())?;
    let rules = Cleaner::new(if guess { options.floor(Confidence::Guess) } else { options });
    let convert = Cleaner::new(
        Options::default()
            .only(Vec::<&str>::new())
            .map_err(|error| error.to_string())?
            .script(ScriptTarget::Hant),
    );
    let keys = keys();
    let (mut clean_lines, mut changed, mut folded_changed) = (0, 0, 0);
    println!(
        "{:44} {:>6} {:>7} {:>8} {:>8} {:>9} {:>6} {:>8}",
        "damage", "docs", "exact%", "cer", "after", "unknown", "worse", "lost"
    );
    for file in args.iter().filter(|arg| !arg.starts_with('-')) {
        let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        let name = file.rsplit('/').next().unwrap_or(file);
        let lines: Vec<String> =
            text.lines().filter(|l| l.chars().count() > 7).map(str::to_owned).collect();
        let mut sets = vec![("as is", lines.clone())];
        if !name.contains("trad") && !name.contains("tw") {
            sets.push(("hant", lines.iter().map(|l| convert.clean(l).text.into_owned()).collect()));
        }
        for (set, lines) in &sets {
            for (kind, decoder) in [
                ("U+FFFD", Decoder::Replacing),
                ("?", Decoder::Questions),
                ("? eating", Decoder::Eating),
                ("? cut at marks", Decoder::Cutting),
                ("nothing", Decoder::Dropping),
            ] {
                let mut score = Score::default();
                for line in lines {
                    if let Some((damaged, truth)) = slipped(line, decoder) {
                        score.add(&rules, &damaged, &truth, verbose);
                        score.lost += lost(line);
                    }
                }
                score.print(&format!("{name} {set}, fold, {kind}"));
            }
            if *set == "as is" && sets.len() > 1 {
                continue;
            }
            for (kind, decoder) in [("? eating", Decoder::Eating), ("nothing", Decoder::Dropping)] {
                let mut score = Score::default();
                for page in lines.chunks(12) {
                    if let Some((damaged, truth)) = glossed(&page.join("\n"), decoder, &keys) {
                        score.add(&rules, &damaged, &truth, verbose);
                    }
                }
                score.print(&format!("{name} {set}, glossed pages, {kind}"));
            }
        }
        for line in sets.iter().flat_map(|(_, lines)| lines) {
            clean_lines += 1;
            changed += usize::from(!rules.clean(line).trace.is_empty());
            let folded = fold(line);
            let cleaned = rules.clean(&folded);
            if !cleaned.trace.is_empty() {
                folded_changed += 1;
                println!("  changed: {folded}\n       to: {}", cleaned.text);
            }
        }
    }
    println!("clean lines changed: {changed}, folded {folded_changed}, of {clean_lines}");
    Ok(())
}

#[derive(Default)]
struct Score {
    docs: usize,
    exact: usize,
    worse: usize,
    chars: usize,
    before: usize,
    after: usize,
    /// Characters left as U+FFFD: lost, and said to be.
    unknown: usize,
    /// Characters that have lost a byte.
    lost: usize,
}

impl Score {
    fn add(&mut self, rules: &Cleaner, damaged: &str, truth: &str, verbose: bool) {
        let repaired = rules.clean(damaged).text;
        let before = errors(damaged, truth);
        let after = errors(&repaired, truth);
        self.docs += 1;
        self.exact += usize::from(after == 0);
        self.worse += usize::from(after > before);
        self.chars += truth.chars().count();
        self.before += before;
        self.after += after;
        self.unknown += repaired.matches('\u{FFFD}').count();
        if verbose && after > 0 {
            println!("  damaged  {damaged}\n  repaired {repaired}\n  truth    {truth}");
        }
    }

    fn print(&self, name: &str) {
        let percent = |n: usize, of: usize| 100.0 * n as f64 / of.max(1) as f64;
        println!(
            "{name:44} {:6} {:7.1} {:7.2}% {:7.3}% {:8.3}% {:6} {:7.3}%",
            self.docs,
            percent(self.exact, self.docs),
            percent(self.before, self.chars),
            percent(self.after, self.chars),
            percent(self.unknown, self.chars),
            self.worse,
            percent(self.lost, self.chars),
        );
    }
}

fn wide_marks() -> Vec<[u8; 2]> {
    MARKS.chars().filter_map(|ch| <[u8; 2]>::try_from(gbk(&ch.to_string())?).ok()).collect()
}

/// How many characters lose a byte when the marks are folded byte by byte: the one before whose second byte
/// a mark is found, and the one whose second byte is left over when ASCII or a mark brings the rest into step.
fn lost(line: &str) -> usize {
    let (bytes, wide) = (gbk(line).unwrap_or_default(), wide_marks());
    let is_mark =
        |at: usize| bytes.get(at..at + 2).is_some_and(|pair| wide.iter().any(|m| m == pair));
    let (mut at, mut slipped, mut lost) = (0, false, 0);
    while at < bytes.len() {
        let single = bytes[at] < 0x80;
        if slipped && (single || is_mark(at)) {
            (slipped, lost) = (false, lost + 1);
        } else if !slipped && !single && !is_mark(at) && is_mark(at + 1) {
            (slipped, lost) = (true, lost + 1);
        }
        at += if single { 1 } else { 2 };
    }
    lost + usize::from(slipped)
}

/// The line with its marks folded byte by byte, if that broke it, and as it would be folded rightly.
fn slipped(line: &str, decoder: Decoder) -> Option<(String, String)> {
    let bytes = gbk(line)?;
    let wide = wide_marks();
    let truth: String =
        line.chars().map(|ch| if MARKS.contains(ch) { narrow(ch) } else { ch }).collect();
    let mut folded = Vec::new();
    let (mut pieces, mut cut) = (String::new(), 0);
    let mut at = 0;
    while at < bytes.len() {
        match bytes.get(at..at + 2) {
            Some(pair) if wide.iter().any(|mark| mark == pair) => {
                pieces += &decoded(&folded[cut..], Decoder::Eating);
                pieces.push((pair[1] - 0x80).into());
                folded.push(pair[1] - 0x80);
                cut = folded.len();
                at += 2;
            }
            _ => {
                folded.push(bytes[at]);
                at += 1;
            }
        }
    }
    pieces += &decoded(&folded[cut..], Decoder::Eating);
    let damaged = if decoder == Decoder::Cutting { pieces } else { decoded(&folded, decoder) };
    (folded != gbk(&truth)?).then_some((damaged, truth))
}

/// A page with readings put behind the bytes of some characters, if any are on it, and the page without.
fn glossed(page: &str, decoder: Decoder, keys: &[(char, String)]) -> Option<(String, String)> {
    let mut bytes = gbk(page)?;
    let mut any = false;
    for (key, reading) in keys {
        let (key, gloss) = (gbk(&key.to_string())?, gbk(&format!("({reading})"))?);
        let mut out = Vec::with_capacity(bytes.len());
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at..].starts_with(&key) {
                any = true;
                out.extend_from_slice(&key);
                out.extend_from_slice(&gloss);
                at += key.len();
            } else {
                out.push(bytes[at]);
                at += 1;
            }
        }
        bytes = out;
    }
    any.then(|| (fold(&decoded(&bytes, decoder)), fold(page)))
}

/// Characters that glossed pages gloss, with the reading that they write.
fn keys() -> Vec<(char, String)> {
    const LIST: &str = "執現網責衛導認續設穩區調關當發業環節結戰嚴標數創態領預統經內務鄉監準礎構權負據質規絡聯鎮訓產農側冊報時堅護機實隊點進強項個達團濟驗運";
    let readings = include_str!("../../data/pinyin/readings.txt");
    let rows = readings.lines().filter_map(|line| line.split_once(' '));
    rows.flat_map(|(reading, chars)| {
        chars.chars().filter(|ch| LIST.contains(*ch)).map(move |ch| (ch, reading.to_owned()))
    })
    .collect()
}

fn decoded(bytes: &[u8], decoder: Decoder) -> String {
    if matches!(decoder, Decoder::Replacing | Decoder::Questions) {
        let text = GB18030.decode_without_bom_handling(bytes).0;
        return match decoder {
            Decoder::Questions => text.replace('\u{FFFD}', "?"),
            _ => text.into_owned(),
        };
    }
    let mut text = String::new();
    let mut at = 0;
    while at < bytes.len() {
        let (first, second) = (bytes[at], bytes.get(at + 1).copied().unwrap_or(0));
        if first < 0x80 {
            text.push(first as char);
            at += 1;
        } else if second < 0x40 || second == 0x7F {
            if decoder != Decoder::Dropping {
                text.push('?');
                at += usize::from(second != b'\n');
            }
            at += 1;
        } else {
            let pair = GB18030.decode_without_bom_handling(&bytes[at..at + 2]).0;
            text.extend(
                pair.chars().filter(|ch| !matches!(ch, '\u{E000}'..='\u{F8FF}' | '\u{FFFD}')),
            );
            at += 2;
        }
    }
    text
}

fn gbk(text: &str) -> Option<Vec<u8>> {
    let (bytes, _, unmapped) = GBK.encode(text);
    (!unmapped).then(|| bytes.into_owned())
}

fn fold(text: &str) -> String {
    text.chars().map(narrow).collect()
}

fn narrow(ch: char) -> char {
    match ch {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(ch as u32 - 0xFEE0).unwrap_or(ch),
        '\u{3000}' => ' ',
        _ => ch,
    }
}

/// Characters to insert, remove or replace.
fn errors(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let best = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = best;
        }
    }
    row[b.len()]
}
