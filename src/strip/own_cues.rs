//! Cues that the caller adds to those of the table.

use super::{
    cues::{Cue, Measures, row_of},
    look::{Look, Strength},
    shadow::Shadow,
};

/// Cues of one's own, beside those of `data/cues/lines.tsv`.
#[derive(Clone, Debug, Default)]
pub struct Cues(Vec<(String, Option<Cue>)>);

/// A row of cues that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct BadCue {
    line: usize,
    why: String,
}

/// Why a line with a cue of the caller's is what it is.
const OWN: &str = "a cue of your own";

impl Cues {
    /// Reads a table: pattern, class, anchor and guards a row, with tabs between them, as in `data/cues/lines.tsv`.
    /// The class `keep` is for lines that always stay.
    ///
    /// # Errors
    ///
    /// With the first row that cannot be read.
    pub fn read(table: &str) -> Result<Cues, BadCue> {
        let rows = table.lines().enumerate().filter(|(_, row)| {
            let row = row.trim();
            !row.is_empty() && !row.starts_with('#')
        });
        let read = |(n, row): (usize, &str)| {
            let (pattern, cue) = row_of(row).map_err(|why| BadCue { line: n + 1, why })?;
            Ok((Shadow::of(pattern).tight, cue))
        };
        rows.map(read).collect::<Result<_, _>>().map(Cues)
    }

    /// What these cues make of a line.
    pub(super) fn judge(&self, line: &str, shadow: &mut Shadow, look: &mut Look) {
        let digits = shadow.cast(line).digits;
        let tight = shadow.tight.as_str();
        let sentence = look.strength == Strength::Prose || look.ended;
        let measures = Measures { han: look.han, digits, sentence };
        for (pattern, cue) in &self.0 {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_cannot_be_read_is_named() {
        let error =
            Cues::read("# mine\n平原读报\tfooter\tline\n平原\tfurniture\tline\n").unwrap_err();
        assert_eq!(error.to_string(), "line 3: no class 'furniture' in '平原\tfurniture\tline'");
        assert!(Cues::read("平原\tnav\tsomewhere").is_err() && Cues::read("\tnav\tin").is_err());
        assert!(Cues::read("平原\tnav\tin\toften").is_err());
    }

    #[test]
    fn own_cues_mark_lines_and_keep_them() {
        let cues = Cues::read("掌上平原\tfooter\tstart\n站内公告\tkeep\tin\n").unwrap();
        let judged = |line: &str| {
            let mut shadow = Shadow::default();
            let mut look = Look::of(line, &mut shadow);
            cues.judge(line, &mut shadow, &mut look);
            (look.strength, look.pinned)
        };
        assert_eq!(judged("掌上平原客户端"), (Strength::Sure, false));
        assert_eq!(judged("站內公告：首页"), (Strength::Plain, true));
        assert_eq!(judged("他来自掌上平原"), (Strength::Plain, false));
    }
}
