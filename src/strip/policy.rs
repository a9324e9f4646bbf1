//! How pages are cut, beside which rules run.

use std::{
    fmt,
    str::FromStr,
    sync::{Arc, LazyLock},
};

use super::{
    Class, Label,
    evidence::{self, Evidence},
    label::{self, Verdict},
    look::{Look, Strength},
    own_cues::Cues,
    sites::{Site, SiteStats},
};
use crate::extract::Selectors;

/// Where the balance lies between keeping and dropping lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// A line that is no furniture by itself stays if it might be of the article: one in twenty.
    Gentle,
    /// As the labels say.
    #[default]
    Normal,
    /// On a page with furniture, lines go too that are more probably not of the article.
    Strict,
}

/// Gentle keeps a line that is at least so probable.
const MIGHT_BE: f32 = 0.05;
/// Strict drops a line that is less probable.
const PROBABLY: f32 = 0.5;

/// What the caller says of pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policy {
    pub(crate) strictness: Strictness,
    /// What is known of sites, and which of them the document is from.
    pub(crate) stats: Option<Arc<SiteStats>>,
    pub(crate) site: Option<Site>,
    /// The host that the document is from.
    pub(crate) host: Option<String>,
    /// The caller's own cues.
    pub(crate) cues: Option<Arc<Cues>>,
}

impl Policy {
    /// The same for a document of `host`.
    pub(crate) fn at_host(&self, host: Option<String>) -> Policy {
        Policy { host, ..self.clone() }
    }

    /// The caller's selectors.
    pub(crate) fn selectors(&self) -> &Selectors {
        static NONE: LazyLock<Selectors> = LazyLock::new(Selectors::default);
        self.cues.as_ref().map_or(&NONE, |cues| cues.selectors())
    }

    /// True when it matters which host a document is from, and nobody has said it.
    pub(crate) fn asks_for_host(&self) -> bool {
        self.host.is_none() && self.cues.as_ref().is_some_and(|cues| cues.ask_for_hosts())
    }

    /// True when it matters how probable it is that a line is of the article.
    pub(super) fn weighs(&self) -> bool {
        self.strictness != Strictness::Normal
    }

    /// Moves the balance.
    pub(super) fn weigh(&self, looks: &[Look], known: &[Evidence], verdicts: &mut [Verdict]) {
        let chosen = looks.iter().any(|look| look.chosen);
        for (look, verdict) in looks.iter().zip(verdicts.iter_mut()) {
            let outside = chosen && !look.chosen && verdict.label != Label::Title;
            if look.pinned && verdict.dropped.take().is_some() {
                (verdict.label, verdict.because) = (Label::Body, look.because);
            } else if look.banned && verdict.dropped.is_none() {
                label::drop(verdict, look.class.unwrap_or(Class::Junk), look.because);
            } else if outside && !look.pinned && verdict.dropped.is_none() {
                let class = look.class.unwrap_or(Class::Navigation);
                label::drop(verdict, class, "outside what your selector calls the body");
            }
        }
        if !self.weighs() {
            return;
        }
        // What stands alone is not judged by what is not there.
        let furnished = verdicts.iter().any(|verdict| verdict.dropped.is_some());
        for ((look, known), verdict) in looks.iter().zip(known).zip(verdicts) {
            let probability = evidence::probability(known);
            if self.strictness == Strictness::Gentle {
                let copied = matches!(verdict.dropped, Some(Class::RepeatedTitle | Class::Copy));
                let itself = look.strength >= Strength::Near || copied;
                if verdict.dropped.is_some() && !itself && probability >= MIGHT_BE {
                    verdict.dropped = None;
                    (verdict.label, verdict.because) = (Label::Body, "it might be of the article");
                }
            } else if furnished
                && verdict.dropped.is_none()
                && !look.pinned
                && !look.chosen
                && verdict.label != Label::Title
                && probability < PROBABLY
            {
                verdict.dropped = Some(look.class.unwrap_or(Class::Junk));
                (verdict.label, verdict.because) = (Label::Junk, "probably not of the article");
            }
        }
    }
}

impl fmt::Display for Strictness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Strictness::Gentle => "gentle",
            Strictness::Normal => "normal",
            Strictness::Strict => "strict",
        })
    }
}

impl FromStr for Strictness {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        [Strictness::Gentle, Strictness::Normal, Strictness::Strict]
            .into_iter()
            .find(|strictness| strictness.to_string() == word)
            .ok_or_else(|| format!("'{word}' is none of gentle, normal and strict"))
    }
}
