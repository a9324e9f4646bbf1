//! A filter: one document, or a stream of JSON lines, in and out.

use std::{
    io::{self, IsTerminal, Write},
    path::Path,
};

use anyhow::{Result, bail};

use super::{
    args::CleanArgs,
    clean,
    emit::What,
    exit,
    rejects::OnError,
    report::Report,
    work::{Sink, Work},
};

/// Standard input to standard output.
pub(crate) fn run(args: &CleanArgs, what: What) -> Result<u8> {
    if io::stdin().is_terminal() && !args.shared.show.quiet {
        eprintln!("zhclean: reading from the terminal until Ctrl-D; `zhclean --help` tells more");
    }
    if args.json && !args.check {
        bail!("--json needs a PATH or --check: standard output is where the text goes");
    }
    let mut work = Work::new(&args.shared.choose, &args.shared.read, what, args.shared.show.quiet)?;
    work.on_error = OnError::new(args, what, &[])?;
    work.refresh = args.refresh;
    work.archive = args.archive;
    let mut out = Stdout(io::stdout());
    // A pipe's length is not known: the jobs are for JSON lines.
    let cleaned = work
        .clean(Path::new("-"), io::stdin(), None, &mut out, clean::jobs(args))
        .and_then(|outcome| {
            out.flush()?;
            match outcome.skipped {
                Some(why) => bail!("standard input: {}", why.why(args.shared.read.max_file_size)),
                None => Ok(outcome),
            }
        });
    let report = Report::new(args, args.check || args.diff);
    // Events stand where the text would.
    let mut report = if args.json { report } else { report.beside_the_text() };
    let outcome = match cleaned {
        Ok(outcome) => outcome,
        Err(e) => {
            report.count_failure(Path::new("-"), format!("{e:#}"));
            report.save()?;
            return Err(e);
        }
    };
    for warning in &outcome.warnings {
        eprintln!("zhclean: standard input: {warning}");
    }
    report.count(&outcome);
    if args.shared.show.verbose || args.json {
        let _ = report.tell(Path::new("-"), &outcome);
        report.summary();
    }
    report.save()?;
    let found = outcome.changed && (args.check || args.diff);
    Ok(if found { exit::CHANGES } else { exit::DONE })
}

/// Standard output as a place for text.
struct Stdout(io::Stdout);

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Sink for Stdout {}
