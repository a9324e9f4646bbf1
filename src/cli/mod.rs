//! The command line. It sees only what the library shows everyone.
mod args;
mod clean;
mod config;
mod copies;
mod emit;
mod explain;
mod filter;
mod formats;
#[cfg(fuzzing)]
pub(crate) mod fuzzed;
mod in_place;
mod inspect;
mod interrupt;
mod options;
mod ordered;
mod outcome;
mod progress;
mod rejects;
mod report;
mod rules;
mod show;
mod sites;
mod tally;
mod totals;
mod turns;
mod values;
mod walk;
mod work;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::{Error, Result};
use clap::CommandFactory;

use self::args::{Cli, Command, Showing};
use self::values::When;

/// What a process ends with.
pub(crate) mod exit {
    /// Done, or nothing to do.
    pub(crate) const DONE: u8 = 0;
    /// A check found something to change.
    pub(crate) const CHANGES: u8 = 1;
    /// Something failed; the rest was done.
    pub(crate) const FAILED: u8 = 2;
    /// By Ctrl-C.
    pub(crate) const INTERRUPTED: u8 = 130;
}

pub(crate) fn run() -> ExitCode {
    let done = config::read(std::env::args_os().collect()).and_then(|read| match read.printed {
        Some(options) => print(options.as_bytes()),
        None => dispatch(read.cli),
    });
    match done {
        Ok(code) => code.into(),
        Err(e) if is_broken_pipe(&e) => exit::DONE.into(),
        Err(e) => {
            eprintln!("zhclean: {e:#}");
            exit::FAILED.into()
        }
    }
}

fn dispatch(cli: Cli) -> Result<u8> {
    match cli.command {
        None => with_colour(&cli.clean.shared.show, || clean::run(&cli.clean)),
        Some(Command::Clean(args)) => with_colour(&args.shared.show, || clean::run(&args)),
        Some(Command::Inspect(args)) => with_colour(&args.shared.show, || inspect::run(&args)),
        Some(Command::Explain(args)) => with_colour(&args.shared.show, || explain::run(&args)),
        Some(Command::Undo(args)) => with_colour(&args.show, || in_place::undo::run(&args)),
        Some(Command::Rules(args)) => rules::run(&args),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "zhclean", &mut script);
            print(&script)
        }
        Some(Command::Man) => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            print(&page)
        }
    }
}

fn print(bytes: &[u8]) -> Result<u8> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(exit::DONE)
}

fn with_colour(show: &Showing, run: impl FnOnce() -> Result<u8>) -> Result<u8> {
    match show.color {
        // `auto` looks at the terminal, at NO_COLOR and at CLICOLOR.
        When::Auto => {}
        When::Always => anstream::ColorChoice::Always.write_global(),
        When::Never => anstream::ColorChoice::Never.write_global(),
    }
    run()
}

/// True when the reader of our output went away: that is no failure.
pub(crate) fn is_broken_pipe(error: &Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json =
            cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}
