//! `zhclean explain`: each change at its place.

use std::{
    io::{self, Read, Write},
    ops::Range,
    path::Path,
};

use anstyle::{AnsiColor, Style};
use anyhow::{Result, bail};
use unicode_width::UnicodeWidthStr;
use zhclean::{Change, Cleaned, LabelledLine, Note, Stage};

use super::{
    args::{ExplainArgs, Showing},
    emit::What,
    exit,
    formats::{Format, HEAD},
    inspect,
    show::{self, Name, padded, plural, snippet},
    sites::Whence,
    tally::{self, Tally},
    work::{Work, given},
};

/// Columns for what stood there and what stands there now.
const WIDTH: usize = 44;
/// Characters of the line shown on each side of a short change.
const CONTEXT: usize = 4;

const RED: Style = AnsiColor::Red.on_default();
const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const MAGENTA: Style = AnsiColor::Magenta.on_default();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

pub(crate) fn run(args: &ExplainArgs) -> Result<u8> {
    let work =
        Work::new(&args.shared.choose, &args.shared.read, What::Nothing, args.shared.show.quiet)?;
    let mut code = exit::DONE;
    for path in &args.paths {
        if let Err(e) = one(&work, path, &args.shared.show) {
            if super::is_broken_pipe(&e) {
                return Err(e);
            }
            eprintln!("zhclean: {}: {e:#}", Name(path));
            code = exit::FAILED;
        }
    }
    Ok(code)
}

fn one(work: &Work, path: &Path, show: &Showing) -> Result<()> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes)?;
        inspect::unpacked(bytes, work.max_size.unwrap_or(inspect::MOST))?
    } else {
        inspect::read(work, path)?
    };
    let format = Format::of(work.format, &bytes[..bytes.len().min(HEAD)], Some(path));
    match format {
        Format::Text | Format::Html => {}
        Format::Jsonl | Format::Parquet | Format::Arrow => bail!(
            "holds many documents; `zhclean --diff --format {}` shows what changes in each, \
             --emit json why",
            format.as_str()
        ),
        other => bail!("is {}; there is no text to explain", other.as_str()),
    }
    let cleaned = work.clean_whole(&bytes, format, Whence::File(path));
    let mut out = anstream::stdout().lock();
    let page = Page::new(&cleaned);
    page.head(&mut out, path, bytes.len() as u64)?;
    if !show.quiet {
        page.rows(&mut out, show.verbose)?;
    }
    page.foot(&mut out)?;
    out.flush()?;
    Ok(())
}

/// The text that was given, and its lines.
struct Page<'c> {
    cleaned: &'c Cleaned<'c>,
    given: std::borrow::Cow<'c, str>,
    starts: Vec<usize>,
}

/// A change, a note, or a line that stays.
enum Row<'c> {
    Kept(&'c LabelledLine),
    Change(Change<'c>),
    Note(Note<'c>),
}

impl Row<'_> {
    fn start(&self, starts: &[usize]) -> u32 {
        match self {
            Row::Kept(line) => starts.get(line.line - 1).map_or(u32::MAX, |at| *at as u32),
            Row::Change(change) => change.at.start,
            Row::Note(note) => note.at.start,
        }
    }
}

/// What was changed; blanks alone could not be seen.
fn marked(text: &str) -> String {
    let text = snippet(text, WIDTH / 2);
    if text.trim().is_empty() { text.replace(' ', "␣") } else { text }
}

/// The strip stage takes out whole lines.
fn is_drop(change: &Change<'_>) -> bool {
    change.inserted.is_empty() && tally::stage_of(change.rule) == Some(Stage::Strip)
}

impl<'c> Page<'c> {
    fn new(cleaned: &'c Cleaned<'c>) -> Self {
        let given = given(cleaned);
        let breaks = memchr::memchr_iter(b'\n', given.as_bytes()).map(|at| at + 1);
        let starts = std::iter::once(0).chain(breaks).collect();
        Page { cleaned, given, starts }
    }

    fn head(&self, out: &mut impl Write, path: &Path, bytes: u64) -> io::Result<()> {
        let decoded = &self.cleaned.decoded;
        write!(out, "{BOLD}{}{BOLD:#}   {}   {}", Name(path), show::size(bytes), decoded.encoding)?;
        if decoded.encoding != "utf-8" {
            write!(out, " → utf-8")?;
        }
        write!(out, " ({}, {})", inspect::in_words(decoded.because), decoded.confidence)?;
        if let Some(declared) = &decoded.declared {
            write!(out, "   declared {}", snippet(declared, 30))?;
        }
        writeln!(out, "   script {}", self.cleaned.script())?;
        let metadata = &self.cleaned.metadata;
        let known = [
            ("title", &metadata.title),
            ("date", &metadata.date),
            ("source", &metadata.source),
            ("author", &metadata.author),
            ("editor", &metadata.editor),
        ];
        for (name, value) in known {
            if let Some(value) = value {
                writeln!(out, "{DIM}{name:>9}{DIM:#}  {}", snippet(value, 90))?;
            }
        }
        Ok(())
    }

    fn rows(&self, out: &mut impl Write, all: bool) -> io::Result<()> {
        let trace = &self.cleaned.trace;
        let mut rows: Vec<Row<'_>> = trace.changes().map(Row::Change).collect();
        rows.extend(trace.notes().map(Row::Note));
        if all {
            rows.extend(self.cleaned.lines.iter().filter(|line| line.kept).map(Row::Kept));
        }
        rows.sort_by_key(|row| row.start(&self.starts));
        let wide = self.starts.len().to_string().len().max(3);
        // What was done to a line that went in the end is of no interest.
        let mut gone: Vec<Range<u32>> = trace.changes().filter(is_drop).map(|c| c.at).collect();
        gone.sort_by_key(|at| at.start);
        let in_gone = |at: &Range<u32>| {
            let last = gone.partition_point(|g| g.start <= at.start).checked_sub(1);
            last.is_some_and(|last| at.end <= gone[last].end)
        };
        for row in &rows {
            match row {
                Row::Change(change) if !is_drop(change) && in_gone(&change.at) => {}
                Row::Change(change) => self.change(out, change, wide)?,
                Row::Note(note) => self.note(out, note, wide)?,
                Row::Kept(line) => self.kept(out, line, wide)?,
            }
        }
        Ok(())
    }

    fn change(&self, out: &mut impl Write, change: &Change<'_>, wide: usize) -> io::Result<()> {
        let line = self.line_of(change.at.start);
        let dropped =
            tally::stage_of(change.rule) == Some(Stage::Strip) && change.inserted.is_empty();
        if dropped {
            for (text, n) in
                change.removed.lines().zip(line..).filter(|(t, _)| !t.trim().is_empty())
            {
                let text = padded(&snippet(text.trim(), WIDTH), WIDTH + 1);
                write!(out, "{n:>wide$} {RED}- {text}{RED:#} {}  ", self.judged(n))?;
                self.why(out, change.rule, change.reason, change.confidence.as_str())?;
            }
            return Ok(());
        }
        let (before, after) = self.around(change);
        let (old, new) = (marked(change.removed), marked(change.inserted));
        let used =
            [&before, &old, &after, &before, &new, &after].iter().map(|s| s.width()).sum::<usize>()
                + 3;
        write!(out, "{line:>wide$} {YELLOW}~{YELLOW:#} {before}{RED}{old}{RED:#}{after} → ")?;
        write!(
            out,
            "{before}{GREEN}{new}{GREEN:#}{after}{}  ",
            padded("", WIDTH.saturating_sub(used))
        )?;
        self.why(out, change.rule, change.reason, change.confidence.as_str())
    }

    /// The label of line `n`, and how probable it is that the line is of the article.
    fn judged(&self, n: usize) -> String {
        let lines = &self.cleaned.lines;
        let found = lines.binary_search_by_key(&n, |line| line.line).ok().map(|at| &lines[at]);
        let judged = found.map_or_else(String::new, |line| {
            format!("{} {:.0}%", line.label, line.probability * 100.0)
        });
        padded(&judged, 13)
    }

    fn kept(&self, out: &mut impl Write, line: &LabelledLine, wide: usize) -> io::Result<()> {
        let start = self.starts.get(line.line - 1).copied().unwrap_or(0);
        let text = self.given[start..].lines().next().unwrap_or_default();
        let text = padded(&snippet(text.trim(), WIDTH), WIDTH + 1);
        writeln!(
            out,
            "{:>wide$}   {text} {}  {DIM}{}{DIM:#}",
            line.line,
            self.judged(line.line),
            line.because
        )
    }

    fn note(&self, out: &mut impl Write, note: &Note<'_>, wide: usize) -> io::Result<()> {
        let line = self.line_of(note.at.start);
        let at = note.at.start as usize..note.at.end as usize;
        let text = snippet(self.given.get(at).unwrap_or(""), WIDTH);
        write!(out, "{line:>wide$} {MAGENTA}? {}{MAGENTA:#}  ", padded(&text, WIDTH))?;
        self.why(out, note.rule, note.reason, "left alone")
    }

    fn why(&self, out: &mut impl Write, rule: &str, reason: &str, sure: &str) -> io::Result<()> {
        writeln!(out, "{}  {}  {DIM}{sure}{DIM:#}", padded(rule, 20), show::snippet(reason, 100))
    }

    /// What stands on the line on both sides of a short change, if the text
    /// there is still as the rule saw it.
    fn around(&self, change: &Change<'_>) -> (String, String) {
        let at = change.at.start as usize..change.at.end as usize;
        let short = change.removed.width() + change.inserted.width() <= 12;
        if !short || self.given.get(at.clone()) != Some(change.removed) {
            return Default::default();
        }
        let Range { start, end } = at;
        let line_start = self.starts[self.line_of(start as u32) - 1];
        let before: Vec<char> = self.given[line_start..start].chars().rev().take(CONTEXT).collect();
        let after: String =
            self.given[end..].chars().take_while(|c| *c != '\n').take(CONTEXT).collect();
        (snippet(&before.iter().rev().collect::<String>(), WIDTH), snippet(&after, WIDTH))
    }

    /// From 1.
    fn line_of(&self, at: u32) -> usize {
        self.starts.partition_point(|start| *start <= at as usize)
    }

    fn foot(&self, out: &mut impl Write) -> io::Result<()> {
        let trace = &self.cleaned.trace;
        let mut tally = Tally::default();
        tally.count(self.cleaned);
        let (mut changes, mut dropped) = (0, 0);
        for change in trace.changes() {
            if is_drop(&change) {
                dropped +=
                    change.removed.lines().filter(|line| !line.trim().is_empty()).count() as u64;
            } else {
                changes += 1;
            }
        }
        let notes = trace.notes().count() as u64;
        let unreadable = self.cleaned.decoded.unreadable as u64;
        writeln!(
            out,
            "{}, {} dropped, {} left alone, {} unreadable",
            plural(changes, "change"),
            plural(dropped, "line"),
            show::count(notes),
            plural(unreadable, "place")
        )?;
        if !tally.rules.is_empty() {
            writeln!(out, "{DIM}{}{DIM:#}", tally::in_words(&tally.rules, 20))?;
        }
        Ok(())
    }
}
