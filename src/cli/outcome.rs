//! What came of one file.

use super::{show, tally::Tally, work::WHOLE};

/// What came of one file.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) tally: Tally,
    pub(crate) changed: bool,
    /// The text was taken out of markup.
    pub(crate) extracted: bool,
    /// The file was not for us: why.
    pub(crate) skipped: Option<Skipped>,
    pub(crate) warnings: Vec<String>,
}

/// Why a file was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Skipped {
    Binary,
    Json,
    TooLarge,
    HardLinked,
    Special,
    OtherFormat,
    Finished,
}

impl Outcome {
    pub(crate) fn skipped(why: Skipped) -> Self {
        Outcome { skipped: Some(why), ..Outcome::default() }
    }
}

impl Skipped {
    /// Why, and what to do about it.
    pub(crate) fn why(self, max_size: Option<u64>) -> String {
        match self {
            Skipped::Binary => "binary, skipped (--format text reads it all the same)".to_owned(),
            Skipped::Json => "JSON that is not one object a line, skipped: `jq -c .` makes a line of it, \
                              `jq -c '.[]'` lines of a list (--format text cleans all of it, keys too)"
                .to_owned(),
            Skipped::TooLarge => {
                let max = show::size(max_size.unwrap_or(WHOLE));
                format!("larger than {max}, skipped (see --max-file-size)")
            }
            Skipped::HardLinked => {
                "has other names (hard links), skipped: replacing it would part them; use -o DIR"
                    .to_owned()
            }
            Skipped::Special => "not a regular file, skipped".to_owned(),
            Skipped::OtherFormat => {
                "not plain text, skipped: its text cannot take its place; use -o DIR".to_owned()
            }
            Skipped::Finished => "finished by the run that was interrupted, skipped".to_owned(),
        }
    }

    /// The word for it in the summary.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Skipped::Binary => "binary",
            Skipped::Json => "JSON not in lines",
            Skipped::TooLarge => "too large",
            Skipped::HardLinked => "hard-linked",
            Skipped::Special => "not a regular file",
            Skipped::OtherFormat => "not plain text",
            Skipped::Finished => "finished before",
        }
    }
}
