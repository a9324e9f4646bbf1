//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, builder::ValueHint};
use zhclean::{Confidence, ScriptTarget, Strictness};

use super::values::{
    ArchiveArg, Captions, Durability, Emit, FormatArg, OnErrorArg, ScriptEngine, When,
};

const EXAMPLES: &str = r#"Examples:
  zhclean < page.txt > clean.txt       clean one document, in any encoding
  zhclean corpus/                      say what would change; write nothing
  zhclean --diff corpus/ | less        show it, line by line
  zhclean -o cleaned/ corpus/          write clean copies
  zhclean -i corpus/                   replace the files; `zhclean undo` takes it back
  zhclean explain page.txt             every change at its place, and why
  zcat news.jsonl.gz | zhclean --format jsonl --field text | zstd > news.jsonl.zst

Options can also stand in a zhclean.toml above the first PATH (script = "hans"), or in the
environment (ZHCLEAN_SCRIPT=hans); a flag beats both.

Exit codes: 0 done, or nothing to do; 1 a check found changes; 2 something failed, the
rest was done; 130 interrupted."#;

/// Turns scraped Chinese news, in any encoding and any state of damage, into clean text.
#[derive(Debug, Parser)]
#[command(
    name = "zhclean",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = EXAMPLES,
    max_term_width = 110,
    override_usage = "zhclean [OPTIONS] [PATH…]\n       zhclean <COMMAND> [OPTIONS]"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) clean: CleanArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Clean; what happens when no command is named
    #[command(after_help = EXAMPLES, max_term_width = 110)]
    Clean(Box<CleanArgs>),
    /// What is this? Encoding, script, damage, layout; changes nothing
    Inspect(Box<InspectArgs>),
    /// Show each change at its place: rule, before → after, reason, how sure
    Explain(Box<ExplainArgs>),
    /// Put the originals of a run back
    Undo(UndoArgs),
    /// List every stage and rule: what it repairs, default on or off
    Rules(RulesArgs),
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// One of a list of names; blanks may stand behind its commas.
fn name(word: &str) -> Result<String, std::convert::Infallible> {
    Ok(word.trim().to_owned())
}

#[derive(Clone, Debug, Args)]
pub(crate) struct CleanArgs {
    /// Files and folders; none, or -, reads one document from standard input
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,

    /// Write cleaned copies under DIR, mirroring the tree; the pages of one archive also as X.parquet
    #[arg(short, long, value_name = "DIR", help_heading = "What to write",
          conflicts_with = "in_place", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    /// Replace the files; originals are kept for `zhclean undo`
    #[arg(short, long, help_heading = "What to write")]
    pub(crate) in_place: bool,
    /// With -i: do not keep the originals
    #[arg(long, help_heading = "What to write", requires = "in_place")]
    pub(crate) no_backup: bool,
    /// With -i: bring texts to the disk many at a time, each by itself, or never
    #[arg(
        long,
        value_name = "batch|file|none",
        hide_possible_values = true,
        help_heading = "What to write",
        default_value = "batch"
    )]
    pub(crate) durability: Durability,
    /// Write nothing; exit 1 if anything would change
    #[arg(long, help_heading = "What to write", conflicts_with_all = ["out", "in_place"])]
    pub(crate) check: bool,
    /// As --check, and print the changes as a unified diff
    #[arg(long, help_heading = "What to write", conflicts_with_all = ["out", "in_place", "emit"])]
    pub(crate) diff: bool,
    /// What to write: cleaned text, one JSON object a document, or the edits as spans
    #[arg(
        long,
        value_name = "text|json|spans",
        hide_possible_values = true,
        help_heading = "What to write"
    )]
    pub(crate) emit: Option<Emit>,
    /// A bad line of JSON lines: pass it through, put null in its place, or take it out
    #[arg(
        long,
        value_name = "keep|null|reject",
        hide_possible_values = true,
        help_heading = "What to write",
        default_value = "keep"
    )]
    pub(crate) on_error: OnErrorArg,
    /// Where --on-error reject adds the lines it takes out
    #[arg(long, value_name = "FILE", help_heading = "What to write", value_hint = ValueHint::FilePath)]
    pub(crate) reject_file: Option<PathBuf>,
    /// What the pages of archives become: JSON lines, the rows of a Parquet file, or of WARC and WET files WET
    #[arg(
        long,
        value_name = "jsonl|parquet|wet",
        hide_possible_values = true,
        help_heading = "What to write",
        default_value = "jsonl"
    )]
    pub(crate) archive: ArchiveArg,
    /// In JSON lines, compute lengths and checksums of a text anew that stand beside it
    #[arg(long, help_heading = "What to write")]
    pub(crate) refresh: bool,
    /// The numbers of the run, to add up with those of others; a page if FILE ends with .html
    #[arg(long, value_name = "FILE", help_heading = "What to write", value_hint = ValueHint::FilePath)]
    pub(crate) report: Option<PathBuf>,
    /// One JSON object a file on standard output, and one at the end
    #[arg(long, help_heading = "What to write", conflicts_with_all = ["diff", "emit"])]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) shared: Shared,
}

/// What every command takes that reads documents.
#[derive(Clone, Debug, Args)]
pub(crate) struct Shared {
    #[command(flatten)]
    pub(crate) choose: Choosing,
    #[command(flatten)]
    pub(crate) read: Reading,
    #[command(flatten)]
    pub(crate) run: Running,
    #[command(flatten)]
    pub(crate) show: Showing,
}

/// Which rules run.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "What to clean")]
pub(crate) struct Choosing {
    /// The script to write; auto keeps it, and takes back what a machine converted
    #[arg(
        long,
        value_name = "auto|keep|hans|hant|tw|hk",
        default_value = "auto",
        hide_default_value = true
    )]
    pub(crate) script: ScriptTarget,
    /// With --script: by our own judgement, or all of the text exactly as OpenCC writes it
    #[arg(
        long,
        value_name = "own|opencc",
        hide_possible_values = true,
        hide_default_value = true,
        default_value = "own"
    )]
    pub(crate) script_engine: ScriptEngine,
    /// Run only these stages or rules (see `zhclean rules`)
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', value_parser = name)]
    pub(crate) only: Vec<String>,
    /// Do not run these stages or rules
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', value_parser = name)]
    pub(crate) skip: Vec<String>,
    /// Run these too, though they are off by default
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', value_parser = name)]
    pub(crate) with: Vec<String>,
    /// Captions of pictures: drop them, keep them, or mark them with [图]
    #[arg(
        long,
        value_name = "drop|keep|mark",
        hide_possible_values = true,
        default_value = "drop"
    )]
    pub(crate) captions: Captions,
    /// Where the balance lies between keeping and dropping the lines of a page
    #[arg(long, value_name = "gentle|normal|strict", default_value = "normal")]
    pub(crate) strictness: Strictness,
    /// Cues of your own: words that mark lines as furniture or keep them, and CSS selectors, for all hosts or some (see docs/cli.md)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) cues: Option<PathBuf>,
    /// What pages of the same site repeat, as --learn-sites saved it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) site_stats: Option<PathBuf>,
    /// Read the PATHs twice: first learn what the pages of each site repeat (and add it to --site-stats)
    #[arg(long)]
    pub(crate) learn_sites: bool,
    /// Make only changes at least this sure
    #[arg(long, value_name = "guess|likely|certain", default_value = "likely")]
    pub(crate) floor: Confidence,
}

/// How input is read.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "What to read")]
pub(crate) struct Reading {
    /// The format; auto looks at the content first, then at the name
    #[arg(
        long,
        value_name = "auto|text|html|jsonl|parquet|arrow|warc",
        hide_possible_values = true,
        hide_default_value = true,
        default_value = "auto"
    )]
    pub(crate) format: FormatArg,
    /// Text field of JSON lines, Parquet or Arrow; repeatable, dotted, with [] (meta.body, 段落[].内容)
    #[arg(long, value_name = "NAME")]
    pub(crate) field: Vec<String>,
    /// Field or column that names the document; shown with errors and by --emit json
    #[arg(long, value_name = "NAME")]
    pub(crate) id: Option<String>,
    /// Field or column that has its address; shown by --emit json
    #[arg(long, value_name = "NAME")]
    pub(crate) url: Option<String>,
    /// Trust LABEL instead of detecting the encoding
    #[arg(long, value_name = "auto|LABEL", default_value = "auto", hide_default_value = true)]
    pub(crate) encoding: String,
    /// Skip files larger than SIZE (512K, 64M, 1G); in JSON lines, lines
    #[arg(long, value_name = "SIZE", value_parser = super::show::parse_size)]
    pub(crate) max_file_size: Option<u64>,
    /// Skip what matches; as in .gitignore
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
    /// In ZIP archives, read names anew that were read as code page 437
    #[arg(long)]
    pub(crate) fix_names: bool,
    /// Honour .gitignore
    #[arg(long)]
    pub(crate) gitignore: bool,
}

/// How the work is done.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "How to work")]
pub(crate) struct Running {
    /// How many documents at once [default: one a core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,
    /// Stop at the first file that fails
    #[arg(long)]
    pub(crate) fail_fast: bool,
}

/// What is shown while and after working.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "What to show")]
pub(crate) struct Showing {
    /// Progress on standard error; auto: only on a terminal
    #[arg(
        long,
        value_name = "auto|always|never",
        hide_possible_values = true,
        hide_default_value = true,
        default_value = "auto"
    )]
    pub(crate) progress: When,
    /// Colour; auto: only on a terminal
    #[arg(
        long,
        value_name = "auto|always|never",
        hide_possible_values = true,
        hide_default_value = true,
        default_value = "auto"
    )]
    pub(crate) color: When,
    /// Take options from FILE, not from the nearest zhclean.toml above the first PATH
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,
    /// Print the options in force, and end
    #[arg(long)]
    pub(crate) print_config: bool,
    /// Say less: only errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: every file
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct InspectArgs {
    /// Files and folders; - is standard input
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// One JSON object a file
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) shared: Shared,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Files; - is standard input
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) shared: Shared,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct UndoArgs {
    /// The run, as -i named it, or a folder: its last run [default: the last run here]
    #[arg(value_name = "RUN")]
    pub(crate) run: Option<PathBuf>,
    /// Drop the originals of the run instead, to free their space
    #[arg(long)]
    pub(crate) purge: bool,
    /// List the runs that can be undone
    #[arg(long, conflicts_with = "purge")]
    pub(crate) list: bool,
    #[command(flatten)]
    pub(crate) show: Showing,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct RulesArgs {
    /// One JSON array
    #[arg(long)]
    pub(crate) json: bool,
}
