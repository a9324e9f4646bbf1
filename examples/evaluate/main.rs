//! Measures the stages on labelled text.
//!
//! ```text
//! cargo run --release --example evaluate -- convert --hans FILE… --hant FILE…
//! cargo run --release --example evaluate -- detect DIR
//! cargo run --release --example evaluate -- html DIR
//! cargo run --release --example evaluate -- repair DIR
//! cargo run --release --example evaluate -- slip FILE…
//! cargo run --release --example evaluate -- speed FILE…
//! cargo run --release --example evaluate -- strip DIR
//! cargo run --release --example evaluate -- script --hans FILE… --hant FILE…
//! ```
#[path = "../../tests/common/mod.rs"]
mod common;
mod convert;
mod corpus;
mod detect;
mod html;
mod kinds;
mod metadata;
mod repair;
mod script;
mod slip;
mod speed;
mod strip;
mod web;

use std::{env, process::ExitCode};

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let name = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let done = match name.as_str() {
        "convert" => convert::run(&rest),
        "detect" => detect::run(&rest),
        "html" => html::run(&rest),
        "repair" => repair::run(&rest),
        "script" => script::run(&rest),
        "slip" => slip::run(&rest),
        "speed" => speed::run(&rest),
        "strip" => strip::run(&rest),
        _ => Err(format!(
            "there is no part called '{name}': convert, detect, html, repair, script, slip, speed or strip"
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("evaluate: {error}");
            ExitCode::FAILURE
        }
    }
}
