//! The numbers of a run in a file: to add up with those of others, or to look at.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
    fs::{self, Permissions},
    io::Write as _,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tempfile::Builder;

use super::{
    emit::json_path,
    show::{self, Name, plural},
    tally::Tally,
    walk::TEMP_PREFIX,
    work::Skipped,
};

/// What is said of a run as a whole.
pub(crate) struct Totals<'r> {
    pub(crate) tally: &'r Tally,
    pub(crate) skipped: &'r BTreeMap<Skipped, u64>,
    pub(crate) failed: &'r [(PathBuf, String)],
    pub(crate) interrupted: bool,
}

/// Refuses a file that could not be written at the end of a long run.
///
/// # Errors
///
/// When there is no folder for it, or it is one.
pub(crate) fn check(path: &Path) -> Result<()> {
    if path.is_dir() {
        bail!("--report {}: is a folder; name a file in it", Name(path));
    }
    if !folder_of(path).is_dir() {
        bail!("--report {}: there is no folder to write it in", Name(path));
    }
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

impl Totals<'_> {
    /// The counts as JSON: a number is a sum over files, so two of them add up.
    pub(crate) fn json(&self, kind: &str) -> Value {
        let tally = self.tally;
        let skipped: BTreeMap<&str, u64> =
            self.skipped.iter().map(|(why, n)| (why.word(), *n)).collect();
        let mut totals = json!({
            "type": kind,
            "version": env!("CARGO_PKG_VERSION"),
            "files": tally.files,
            "changed": tally.changed,
            "skipped": skipped,
            "failed": self.failed.len(),
        });
        tally.add_to(&mut totals);
        totals
    }

    /// Writes them to `path`: as a page if it is called so, else as JSON.
    ///
    /// # Errors
    ///
    /// When the file cannot be written; it is named.
    pub(crate) fn save(&self, path: &Path) -> Result<()> {
        let page = path.extension().is_some_and(|extension| {
            extension.eq_ignore_ascii_case("html") || extension.eq_ignore_ascii_case("htm")
        });
        let text = if page { self.page() } else { format!("{}\n", self.report()) };
        self.write(path, &text).with_context(|| format!("--report {}", Name(path)))
    }

    fn write(&self, path: &Path, text: &str) -> Result<()> {
        // A reader finds the old one or the whole new one.
        let mut temp = Builder::new()
            .prefix(TEMP_PREFIX)
            .permissions(Permissions::from_mode(0o666))
            .tempfile_in(folder_of(path))?;
        temp.write_all(text.as_bytes())?;
        // A link stays one.
        temp.persist(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()))?;
        Ok(())
    }

    fn report(&self) -> Value {
        let mut report = self.json("report");
        report["interrupted"] = u64::from(self.interrupted).into();
        report["failures"] = self
            .failed
            .iter()
            .map(|(path, why)| json!({"path": json_path(path), "error": why}))
            .collect();
        report
    }

    /// One self-contained page.
    fn page(&self) -> String {
        let tally = self.tally;
        let mut page = PAGE.to_owned();
        let facts = [
            plural(tally.files, "file"),
            plural(tally.documents, "document"),
            format!(
                "{} read, {} of clean text",
                show::size(tally.bytes_in),
                show::size(tally.bytes_out)
            ),
            format!("{} changed", plural(tally.changed, "file")),
            format!("{} failed", plural(self.failed.len() as u64, "file")),
            plural(tally.bad_lines, "bad line"),
            format!("{} unreadable", plural(tally.unreadable, "place")),
        ];
        for fact in facts {
            let _ = write!(page, "<li>{}", Escaped(&fact));
        }
        page += "</ul>\n";
        if self.interrupted {
            page += "<p>The run was interrupted: these are the numbers of what it had done.\n";
        }
        let skipped = self.skipped.iter().map(|(why, n)| (why.word(), *n)).collect();
        for (title, counts) in [
            ("Encodings", &tally.encodings),
            ("Scripts", &tally.scripts),
            ("Changes by rule", &tally.rules),
            ("Damage left alone", &tally.notes),
            ("Lines by label", &tally.labels),
            ("Files skipped", &skipped),
        ] {
            bars(&mut page, title, counts);
        }
        if !self.failed.is_empty() {
            page += "<h2>Failed</h2><table>\n";
        }
        for (path, why) in self.failed {
            let path = Name(path).to_string();
            let _ = writeln!(page, "<tr><td>{}<td>{}", Escaped(&path), Escaped(why));
        }
        page
    }
}

const PAGE: &str = "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>zhclean</title>\n\
    <style>body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}\
    table{border-spacing:.6em .2em}td:nth-child(2){text-align:right}\
    i{display:block;height:.8em;background:#4a7;min-width:1px}</style>\n\
    <h1>zhclean</h1>\n<ul>";

/// A table with a bar for each count, the largest first.
fn bars(page: &mut String, title: &str, counts: &BTreeMap<&'static str, u64>) {
    let mut list: Vec<_> = counts.iter().filter(|(_, n)| **n > 0).collect();
    list.sort_by_key(|(name, n)| (std::cmp::Reverse(**n), **name));
    let Some((_, most)) = list.first() else { return };
    let _ = writeln!(page, "<h2>{title}</h2><table>");
    for (name, n) in &list {
        let width = **n as f64 / **most as f64 * 24.0;
        let (name, n) = (Escaped(name), show::count(**n));
        let _ = writeln!(page, "<tr><td>{name}<td>{n}<td><i style=\"width:{width:.2}em\"></i>");
    }
    *page += "</table>\n";
}

/// Text that is no markup.
struct Escaped<'t>(&'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ch in self.0.chars() {
            match ch {
                '<' => f.write_str("&lt;")?,
                '&' => f.write_str("&amp;")?,
                '"' => f.write_str("&quot;")?,
                ch => f.write_char(ch)?,
            }
        }
        Ok(())
    }
}
