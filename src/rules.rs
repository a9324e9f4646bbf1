//! Every rule, in the order they run. The only file that names the stages.

use std::{fmt, str::FromStr};

use crate::{Rule, normalize, reflow, repair, script, strip};

/// A group of rules that do one kind of work. They run in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Text that was decoded or escaped wrongly before it reached us.
    Repair,
    /// The same text, spelled one way.
    Normalize,
    /// Traditional and simplified characters.
    Script,
    /// Lines that are not the article.
    Strip,
    /// Broken lines joined, one paragraph a line.
    Reflow,
}

const STAGES: [(Stage, &str, &[&Rule]); 5] = [
    (Stage::Repair, "repair", repair::RULES),
    // After repair: half a mojibake character must not be normalised away.
    (Stage::Normalize, "normalize", normalize::RULES),
    // After normalize: the dictionaries know no radicals and no private-use characters.
    (Stage::Script, "script", script::RULES),
    // After script: the cues are read on a simplified shadow, but names go to
    // the metadata as they will stand in the text.
    (Stage::Strip, "strip", strip::RULES),
    // Last: joining a caption to a paragraph would save the caption.
    (Stage::Reflow, "reflow", reflow::RULES),
];

/// Every rule there is, in the order they run.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    STAGES.into_iter().flat_map(|(_, _, rules)| rules.iter().copied())
}

impl Stage {
    /// Every stage, in the order they run.
    pub fn all() -> impl Iterator<Item = Stage> {
        STAGES.into_iter().map(|(stage, _, _)| stage)
    }

    /// The stage that `rule` belongs to.
    pub fn of(rule: &Rule) -> Stage {
        Stage::all()
            .find(|stage| stage.rules().iter().any(|r| r.id == rule.id))
            .expect("every rule is listed in a stage")
    }

    /// Its rules, in the order they run.
    pub fn rules(self) -> &'static [&'static Rule] {
        STAGES[self as usize].2
    }

    /// Its name, as `--only` and `--skip` take it.
    pub fn as_str(self) -> &'static str {
        STAGES[self as usize].1
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Stage {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Stage::all()
            .find(|stage| stage.as_str() == name)
            .ok_or_else(|| format!("there is no stage called '{name}'"))
    }
}
