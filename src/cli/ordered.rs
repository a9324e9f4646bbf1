//! Work in parallel, results in order, memory bounded.

use std::{ops::ControlFlow, thread};

use crossbeam_channel::bounded;

/// Calls `work` on every item, `jobs` at a time, and `sink` on the results in
/// the order of the items, on the calling thread.
///
/// At most `2 * jobs` items are between the iterator and the sink. When the
/// sink breaks, no more items are taken; those in hand are finished.
pub(crate) fn in_order<T: Send, R: Send>(
    items: impl Iterator<Item = T> + Send,
    jobs: usize,
    work: impl Fn(T) -> R + Sync,
    mut sink: impl FnMut(R) -> ControlFlow<()>,
) {
    if jobs == 1 {
        for item in items {
            if sink(work(item)).is_break() {
                return;
            }
        }
        return;
    }
    thread::scope(|scope| {
        let (give, take) = bounded::<(T, crossbeam_channel::Sender<R>)>(jobs);
        // The line in which results wait their turn: one place an item.
        let (line_up, line) = bounded(jobs);
        let work = &work;
        for _ in 0..jobs {
            let take = take.clone();
            scope.spawn(move || {
                for (item, done) in take {
                    // The sink may have stopped listening.
                    let _ = done.send(work(item));
                }
            });
        }
        drop(take);
        scope.spawn(move || {
            for item in items {
                let (done, result) = bounded(1);
                if line_up.send(result).is_err() || give.send((item, done)).is_err() {
                    return;
                }
            }
        });
        for result in line {
            // A worker that panicked dropped its sender; the scope re-raises it.
            let Ok(result) = result.recv() else { return };
            if sink(result).is_break() {
                return;
            }
        }
    });
}

/// The same for work and a sink that can fail: the first failure ends it.
///
/// # Errors
///
/// That failure.
pub(crate) fn try_in_order<T: Send, R: Send, E: Send>(
    items: impl Iterator<Item = T> + Send,
    jobs: usize,
    work: impl Fn(T) -> Result<R, E> + Sync,
    mut sink: impl FnMut(R) -> Result<ControlFlow<()>, E>,
) -> Result<(), E> {
    let mut failed = None;
    in_order(items, jobs, work, |done| match done.and_then(&mut sink) {
        Ok(flow) => flow,
        Err(e) => {
            failed = Some(e);
            ControlFlow::Break(())
        }
    });
    failed.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for jobs in [1, 2, 7] {
            let mut seen = Vec::new();
            in_order(
                0..200_u64,
                jobs,
                |n| (0..(n * 7919) % 5000).fold(n, |n, _| std::hint::black_box(n)),
                |n| {
                    seen.push(n);
                    ControlFlow::Continue(())
                },
            );
            assert_eq!(seen, (0..200).collect::<Vec<_>>(), "{jobs}");
        }
    }

    #[test]
    fn nothing_hangs_when_the_sink_stops() {
        for jobs in [1, 2, 7] {
            let mut seen = 0;
            in_order(
                0..,
                jobs,
                |n: u64| n,
                |_| {
                    seen += 1;
                    if seen == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                },
            );
            assert_eq!(seen, 10, "{jobs}");
        }
    }
}
