//! `zhclean rules`: every stage and rule.

use std::io::{self, Write};

use anyhow::Result;
use serde::Serialize;
use zhclean::Stage;

use super::{args::RulesArgs, exit};

#[derive(Serialize)]
struct Row {
    stage: &'static str,
    id: &'static str,
    default: bool,
    about: &'static str,
}

pub(crate) fn run(args: &RulesArgs) -> Result<u8> {
    let mut out = io::stdout().lock();
    let rows = Stage::all().flat_map(|stage| {
        stage.rules().iter().map(move |rule| Row {
            stage: stage.as_str(),
            id: rule.id,
            default: rule.default,
            about: rule.about,
        })
    });
    if args.json {
        serde_json::to_writer_pretty(&mut out, &rows.collect::<Vec<_>>())?;
        writeln!(out)?;
        return Ok(exit::DONE);
    }
    let wide = zhclean::rules().map(|rule| rule.id.len()).max().unwrap_or(0);
    let mut last = "";
    for row in rows {
        if row.stage != last {
            writeln!(out, "{}{}", if last.is_empty() { "" } else { "\n" }, row.stage)?;
            last = row.stage;
        }
        let on = if row.default { "on " } else { "off" };
        writeln!(out, "  {:wide$}  {on}  {}", row.id, row.about)?;
    }
    writeln!(
        out,
        "\n--skip NAME switches a stage or a rule off, --with NAME on, --only NAME all others off."
    )?;
    Ok(exit::DONE)
}
