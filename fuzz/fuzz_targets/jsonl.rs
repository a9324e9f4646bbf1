//! Of JSON lines only the fields change, whatever the lines are and however they come.
#![no_main]
#![allow(dead_code, unused_imports)]

#[path = "../../src/cli/mod.rs"]
mod cli;

use std::sync::LazyLock;

use cli::fuzzed::{self, Work};
use libfuzzer_sys::fuzz_target;

// A few rules suffice: the splicing is on trial.
static WORK: LazyLock<Work> = LazyLock::new(|| fuzzed::work(&["--only", "html-entities,unicode-escapes,line-ends"]));

fuzz_target!(|bytes: &[u8]| fuzzed::json_lines(&WORK, bytes));
