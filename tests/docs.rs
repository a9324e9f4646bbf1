//! What the documents say is what the code does.

mod common;

use std::{fmt::Write, path::Path};

use zhclean::{Cleaner, Options, Rule, Stage};

#[test]
fn the_list_of_rules_is_that_of_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    common::same_as_file(&file, rules().as_bytes()).unwrap();
}

#[test]
fn the_readme_begins_with_something_true() {
    let readme = include_str!("../README.md");
    let after = readme.lines().find_map(|line| line.strip_prefix("after    ")).unwrap();
    let cleaner = Cleaner::new(Options::default());
    for before in readme.lines().filter_map(|line| line.strip_prefix("before   ")) {
        assert_eq!(cleaner.clean(before).text, after);
    }
}

fn rules() -> String {
    let mut out = "<!-- Written by tests/docs.rs from the rules themselves: UPDATE=1 cargo test --test docs -->\n\
        # Rules\n\n\
        In the order they run. Each name can stand after `--only`, `--skip` and `--with`, and so can the\n\
        name of a stage. Rules marked *off* run only when `--with` names them or `--script` needs them.\n"
        .to_owned();
    for stage in Stage::all() {
        write!(out, "\n## {stage}\n").unwrap();
        for rule in stage.rules() {
            out += &section(rule);
        }
    }
    out
}

fn section(rule: &Rule) -> String {
    let off = if rule.default { "" } else { " *(off)*" };
    let mut out = format!("\n### {}{off}\n\n{}\n", rule.id, rule.about);
    if !rule.fixes.is_empty() {
        out += "\n| found | becomes |\n|---|---|\n";
    }
    for (before, after) in rule.fixes.iter().take(3) {
        writeln!(out, "| {} | {} |", cell(before), cell(after)).unwrap();
    }
    if !rule.keeps.is_empty() {
        out += "\nLeft alone:";
        for text in rule.keeps.iter().take(3) {
            write!(out, " {}", cell(text)).unwrap();
        }
        out.push('\n');
    }
    out
}

/// Code in a table: what cannot be seen is written as an escape.
fn cell(text: &str) -> String {
    let shown: String = text.chars().take(60).map(visible).collect();
    let more = if text.chars().count() > 60 { " …" } else { "" };
    let fence = if shown.contains('`') { "``" } else { "`" };
    if shown.is_empty() { "(nothing)".to_owned() } else { format!("{fence}{shown}{fence}{more}") }
}

fn visible(c: char) -> String {
    let hidden = c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2064}')
        || matches!(c, '\u{FEFF}' | '\u{AD}' | '\u{A0}' | '\u{3000}' | '\u{E000}'..='\u{F8FF}');
    match c {
        '\n' => "\\n".into(),
        '|' => "\\|".into(),
        c if hidden => format!("\\u{{{:X}}}", c as u32),
        c => c.to_string(),
    }
}
