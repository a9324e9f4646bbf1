//! `zhclean.toml`, and `ZHCLEAN_…` in the environment: options that are the same for every run.
//!
//! A flag beats the environment, which beats the file. What they say is
//! given to the parser as if it had been typed, unless it was.

use std::{
    env,
    ffi::OsString,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail};
use clap::{
    ArgAction, ArgMatches, Command, CommandFactory, FromArgMatches,
    error::{ContextKind, ContextValue, Error},
    parser::ValueSource,
};
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

/// Those that name a file: one of the configuration file lies beside it.
const PATHS: &[&str] = &["cues", "site-stats"];

/// Those of which the one is not asked for where the other was typed.
const OPPOSITE: &[(&str, &str)] = &[("quiet", "verbose"), ("verbose", "quiet")];

/// The command line, with what the environment and the configuration file add to it.
pub(crate) struct Configured {
    pub(crate) cli: Cli,
    /// The options in force, as a configuration file; asked for by `--print-config`.
    pub(crate) printed: Option<String>,
}

/// An option that was not typed, and where it stands.
struct Setting<'a> {
    key: &'static str,
    value: Value,
    whence: Whence<'a>,
}

enum Whence<'a> {
    Environment(String),
    File(&'a Path),
}

/// Reads the command line, the environment and the file.
pub(crate) fn read(argv: Vec<OsString>) -> Result<Configured> {
    let command = Cli::command();
    let matches = command.clone().get_matches_from(&argv);
    let named = matches.subcommand_name();
    let inner = matches.subcommand().map_or(&matches, |(_, inner)| inner);
    let known = named.and_then(|name| command.find_subcommand(name)).unwrap_or(&command);
    // Commands that clean nothing have no options to configure.
    if !takes(known, "script") {
        return Ok(Configured { cli: from(&matches), printed: None });
    }
    let path = file(inner)?;
    let table = path.as_deref().map_or_else(|| Ok(Table::new()), table)?;
    let mut added = Vec::new();
    for setting in settings(&table, path.as_deref()) {
        // Not every command takes every option.
        if !takes(known, setting.key) || is_typed(inner, setting.key) {
            continue;
        }
        let flags = setting.flags(known)?;
        if let Err(e) = command.clone().try_get_matches_from(alone(&argv, named, &flags)) {
            bail!("{}: {}", setting.whence(), first_line(&e));
        }
        added.extend(flags);
    }
    let mut full = argv;
    let after = 1 + usize::from(named.is_some());
    full.splice(after..after, added);
    let matches = command.get_matches_from(&full);
    let inner = matches.subcommand().map_or(&matches, |(_, inner)| inner);
    Ok(Configured { printed: print(inner, path.as_deref()), cli: from(&matches) })
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

/// What stands in the file; a key that does not exist is an error.
fn table(path: &Path) -> Result<Table> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    // A byte order mark is what some editors begin with.
    let text = text.trim_start_matches('\u{FEFF}');
    let table: Table = text.parse().with_context(|| path.display().to_string())?;
    if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
        let hint = nearest(key).map(|near| format!(" (did you mean '{near}'?)"));
        let hint = hint.unwrap_or_default();
        bail!("{}: '{key}' is no option{hint}; there are {}", path.display(), KEYS.join(", "));
    }
    Ok(table)
}

/// The option that a misspelt one is taken for on the command line.
fn nearest(key: &str) -> Option<&'static str> {
    let typed = format!("--{}", key.replace('_', "-"));
    let known = |name: &str| KEYS.iter().find(|key| name == format!("--{key}")).copied();
    let said = Cli::command().try_get_matches_from(["zhclean", &typed]);
    known(&typed).or_else(|| match said.err()?.get(ContextKind::SuggestedArg)? {
        ContextValue::String(name) => known(name),
        ContextValue::Strings(names) => names.iter().find_map(|name| known(name)),
        _ => None,
    })
}

/// What is said of each option; a variable that is empty says nothing.
fn settings<'a>(table: &'a Table, path: Option<&'a Path>) -> impl Iterator<Item = Setting<'a>> {
    KEYS.iter().copied().filter_map(move |key| {
        let variable = format!("ZHCLEAN_{}", id(key).to_ascii_uppercase());
        match env::var(&variable) {
            Ok(value) if !value.is_empty() => {
                let value = Value::String(value);
                Some(Setting { key, value, whence: Whence::Environment(variable) })
            }
            _ => {
                let value = table.get(key)?.clone();
                Some(Setting { key, value, whence: Whence::File(path?) })
            }
        }
    })
}

impl Setting<'_> {
    fn whence(&self) -> String {
        match &self.whence {
            Whence::Environment(variable) => variable.clone(),
            Whence::File(path) => path.display().to_string(),
        }
    }

    /// The same, as it would be typed.
    fn flags(&self, command: &Command) -> Result<Vec<OsString>> {
        let Setting { key, value, whence } = self;
        let wrong = || anyhow!("{}: '{key}' cannot be {value}", self.whence());
        let flag = |word: &str| match whence {
            Whence::File(path) if PATHS.contains(key) => {
                let mut flag = OsString::from(format!("--{key}="));
                flag.push(path.with_file_name(word));
                flag
            }
            _ => format!("--{key}={word}").into(),
        };
        if is_switch(command, key) {
            let on = match (value, whence) {
                (Value::Boolean(on), _) => *on,
                (Value::String(word), Whence::Environment(_)) => {
                    match &*word.to_ascii_lowercase() {
                        "1" | "true" | "yes" | "on" => true,
                        "0" | "false" | "no" | "off" => false,
                        _ => return Err(wrong()),
                    }
                }
                _ => return Err(wrong()),
            };
            return Ok(on.then(|| format!("--{key}").into()).into_iter().collect());
        }
        match value {
            Value::String(word) => Ok(vec![flag(word)]),
            Value::Integer(n) => Ok(vec![flag(&n.to_string())]),
            Value::Array(words) => {
                words.iter().map(|word| Ok(flag(word.as_str().ok_or_else(wrong)?))).collect()
            }
            _ => Err(wrong()),
        }
    }
}

/// A command line that says `flags` and nothing else, to hear what is wrong with them.
fn alone(argv: &[OsString], command: Option<&str>, flags: &[OsString]) -> Vec<OsString> {
    let mut line: Vec<OsString> = argv.first().cloned().into_iter().collect();
    line.extend(command.map(OsString::from));
    // What some options ask for, and some commands.
    if flags.iter().any(|flag| flag == "--no-backup") {
        line.push("-i".into());
    }
    line.extend_from_slice(flags);
    line.push("-".into());
    line
}

fn first_line(error: &Error) -> String {
    let said = error.to_string();
    let line = said.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

fn id(key: &str) -> String {
    key.replace('-', "_")
}

/// The matches do not tell: they know what they were not asked for in debug builds alone.
fn takes(command: &Command, key: &str) -> bool {
    command.get_arguments().any(|arg| arg.get_id().as_str() == id(key))
}

fn is_switch(command: &Command, key: &str) -> bool {
    let mut arguments = command.get_arguments();
    arguments
        .find(|arg| arg.get_id().as_str() == id(key))
        .is_some_and(|arg| matches!(arg.get_action(), ArgAction::SetTrue))
}

/// True if the command line has said this, or what it makes pointless.
fn is_typed(matches: &ArgMatches, key: &str) -> bool {
    let typed = |key: &str| matches.value_source(&id(key)) == Some(ValueSource::CommandLine);
    let opposite = OPPOSITE.iter().find(|(one, _)| *one == key);
    typed(key)
        || opposite.is_some_and(|(_, other)| typed(other))
        || (key == "no-backup" && !typed("in-place"))
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
        let Ok(raw) = matches.try_get_raw(&id(key)) else { continue };
        let words: Vec<String> =
            raw.into_iter().flatten().map(|word| word.to_string_lossy().into_owned()).collect();
        let value = match (key, &words[..]) {
            ("only" | "skip" | "with" | "field" | "exclude", words) => Value::from(words.to_vec()),
            (_, []) => continue,
            ("jobs", [word, ..]) => {
                word.parse().map_or_else(|_| Value::from(word.as_str()), Value::Integer)
            }
            (_, [word, ..]) => {
                word.parse().map_or_else(|_| Value::from(word.as_str()), Value::Boolean)
            }
        };
        let _ = writeln!(out, "{key} = {value}");
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_does_not_take_an_option_is_not_given_it() {
        let command = Cli::command();
        let of = |name: &str| command.find_subcommand(name).expect("a command");
        assert!(takes(&command, "jobs") && takes(of("clean"), "on-error"));
        assert!(!takes(of("undo"), "jobs") && !takes(of("undo"), "script"));
        assert!(takes(of("inspect"), "script") && !takes(of("inspect"), "on-error"));
    }
}
