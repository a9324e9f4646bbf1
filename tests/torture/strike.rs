//! Faults, and the run that they strike.

use std::{
    fs,
    process::{Command, Output, Stdio},
    thread,
    time::Duration,
};

use assert_cmd::cargo::cargo_bin;

use super::tree::{
    BOTH, Tree, check_goes_on, check_undo, check_whole, contents, is_temp, run, said,
};

/// System calls that a run in place, and one that takes it back, are made of.
pub(crate) const CALLS: [&str; 18] = [
    "openat",
    "read",
    "write",
    "lseek",
    "fallocate",
    "ftruncate",
    "fchmod",
    "fchown",
    "fdatasync",
    "syncfs",
    "statx",
    "newfstatat",
    "fstat",
    "linkat",
    "renameat",
    "unlinkat",
    "unlink",
    "mkdir",
];

/// How each call can fail.
pub(crate) const ERRORS: [(&str, &[&str]); 12] = [
    ("write", &["EIO", "ENOSPC", "EDQUOT", "EFBIG", "EINTR"]),
    ("fallocate", &["ENOSPC", "EOPNOTSUPP", "EFBIG", "EIO", "EDQUOT"]),
    ("renameat", &["EIO", "EACCES", "ENOSPC", "EROFS"]),
    ("linkat", &["EIO", "EMLINK", "EPERM", "EROFS", "ENOSPC"]),
    ("syncfs", &["EIO"]),
    ("read", &["EIO", "EINTR"]),
    ("fchmod", &["EPERM", "EROFS"]),
    ("ftruncate", &["EIO"]),
    ("newfstatat", &["EIO"]),
    ("statx", &["EIO"]),
    ("openat", &["EACCES", "EMFILE", "EROFS", "EIO"]),
    ("mkdir", &["EIO", "ENOSPC", "EROFS"]),
];

/// A run that is struck.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    pub(crate) args: &'static [&'static str],
    /// The originals are kept, so `undo` is tried.
    pub(crate) keeps: bool,
}

pub(crate) const WAYS: [Way; 4] = [
    Way { args: &["-i", "-j", "2", "."], keeps: true },
    Way { args: &["-i", "-j", "1", "."], keeps: true },
    Way { args: &["-i", "-j", "1", "--durability", "file", "."], keeps: true },
    Way { args: &["-i", "-j", "1", "--no-backup", "--durability", "none", "."], keeps: false },
];

/// What came of a strike: `None` when it was never reached.
pub(crate) type Struck = Option<Result<(), String>>;

pub(crate) fn has_strace() -> bool {
    let works = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output();
    let works = works.is_ok_and(|output| output.status.success());
    if !works {
        eprintln!("not run: strace cannot trace here");
    }
    works
}

/// Runs with `fault` at some calls of each thread; says whether it was reached.
fn traced(tree: &Tree, args: &[&str], call: &str, fault: &str, when: &str) -> (bool, Output) {
    let log = tree.dir.path().join("strace");
    let mut command = Command::new("timeout");
    command
        .args(["-k", "1", "30", "strace", "-f", "-qq", "-o"])
        .arg(&log)
        .args(["-e", &format!("trace={call}")])
        .args(["-e", &format!("inject={call}:{fault}:when={when}")])
        .arg(cargo_bin("zhclean"))
        .args(args)
        .current_dir(&tree.root)
        .stdin(Stdio::null());
    let output = run(&mut command);
    let log = fs::read_to_string(log).unwrap_or_default();
    (log.contains("(INJECTED)") || log.contains("killed by SIGKILL"), output)
}

fn check_after(tree: &Tree, way: Way) -> Result<(), String> {
    check_whole(&tree.root)?;
    if way.keeps {
        return check_goes_on(&tree.root);
    }
    let output = run(tree.zhclean().args(["-i", "--no-backup", "."]));
    if output.status.success() && contents(&tree.root) == BOTH.1 {
        return Ok(());
    }
    Err(format!("the next run did not finish: {}", said(&output)))
}

/// Killed at the `when`th `call`.
pub(crate) fn kill(way: Way, call: &str, when: u32) -> Struck {
    let tree = Tree::plant();
    let (reached, _) = traced(&tree, way.args, call, "signal=KILL", &when.to_string());
    reached.then(|| check_after(&tree, way))
}

/// `undo` killed at the `when`th `call`: it can be said again.
pub(crate) fn kill_undo(call: &str, when: u32) -> Struck {
    let tree = Tree::plant();
    assert!(run(tree.zhclean().args(["-i", "."])).status.success());
    let (reached, _) = traced(&tree, &["undo"], call, "signal=KILL", &when.to_string());
    reached.then(|| check_whole(&tree.root).and_then(|()| check_undo(&tree.root)))
}

/// Copies killed at the `when`th `call`: each is whole or not there, and the
/// files are as they were.
pub(crate) fn kill_copies(call: &str, when: u32) -> Struck {
    let tree = Tree::plant();
    let args = ["-o", "../out", "-j", "1", "."];
    let (reached, _) = traced(&tree, &args, call, "signal=KILL", &when.to_string());
    let check = || {
        let (old, new) = &*BOTH;
        let out = tree.dir.path().join("out");
        let copies = if out.exists() { contents(&out) } else { Default::default() };
        let mut whole = copies
            .iter()
            .map(|(path, bytes)| (path, is_temp(path) || new.get(path) == Some(bytes)));
        if let Some((path, _)) = whole.find(|(_, whole)| !whole) {
            return Err(format!("the copy {path:?} is not whole"));
        }
        let output = run(tree.zhclean().args(args));
        if !output.status.success() || contents(&out) != *new || contents(&tree.root) != *old {
            return Err(format!("the next run did not finish: {}", said(&output)));
        }
        Ok(())
    };
    reached.then(check)
}

/// The `when`th `call` fails with `error`; with `+`, so do all after it.
pub(crate) fn fail(way: Way, call: &str, error: &str, when: &str) -> Struck {
    let tree = Tree::plant();
    let (reached, output) = traced(&tree, way.args, call, &format!("error={error}"), when);
    let check = || {
        // Success may be claimed only when all is done.
        if output.status.code() == Some(0) && contents(&tree.root) != BOTH.1 {
            return Err(format!("a silent failure: {}", said(&output)));
        }
        if output.status.code() == Some(124) {
            return Err("it hangs".to_owned());
        }
        check_after(&tree, way)
    };
    reached.then(check)
}

/// Killed after so long.
pub(crate) fn kill_after(time: Duration) -> Result<(), String> {
    let tree = Tree::plant();
    let mut child = tree.zhclean().args(["-i", "."]).stderr(Stdio::null()).spawn().unwrap();
    thread::sleep(time);
    let _ = child.kill();
    let _ = child.wait();
    check_after(&tree, WAYS[0])
}

/// No file may grow beyond so many blocks.
pub(crate) fn limit_size(blocks: u32) -> Result<(), String> {
    let tree = Tree::plant();
    let mut command = Command::new("bash");
    command
        .args(["-c", &format!("ulimit -f {blocks}; exec \"$0\" -i . 2>/dev/null")])
        .arg(cargo_bin("zhclean"))
        .current_dir(&tree.root);
    let code = run(&mut command).status.code();
    if code != Some(2) && contents(&tree.root) != BOTH.1 {
        return Err(format!("a silent failure: {code:?}"));
    }
    check_after(&tree, WAYS[0])
}
