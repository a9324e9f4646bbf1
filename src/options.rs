//! What to do. Rules are chosen by name, so a new rule needs no new field.

use std::{str::FromStr, sync::Arc};

use crate::{
    Confidence, Rule, Stage,
    rules::rules,
    script::{self, ScriptTarget},
    strip::{Cues, Policy, SiteStats, Strictness},
};

/// Which rules run, and how sure they must be.
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) rules: Vec<&'static Rule>,
    pub(crate) floor: Confidence,
    pub(crate) policy: Arc<Policy>,
}

/// A rule or stage was named that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule or stage called '{name}'{hint}; `zhclean rules` lists them")]
pub struct UnknownRule {
    name: String,
    hint: String,
}

impl Default for Options {
    /// The rules that are on by default, making edits that are at least likely.
    fn default() -> Self {
        Options {
            rules: rules().filter(|r| r.default).collect(),
            floor: Confidence::Likely,
            policy: Arc::default(),
        }
    }
}

impl Options {
    /// Runs only what is named: stages, or rules. A stage stands for those of
    /// its rules that were on.
    pub fn only<S: AsRef<str>>(
        self,
        names: impl IntoIterator<Item = S>,
    ) -> Result<Self, UnknownRule> {
        let mut kept: Vec<&'static Rule> = Vec::new();
        for name in names {
            match find(name.as_ref())? {
                Named::Stage(stage) => {
                    kept.extend(self.rules.iter().filter(|r| Stage::of(r) == stage));
                }
                Named::Rule(rule) => kept.push(rule),
            }
        }
        Ok(Options { rules: in_order(|r| contains(&kept, r)), ..self })
    }

    /// Runs the rule called `name` too, or every rule of the stage called so.
    pub fn with(mut self, name: &str) -> Result<Self, UnknownRule> {
        let added = match find(name)? {
            Named::Stage(stage) => stage.rules().to_vec(),
            Named::Rule(rule) => vec![rule],
        };
        self.rules = in_order(|r| contains(&added, r) || contains(&self.rules, r));
        Ok(self)
    }

    /// Does not run the rule or the stage called `name`.
    pub fn without(mut self, name: &str) -> Result<Self, UnknownRule> {
        match find(name)? {
            Named::Stage(stage) => self.rules.retain(|r| Stage::of(r) != stage),
            Named::Rule(rule) => self.rules.retain(|r| r.id != rule.id),
        }
        Ok(self)
    }

    /// Chooses the script to write, by switching the rules that convert.
    pub fn script(self, target: ScriptTarget) -> Self {
        self.converting(&script::rules_for(target))
    }

    /// Chooses the script to write, exactly as OpenCC 1.4.2 writes it: all of
    /// the text, also where it is in that script already.
    pub fn script_exact(self, target: ScriptTarget) -> Self {
        self.converting(&script::exact_rules_for(target))
    }

    fn converting(mut self, chosen: &[&'static Rule]) -> Self {
        self.rules =
            in_order(|r| contains(chosen, r) || (contains(&self.rules, r) && !script::converts(r)));
        self
    }

    /// Makes only edits that are at least this sure.
    pub fn floor(mut self, floor: Confidence) -> Self {
        self.floor = floor;
        self
    }

    /// Says where the balance lies between keeping and dropping lines.
    pub fn strictness(mut self, strictness: Strictness) -> Self {
        Arc::make_mut(&mut self.policy).strictness = strictness;
        self
    }

    /// Lets what the pages of a site repeat speak against lines; [`Cleaner::at`](crate::Cleaner::at) says which site.
    pub fn site_stats(mut self, stats: Arc<SiteStats>) -> Self {
        Arc::make_mut(&mut self.policy).stats = Some(stats);
        self
    }

    /// Reads pages with cues of one's own too.
    pub fn cues(mut self, cues: Cues) -> Self {
        Arc::make_mut(&mut self.policy).cues = Some(Arc::new(cues));
        self
    }

    /// The rules that will run, in order.
    pub fn rules(&self) -> &[&'static Rule] {
        &self.rules
    }
}

enum Named {
    Stage(Stage),
    Rule(&'static Rule),
}

fn find(name: &str) -> Result<Named, UnknownRule> {
    if let Ok(stage) = Stage::from_str(name) {
        return Ok(Named::Stage(stage));
    }
    rules().find(|r| r.id == name).map(Named::Rule).ok_or_else(|| {
        let names = rules().map(|r| r.id).chain(Stage::all().map(Stage::as_str));
        let near = names.map(|n| (distance(n, name), n)).min().filter(|(d, n)| *d * 3 <= n.len());
        UnknownRule {
            name: name.to_owned(),
            hint: near.map(|(_, n)| format!(" (did you mean '{n}'?)")).unwrap_or_default(),
        }
    })
}

fn in_order(wanted: impl Fn(&'static Rule) -> bool) -> Vec<&'static Rule> {
    rules().filter(|r| wanted(r)).collect()
}

fn contains(list: &[&Rule], rule: &Rule) -> bool {
    list.iter().any(|r| r.id == rule.id)
}

/// Levenshtein's, over bytes: rule names are ASCII.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let best = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = best;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_is_answered_with_the_nearest() {
        let error = Options::default().with("html-entites").unwrap_err().to_string();
        assert!(error.contains("did you mean 'html-entities'?"), "{error}");
        let error = Options::default().with("zzz").unwrap_err().to_string();
        assert!(!error.contains("did you mean"), "{error}");
    }

    #[test]
    fn only_a_stage_means_the_rules_of_it_that_are_on() {
        let options = Options::default().only(["repair"]).unwrap();
        assert!(options.rules().iter().all(|r| Stage::of(r) == Stage::Repair && r.default));
        assert!(!options.rules().is_empty());
    }

    #[test]
    fn a_script_switches_off_the_conversions_to_the_others() {
        let hans = Options::default().script(ScriptTarget::Hans);
        let tw = hans.clone().script(ScriptTarget::Tw);
        let of = |o: &Options| -> Vec<&str> {
            o.rules().iter().filter(|r| script::converts(r)).map(|r| r.id).collect()
        };
        assert_eq!(of(&hans), ["to-simplified"]);
        assert_eq!(of(&tw), ["to-taiwan"]);
        assert_eq!(of(&tw.script(ScriptTarget::Keep)), [""; 0]);
    }
}
