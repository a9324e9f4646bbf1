//! The pages of `fixtures/truth`, and the damage they are given.
//!
//! A page is written once, each line with the label it deserves. What a
//! scraper would hand over (`fixtures/pages`) and what a careful editor would
//! keep (`fixtures/expected`) are both made from that.
#![allow(dead_code)]

pub(crate) mod damage;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// One page of `fixtures/truth`.
pub(crate) struct Fixture {
    pub(crate) name: String,
    /// What kind of page it is.
    pub(crate) kind: String,
    pub(crate) title: Option<String>,
    /// To the day.
    pub(crate) date: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) editor: Option<String>,
    /// What was done to it, in order (see [`damage::apply`]).
    pub(crate) damage: Vec<String>,
    /// What its bytes are (see [`damage::encode`]).
    pub(crate) encoding: String,
    /// Why the cleaned text is not yet what it should be.
    pub(crate) fails: Option<String>,
    /// Why the metadata are not yet what they should be.
    pub(crate) fails_metadata: Option<String>,
    lines: Vec<Line>,
}

/// One web page of `fixtures/web`, what it says of itself, and what an editor would keep of it.
pub(crate) struct WebPage {
    pub(crate) name: String,
    pub(crate) html: Vec<u8>,
    /// `title`, `date` (with the time of day, where the page shows it), `source`, `author`, `editor`.
    pub(crate) says: toml::Table,
    pub(crate) article: String,
}

impl WebPage {
    /// Every page of `fixtures/web`, by name.
    pub(crate) fn all() -> Vec<WebPage> {
        WebPage::all_in(&folder("web"))
    }

    /// Every page of a folder, by name.
    pub(crate) fn all_in(dir: &Path) -> Vec<WebPage> {
        let mut files: Vec<PathBuf> = fs::read_dir(dir)
            .expect("the folder is there")
            .map(|entry| entry.expect("it can be listed").path())
            .filter(|file| file.extension().is_some_and(|end| end == "html"))
            .collect();
        files.sort();
        let read = |file: &PathBuf| {
            let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
            let gold = fs::read_to_string(file.with_extension("txt")).unwrap();
            let (says, article) = gold.split_once("+++\n").unwrap_or_else(|| panic!("{name}"));
            WebPage {
                says: says.parse().unwrap_or_else(|e| panic!("{name}: {e}")),
                article: article.to_owned(),
                html: fs::read(file).unwrap(),
                name,
            }
        };
        files.iter().map(read).collect()
    }

    /// What it says of itself.
    pub(crate) fn says(&self, field: &str) -> Option<&str> {
        self.says.get(field).and_then(|value| value.as_str())
    }
}

/// A line of a page.
struct Line {
    label: String,
    text: String,
}

/// Labels of the lines that stay in the text.
const KEPT: [&str; 3] = ["title", "subtitle", "body"];

/// A line that goes on the line above: it was wrapped, or cut by a column.
const WRAPPED: &str = "+";

/// What stands between these is on the page, but not in the cleaned text.
const CUT: (char, char) = ('⟦', '⟧');

impl Fixture {
    /// Every page there is, by name.
    pub(crate) fn all() -> Vec<Fixture> {
        let mut files: Vec<PathBuf> = fs::read_dir(folder("truth"))
            .expect("fixtures/truth is there")
            .map(|entry| entry.expect("it can be listed").path())
            .collect();
        files.sort();
        files.iter().map(|file| Fixture::read(file)).collect()
    }

    fn read(file: &Path) -> Fixture {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let source = fs::read_to_string(file).unwrap();
        let (head, body) = source.split_once("+++\n").unwrap_or_else(|| panic!("{name}: no +++"));
        let head: toml::Table = head.parse().unwrap_or_else(|e| panic!("{name}: {e}"));
        let word = |key: &str| {
            let value = head.get(key)?.as_str().unwrap_or_else(|| panic!("{name}: {key}"));
            (!value.is_empty()).then(|| value.to_owned())
        };
        let lines = body.lines().map(|line| {
            let (label, text) = line.split_once('|').unwrap_or(("", line));
            let known = ["nav", "meta", "caption", "related", "footer", "widget", "junk", "", "+"];
            assert!(KEPT.contains(&label) || known.contains(&label), "{name}: {line}");
            Line { label: label.to_owned(), text: text.to_owned() }
        });
        Fixture {
            kind: word("kind").unwrap_or_else(|| panic!("{name}: no kind")),
            title: word("title"),
            date: word("date"),
            source: word("source"),
            author: word("author"),
            editor: word("editor"),
            damage: match head.get("damage") {
                Some(list) => {
                    list.as_array().unwrap().iter().map(|d| d.as_str().unwrap().into()).collect()
                }
                None => Vec::new(),
            },
            encoding: word("encoding").unwrap_or_else(|| "utf-8".into()),
            fails: word("fails"),
            fails_metadata: word("fails_metadata"),
            lines: lines.collect(),
            name,
        }
    }

    /// The page as its site meant it.
    pub(crate) fn page(&self) -> String {
        let line = |line: &Line| line.text.replace([CUT.0, CUT.1], "") + "\n";
        self.lines.iter().map(line).collect()
    }

    /// The page as a scraper would hand it over.
    pub(crate) fn scraped(&self) -> Vec<u8> {
        let damaged = self.damage.iter().fold(self.page(), |text, how| damage::apply(how, &text));
        damage::encode(&self.encoding, &damaged)
    }

    /// What should be left of it: one paragraph a line.
    pub(crate) fn expected(&self) -> String {
        let mut kept: Vec<String> = Vec::new();
        let mut inside = false;
        let mut titled = false;
        for line in self.lines.iter().filter(|line| !line.label.is_empty()) {
            if line.label == WRAPPED {
                if inside {
                    kept.last_mut().unwrap().push_str(&without_cuts(&line.text));
                }
                continue;
            }
            // The headline once more, below the article.
            let again = line.label == "title" && titled;
            titled |= line.label == "title";
            inside = KEPT.contains(&line.label.as_str()) && !again;
            if inside {
                kept.push(without_cuts(&line.text));
            }
        }
        kept.iter().map(|line| line.trim().to_owned() + "\n").collect()
    }

    /// The bytes in `fixtures/pages`.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        fs::read(folder("pages").join(format!("{}.txt", self.name)))
            .unwrap_or_else(|e| panic!("fixtures/pages/{}.txt: {e}", self.name))
    }
}

/// A folder of `fixtures`.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

/// Compares `wanted` with what `path` holds; with `UPDATE=1`, makes it so.
pub(crate) fn same_as_file(path: &Path, wanted: &[u8]) -> Result<(), String> {
    if fs::read(path).is_ok_and(|held| held == wanted) {
        return Ok(());
    }
    if std::env::var_os("UPDATE").is_some() {
        return fs::write(path, wanted).map_err(|e| format!("{}: {e}", path.display()));
    }
    Err(format!("{} is not what its source says; UPDATE=1 rewrites it", path.display()))
}

/// The lines that are not blank.
pub(crate) fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.trim().is_empty()).collect()
}

/// Twice the length of the longest common subsequence of the characters that
/// are not space, over the sum of the lengths: 1 when they are the same.
pub(crate) fn f1(wanted: &str, got: &str) -> f64 {
    let chars = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<Vec<char>>();
    let (wanted, got) = (chars(wanted), chars(got));
    if wanted.is_empty() && got.is_empty() {
        return 1.0;
    }
    let mut row = vec![0u32; got.len() + 1];
    for w in &wanted {
        let mut diagonal = 0;
        for (n, g) in got.iter().enumerate() {
            let above = row[n + 1];
            row[n + 1] = if w == g { diagonal + 1 } else { above.max(row[n]) };
            diagonal = above;
        }
    }
    2.0 * f64::from(row[got.len()]) / (wanted.len() + got.len()) as f64
}

fn without_cuts(text: &str) -> String {
    let mut kept = String::new();
    let mut cut = false;
    for c in text.chars() {
        match c {
            c if c == CUT.0 => cut = true,
            c if c == CUT.1 => cut = false,
            c if !cut => kept.push(c),
            _ => {}
        }
    }
    kept
}
