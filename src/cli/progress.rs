//! How far a run is, on a terminal.

use std::{
    io::{self, IsTerminal},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    args::{CleanArgs, Reading},
    values::When,
    walk,
};

/// A bar that a run this short would only flash.
const PATIENCE: Duration = Duration::from_millis(400);

/// A terminal has room for one.
static BAR: OnceLock<ProgressBar> = OnceLock::new();

/// Some bytes were read and cleaned.
pub(crate) fn done(bytes: usize) {
    if let Some(bar) = BAR.get() {
        bar.inc(bytes as u64);
    }
}

#[derive(Debug)]
pub(crate) struct Progress {
    files: u64,
    ended: Arc<AtomicBool>,
}

impl Progress {
    /// Shows nothing unless somebody looks.
    pub(crate) fn new(args: &CleanArgs) -> Self {
        let wanted = match args.shared.show.progress {
            When::Always => true,
            When::Never => false,
            When::Auto => !args.shared.show.quiet && io::stderr().is_terminal(),
        };
        let ended = Arc::new(AtomicBool::new(false));
        if wanted {
            let target = ProgressDrawTarget::stderr_with_hz(8);
            let bar = ProgressBar::with_draw_target(None, target);
            if let Ok(style) = ProgressStyle::with_template(
                "{spinner} {msg} files, {decimal_bytes}, {decimal_bytes_per_sec}, {elapsed}",
            ) {
                bar.set_style(style);
            }
            count(BAR.get_or_init(|| bar), args, ended.clone());
        }
        Progress { files: 0, ended }
    }

    /// A file was done.
    pub(crate) fn step(&mut self) {
        self.files += 1;
        if let Some(bar) = BAR.get() {
            bar.set_message(super::show::count(self.files));
        }
    }

    /// Prints something without tearing the bar.
    pub(crate) fn around<R>(&self, print: impl FnOnce() -> R) -> R {
        match BAR.get() {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    pub(crate) fn end(&self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(bar) = BAR.get() {
            bar.finish_and_clear();
        }
    }
}

/// Adds up in the background how much there is to do; with that the bar can
/// say how much is left.
fn count(bar: &ProgressBar, args: &CleanArgs, ended: Arc<AtomicBool>) {
    let (bar, paths, read): (_, _, Reading) =
        (bar.clone(), args.paths.clone(), args.shared.read.clone());
    thread::spawn(move || {
        thread::sleep(PATIENCE);
        if ended.load(Ordering::Relaxed) {
            return;
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        let (roots, _) = walk::roots(&paths);
        let mut total = 0;
        for found in walk::files(&roots, &read, Arc::new(Mutex::default())).flatten() {
            if ended.load(Ordering::Relaxed) {
                return;
            }
            total += found.path.symlink_metadata().map_or(0, |meta| meta.len());
        }
        bar.set_length(total);
        if let Ok(style) = ProgressStyle::with_template(
            "{wide_bar} {percent}%, {msg} files, {decimal_bytes}/{decimal_total_bytes}, \
             {decimal_bytes_per_sec}, {eta} left",
        ) {
            bar.set_style(style);
        }
    });
}
