//! `zhclean inspect`: what is this?

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::{self, Read, Write},
    ops::ControlFlow,
    path::Path,
    sync::{Arc, Mutex},
};

use anyhow::{Context, Result};
use serde::Serialize;
use zhclean::{Because, Cleaned, Confidence, ScriptShares, ScriptTarget, Stage};

use super::{
    args::InspectArgs,
    emit::{What, json_path},
    exit,
    formats::{Format, HEAD, compressed::Codec},
    ordered::in_order,
    show::{self, Name, padded, snippet},
    sites::Whence,
    tally,
    values::ScriptEngine,
    walk,
    work::{Nowhere, Skipped, Work},
};

/// The cleaner takes no longer text.
pub(crate) const MOST: u64 = 1 << 30;

/// How many encodings are worth a word.
const CANDIDATES: usize = 4;

/// How much of an example is shown.
const EXAMPLE: usize = 40;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Seen {
    path: String,
    bytes: u64,
    format: &'static str,
    encoding: Option<&'static str>,
    confidence: Option<&'static str>,
    because: Option<&'static str>,
    /// What it may be, the best first, if the bytes leave a choice.
    candidates: Vec<Candidate>,
    declared: Option<String>,
    script: Option<&'static str>,
    script_shares: Shares,
    damage: Vec<Damage>,
    lines: BTreeMap<&'static str, u64>,
    line_ends: LineEnds,
    unreadable: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    documents: Option<u64>,
}

#[derive(Serialize)]
struct Candidate {
    encoding: &'static str,
    /// What a sample costs when read so: less is better.
    bits: f32,
}

/// Of the characters that only one script has.
#[derive(Default, Serialize)]
struct Shares {
    hans: Option<f64>,
    hant: Option<f64>,
}

#[derive(Serialize)]
struct Damage {
    rule: &'static str,
    count: u64,
    /// How many of them are repaired; the rest is seen and left alone.
    repaired: u64,
    example: Option<String>,
}

#[derive(Default, Serialize)]
struct LineEnds {
    lf: u64,
    crlf: u64,
    cr: u64,
}

pub(crate) fn run(args: &InspectArgs) -> Result<u8> {
    let mut choose = args.shared.choose.clone();
    // What it is, not what it would become.
    choose.script = ScriptTarget::Keep;
    choose.script_engine = ScriptEngine::Own;
    let work = Work::new(&choose, &args.shared.read, What::Nothing, true)?;
    let mut failed = false;
    if args.paths == [Path::new("-")] {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes)?;
        let bytes = unpacked(bytes, work.max_size.unwrap_or(MOST))?;
        let seen = look(&work, Path::new("-"), &bytes)?;
        print(args, Path::new("-"), &seen)?;
        return Ok(exit::DONE);
    }
    let (roots, wrong) = walk::roots(&args.paths);
    for (path, why) in wrong {
        eprintln!("zhclean: {}: {why}", Name(&path));
        failed = true;
    }
    let jobs = args.shared.run.jobs.map_or_else(
        || std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        usize::from,
    );
    let mut stopped = None;
    in_order(
        walk::files(&roots, &args.shared.read, Arc::new(Mutex::new(Vec::new()))),
        jobs,
        |found| match found {
            Ok(found) => {
                let seen =
                    read(&work, &found.path).and_then(|bytes| look(&work, &found.path, &bytes));
                (found.path, seen)
            }
            Err((path, why)) => (path, Err(anyhow::Error::msg(why))),
        },
        |(path, seen)| {
            let printed = match seen {
                Ok(seen) => print(args, &path, &seen),
                Err(e) => {
                    eprintln!("zhclean: {}: {e:#}", Name(&path));
                    failed = true;
                    Ok(())
                }
            };
            match printed {
                Ok(()) => ControlFlow::Continue(()),
                Err(e) => {
                    stopped = Some(e);
                    ControlFlow::Break(())
                }
            }
        },
    );
    match stopped {
        Some(e) => Err(e),
        None => Ok(if failed { exit::FAILED } else { exit::DONE }),
    }
}

/// The whole file, if it is not too large.
pub(crate) fn read(work: &Work, path: &Path) -> Result<Vec<u8>> {
    let meta = fs::metadata(path)?;
    anyhow::ensure!(!meta.is_dir(), "is a folder; name the files in it");
    let max = work.max_size.unwrap_or(MOST);
    anyhow::ensure!(meta.len() <= max, "{}", Skipped::TooLarge.why(Some(max)));
    unpacked(fs::read(path).context("cannot be read")?, max)
}

/// What is in a compressed file, if it is one.
pub(crate) fn unpacked(bytes: Vec<u8>, max: u64) -> Result<Vec<u8>> {
    let Some(codec) = Codec::of(&bytes) else { return Ok(bytes) };
    let mut plain = Vec::new();
    codec.decoder(&bytes[..])?.take(max + 1).read_to_end(&mut plain)?;
    anyhow::ensure!(plain.len() as u64 <= max, "{}", Skipped::TooLarge.why(Some(max)));
    Ok(plain)
}

fn look(work: &Work, path: &Path, bytes: &[u8]) -> Result<Seen> {
    let format = Format::of(work.format, &bytes[..bytes.len().min(HEAD)], Some(path));
    let mut seen = Seen {
        path: json_path(path),
        bytes: bytes.len() as u64,
        format: format.as_str(),
        encoding: None,
        confidence: None,
        because: None,
        candidates: Vec::new(),
        declared: None,
        script: None,
        script_shares: Shares::default(),
        damage: Vec::new(),
        lines: BTreeMap::new(),
        line_ends: LineEnds::default(),
        unreadable: 0,
        documents: None,
    };
    match format {
        Format::Text | Format::Html => {
            let cleaned = work.clean_whole(bytes, format, Whence::Nowhere);
            seen.document(&cleaned);
            if matches!(cleaned.decoded.because, Because::Detected | Because::Declared) {
                let candidates = zhclean::candidates(bytes).into_iter().take(CANDIDATES);
                seen.candidates = candidates
                    .map(|c| Candidate { encoding: c.encoding, bits: c.bits.round() })
                    .collect();
            }
            seen.line_ends = LineEnds::of(&super::work::given(&cleaned));
        }
        Format::Jsonl | Format::Parquet | Format::Arrow | Format::Warc | Format::Zip => {
            let outcome = work.clean(path, bytes, None, &mut Nowhere, 1)?;
            let tally = outcome.tally;
            if format == Format::Jsonl {
                // The lines are UTF-8, or they were passed by.
                seen.encoding = Some("utf-8");
                seen.confidence = Some(Confidence::Certain.as_str());
            }
            seen.script = tally.scripts.iter().max_by_key(|(_, n)| **n).map(|(script, _)| *script);
            seen.documents = Some(tally.documents);
            seen.unreadable = tally.unreadable;
            for (rule, count) in damage_only(&tally.rules) {
                seen.damage.push(Damage { rule, count, repaired: count, example: None });
            }
            seen.lines = tally.labels;
        }
        Format::Binary | Format::Json => {}
    }
    Ok(seen)
}

fn is_damage(rule: &str) -> bool {
    matches!(tally::stage_of(rule), Some(Stage::Repair | Stage::Normalize))
}

fn damage_only<'a>(
    rules: &'a BTreeMap<&'static str, u64>,
) -> impl Iterator<Item = (&'static str, u64)> + 'a {
    rules.iter().map(|(rule, n)| (*rule, *n)).filter(|(rule, _)| is_damage(rule))
}

impl Seen {
    fn document(&mut self, cleaned: &Cleaned<'_>) {
        let decoded = &cleaned.decoded;
        self.encoding = Some(decoded.encoding);
        self.confidence = Some(decoded.confidence.as_str());
        self.because = Some(in_words(decoded.because));
        self.declared = decoded.declared.clone();
        self.unreadable = decoded.unreadable as u64;
        self.script = Some(cleaned.script().as_str());
        let mut shares = ScriptShares::of(&cleaned.text);
        if shares.han == 0 {
            // Nothing of the page was an article.
            shares = ScriptShares::of(&cleaned.trace.undo(&cleaned.text));
        }
        let both = (shares.hans + shares.hant) as f64;
        if both > 0.0 {
            let share = |n: usize| Some((n as f64 / both * 1000.0).round() / 1000.0);
            self.script_shares = Shares { hans: share(shares.hans), hant: share(shares.hant) };
        }
        let mut found: BTreeMap<&'static str, Damage> = BTreeMap::new();
        let mut add = |rule, example: &str, repaired: u64| {
            let damage = found.entry(rule).or_insert_with(|| Damage {
                rule,
                count: 0,
                repaired: 0,
                example: Some(example.chars().take(EXAMPLE).collect()),
            });
            damage.count += 1;
            damage.repaired += repaired;
        };
        for change in cleaned.trace.changes().filter(|c| is_damage(c.rule)) {
            add(change.rule, change.removed, 1);
        }
        let given = super::work::given(cleaned);
        for note in cleaned.trace.notes() {
            let at = note.at.start as usize..note.at.end as usize;
            add(note.rule, given.get(at).unwrap_or(""), 0);
        }
        self.damage = found.into_values().collect();
        self.damage.sort_by_key(|damage| (std::cmp::Reverse(damage.count), damage.rule));
        for line in &cleaned.lines {
            *self.lines.entry(line.label.as_str()).or_default() += 1;
        }
    }

    fn in_words(&self, path: &Path) -> String {
        let mut out = format!("{}\n", Name(path));
        let mut row = |name: &str, value: &str| {
            let _ = writeln!(out, "  {name:<10} {value}");
        };
        let ends = &self.line_ends;
        let mut size = format!("{} bytes", show::count(self.bytes));
        for (name, n) in [("LF", ends.lf), ("CRLF", ends.crlf), ("CR", ends.cr)] {
            if n > 0 {
                size += &format!(", {} {name}", show::count(n));
            }
        }
        row("size", &size);
        row("format", self.format);
        if let (Some(encoding), Some(confidence)) = (self.encoding, self.confidence) {
            let because = self.because.unwrap_or("");
            row("encoding", &format!("{encoding}  {confidence}  {because}"));
        }
        if let [best, others @ ..] = &self.candidates[..]
            && !others.is_empty()
        {
            let words: Vec<String> = others
                .iter()
                .map(|c| format!("{} {:+.0} bits", c.encoding, c.bits - best.bits))
                .collect();
            row("", &format!("against {}", words.join(", ")));
        }
        if let Some(declared) = &self.declared {
            row("declared", &snippet(declared, EXAMPLE));
        }
        if let Some(script) = self.script {
            let mut line = script.to_owned();
            if let (Some(hans), Some(hant)) = (self.script_shares.hans, self.script_shares.hant) {
                let percent = |share: f64| (share * 1000.0).round() / 10.0;
                line += &format!("  simplified {}%, traditional {}%", percent(hans), percent(hant));
            }
            row("script", &line);
        }
        if let Some(documents) = self.documents {
            row("documents", &show::count(documents));
        }
        for (at, damage) in self.damage.iter().enumerate() {
            let count = match damage.count - damage.repaired {
                0 => format!("×{}", show::count(damage.count)),
                left => format!("×{} ({left} left alone)", show::count(damage.count)),
            };
            let example = damage.example.as_deref().map_or(String::new(), |e| snippet(e, EXAMPLE));
            let line = format!("{} {} {example}", padded(damage.rule, 22), padded(&count, 8));
            row(if at == 0 { "damage" } else { "" }, line.trim_end());
        }
        if self.damage.is_empty() && self.encoding.is_some() {
            row("damage", "none");
        }
        if self.unreadable > 0 {
            row("unreadable", &format!("{} places", show::count(self.unreadable)));
        }
        if !self.lines.is_empty() {
            row("lines", &tally::in_words(&self.lines, 12));
        }
        out
    }
}

impl LineEnds {
    fn of(text: &str) -> LineEnds {
        let crlf = text.matches("\r\n").count() as u64;
        let count = |byte| memchr::memchr_iter(byte, text.as_bytes()).count() as u64;
        LineEnds { lf: count(b'\n') - crlf, crlf, cr: count(b'\r') - crlf }
    }
}

pub(crate) fn in_words(because: Because) -> &'static str {
    match because {
        Because::Told => "the caller said so",
        Because::ByteOrderMark => "byte order mark",
        Because::ValidUtf8 => "valid UTF-8",
        Because::Structure => "only it writes such bytes",
        Because::Declared => "declared, and it fits",
        Because::Detected => "reads best this way",
    }
}

fn print(args: &InspectArgs, path: &Path, seen: &Seen) -> Result<()> {
    let mut line = if args.json { serde_json::to_string(seen)? } else { seen.in_words(path) };
    if args.json {
        line.push('\n');
    }
    let mut out = io::stdout().lock();
    out.write_all(line.as_bytes())?;
    out.flush()?;
    Ok(())
}
