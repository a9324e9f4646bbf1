//! What is said while a run goes on, and at its end.

use std::{
    collections::{BTreeMap, HashSet},
    io::{self, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Error, Result};
use serde_json::json;

use super::{
    args::CleanArgs,
    emit::json_path,
    exit,
    in_place::Store,
    interrupt,
    progress::Progress,
    show::{self, Name, plural},
    tally::{self, Tally},
    totals::Totals,
    work::{Outcome, Skipped},
};

/// At most this many failures are repeated at the end.
const REPEATED: usize = 20;

#[derive(Debug)]
pub(crate) struct Report {
    /// Nothing is written: the exit code says whether anything would change.
    check: bool,
    /// A line a file goes to standard output.
    lists: bool,
    json: bool,
    quiet: bool,
    verbose: bool,
    copies: bool,
    /// Files named one by one: their reader wants to know why.
    named: HashSet<PathBuf>,
    max_size: Option<u64>,
    tally: Tally,
    skipped: BTreeMap<Skipped, u64>,
    failed: Vec<(PathBuf, String)>,
    failures: u64,
    /// Where the numbers go.
    file: Option<PathBuf>,
    closed: bool,
    progress: Progress,
    started: Instant,
}

impl Report {
    pub(crate) fn new(args: &CleanArgs, check: bool) -> Self {
        let writes = args.out.is_some() || args.in_place;
        Report {
            check,
            lists: !writes && args.emit.is_none() && !args.diff,
            json: args.json,
            quiet: args.shared.show.quiet,
            verbose: args.shared.show.verbose,
            copies: args.out.is_some(),
            named: args.paths.iter().cloned().collect(),
            max_size: args.shared.read.max_file_size,
            tally: Tally::default(),
            skipped: BTreeMap::new(),
            failed: Vec::new(),
            failures: 0,
            file: args.report.clone(),
            closed: false,
            progress: Progress::new(args),
            started: Instant::now(),
        }
    }

    /// Standard output carries the text: what is said goes to standard error.
    pub(crate) fn beside_the_text(self) -> Self {
        Report { lists: false, ..self }
    }

    /// A file was cleaned, or was not for us.
    pub(crate) fn ended(&mut self, path: &Path, outcome: &Outcome) -> ControlFlow<()> {
        self.count(outcome);
        self.progress.step();
        if let Some(why) = outcome.skipped {
            // Pictures beside the pages are no news; what a user may miss is.
            let told = self.verbose
                || !matches!(why, Skipped::Binary | Skipped::Finished)
                || self.named.contains(path);
            if !self.quiet && told {
                self.say(&format!("{}: {}", Name(path), why.why(self.max_size)));
            }
        }
        for warning in &outcome.warnings {
            self.say(&format!("{}: {warning}", Name(path)));
        }
        self.tell(path, outcome)
    }

    /// Counts a file that was cleaned, or was not for us.
    pub(crate) fn count(&mut self, outcome: &Outcome) {
        self.tally.add(&outcome.tally);
        if let Some(why) = outcome.skipped {
            *self.skipped.entry(why).or_default() += 1;
        }
    }

    /// Says what became of a file, as far as anybody wants to know.
    pub(crate) fn tell(&self, path: &Path, outcome: &Outcome) -> ControlFlow<()> {
        if self.json {
            return self.print(&self.event(path, outcome));
        }
        if self.quiet || outcome.skipped.is_some() || !(outcome.changed || self.verbose) {
            return ControlFlow::Continue(());
        }
        let line = self.line(path, outcome);
        if self.lists {
            return self.print(&line);
        }
        if self.verbose {
            self.say(&line);
        }
        ControlFlow::Continue(())
    }

    /// A file could not be done; the others go on.
    pub(crate) fn failed(&mut self, path: &Path, error: &Error) {
        let why = format!("{error:#}");
        self.say(&format!("{}: {why}", Name(path)));
        if self.json {
            let event = json!({"type": "error", "path": json_path(path), "error": why});
            let _ = self.print(&event.to_string());
        }
        self.count_failure(path, why);
    }

    /// Counts a failure that somebody else tells of.
    pub(crate) fn count_failure(&mut self, path: &Path, why: String) {
        self.failures += 1;
        self.failed.push((path.to_owned(), why));
    }

    pub(crate) fn any_failed(&self) -> bool {
        self.failures > 0
    }

    /// Nobody reads what we print.
    pub(crate) fn closed(&mut self) -> ControlFlow<()> {
        self.closed = true;
        ControlFlow::Break(())
    }

    /// Standard output cannot be written.
    pub(crate) fn stopped(&mut self, error: &io::Error) -> ControlFlow<()> {
        if error.kind() != io::ErrorKind::BrokenPipe {
            self.say(&format!("standard output: {error}"));
            self.failures += 1;
            return ControlFlow::Break(());
        }
        self.closed()
    }

    /// Says how to take a run back.
    pub(crate) fn run_kept(&mut self, store: &Store, kept: bool) {
        if kept && !self.quiet && !self.json {
            self.say(&format!(
                "the originals are kept: `zhclean undo {}` puts them back, with --purge it drops \
                 them",
                Name(&store.root.path)
            ));
        }
    }

    /// The numbers, and the code to end with.
    pub(crate) fn end(mut self) -> u8 {
        self.progress.end();
        if !self.closed {
            self.summary();
        }
        if let Err(e) = self.save() {
            self.say(&format!("{e:#}"));
            self.failures += 1;
        }
        if interrupt::asked() {
            let done = plural(self.tally.files, "file");
            eprintln!("zhclean: stopped after {done}; the same command again goes on from here");
            return exit::INTERRUPTED;
        }
        match self.check && self.tally.changed > 0 {
            _ if self.failures > 0 => exit::FAILED,
            true => exit::CHANGES,
            false => exit::DONE,
        }
    }

    pub(crate) fn summary(&mut self) {
        if self.json {
            let event = self.totals().json("summary").to_string();
            let _ = self.print(&event);
            return;
        }
        if self.quiet {
            return;
        }
        let tally = &self.tally;
        let verb = if self.check { "would change" } else { "changed" };
        let mut line = format!("{} ({})", plural(tally.files, "file"), show::size(tally.bytes_in));
        line += &format!(", {} {verb}", show::count(tally.changed));
        if tally.documents > tally.files {
            line += &format!(", {}", plural(tally.documents, "document"));
        }
        if self.copies {
            line += &format!(", {} written", show::size(tally.bytes_out));
        }
        for (why, n) in &self.skipped {
            line += &format!(", {} skipped ({})", show::count(*n), why.word());
        }
        if self.failures > 0 {
            line += &format!(", {} failed", show::count(self.failures));
        }
        if tally.bad_lines > 0 {
            line += &format!(", {}", plural(tally.bad_lines, "bad line"));
        }
        line += &format!(", {:.1} s", self.started.elapsed().as_secs_f64());
        eprintln!("zhclean: {line}");
        let rows = [
            ("encodings", &tally.encodings),
            ("scripts", &tally.scripts),
            ("changes", &tally.rules),
            ("left alone", &tally.notes),
            ("lines", &tally.labels),
        ];
        for (name, counts) in rows {
            if !counts.is_empty() {
                eprintln!("  {name:<11} {}", tally::in_words(counts, 12));
            }
        }
        if tally.unreadable > 0 {
            let n = plural(tally.unreadable, "place");
            eprintln!("  {:<11} {n} marked with U+FFFD: the bytes there are no text", "unreadable");
        }
        // Scrolled away, they would be missed.
        if self.failed.len() > 1 {
            eprintln!("  failed:");
            for (path, why) in self.failed.iter().take(REPEATED) {
                eprintln!("    {}: {why}", Name(path));
            }
            if self.failed.len() > REPEATED {
                eprintln!("    and {} more", self.failed.len() - REPEATED);
            }
        }
    }

    /// `a.txt: would change: gb18030 → utf-8, html-entities ×2`
    fn line(&self, path: &Path, outcome: &Outcome) -> String {
        if !outcome.changed {
            return format!("{}: clean", Name(path));
        }
        let mut what: Vec<String> = Vec::new();
        if outcome.extracted {
            what.push("html → text".to_owned());
        }
        let tally = &outcome.tally;
        for encoding in tally.encodings.keys().filter(|e| **e != "utf-8") {
            what.push(format!("{encoding} → utf-8"));
        }
        if !tally.rules.is_empty() {
            what.push(tally::in_words(&tally.rules, 6));
        }
        if what.is_empty() {
            what.push("byte order mark".to_owned());
        }
        let verb = if self.check { "would change" } else { "changed" };
        format!("{}: {verb}: {}", Name(path), what.join(", "))
    }

    fn event(&self, path: &Path, outcome: &Outcome) -> String {
        let mut event = json!({
            "type": "file",
            "path": json_path(path),
            "changed": outcome.changed,
            "skipped": outcome.skipped.map(Skipped::word),
        });
        outcome.tally.add_to(&mut event);
        event["warnings"] = outcome.warnings.clone().into();
        event.to_string()
    }

    fn totals(&self) -> Totals<'_> {
        Totals {
            tally: &self.tally,
            skipped: &self.skipped,
            failed: &self.failed,
            interrupted: interrupt::asked(),
        }
    }

    /// Writes the file that was asked for.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub(crate) fn save(&self) -> Result<()> {
        self.file.as_deref().map_or(Ok(()), |path| self.totals().save(path))
    }

    /// To standard output.
    fn print(&self, line: &str) -> ControlFlow<()> {
        let printed = self.progress.around(|| writeln!(io::stdout().lock(), "{line}"));
        // In place, the work goes on whether anybody reads about it or not.
        match printed {
            Err(_) if self.lists => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }

    /// To standard error.
    fn say(&self, line: &str) {
        self.progress.around(|| eprintln!("zhclean: {line}"));
    }
}
