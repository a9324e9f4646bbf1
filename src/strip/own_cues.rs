//! Cues and selectors that the caller adds to the cues of the table.

use super::{
    Class,
    cues::{Cue, Measures, row_of},
    look::{Look, Strength},
    shadow::Shadow,
};
use crate::{
    extract::{Choice, Chosen, Field, Mark, Selector, Selectors},
    hosts::Hosts,
};

/// Cues of one's own, beside those of `data/cues/lines.tsv`, and selectors of elements.
#[derive(Clone, Debug, Default)]
pub struct Cues {
    sections: Vec<Section>,
    selectors: Selectors,
    /// What the elements are that a selector drops, by its number.
    classes: Vec<Option<Class>>,
}

/// What is said of the pages of some hosts.
#[derive(Clone, Debug, Default)]
struct Section {
    hosts: Hosts,
    cues: Vec<(String, Option<Cue>)>,
}

/// A row of cues that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct BadCue {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

/// Why a line with a cue of the caller's is what it is.
const OWN: &str = "a cue of your own";

/// Why a line is what it is that stands in an element of the caller's.
const SELECTED: &str = "a selector of your own";

impl Cues {
    /// Reads a table: pattern, class, anchor and guards a row, with tabs between them, as in `data/cues/lines.tsv`.
    /// The class `keep` is for lines that always stay. With the anchor `css` the pattern is a selector of elements,
    /// and the class may be `body`, or a field of the metadata, too. Rows below `[host, host]` are for pages of these
    /// hosts, and of those under them.
    ///
    /// # Errors
    ///
    /// With the first row that cannot be read.
    pub fn read(table: &str) -> Result<Cues, BadCue> {
        let mut cues = Cues { sections: vec![Section::default()], ..Cues::default() };
        for (n, row) in table.lines().enumerate() {
            cues.add(row).map_err(|why| BadCue { line: n + 1, why })?;
        }
        Ok(cues)
    }

    fn add(&mut self, row: &str) -> Result<(), String> {
        let bare = row.trim();
        // #content is a selector.
        let remark = bare.strip_prefix('#').is_some_and(|rest| {
            rest.starts_with(|ch: char| ch.is_whitespace() || ch == '#') || !rest.contains('\t')
        });
        if bare.is_empty() || remark {
            return Ok(());
        }
        if let Some(hosts) = bare.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'))
            && !bare.contains('\t')
        {
            let section = Section { hosts: Hosts::read(hosts)?, cues: Vec::new() };
            self.sections.push(section);
            return Ok(());
        }
        let columns: Vec<&str> = row.split('\t').collect();
        let section = self.sections.last_mut().expect("there is one from the start");
        let [selector, class, "css", guards @ ..] = &columns[..] else {
            let (pattern, cue) = row_of(row)?;
            section.cues.push((Shadow::of(pattern).tight, cue));
            return Ok(());
        };
        if guards.iter().any(|guard| !guard.trim().is_empty()) {
            return Err(format!("a selector has no guards: '{row}'"));
        }
        let (choice, dropped) = match (*class, Class::named(class), Field::named(class)) {
            ("body", ..) => (Choice::Body, None),
            ("keep", ..) => (Choice::Keep, None),
            (_, Some(class), _) => (Choice::Drop, Some(class)),
            (_, _, Some(field)) => (Choice::Field(field), None),
            _ => return Err(format!("no class '{class}' in '{row}'")),
        };
        let read =
            Selector::read(selector).map_err(|why| format!("selector '{selector}': {why}"))?;
        for selector in read {
            self.selectors.add(section.hosts.clone(), selector, choice);
            self.classes.push(dropped);
        }
        Ok(())
    }

    /// True when some rows are for pages of some hosts only.
    pub(crate) fn ask_for_hosts(&self) -> bool {
        self.sections.iter().any(|section| !section.hosts.are_all())
    }

    pub(crate) fn selectors(&self) -> &Selectors {
        &self.selectors
    }

    /// What these cues make of a line of a page of `host`.
    pub(super) fn judge(
        &self,
        host: Option<&str>,
        line: &str,
        shadow: &mut Shadow,
        look: &mut Look,
    ) {
        let digits = shadow.cast(line).digits;
        let tight = shadow.tight.as_str();
        let sentence = look.strength == Strength::Prose || look.ended;
        let measures = Measures { han: look.han, digits, sentence };
        let ours = self.sections.iter().filter(|section| section.hosts.hold(host));
        for (pattern, cue) in ours.flat_map(|section| &section.cues) {
            let mut places = tight.match_indices(pattern.as_str());
            let fits = |cue: &Cue| {
                cue.holds(measures) && places.any(|(at, word)| cue.fits(tight, at..at + word.len()))
            };
            match cue {
                None if tight.contains(pattern.as_str()) => return look.pin(OWN),
                Some(cue) if Some(cue).is_some_and(fits) => {
                    if cue.near {
                        look.near(cue.class, OWN)
                    } else {
                        look.sure(cue.class, OWN)
                    }
                }
                _ => {}
            }
        }
    }

    /// What these selectors made of the element that a line stands in.
    pub(super) fn select(&self, mark: &Mark, look: &mut Look) {
        look.chosen = mark.body;
        match mark.chosen {
            None => {}
            Some(Chosen::Keep) => look.pin(SELECTED),
            Some(Chosen::Drop(number)) => {
                let class = self.classes.get(number).copied().flatten();
                look.sure(class.unwrap_or(Class::Junk), SELECTED);
                (look.pinned, look.banned) = (false, true);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_cannot_be_read_is_named() {
        let error =
            Cues::read("# mine\n平原读报\tfooter\tline\n平原\tfurniture\tline\n").unwrap_err();
        let said = "line 3: no class 'furniture' in '平原\tfurniture\tline': nav, search, ";
        assert!(error.to_string().starts_with(said), "{error}");
        assert!(Cues::read("平原\tnav\tsomewhere").is_err() && Cues::read("\tnav\tin").is_err());
        assert!(Cues::read("平原\tnav\tin\toften").is_err());
    }

    #[test]
    fn own_cues_mark_lines_and_keep_them() {
        let cues = Cues::read("掌上平原\tfooter\tstart\n站内公告\tkeep\tin\n").unwrap();
        let judged = |line: &str| {
            let mut shadow = Shadow::default();
            let mut look = Look::of(line, &mut shadow);
            cues.judge(None, line, &mut shadow, &mut look);
            (look.strength, look.pinned)
        };
        assert_eq!(judged("掌上平原客户端"), (Strength::Sure, false));
        assert_eq!(judged("站內公告：首页"), (Strength::Plain, true));
        assert_eq!(judged("他来自掌上平原"), (Strength::Plain, false));
    }
}
