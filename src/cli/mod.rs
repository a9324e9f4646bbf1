//! Standard input to standard output.

use std::{
    io::{self, Read, Write},
    process::ExitCode,
};

use zhclean::{Cleaner, Hint, Options};

pub(crate) fn run() -> ExitCode {
    match filter() {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("zhclean: {e}");
            ExitCode::from(2)
        }
        _ => ExitCode::SUCCESS,
    }
}

fn filter() -> io::Result<()> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    let cleaned = Cleaner::new(Options::default()).clean_bytes(&bytes, Hint::default());
    io::stdout().write_all(cleaned.text.as_bytes())
}
