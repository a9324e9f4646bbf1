//! A run in place that was interrupted, and the one that goes on.

use std::{fs, path::Path, time::SystemTime};

use tempfile::TempDir;

use super::{CLEAN, CLEANED, DIRTY, tree, zhclean};

/// A tree in which one file cannot be done: as after a disk that was full.
fn half_done() -> TempDir {
    let dir = tree(&[("t/a.txt", DIRTY), ("t/b.txt", CLEAN), ("t/c.txt.gz", b"\x1f\x8b\x08cut")]);
    let old = SystemTime::now() - std::time::Duration::from_secs(60);
    fs::File::options()
        .append(true)
        .open(dir.path().join("t/b.txt"))
        .unwrap()
        .set_modified(old)
        .unwrap();
    zhclean(dir.path()).args(["-i", "t"]).assert().code(2);
    dir
}

/// The files that the next run knows to be done.
fn known(dir: &Path, args: &[&str]) -> Vec<String> {
    let run = zhclean(dir).args(["-i", "--json"]).args(args).arg("t").assert();
    let out = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    let events = out.lines().map(|line| serde_json::from_str(line).unwrap());
    events
        .filter(|event: &serde_json::Value| event["skipped"] == "finished before")
        .map(|event| event["path"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_is_finished_is_not_cleaned_again() {
    let dir = half_done();
    assert_eq!(known(dir.path(), &[]), ["t/a.txt", "t/b.txt"]);
    // And so for every run until one has done it all.
    assert_eq!(known(dir.path(), &[]), ["t/a.txt", "t/b.txt"]);
    fs::write(dir.path().join("t/c.txt.gz"), DIRTY).unwrap();
    assert_eq!(known(dir.path(), &[]), ["t/a.txt", "t/b.txt"]);
    assert_eq!(fs::read_to_string(dir.path().join("t/c.txt.gz")).unwrap(), CLEANED);
    assert!(known(dir.path(), &[]).is_empty());
}

#[test]
fn when_all_is_done_the_next_run_begins_anew() {
    let dir = half_done();
    fs::remove_file(dir.path().join("t/c.txt.gz")).unwrap();
    assert_eq!(known(dir.path(), &[]), ["t/a.txt", "t/b.txt"]);
    assert!(known(dir.path(), &[]).is_empty());
}

#[test]
fn what_was_written_to_since_is_cleaned_again() {
    let dir = half_done();
    for name in ["t/a.txt", "t/b.txt"] {
        fs::write(dir.path().join(name), DIRTY).unwrap();
    }
    assert!(known(dir.path(), &[]).is_empty());
    for name in ["t/a.txt", "t/b.txt"] {
        assert_eq!(fs::read_to_string(dir.path().join(name)).unwrap(), CLEANED);
    }
}

#[test]
fn what_was_moved_or_brought_back_is_cleaned_again() {
    let dir = half_done();
    fs::rename(dir.path().join("t/b.txt"), dir.path().join("t/d.txt")).unwrap();
    zhclean(dir.path()).args(["undo", "t"]).assert().code(0);
    assert!(known(dir.path(), &[]).is_empty());
    assert_eq!(fs::read_to_string(dir.path().join("t/a.txt")).unwrap(), CLEANED);
}

#[test]
fn what_was_done_otherwise_is_done_again() {
    let dir = half_done();
    for args in [&["--script", "hans"][..], &["--only", "repair"], &["--encoding", "utf-8"]] {
        assert!(known(dir.path(), args).is_empty(), "{args:?}");
    }
    for args in [&["-j", "1"][..], &["--durability", "file"], &["-v"]] {
        assert_eq!(known(dir.path(), args), ["t/a.txt", "t/b.txt"], "{args:?}");
    }
    let dir = tree(&[("t/a.txt", DIRTY), ("t/c.txt.gz", b"\x1f\x8b\x08cut")]);
    zhclean(dir.path()).args(["-i", "--durability", "none", "t"]).assert().code(2);
    assert!(known(dir.path(), &[]).is_empty());
}
