//! Which script a text is written in, and the same text in another.
mod choices;
mod corner_quotes;
mod glance;
mod machine;
mod machine_traditional;
mod mainland;
mod mainland_words;
mod one_step;
mod opencc;
mod opencc_hong_kong;
mod opencc_simplified;
mod opencc_taiwan;
mod opencc_traditional;
mod region;
mod shares;
mod sink;
mod to_hong_kong;
mod to_simplified;
mod to_taiwan;
mod to_traditional;
mod two_steps;
mod zhe;

use std::{fmt, str::FromStr};

use crate::Rule;

pub use opencc::OpenCc;

pub(crate) const RULES: &[&Rule] = &[
    &machine_traditional::RULE,
    // Before the conversions: their words are in traditional characters.
    &mainland_words::RULE,
    &to_simplified::RULE,
    &to_traditional::RULE,
    &to_taiwan::RULE,
    &to_hong_kong::RULE,
    &opencc_simplified::RULE,
    &opencc_traditional::RULE,
    &opencc_taiwan::RULE,
    &opencc_hong_kong::RULE,
    &corner_quotes::RULE,
];

/// The script, and where it can be told the region, of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// Simplified.
    Hans,
    /// Traditional, as written in Taiwan.
    HantTw,
    /// Traditional, as written in Hong Kong.
    HantHk,
    /// Traditional; the region cannot be told.
    Hant,
    /// Both, each in a share too large to be a slip.
    Mixed,
    /// No character in it is of one script only.
    None,
}

/// How many characters of a text belong to one script only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScriptShares {
    /// Han characters altogether.
    pub han: usize,
    /// Written so only in simplified text.
    pub hans: usize,
    /// Written so only in traditional text.
    pub hant: usize,
}

/// The script to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScriptTarget {
    /// As it was written; what a machine converted goes back to simplified.
    #[default]
    Auto,
    /// As it stands.
    Keep,
    /// Simplified, to the mainland standard.
    Hans,
    /// Traditional, of no region.
    Hant,
    /// Traditional, to the Taiwan standard.
    Tw,
    /// Traditional, to the Hong Kong standard.
    Hk,
}

impl Script {
    /// The script of `text`.
    pub fn of(text: &str) -> Script {
        shares::script_of(text, ScriptShares::of(text))
    }

    /// `hans`, `hant-tw`, `hant-hk`, `hant`, `mixed` or `none`.
    pub fn as_str(self) -> &'static str {
        match self {
            Script::Hans => "hans",
            Script::HantTw => "hant-tw",
            Script::HantHk => "hant-hk",
            Script::Hant => "hant",
            Script::Mixed => "mixed",
            Script::None => "none",
        }
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ScriptTarget {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Ok(match word {
            "auto" => ScriptTarget::Auto,
            "keep" => ScriptTarget::Keep,
            "hans" => ScriptTarget::Hans,
            "hant" => ScriptTarget::Hant,
            "tw" => ScriptTarget::Tw,
            "hk" => ScriptTarget::Hk,
            _ => return Err(format!("'{word}' is not one of auto, keep, hans, hant, tw, hk")),
        })
    }
}

/// Whether only simplified text has the character, and whether only traditional.
pub(crate) fn speaks_for(ch: u32) -> (bool, bool) {
    shares::speaks_for(ch)
}

/// How many characters of `text` only simplified text has, and how many only
/// traditional.
pub(crate) fn count(text: &str) -> (usize, usize) {
    let ScriptShares { hans, hant, .. } = ScriptShares::of(text);
    (hans, hant)
}

/// The script of `text`, in which so many characters are only in simplified and
/// only in traditional text, if that is known.
pub(crate) fn of_counted(text: &str, counts: Option<(usize, usize)>) -> Script {
    let known = counts.map(|(hans, hant)| ScriptShares { han: hans + hant, hans, hant });
    shares::script_of(text, known.unwrap_or_else(|| ScriptShares::of(text)))
}

/// The script of a text in which so many characters are only in simplified and
/// only in traditional text, if that is enough to tell.
pub(crate) fn by_counts((hans, hant): (usize, usize)) -> Option<Script> {
    let shares = ScriptShares { han: hans + hant, hans, hant };
    let doubtful = hans.min(hant) >= 2 || shares.script() == Script::Hant;
    (!doubtful).then(|| shares.script())
}

/// How sure it is that a machine made `text` traditional, in natural
/// logarithms of the odds; for measuring in `examples/`.
#[doc(hidden)]
pub fn machine_evidence(text: &str) -> f32 {
    machine::evidence(text)
}

/// The rules that write `target`.
pub(crate) fn rules_for(target: ScriptTarget) -> Vec<&'static Rule> {
    match target {
        ScriptTarget::Hans => vec![&to_simplified::RULE],
        ScriptTarget::Hant => vec![&to_traditional::RULE],
        ScriptTarget::Tw => vec![&to_taiwan::RULE],
        ScriptTarget::Hk => vec![&to_hong_kong::RULE],
        ScriptTarget::Auto => vec![&machine_traditional::RULE],
        ScriptTarget::Keep => vec![],
    }
}

/// The rules that write `target` exactly as OpenCC does.
pub(crate) fn exact_rules_for(target: ScriptTarget) -> Vec<&'static Rule> {
    match target {
        ScriptTarget::Hans => vec![&opencc_simplified::RULE],
        ScriptTarget::Hant => vec![&opencc_traditional::RULE],
        ScriptTarget::Tw => vec![&opencc_taiwan::RULE],
        ScriptTarget::Hk => vec![&opencc_hong_kong::RULE],
        ScriptTarget::Auto | ScriptTarget::Keep => rules_for(target),
    }
}

/// True for the rules that [`rules_for`] chooses among.
pub(crate) fn converts(rule: &Rule) -> bool {
    let other = [mainland_words::RULE.id, corner_quotes::RULE.id].contains(&rule.id);
    !other && RULES.iter().any(|r| r.id == rule.id)
}

/// True for the rule that finds out that traditional text was written in
/// simplified characters.
pub(crate) fn takes_back(rule: &Rule) -> bool {
    rule.id == machine_traditional::RULE.id
}
