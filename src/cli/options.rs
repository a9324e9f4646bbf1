//! What was said on the command line, as the library takes it.

use std::fs;

use anyhow::{Context, Result, anyhow, bail};
use zhclean::{BadCue, Cues, Options, ScriptTarget, Stage};

use super::args::Choosing;
use super::show::Name;
use super::values::{Captions, ScriptEngine};

/// Stages that `--only` may name though there is no choice: they run when the
/// input asks for them.
const ALWAYS: [&str; 2] = ["decode", "extract"];

/// The rules that were chosen.
pub(crate) fn build(choose: &Choosing) -> Result<Options> {
    let mut options = match choose.script_engine {
        ScriptEngine::Own => Options::default().script(choose.script),
        ScriptEngine::Opencc => {
            if matches!(choose.script, ScriptTarget::Auto | ScriptTarget::Keep) {
                bail!("--script-engine opencc needs --script hans, hant, tw or hk");
            }
            Options::default().script_exact(choose.script)
        }
    };
    options = options.floor(choose.floor).strictness(choose.strictness);
    if let Some(path) = &choose.cues {
        let table = fs::read_to_string(path).with_context(|| Name(path).to_string())?;
        let bad = |BadCue { line, why }| anyhow!("{}:{line}: {why}", Name(path));
        options = options.cues(Cues::read(&table).map_err(bad)?);
    }
    if choose.captions != Captions::Drop {
        options = options.without("captions")?;
    }
    if choose.captions == Captions::Mark {
        options = options.with("unmarked-captions")?;
    }
    for name in &choose.with {
        options = options.with(name)?;
    }
    if !choose.only.is_empty() {
        options = options.only(choose.only.iter().filter(|n| !ALWAYS.contains(&n.as_str())))?;
        // A rule named by --with runs even when its stage is not named by --only.
        for name in choose.with.iter().filter(|n| n.parse::<Stage>().is_err()) {
            options = options.with(name)?;
        }
    }
    for name in &choose.skip {
        if name == "decode" {
            bail!("decode always runs; to read bytes as they are, name their --encoding");
        }
        options = options.without(name)?;
    }
    Ok(options)
}

/// The encoding that the caller answers for, or `None` for `auto`.
pub(crate) fn encoding(label: &str) -> Result<Option<String>> {
    if label.eq_ignore_ascii_case("auto") {
        return Ok(None);
    }
    if !zhclean::knows_encoding(label) {
        bail!(
            "'{label}' is not an encoding zhclean knows; try gb18030, big5, utf-16le, hz-gb-2312, \
             or leave --encoding away"
        );
    }
    Ok(Some(label.to_owned()))
}
