//! `zhclean.toml`: options that are the same for every run over a corpus.
//!
//! A flag beats the environment, which beats the file. What the file says is
//! given to the parser as if it had been typed, unless it was.

use std::{
    ffi::OsString,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::{ArgMatches, CommandFactory, FromArgMatches, parser::ValueSource};
use toml::{Table, Value};

use super::args::Cli;

const NAME: &str = "zhclean.toml";

/// What may stand in the file: how to clean, not what to do.
const KEYS: &[&str] = &[
    "archive",
    "captions",
    "color",
    "cues",
    "durability",
    "encoding",
    "exclude",
    "field",
    "fix-names",
    "floor",
    "format",
    "gitignore",
    "id",
    "jobs",
    "learn-sites",
    "max-file-size",
    "no-backup",
    "on-error",
    "only",
    "progress",
    "quiet",
    "refresh",
    "script",
    "script-engine",
    "site-stats",
    "skip",
    "strictness",
    "url",
    "verbose",
    "with",
];

/// The command line, with what the configuration file adds to it.
pub(crate) struct Configured {
    pub(crate) cli: Cli,
    /// The options in force, as a configuration file; asked for by `--print-config`.
    pub(crate) printed: Option<String>,
}

/// Reads the command line, the environment and the file.
pub(crate) fn read(argv: Vec<OsString>) -> Result<Configured> {
    let matches = Cli::command().get_matches_from(&argv);
    let inner = matches.subcommand().map_or(&matches, |(_, inner)| inner);
    // Commands that clean nothing have no options to configure.
    if inner.try_contains_id("script").is_err() {
        return Ok(Configured { cli: from(&matches), printed: None });
    }
    let Some(path) = file(inner)? else {
        let printed = print(inner, None);
        return Ok(Configured { cli: from(&matches), printed });
    };
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let table: Table = text.parse().with_context(|| path.display().to_string())?;
    let added = flags(&table, inner).with_context(|| path.display().to_string())?;
    let after = 1 + usize::from(matches.subcommand().is_some());
    let mut full = argv;
    full.splice(after..after, added);
    let matches =
        Cli::command().try_get_matches_from(&full).with_context(|| path.display().to_string())?;
    let inner = matches.subcommand().map_or(&matches, |(_, inner)| inner);
    Ok(Configured { printed: print(inner, Some(&path)), cli: from(&matches) })
}

fn from(matches: &ArgMatches) -> Cli {
    Cli::from_arg_matches(matches).unwrap_or_else(|e| e.exit())
}

/// The file that was named, or the nearest one above the first PATH.
fn file(matches: &ArgMatches) -> Result<Option<PathBuf>> {
    if let Some(path) = matches.get_one::<PathBuf>("config") {
        if !path.is_file() {
            bail!("--config {}: there is no such file", path.display());
        }
        return Ok(Some(path.clone()));
    }
    let first = matches.get_many::<PathBuf>("paths").and_then(|mut paths| paths.next());
    let start = first.filter(|path| *path != Path::new("-")).map_or(Path::new("."), |p| p);
    let Ok(start) = fs::canonicalize(start) else { return Ok(None) };
    Ok(start.ancestors().map(|dir| dir.join(NAME)).find(|path| path.is_file()))
}

/// What the file says, as it would be typed.
fn flags(table: &Table, matches: &ArgMatches) -> Result<Vec<OsString>> {
    let mut flags = Vec::new();
    for (key, value) in table {
        if !KEYS.contains(&key.as_str()) {
            let near = KEYS.iter().find(|known| {
                known.replace('-', "_") == key.replace('-', "_")
                    || known.starts_with(key.as_str())
                    || key.starts_with(*known)
            });
            let hint = near.map(|near| format!(" (did you mean '{near}'?)")).unwrap_or_default();
            bail!("'{key}' is no option{hint}; there are {}", KEYS.join(", "));
        }
        let id = key.replace('-', "_");
        // Not every command takes every option.
        let Ok(_) = matches.try_contains_id(&id) else { continue };
        if is_typed(matches, &id) {
            continue;
        }
        let wrong = || anyhow::anyhow!("'{key}' cannot be {value}");
        match value {
            Value::Boolean(true) => flags.push(format!("--{key}").into()),
            Value::Boolean(false) => {}
            Value::String(word) => flags.push(format!("--{key}={word}").into()),
            Value::Integer(n) => flags.push(format!("--{key}={n}").into()),
            Value::Array(words) => {
                for word in words {
                    let word = word.as_str().ok_or_else(wrong)?;
                    flags.push(format!("--{key}={word}").into());
                }
            }
            _ => return Err(wrong()),
        }
    }
    Ok(flags)
}

fn is_typed(matches: &ArgMatches, id: &str) -> bool {
    matches!(matches.value_source(id), Some(ValueSource::CommandLine | ValueSource::EnvVariable))
}

/// The options in force, if they were asked for.
fn print(matches: &ArgMatches, file: Option<&Path>) -> Option<String> {
    if !matches.try_get_one::<bool>("print_config").ok().flatten().copied().unwrap_or(false) {
        return None;
    }
    let mut out = match file {
        Some(path) => format!("# with {}\n", path.display()),
        None => format!("# no {NAME} was found\n"),
    };
    for key in KEYS.iter().copied() {
        let id = key.replace('-', "_");
        let Ok(raw) = matches.try_get_raw(&id) else { continue };
        let words: Vec<String> =
            raw.into_iter().flatten().map(|word| word.to_string_lossy().into_owned()).collect();
        let value = match (key, &words[..]) {
            ("only" | "skip" | "with" | "field" | "exclude", words) => Value::from(words.to_vec()),
            (
                "fix-names" | "gitignore" | "learn-sites" | "no-backup" | "quiet" | "refresh"
                | "verbose",
                words,
            ) => Value::Boolean(words.first().is_some_and(|word| word == "true")),
            (_, []) => continue,
            (_, [word, ..]) => {
                word.parse().map_or_else(|_| Value::from(word.as_str()), Value::Integer)
            }
        };
        let _ = writeln!(out, "{key} = {value}");
    }
    Some(out)
}
