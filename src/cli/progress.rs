//! How far a run is, on a terminal.

use std::{io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{Showing, When};

#[derive(Debug)]
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    bytes: u64,
}

impl Progress {
    pub(crate) fn new(show: &Showing) -> Self {
        let wanted = match show.progress {
            When::Always => true,
            When::Never => false,
            When::Auto => !show.quiet && std::io::stderr().is_terminal(),
        };
        let bar = wanted.then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
            let style = "{spinner} {human_pos} files, {msg}, {per_sec}, {elapsed}";
            if let Ok(style) = ProgressStyle::with_template(style) {
                bar.set_style(style);
            }
            // Short runs show nothing.
            bar.enable_steady_tick(Duration::from_millis(250));
            bar
        });
        Progress { bar, bytes: 0 }
    }

    pub(crate) fn step(&mut self, bytes: u64) {
        self.bytes += bytes;
        if let Some(bar) = &self.bar {
            bar.inc(1);
            bar.set_message(super::show::size(self.bytes));
        }
    }

    /// Prints something without tearing the bar.
    pub(crate) fn around<R>(&self, print: impl FnOnce() -> R) -> R {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
