//! The promise of `-i` under attack: whatever strikes, every file is the old
//! one or the new one, whole; the next run goes on; `undo` brings all back.
//!
//! `cargo test --test torture` runs a share. All of it, with a table at the end:
//! `cargo test --test torture -- --ignored --nocapture`.
//! The strikes are made by strace, the full disk by a small tmpfs: without them
//! (not Linux, not root) a test says that it was not run.

mod scene;
mod strike;
mod table;
mod tree;

use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use assert_cmd::cargo::cargo_bin;
use tempfile::TempDir;

use strike::has_strace;
use table::Table;
use tree::{BOTH, Tree, check_goes_on, check_whole, contents, is_temp, plant, run, said, zhclean};

#[test]
fn killed_at_some_system_calls_nothing_is_lost() {
    if has_strace() {
        let table =
            Table::strike(vec![table::kills(29), table::undo_kills(17), table::copy_kills(17)]);
        assert!(table.strikes() > 60, "{table}");
        table.assert_nothing_lost();
    }
}

#[test]
fn failing_system_calls_lose_nothing() {
    if has_strace() {
        let table = Table::strike(vec![table::failures(31)]);
        assert!(table.strikes() > 40, "{table}");
        table.assert_nothing_lost();
    }
}

#[test]
fn killed_at_any_moment_nothing_is_lost() {
    Table::strike(vec![table::moments(12), table::sizes(5)]).assert_nothing_lost();
}

#[test]
#[ignore = "takes many minutes"]
fn everything_that_can_strike() {
    let mut rows = vec![table::moments(2500), table::sizes(60), table::disks(200, 4)];
    rows.extend([table::crowds(150), table::links(300)]);
    if has_strace() {
        rows.extend([table::kills(1), table::undo_kills(1), table::copy_kills(1)]);
        rows.push(table::failures(1));
    }
    let table = Table::strike(rows);
    println!("{table}");
    table.assert_nothing_lost();
}

#[test]
fn ctrl_c_finishes_the_file_in_hand() {
    if !has_strace() {
        return;
    }
    let (_, new) = &*BOTH;
    for when in [1, 5, 11] {
        let Tree { dir: _dir, root } = Tree::plant();
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
        let said = said(&output);
        let now = contents(&root);
        if output.status.code() == Some(130) {
            assert!(said.contains("the same command again goes on from here"), "{said}");
        } else {
            // It came too late to stop anything.
            assert_eq!((output.status.code(), now == *new), (Some(0), true), "{when}: {said}");
        }
        check_whole(&root).unwrap();
        assert_eq!(now.keys().find(|path| is_temp(path)), None, "{when}");
        check_goes_on(&root).unwrap();
    }
}

#[test]
fn a_full_disk_loses_nothing() {
    Table::strike(vec![table::disks(9, 12)]).assert_nothing_lost();
}

#[test]
fn a_link_put_in_the_way_leads_nowhere() {
    Table::strike(vec![table::links(25)]).assert_nothing_lost();
}

#[test]
fn runs_at_once_do_not_meet() {
    Table::strike(vec![table::crowds(2)]).assert_nothing_lost();
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
    // In memory nothing is immutable everywhere.
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
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("c/03.txt"), "{said}");
    assert_eq!(fs::read(&path).unwrap(), before);
}
