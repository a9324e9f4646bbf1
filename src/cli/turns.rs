//! Many workers, one output, in order.

use std::{
    io::{self, Write},
    sync::{Condvar, Mutex},
};

use super::work::Sink;

/// How much a worker holds back before it waits for its turn.
const HELD: usize = 4 << 20;

/// Whose turn it is to write to standard output.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    now: Mutex<usize>,
    changed: Condvar,
}

/// One worker's place in the line.
#[derive(Debug)]
pub(crate) struct Turn<'t> {
    turns: &'t Turns,
    n: usize,
    held: Vec<u8>,
}

impl Turns {
    /// Writes the last of what the worker whose turn it is held back; the next
    /// one may write.
    pub(crate) fn end(&self, rest: &[u8]) -> io::Result<()> {
        let written = io::stdout().write_all(rest).and_then(|()| io::stdout().flush());
        self.skip();
        written
    }

    /// The worker whose turn it is has nothing more to say.
    pub(crate) fn skip(&self) {
        *self.now.lock().expect("no thread panics holding it") += 1;
        self.changed.notify_all();
    }
}

impl<'t> Turn<'t> {
    pub(crate) fn new(turns: &'t Turns, n: usize) -> Self {
        Turn { turns, n, held: Vec::new() }
    }

    /// What was not written yet.
    pub(crate) fn into_rest(self) -> Vec<u8> {
        self.held
    }
}

impl Write for Turn<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() > HELD {
            let mut now = self.turns.now.lock().expect("no thread panics holding it");
            while *now < self.n {
                now = self.turns.changed.wait(now).expect("no thread panics holding it");
            }
            drop(now);
            io::stdout().write_all(&self.held)?;
            self.held.clear();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Turn<'_> {}
