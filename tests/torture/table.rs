//! Many strikes, and what was lost, by fault.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use super::{
    scene,
    strike::{self, CALLS, ERRORS, Struck, WAYS},
    tree::{BOTH, Tree, run},
};

/// Some strikes of one kind: calls back with what came of each.
type Task = Box<dyn FnOnce(&mut dyn FnMut(Result<(), String>)) + Send>;

/// A kind of fault.
pub(crate) struct Row {
    fault: &'static str,
    tasks: Vec<Task>,
}

/// What came of each kind.
#[derive(Default)]
pub(crate) struct Table {
    /// How many strikes, and what was lost.
    rows: BTreeMap<&'static str, (u32, Vec<String>)>,
    took: Duration,
}

impl Table {
    /// Strikes, on two threads.
    pub(crate) fn strike(rows: Vec<Row>) -> Table {
        // Before the clock runs.
        let _ = &*BOTH;
        let started = Instant::now();
        let tasks =
            rows.into_iter().flat_map(|row| row.tasks.into_iter().map(move |t| (row.fault, t)));
        let tasks = Mutex::new(tasks.collect::<Vec<_>>());
        let table = Mutex::new(Table::default());
        let next = || tasks.lock().unwrap_or_else(PoisonError::into_inner).pop();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while let Some((fault, task)) = next() {
                        task(&mut |result| {
                            let mut table = table.lock().unwrap_or_else(PoisonError::into_inner);
                            let (strikes, lost) = table.rows.entry(fault).or_default();
                            *strikes += 1;
                            lost.extend(result.err());
                        });
                    }
                });
            }
        });
        let table = table.into_inner().unwrap_or_else(PoisonError::into_inner);
        Table { took: started.elapsed(), ..table }
    }

    pub(crate) fn strikes(&self) -> u32 {
        self.rows.values().map(|(strikes, _)| strikes).sum()
    }

    pub(crate) fn assert_nothing_lost(&self) {
        let lost: Vec<_> = self
            .rows
            .iter()
            .flat_map(|(fault, (_, lost))| lost.iter().map(move |l| (fault, l)))
            .collect();
        assert!(lost.is_empty(), "{lost:#?}\n{self}");
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |f: &mut fmt::Formatter<'_>, name: &str, strikes: u32, lost: usize| {
            writeln!(f, "| {name:<46} | {strikes:>7} | {lost:>14} |")
        };
        writeln!(f, "| fault | strikes | lost or broken |\n|---|---:|---:|")?;
        for (fault, (strikes, lost)) in &self.rows {
            row(f, fault, *strikes, lost.len())?;
        }
        let lost = self.rows.values().map(|(_, lost)| lost.len()).sum();
        row(f, "all", self.strikes(), lost)?;
        writeln!(f, "in {:.0} s", self.took.as_secs_f64())
    }
}

/// Strikes at every `step`th time that a call is made, until it is made no more.
fn everywhere(
    tell: &mut dyn FnMut(Result<(), String>),
    step: u32,
    what: &str,
    strike: impl Fn(u32) -> Struck,
) {
    // Not all at the same number: a share meets as many places as it can.
    let first = 1 + what.len() as u32 % step;
    for when in (first..2000).step_by(step as usize) {
        let Some(result) = strike(when) else { return };
        tell(result.map_err(|why| format!("{what} {when}: {why}")));
    }
}

/// Killed at a system call.
pub(crate) fn kills(step: u32) -> Row {
    let mut tasks: Vec<Task> = Vec::new();
    for way in WAYS {
        for call in CALLS {
            tasks.push(Box::new(move |tell| {
                let what = format!("killed at {call} of {:?}, number", way.args);
                everywhere(tell, step, &what, |when| strike::kill(way, call, when));
            }));
        }
    }
    Row { fault: "SIGKILL at the n-th system call of -i", tasks }
}

pub(crate) fn undo_kills(step: u32) -> Row {
    let task = |call: &'static str| -> Task {
        Box::new(move |tell| {
            let what = format!("undo killed at {call}, number");
            everywhere(tell, step, &what, |when| strike::kill_undo(call, when));
        })
    };
    Row { fault: "SIGKILL at the n-th system call of undo", tasks: CALLS.map(task).into() }
}

pub(crate) fn copy_kills(step: u32) -> Row {
    let task = |call: &'static str| -> Task {
        Box::new(move |tell| {
            let what = format!("-o killed at {call}, number");
            everywhere(tell, step, &what, |when| strike::kill_copies(call, when));
        })
    };
    Row { fault: "SIGKILL at the n-th system call of -o", tasks: CALLS.map(task).into() }
}

/// A call fails, once or from then on.
pub(crate) fn failures(step: u32) -> Row {
    let mut tasks: Vec<Task> = Vec::new();
    for (call, errors) in ERRORS {
        for error in errors {
            // Interrupted for ever, a call is tried for ever.
            let ends: &[&str] = if *error == "EINTR" { &[""] } else { &["", "+"] };
            for end in ends {
                let way = WAYS[if *end == "+" { 1 } else { 0 }];
                tasks.push(Box::new(move |tell| {
                    let what = format!("{call} fails with {error}{end} in {:?}, number", way.args);
                    everywhere(tell, step, &what, |when| {
                        strike::fail(way, call, error, &format!("{when}{end}"))
                    });
                }));
            }
        }
    }
    Row { fault: "a call fails (EIO ENOSPC EDQUOT EFBIG EROFS …)", tasks }
}

/// Killed at so many moments of a run, evenly spread.
pub(crate) fn moments(many: u32) -> Row {
    let task = move |n: u32| -> Task {
        Box::new(move |tell| {
            static LONG: std::sync::OnceLock<Duration> = std::sync::OnceLock::new();
            let long = *LONG.get_or_init(|| {
                let tree = Tree::plant();
                let started = Instant::now();
                run(tree.zhclean().args(["-i", "."]));
                started.elapsed()
            });
            let result = strike::kill_after(long * n / many);
            tell(result.map_err(|why| format!("killed at moment {n} of {many}: {why}")));
        })
    };
    Row { fault: "SIGKILL at any moment", tasks: (0..many).map(task).collect() }
}

/// A limit on the size of files, in kilobytes.
pub(crate) fn sizes(many: u32) -> Row {
    let task = |blocks: u32| -> Task {
        Box::new(move |tell| {
            tell(strike::limit_size(blocks).map_err(|why| format!("ulimit -f {blocks}: {why}")));
        })
    };
    Row { fault: "EFBIG by ulimit -f", tasks: (0..many).map(task).collect() }
}

/// A small disk with `step` kilobytes left, twice as many, and so on.
pub(crate) fn disks(many: u32, step: u32) -> Row {
    let task = |kilobytes: u32| -> Task {
        Box::new(move |tell| {
            if let Some(result) = scene::full_disk(kilobytes.into()) {
                tell(result.map_err(|why| format!("{kilobytes} KB left: {why}")));
            }
        })
    };
    Row { fault: "ENOSPC on a small tmpfs", tasks: (0..many).map(|n| task(n * step)).collect() }
}

/// Several runs at once.
pub(crate) fn crowds(many: u32) -> Row {
    let task = |_| -> Task { Box::new(|tell| tell(scene::crowd())) };
    Row { fault: "four runs at once", tasks: (0..many).map(task).collect() }
}

/// Links put in the way, so many runs long.
pub(crate) fn links(many: u32) -> Row {
    let task: Task = Box::new(move |tell| scene::links_in_the_way(many, tell));
    Row { fault: "a link in the place of a file or folder", tasks: vec![task] }
}
