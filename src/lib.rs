//! Turns scraped Chinese news, in any encoding and any state of damage, into
//! clean text that a corpus can be built from.
//!
//! Bytes become text once ([`decode`]). Then [`rules`], in a fixed order,
//! repair, normalise, convert, strip and reflow that text ([`Cleaner`]). Every
//! change is in the [`Trace`]: what, where, why, how sure; and can be undone.
//! Text that needs no change is handed back borrowed.
//!
//! ```
//! let cleaner = zhclean::Cleaner::new(zhclean::Options::default());
//! let cleaned = cleaner.clean("&ldquo;新闻&rdquo;");
//! assert_eq!(cleaned.text, "“新闻”");
//! assert_eq!(cleaned.trace.undo(&cleaned.text), "&ldquo;新闻&rdquo;");
//! ```
//!
//! The library does no input or output, prints nothing, and reads neither
//! environment nor clock. It does not panic on any input.
mod alike;
mod census;
mod characters;
mod cleaner;
mod decode;
mod edits;
mod extract;
mod hosts;
mod normalize;
mod options;
mod paragraphs;
mod patch;
mod phrases;
mod plausible;
mod reasons;
mod reflow;
mod repair;
mod rule;
mod rules;
mod script;
mod strip;
mod tables;
mod trace;

pub use crate::{
    cleaner::{Cleaned, Cleaner},
    decode::{Because, Candidate, Decoded, Hint, candidates, decode, knows_encoding},
    edits::{Edit, Edits},
    options::{Options, UnknownRule},
    patch::{Confidence, Patch},
    rule::Rule,
    rules::{Stage, rules},
    script::{OpenCc, Script, ScriptShares, ScriptTarget, machine_evidence},
    strip::{
        BadCue, Cues, Label, LabelledLine, Metadata, NoSiteStats, Site, SiteStats, Strictness,
        line_evidence,
    },
    trace::{Change, Note, Trace},
};

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
