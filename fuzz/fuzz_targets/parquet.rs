//! What is cleaned in a Parquet file stays so, and none makes it panic.
#![no_main]
#![allow(dead_code, unused_imports)]

#[path = "../../src/cli/mod.rs"]
mod cli;

use std::sync::LazyLock;

use cli::fuzzed::{self, Work};
use libfuzzer_sys::fuzz_target;

// A few rules suffice: the splicing is on trial.
static WORK: LazyLock<Work> = LazyLock::new(|| fuzzed::work(&["--only", "html-entities"]));

fuzz_target!(|bytes: &[u8]| fuzzed::table(&WORK, bytes, fuzzed::PARQUET));
