//! The promise of `-i` under attack: whatever strikes, every file is the old
//! one or the new one, whole; the next run goes on; `undo` brings all back.
//!
//! `cargo test --test torture` runs a share; `-- --include-ignored` all of it.
//! The kills are made by strace, the full disk by a small tmpfs: without them
//! (not Linux, not root) a test says that it was not run.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{MetadataExt, symlink},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use assert_cmd::cargo::cargo_bin;
use tempfile::TempDir;

/// System calls that a run in place is made of.
const CALLS: [&str; 12] = [
    "openat",
    "read",
    "write",
    "fallocate",
    "ftruncate",
    "fchmod",
    "syncfs",
    "newfstatat",
    "linkat",
    "renameat",
    "unlinkat",
    "mkdir",
];

/// Names and contents: text that changes, text that does not, other encodings,
/// JSON lines; names that are hard to hold.
fn files() -> Vec<(Vec<u8>, Vec<u8>)> {
    let dirty = "他说&ldquo;好&rdquo;。\r\n".repeat(40);
    let gbk = encoding_rs::GBK.encode("会议今天在北京开幕，各地代表参加了会议。\n").0.repeat(30);
    let json = "{\"n\":1,\"text\":\"&ldquo;好&rdquo;\"}\n".repeat(50);
    let mut files: Vec<(Vec<u8>, Vec<u8>)> = vec![
        (b"clean.txt".to_vec(), "新华社北京电。\n".repeat(9).into()),
        (b"a/clean2.txt".to_vec(), "会议今天开幕。\n".into()),
        (b"a/gbk.txt".to_vec(), gbk.clone()),
        (b"a/b/\xd0\xc2\xce\xc5.txt".to_vec(), gbk),
        (b"a/b/line\nend.txt".to_vec(), dirty.clone().into()),
        (b"news.jsonl".to_vec(), json.into()),
        ([&b"n".repeat(251)[..], b".txt"].concat(), dirty.clone().into()),
        (b"empty.txt".to_vec(), Vec::new()),
    ];
    for n in 0..12 {
        files.push((format!("c/{n:02}.txt").into(), dirty.repeat(n + 1).into()));
    }
    files
}

fn path_of(name: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt;
    Path::new(std::ffi::OsStr::from_bytes(name))
}

fn plant(root: &Path) {
    for (name, bytes) in files() {
        let path = root.join(path_of(&name));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn zhclean(root: &Path) -> Command {
    let mut command = Command::new(cargo_bin("zhclean"));
    command.current_dir(root).env("ZHCLEAN_JOBS", "2").stdin(Stdio::null());
    command
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap()
}

/// The visible files, by their path below `root`.
fn contents(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let name = entry.file_name();
            if name == ".zhclean" {
                continue;
            }
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else if entry.file_type().unwrap().is_file() {
                let below = entry.path().strip_prefix(root).unwrap().to_owned();
                all.insert(below, fs::read(entry.path()).unwrap());
            }
        }
    }
    all
}

/// What the tree becomes when nothing strikes.
fn cleaned() -> (BTreeMap<PathBuf, Vec<u8>>, BTreeMap<PathBuf, Vec<u8>>) {
    let dir = TempDir::new().unwrap();
    plant(dir.path());
    let old = contents(dir.path());
    let output = run(zhclean(dir.path()).args(["-i", "."]));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let new = contents(dir.path());
    assert!(old.iter().filter(|(name, bytes)| new[*name] != **bytes).count() > 10);
    (old, new)
}

/// True for what a killed run may leave beside the files.
fn is_temp(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(".zhclean-"))
}

/// Every file is the old one or the new one.
fn check_whole(
    what: &str,
    root: &Path,
    old: &BTreeMap<PathBuf, Vec<u8>>,
    new: &BTreeMap<PathBuf, Vec<u8>>,
) {
    let now = contents(root);
    for (path, bytes) in old {
        let found = now.get(path).unwrap_or_else(|| panic!("{what}: {path:?} is gone"));
        assert!(found == bytes || *found == new[path], "{what}: {path:?} is neither old nor new");
    }
    let strange = now.keys().find(|path| !old.contains_key(*path) && !is_temp(path));
    assert_eq!(strange, None, "{what}");
}

/// The next run finishes the work and leaves nothing behind; undoing every run
/// brings back what there was.
fn check_goes_on(
    what: &str,
    root: &Path,
    old: &BTreeMap<PathBuf, Vec<u8>>,
    new: &BTreeMap<PathBuf, Vec<u8>>,
) {
    let output = run(zhclean(root).args(["-i", "."]));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what}: {said}");
    assert!(contents(root) == *new, "{what}: the second run did not finish: {said}");
    for _ in 0..4 {
        if !root.join(".zhclean").exists() {
            break;
        }
        let output = run(zhclean(root).arg("undo"));
        assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(contents(root) == *old, "{what}: undo did not bring everything back");
    for path in old.keys() {
        assert_eq!(fs::metadata(root.join(path)).unwrap().nlink(), 1, "{what}: {path:?}");
    }
}

fn has_strace() -> bool {
    let works = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output();
    let works = works.is_ok_and(|output| output.status.success());
    if !works {
        eprintln!("not run: strace cannot trace here");
    }
    works
}

/// Runs with a fault at the `when`th `call` of each thread; false when it was
/// never reached.
fn struck(root: &Path, call: &str, fault: &str, when: u32) -> (bool, Output) {
    let log = root.parent().unwrap().join("strace");
    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq", "-o"])
        .arg(&log)
        .args(["-e", &format!("trace={call}"), "-e", &format!("inject={call}:{fault}:when={when}")])
        .arg(cargo_bin("zhclean"))
        .args(["-i", "-j", "2", "."])
        .current_dir(root)
        .stdin(Stdio::null());
    let output = run(&mut command);
    let log = fs::read_to_string(log).unwrap_or_default();
    let reached = log.contains("(INJECTED)") || log.contains("killed by SIGKILL");
    (reached, output)
}

/// Kills at the `n`th call of each kind, for every `step`th n up to the last.
fn kill_everywhere(step: u32) -> u32 {
    let (old, new) = cleaned();
    let mut strikes = 0;
    for call in CALLS {
        for when in (1..400).step_by(step as usize) {
            let dir = TempDir::new().unwrap();
            let root = dir.path().join("tree");
            plant(&root);
            let (reached, _) = struck(&root, call, "signal=KILL", when);
            if !reached {
                break;
            }
            strikes += 1;
            let what = format!("killed at {call} {when}");
            check_whole(&what, &root, &old, &new);
            check_goes_on(&what, &root, &old, &new);
        }
    }
    strikes
}

#[test]
fn killed_at_some_system_calls_nothing_is_lost() {
    if has_strace() {
        let strikes = kill_everywhere(23);
        assert!(strikes > 12, "{strikes}");
    }
}

#[test]
#[ignore = "takes minutes"]
fn killed_at_any_system_call_nothing_is_lost() {
    if has_strace() {
        eprintln!("{} kills, no file lost", kill_everywhere(1));
    }
}

#[test]
fn ctrl_c_finishes_the_file_in_hand() {
    if !has_strace() {
        return;
    }
    let (old, new) = cleaned();
    for when in [1, 9, 25] {
        let dir = TempDir::new().unwrap();
        let root = dir.path().join("tree");
        plant(&root);
        // One thread: strace counts by thread, and a second Ctrl-C stops at once.
        let mut command = Command::new("strace");
        command
            .args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=fallocate", "-e"])
            .arg(format!("inject=fallocate:signal=INT:when={when}"))
            .arg(cargo_bin("zhclean"))
            .args(["-i", "-j", "1", "."])
            .current_dir(&root)
            .stdin(Stdio::null());
        let output = run(&mut command);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let now = contents(&root);
        if output.status.code() == Some(130) {
            assert!(said.contains("the same command again goes on from here"), "{said}");
        } else {
            // It came too late to stop anything.
            assert_eq!((output.status.code(), now == new), (Some(0), true), "{when}: {said}");
        }
        check_whole("Ctrl-C", &root, &old, &new);
        assert_eq!(now.keys().find(|path| is_temp(path)), None, "{when}");
        check_goes_on("Ctrl-C", &root, &old, &new);
    }
}

/// Each call fails with each error, once and from then on.
fn fail_everywhere(step: u32) -> u32 {
    let (old, new) = cleaned();
    let faults: [(&str, &[&str]); 9] = [
        ("write", &["EIO", "ENOSPC", "EDQUOT", "EINTR"]),
        ("fallocate", &["ENOSPC", "EOPNOTSUPP", "EFBIG"]),
        ("renameat", &["EIO", "EACCES"]),
        ("linkat", &["EIO", "EMLINK", "EPERM"]),
        ("syncfs", &["EIO"]),
        ("read", &["EIO", "EINTR"]),
        ("fchmod", &["EPERM"]),
        ("ftruncate", &["EIO"]),
        ("newfstatat", &["EIO"]),
    ];
    let mut strikes = 0;
    for (call, errors) in faults {
        for error in errors {
            // Interrupted for ever, a call is tried for ever.
            let ways: &[bool] = if *error == "EINTR" { &[true] } else { &[true, false] };
            for once in ways.iter().copied() {
                for when in (1..200).step_by(step as usize) {
                    let dir = TempDir::new().unwrap();
                    let root = dir.path().join("tree");
                    plant(&root);
                    let fault = format!("error={error}");
                    let at = if once { format!("{when}") } else { format!("{when}+") };
                    let (reached, output) = struck_at(&root, call, &fault, &at);
                    if !reached {
                        break;
                    }
                    strikes += 1;
                    let what = format!("{call} fails with {error} at {at}");
                    check_whole(&what, &root, &old, &new);
                    // Success may be claimed only when all is done.
                    if output.status.code() == Some(0) {
                        assert!(contents(&root) == new, "{what}: a silent failure");
                    }
                    assert_ne!(output.status.code(), Some(124), "{what}: it hangs");
                    check_goes_on(&what, &root, &old, &new);
                }
            }
        }
    }
    strikes
}

fn struck_at(root: &Path, call: &str, fault: &str, at: &str) -> (bool, Output) {
    let log = root.parent().unwrap().join("strace");
    let mut command = Command::new("timeout");
    command
        .args(["-k", "1", "20", "strace", "-f", "-qq", "-o"])
        .arg(&log)
        // Faults strike the tree, not the loader and the terminal.
        .args(["-e", &format!("trace={call}"), "-e", &format!("inject={call}:{fault}:when={at}")])
        .arg(cargo_bin("zhclean"))
        .args(["-i", "-j", "2", "."])
        .current_dir(root)
        .stdin(Stdio::null());
    let output = run(&mut command);
    let log = fs::read_to_string(log).unwrap_or_default();
    (log.contains("(INJECTED)"), output)
}

#[test]
fn failing_system_calls_lose_nothing() {
    if has_strace() {
        let strikes = fail_everywhere(97);
        assert!(strikes > 12, "{strikes}");
    }
}

#[test]
#[ignore = "takes minutes"]
fn any_failing_system_call_loses_nothing() {
    if has_strace() {
        eprintln!("{} faults, no file lost", fail_everywhere(2));
    }
}

#[test]
fn killed_at_any_moment_nothing_is_lost() {
    let (old, new) = cleaned();
    for n in 0..12 {
        let dir = TempDir::new().unwrap();
        plant(dir.path());
        let mut child =
            zhclean(dir.path()).args(["-i", "."]).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_micros(n * n * 400));
        let _ = child.kill();
        let _ = child.wait();
        let what = format!("killed after {n}");
        check_whole(&what, dir.path(), &old, &new);
        check_goes_on(&what, dir.path(), &old, &new);
    }
}

#[test]
fn a_limit_on_the_file_size_loses_nothing() {
    let (old, new) = cleaned();
    for blocks in [0, 1, 2, 4, 8] {
        let dir = TempDir::new().unwrap();
        plant(dir.path());
        let mut command = Command::new("bash");
        command
            .args(["-c", &format!("ulimit -f {blocks}; exec \"$0\" -i . 2>/dev/null")])
            .arg(cargo_bin("zhclean"))
            .current_dir(dir.path());
        let output = run(&mut command);
        assert_eq!(output.status.code(), Some(2), "{blocks}");
        check_whole("ulimit", dir.path(), &old, &new);
        check_goes_on("ulimit", dir.path(), &old, &new);
    }
}

#[test]
fn a_full_disk_loses_nothing() {
    let (old, new) = cleaned();
    let disk = TempDir::new().unwrap();
    let root = disk.path().join("tree");
    for kilobytes in [0, 4, 12, 24, 48, 80, 120] {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
            .arg(disk.path())
            .output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            eprintln!("not run: no tmpfs can be mounted here");
            return;
        }
        let _unmount = Unmount(disk.path());
        plant(&root);
        leave(kilobytes, &disk.path().join("filler"));
        let output = run(zhclean(&root).args(["-i", "."]));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        check_whole(&format!("{kilobytes} KB"), &root, &old, &new);
        if output.status.code() == Some(0) {
            assert!(contents(&root) == new, "{kilobytes} KB: a silent failure: {said}");
        } else {
            assert_eq!(output.status.code(), Some(2), "{kilobytes} KB: {said}");
            assert!(said.contains("no room on the disk") || said.contains("No space"), "{said}");
        }
        fs::remove_file(disk.path().join("filler")).unwrap();
        check_goes_on(&format!("{kilobytes} KB"), &root, &old, &new);
    }
}

/// Fills the disk but for so many kilobytes.
fn leave(kilobytes: u64, filler: &Path) {
    use std::io::Write;
    let mut file = fs::File::create(filler).unwrap();
    while file.write_all(&[0; 4096]).is_ok() {}
    let full = file.metadata().unwrap().len();
    file.set_len(full.saturating_sub(kilobytes * 1024)).unwrap();
}

struct Unmount<'p>(&'p Path);

impl Drop for Unmount<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).output();
    }
}

#[test]
fn a_link_put_in_the_way_leads_nowhere() {
    let dir = TempDir::new().unwrap();
    let outside = dir.path().join("outside");
    fs::create_dir(&outside).unwrap();
    let secret = "他说&ldquo;好&rdquo;。\n".repeat(9);
    fs::write(outside.join("x.txt"), &secret).unwrap();
    let tree = dir.path().join("tree");
    fs::create_dir_all(tree.join("sub")).unwrap();
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            // A folder that is now a folder, now a link out of the tree; and a file.
            while !stop.load(Ordering::Relaxed) {
                let _ = fs::remove_dir_all(tree.join("sub"));
                let _ = fs::create_dir(tree.join("sub"));
                let _ = fs::write(tree.join("sub/x.txt"), &secret);
                let _ = fs::write(tree.join("y.txt"), &secret);
                let _ = fs::remove_dir_all(tree.join("sub"));
                let _ = symlink(&outside, tree.join("sub"));
                let _ = fs::remove_file(tree.join("y.txt"));
                let _ = symlink(outside.join("x.txt"), tree.join("y.txt"));
                let _ = fs::remove_file(tree.join("sub"));
                let _ = fs::remove_file(tree.join("y.txt"));
            }
        });
        for _ in 0..25 {
            let output = run(zhclean(&tree).args(["-i", "--no-backup", "."]));
            assert!(output.status.code().is_some());
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(fs::read_to_string(outside.join("x.txt")).unwrap(), secret);
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
}

#[test]
fn two_runs_at_once_do_not_meet() {
    let (old, new) = cleaned();
    let dir = TempDir::new().unwrap();
    plant(dir.path());
    let mut runs: Vec<_> = (0..4)
        .map(|_| zhclean(dir.path()).args(["-i", "."]).stderr(Stdio::piped()).spawn().unwrap())
        .collect();
    let mut done = 0;
    for child in runs.drain(..) {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(0) => done += 1,
            _ => assert!(said.contains("another zhclean works in"), "{said}"),
        }
    }
    assert!(done >= 1);
    assert!(contents(dir.path()) == new);
    check_goes_on("two runs", dir.path(), &old, &new);
}

#[test]
fn what_a_writer_appends_meanwhile_is_not_lost() {
    use std::io::Write;
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("a.txt");
    let line = "他说&ldquo;好&rdquo;。\n";
    fs::write(&path, line.repeat(10_000)).unwrap();
    let mut appended = 0;
    for _ in 0..3 {
        let mut child =
            zhclean(dir.path()).args(["-i", "."]).stderr(Stdio::null()).spawn().unwrap();
        // Each line is written to whatever the name leads to at the time.
        while child.try_wait().unwrap().is_none() {
            let mut file = fs::OpenOptions::new().append(true).open(&path).unwrap();
            file.write_all("尾行。\n".as_bytes()).unwrap();
            appended += 1;
            thread::sleep(Duration::from_millis(1));
        }
    }
    let text = fs::read_to_string(&path).unwrap();
    let lost = appended - text.matches("尾行。").count();
    // Between the last look and the rename there is a moment that no program
    // can close; a writer that holds the file open can always fall into it.
    assert!(lost <= 2, "{lost} of {appended} lines lost");
    assert!(text.matches("他说").count() == 10_000);
}

#[test]
fn what_may_not_be_written_is_reported() {
    let dir = TempDir::new().unwrap();
    plant(dir.path());
    let path = dir.path().join("c/03.txt");
    let immutable = Command::new("chattr").arg("+i").arg(&path).output();
    if !immutable.is_ok_and(|output| output.status.success()) {
        eprintln!("not run: no file can be made immutable here");
        return;
    }
    let before = fs::read(&path).unwrap();
    let output = run(zhclean(dir.path()).args(["-i", "."]));
    let _ = Command::new("chattr").arg("-i").arg(&path).output();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("c/03.txt"), "{said}");
    assert_eq!(fs::read(&path).unwrap(), before);
}
