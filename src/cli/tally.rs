//! What was done, in numbers that add up over files and threads.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use zhclean::{Cleaned, Rule, Stage};

/// The numbers of one file, or of many.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) files: u64,
    pub(crate) changed: u64,
    /// Documents: a file of JSON lines holds many.
    pub(crate) documents: u64,
    pub(crate) bytes_in: u64,
    pub(crate) bytes_out: u64,
    /// Bytes that could not be read, each marked with U+FFFD.
    pub(crate) unreadable: u64,
    pub(crate) encodings: BTreeMap<&'static str, u64>,
    pub(crate) scripts: BTreeMap<&'static str, u64>,
    /// Changes by rule.
    pub(crate) rules: BTreeMap<&'static str, u64>,
    /// Damage seen and left alone, by rule.
    pub(crate) notes: BTreeMap<&'static str, u64>,
    /// Lines by label.
    pub(crate) labels: BTreeMap<&'static str, u64>,
    /// Lines of JSON lines that were passed through as they are.
    pub(crate) bad_lines: u64,
}

impl Tally {
    /// Counts one cleaned document.
    pub(crate) fn count(&mut self, cleaned: &Cleaned<'_>) {
        self.documents += 1;
        self.unreadable += cleaned.decoded.unreadable as u64;
        *self.encodings.entry(cleaned.decoded.encoding).or_default() += 1;
        *self.scripts.entry(cleaned.script().as_str()).or_default() += 1;
        for (rule, changes) in cleaned.trace.counts() {
            *self.rules.entry(rule).or_default() += changes as u64;
        }
        for note in cleaned.trace.notes() {
            *self.notes.entry(note.rule).or_default() += 1;
        }
        for line in &cleaned.lines {
            *self.labels.entry(line.label.as_str()).or_default() += 1;
        }
    }

    /// Puts the numbers that tell of documents into a JSON object.
    pub(crate) fn add_to(&self, object: &mut Value) {
        object["documents"] = self.documents.into();
        object["bytes"] = self.bytes_in.into();
        object["bytesOut"] = self.bytes_out.into();
        object["encodings"] = json!(self.encodings);
        object["scripts"] = json!(self.scripts);
        object["rules"] = json!(self.rules);
        object["leftAlone"] = json!(self.notes);
        object["lines"] = json!(self.labels);
        object["unreadable"] = self.unreadable.into();
        object["badLines"] = self.bad_lines.into();
    }

    /// Adds the numbers of `other`.
    pub(crate) fn add(&mut self, other: &Tally) {
        self.files += other.files;
        self.changed += other.changed;
        self.documents += other.documents;
        self.bytes_in += other.bytes_in;
        self.bytes_out += other.bytes_out;
        self.unreadable += other.unreadable;
        self.bad_lines += other.bad_lines;
        merge(&mut self.encodings, &other.encodings);
        merge(&mut self.scripts, &other.scripts);
        merge(&mut self.rules, &other.rules);
        merge(&mut self.notes, &other.notes);
        merge(&mut self.labels, &other.labels);
    }
}

fn merge(into: &mut BTreeMap<&'static str, u64>, from: &BTreeMap<&'static str, u64>) {
    for (name, n) in from {
        *into.entry(name).or_default() += n;
    }
}

/// The stage of the rule called `id`.
pub(crate) fn stage_of(id: &str) -> Option<Stage> {
    zhclean::rules().find(|rule: &&Rule| rule.id == id).map(Stage::of)
}

/// `html-entities ×12, line-ends ×3`, the most frequent first, at most `most`.
pub(crate) fn in_words(counts: &BTreeMap<&'static str, u64>, most: usize) -> String {
    let mut list: Vec<_> = counts.iter().collect();
    list.sort_by_key(|(name, n)| (std::cmp::Reverse(**n), **name));
    let more = list.len().saturating_sub(most);
    let mut words: Vec<String> = list
        .iter()
        .take(most)
        .map(|(name, n)| format!("{name} ×{}", super::show::count(**n)))
        .collect();
    if more > 0 {
        words.push(format!("{more} more"));
    }
    words.join(", ")
}
