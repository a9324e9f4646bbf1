//! The words that options take.

use clap::ValueEnum;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Emit {
    /// Cleaned text
    Text,
    /// One JSON object a document
    Json,
    /// The edits, one JSON object a document
    Spans,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ArchiveArg {
    /// A line of JSON a page
    Jsonl,
    /// A row a page
    Parquet,
    /// A record of text a page
    Wet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnErrorArg {
    /// As it is
    Keep,
    /// null
    Null,
    /// To a file of its own
    Reject,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScriptEngine {
    /// What is in the script already stays
    Own,
    /// To the letter what OpenCC 1.4.2 makes of it
    Opencc,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Captions {
    /// Out of the text
    Drop,
    /// As they are
    Keep,
    /// With [图] before them
    Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    /// By content first, then by name
    Auto,
    /// Plain text
    Text,
    /// Web pages
    Html,
    /// One JSON object a line
    Jsonl,
    /// Apache Parquet
    Parquet,
    /// Arrow IPC, files and streams
    Arrow,
    /// Web archives, WET too
    Warc,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Durability {
    /// Once for many files, before they are replaced
    Batch,
    /// Once for each file
    File,
    /// When the system likes: a power cut can lose text
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal
    Auto,
    /// Also elsewhere
    Always,
    /// Nowhere
    Never,
}
