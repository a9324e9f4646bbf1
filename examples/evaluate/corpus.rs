//! Text that damage is made from, and the dice that say where.

use std::{collections::BTreeMap, error::Error, fs, path::Path};

/// The lines of the `.txt` files in a folder, one paragraph each. Those with
/// `trad` or `tw` in their name are taken for traditional, those that begin with
/// `neg_` for another language.
#[derive(Default)]
pub(crate) struct Corpus {
    pub(crate) simplified: Vec<String>,
    pub(crate) traditional: Vec<String>,
    /// Other languages, by what follows `neg_` in the file's name.
    pub(crate) foreign: Vec<(String, Vec<String>)>,
}

impl Corpus {
    pub(crate) fn read(folder: &Path) -> Result<Corpus, Box<dyn Error>> {
        let mut corpus = Corpus::default();
        let mut paths: Vec<_> =
            fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "txt")) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let text = fs::read_to_string(path)?;
            let lines = text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned);
            if let Some(language) = name.strip_prefix("neg_") {
                corpus.foreign.push((language.to_owned(), lines.collect()));
            } else if name.contains("trad") || name.contains("tw") {
                corpus.traditional.extend(lines);
            } else {
                corpus.simplified.extend(lines);
            }
        }
        Ok(corpus)
    }
}

/// The texts of files by the flag before them: `--hans FILE… --hant FILE…`.
pub(crate) fn named(args: &[String]) -> Result<BTreeMap<&str, Vec<String>>, String> {
    let mut texts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut list = "";
    for arg in args {
        match arg.strip_prefix("--") {
            Some(name) => list = name,
            None => {
                let text = fs::read_to_string(arg).map_err(|e| format!("{arg}: {e}"))?;
                texts.entry(list).or_default().push(text);
            }
        }
    }
    Ok(texts)
}

/// The same numbers in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed | 1)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }

    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}
