//! The command line, as its users meet it: cases that are text lie in
//! `tests/cli`; those that look at trees are here.

mod arrow;
mod cells;
mod formats;
mod parquet;
mod reports;
mod resume;
mod sites;

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    path::Path,
};

use assert_cmd::Command;
use tempfile::TempDir;

#[test]
fn cases() {
    trycmd::TestCases::new().case("tests/cli/*.trycmd").case("tests/cli/*.toml");
}

pub(crate) fn zhclean(dir: &Path) -> Command {
    let mut command = Command::cargo_bin("zhclean").unwrap();
    command.current_dir(dir);
    command
}

/// A folder with these files in it.
pub(crate) fn tree(files: &[(&str, &[u8])]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    dir
}

pub(crate) const CLEAN: &[u8] = "新华社北京电。\n".as_bytes();
pub(crate) const DIRTY: &[u8] = "他说&ldquo;好&rdquo;。\n".as_bytes();
pub(crate) const CLEANED: &str = "他说“好”。\n";

#[test]
fn in_place_writes_what_changes_and_nothing_else() {
    let dir = tree(&[("t/clean.txt", CLEAN), ("t/sub/dirty.txt", DIRTY)]);
    let meta = |name| fs::metadata(dir.path().join(name)).unwrap();
    let before = meta("t/clean.txt");
    fs::set_permissions(dir.path().join("t/sub/dirty.txt"), fs::Permissions::from_mode(0o640))
        .unwrap();
    zhclean(dir.path()).args(["-i", "t"]).assert().code(0);
    let after = meta("t/clean.txt");
    assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
    assert_eq!(fs::read_to_string(dir.path().join("t/sub/dirty.txt")).unwrap(), CLEANED);
    assert_eq!(meta("t/sub/dirty.txt").mode() & 0o777, 0o640);
    let first = meta("t/sub/dirty.txt");
    zhclean(dir.path()).args(["-i", "t"]).assert().code(0);
    let second = meta("t/sub/dirty.txt");
    assert_eq!((first.ino(), first.mtime_nsec()), (second.ino(), second.mtime_nsec()));
    zhclean(dir.path()).arg("t").assert().code(0);
}

#[test]
fn undo_brings_the_very_file_back() {
    let dir = tree(&[("t/a.txt", DIRTY), ("t/b/c.txt", DIRTY)]);
    let path = dir.path().join("t/b/c.txt");
    let before = fs::metadata(&path).unwrap();
    zhclean(dir.path()).args(["-i", "t"]).assert().code(0);
    let list = zhclean(dir.path()).args(["undo", "--list", "t"]).assert().code(0);
    assert!(String::from_utf8_lossy(&list.get_output().stdout).contains("2 files"));
    zhclean(dir.path()).args(["undo"]).assert().code(0);
    let after = fs::metadata(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), DIRTY);
    assert_eq!(
        (before.ino(), before.mtime_nsec(), 1),
        (after.ino(), after.mtime_nsec(), after.nlink())
    );
    assert!(!dir.path().join("t/.zhclean").exists());
}

#[test]
fn undo_leaves_alone_what_was_edited_since() {
    let dir = tree(&[("a.txt", DIRTY), ("b.txt", DIRTY)]);
    zhclean(dir.path()).args(["-i", "."]).assert().code(0);
    fs::write(dir.path().join("a.txt"), "my own words").unwrap();
    let undo = zhclean(dir.path()).arg("undo").assert().code(2);
    let said = String::from_utf8_lossy(&undo.get_output().stderr).into_owned();
    assert!(said.contains("a.txt: changed since the run"), "{said}");
    assert_eq!(fs::read(dir.path().join("a.txt")).unwrap(), b"my own words");
    assert_eq!(fs::read(dir.path().join("b.txt")).unwrap(), DIRTY);
}

#[test]
fn no_backup_keeps_nothing() {
    let dir = tree(&[("a.txt", DIRTY)]);
    zhclean(dir.path()).args(["-i", "--no-backup", "."]).assert().code(0);
    assert!(!dir.path().join(".zhclean").exists());
    zhclean(dir.path()).arg("undo").assert().code(2);
}

#[test]
fn links_are_not_followed_and_not_replaced() {
    let dir = tree(&[
        ("t/a.txt", CLEAN),
        ("outside.txt", DIRTY),
        ("t/one.txt", DIRTY),
        ("away/x.txt", DIRTY),
    ]);
    symlink("../outside.txt", dir.path().join("t/link.txt")).unwrap();
    symlink("../away", dir.path().join("t/linked")).unwrap();
    fs::hard_link(dir.path().join("t/one.txt"), dir.path().join("t/two.txt")).unwrap();
    let run = zhclean(dir.path()).args(["-i", "t"]).assert().code(0);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("t/one.txt: has other names"), "{said}");
    for name in ["outside.txt", "away/x.txt", "t/one.txt", "t/two.txt"] {
        assert_eq!(fs::read(dir.path().join(name)).unwrap(), DIRTY, "{name}");
    }
    assert!(fs::symlink_metadata(dir.path().join("t/link.txt")).unwrap().is_symlink());
}

#[test]
fn hidden_folders_and_binary_files_are_skipped() {
    let dir = tree(&[
        ("t/.git/a.txt", DIRTY),
        ("t/.b.txt", DIRTY),
        ("t/x.bin", &[0; 64]),
        ("t/a.txt", CLEAN),
    ]);
    let run = zhclean(dir.path()).args(["-i", "t"]).assert().code(0);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("1 skipped (binary)"), "{said}");
    assert_eq!(fs::read(dir.path().join("t/.git/a.txt")).unwrap(), DIRTY);
}

#[test]
fn json_that_is_not_in_lines_is_skipped_and_the_way_out_told() {
    let list = r#"[{"text": "\u4e2d&amp;\u56fd"}]"#.as_bytes();
    let dir = tree(&[
        ("t/list.json", list),
        ("t/lines.json", &[b"{\"text\": \"", DIRTY.trim_ascii_end(), b"\"}"].concat()),
    ]);
    let run = zhclean(dir.path()).args(["-i", "t"]).assert().code(0);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("t/list.json: JSON that is not one object a line"), "{said}");
    assert!(said.contains("jq -c '.[]'"), "{said}");
    assert_eq!(fs::read(dir.path().join("t/list.json")).unwrap(), list);
    assert!(said.contains("1 changed"), "{said}");
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let dir = tree(&[("a.txt", DIRTY), ("z.txt", DIRTY)]);
    let run =
        zhclean(dir.path()).args(["-o", "out", "a.txt", "missing.txt", "z.txt"]).assert().code(2);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("missing.txt: No such file"), "{said}");
    assert_eq!(fs::read_to_string(dir.path().join("out/z.txt")).unwrap(), CLEANED);
}

#[test]
fn copies_mirror_the_tree() {
    let dir = tree(&[("t/a.txt", DIRTY), ("t/b/c.txt", CLEAN), ("u/d.txt", CLEAN)]);
    zhclean(dir.path()).args(["-o", "out", "t"]).assert().code(0);
    assert_eq!(fs::read_to_string(dir.path().join("out/a.txt")).unwrap(), CLEANED);
    assert_eq!(fs::read(dir.path().join("out/b/c.txt")).unwrap(), CLEAN);
    zhclean(dir.path()).args(["-o", "both", "t", "u"]).assert().code(0);
    assert!(dir.path().join("both/t/b/c.txt").exists() && dir.path().join("both/u/d.txt").exists());
    zhclean(dir.path()).args(["-o", "t/out", "t"]).assert().code(2);
    zhclean(dir.path()).args(["-o", ".", "t/../t/a.txt"]).assert().code(0);
    zhclean(&dir.path().join("t")).args(["-o", ".", "a.txt"]).assert().code(2);
    assert_eq!(fs::read(dir.path().join("t/a.txt")).unwrap(), DIRTY);
}

#[test]
fn the_order_and_the_bytes_do_not_depend_on_the_jobs() {
    let files: Vec<(String, Vec<u8>)> =
        (0..60).map(|n| (format!("t/{n:02}.txt"), DIRTY.repeat(1 + (n * 37) % 50))).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), &b[..])).collect();
    let dir = tree(&files);
    for how in [&["--diff"][..], &["--emit", "json"], &[]] {
        let with = |jobs: &str| {
            let run = zhclean(dir.path()).args(how).args(["-j", jobs, "t"]).assert();
            run.get_output().stdout.clone()
        };
        assert_eq!(with("1"), with("7"));
    }
}

#[test]
fn copies_sweep_what_killed_runs_left_and_nothing_that_is_held() {
    use rustix::fs::{FlockOperation, flock};
    // Above the numbers that processes have.
    let names =
        ["dead", "held"].map(|name| format!("out/.zhclean-20200101-000000000-99999999-{name}"));
    let dir = tree(&[("t/a.txt", DIRTY), (&names[0], b""), (&names[1], b""), ("out/.mine", b"")]);
    let held = fs::File::open(dir.path().join(&names[1])).unwrap();
    flock(&held, FlockOperation::NonBlockingLockExclusive).unwrap();
    zhclean(dir.path()).args(["-o", "out", "t"]).assert().code(0);
    let there = |name: &str| dir.path().join(name).exists();
    assert!(!there(&names[0]) && there(&names[1]) && there("out/.mine") && there("out/a.txt"));
    assert_eq!(fs::read_dir(dir.path().join("out")).unwrap().count(), 3);
}

#[test]
fn a_flag_beats_the_environment_which_beats_the_file() {
    let dir = tree(&[("zhclean.toml", b"only = [\"line-ends\"]\njobs = 1\n"), ("t/a.txt", DIRTY)]);
    zhclean(dir.path()).arg("t").assert().code(0);
    zhclean(dir.path()).args(["--only", "repair", "t"]).assert().code(1);
    zhclean(dir.path()).env("ZHCLEAN_ONLY", "repair").arg("t").assert().code(1);
    let both = ["--only", "line-ends", "t"];
    zhclean(dir.path()).env("ZHCLEAN_ONLY", "repair").args(both).assert().code(0);
    fs::write(dir.path().join("zhclean.toml"), "onyl = []\n").unwrap();
    zhclean(dir.path()).arg("t").assert().code(2);
    fs::write(dir.path().join("zhclean.toml"), "floor = \"high\"\n").unwrap();
    let run = zhclean(dir.path()).arg("t").assert().code(2);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("zhclean.toml") && said.contains("'high'"), "{said}");
}

#[test]
fn the_environment_says_all_that_the_file_may_say() {
    let dir = tree(&[("t/a.txt", DIRTY), ("t/.gitignore", b"a.txt\n")]);
    let run = |key: &str, value: &str| {
        zhclean(dir.path()).env(key, value).args(["--exclude", "x", "t"]).assert()
    };
    run("ZHCLEAN_GITIGNORE", "1").code(0);
    run("ZHCLEAN_GITIGNORE", "false").code(1);
    run("ZHCLEAN_SKIP", "normalize, repair").code(0);
    // As if they were not there.
    for key in ["ZHCLEAN_SCRIPT", "ZHCLEAN_ONLY", "ZHCLEAN_JOBS", "ZHCLEAN_CUES", "ZHCLEAN_FIELD"] {
        run(key, "").code(1);
    }
    let said = |run: assert_cmd::assert::Assert| {
        String::from_utf8_lossy(&run.get_output().stderr).into_owned()
    };
    let wrong = said(run("ZHCLEAN_GITIGNORE", "maybe").code(2));
    assert!(wrong.starts_with("zhclean: ZHCLEAN_GITIGNORE:"), "{wrong}");
    let wrong = said(run("ZHCLEAN_FLOOR", "high").code(2));
    assert!(wrong.starts_with("zhclean: ZHCLEAN_FLOOR: invalid value 'high'"), "{wrong}");
}

#[test]
fn a_key_that_does_not_exist_is_answered_with_the_nearest() {
    let dir = tree(&[("t/a.txt", DIRTY)]);
    for (key, near) in
        [("scirpt", "script"), ("max_file_size", "max-file-size"), ("feild", "field")]
    {
        fs::write(dir.path().join("zhclean.toml"), format!("{key} = 1\n")).unwrap();
        let run = zhclean(dir.path()).arg("t").assert().code(2);
        let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(said.contains(&format!("did you mean '{near}'?")), "{said}");
    }
}

#[test]
fn what_the_file_says_needs_no_other_option_and_gives_way_to_flags() {
    let dir = tree(&[
        ("zhclean.toml", b"quiet = true\nno-backup = true\ncues = \"own.tsv\"\n"),
        ("own.tsv", "掌上平原\tfooter\tstart\n".as_bytes()),
        ("t/a.txt", CLEAN),
    ]);
    // Beside the file, wherever the command is given.
    let run = zhclean(&dir.path().join("t")).args(["-v", "a.txt"]).assert().code(0);
    assert_eq!(String::from_utf8_lossy(&run.get_output().stdout), "a.txt: clean\n");
    fs::write(dir.path().join("zhclean.toml"), "script = true\n").unwrap();
    let run = zhclean(dir.path()).arg("t").assert().code(2);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("'script' cannot be true"), "{said}");
}

#[test]
fn a_check_that_writes_json_still_answers_whether_anything_would_change() {
    let dir = tree(&[("a.txt", DIRTY), ("b.txt", CLEAN)]);
    zhclean(dir.path()).args(["--check", "--emit", "json", "a.txt"]).assert().code(1);
    zhclean(dir.path()).args(["--check", "--emit", "json", "b.txt"]).assert().code(0);
    zhclean(dir.path()).args(["--emit", "json", "a.txt"]).assert().code(0);
}

#[test]
fn events_of_standard_input_are_printed_where_no_text_is() {
    let dir = tree(&[]);
    let run = zhclean(dir.path()).args(["--check", "--json"]).write_stdin(DIRTY).assert().code(1);
    let out = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    let kinds: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&kinds[0]["type"], &kinds[0]["path"]), (&"file".into(), &"-".into()));
    assert_eq!(kinds[1]["type"], "summary");
    let run = zhclean(dir.path()).arg("--json").write_stdin(DIRTY).assert().code(2);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("--json needs a PATH or --check"), "{said}");
}

#[test]
fn inspect_tells_the_script_that_is_there() {
    let dir = tree(&[("a.txt", CLEAN)]);
    let run = zhclean(dir.path()).args(["inspect", "--json", "--script", "tw", "a.txt"]).assert();
    let seen: serde_json::Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
    assert_eq!((&seen["script"], &seen["scriptShares"]["hans"]), (&"hans".into(), &1.0.into()));
}

#[test]
fn a_name_that_is_no_text_is_shown_escaped() {
    use std::os::unix::ffi::OsStrExt;
    let dir = TempDir::new().unwrap();
    let name = std::ffi::OsStr::from_bytes(b"\xd0\xc2\n.txt");
    fs::write(dir.path().join(name), DIRTY).unwrap();
    let run = zhclean(dir.path()).arg(".").assert().code(1);
    let said = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
    assert!(said.starts_with("./\\xd0\\xc2\\n.txt: would change"), "{said}");
    zhclean(dir.path()).args(["-i", "."]).assert().code(0);
    assert_eq!(fs::read_to_string(dir.path().join(name)).unwrap(), CLEANED);
    zhclean(dir.path()).arg("undo").assert().code(0);
    assert_eq!(fs::read(dir.path().join(name)).unwrap(), DIRTY);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    use std::{io::Read, process::Stdio};
    let files: Vec<(String, &[u8])> = (0..300).map(|n| (format!("{n}.txt"), DIRTY)).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    let dir = tree(&files);
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("zhclean"))
        .current_dir(dir.path())
        .args(["--emit", "json", "-q", "."])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdout.take().unwrap().read_exact(&mut [0; 10]).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
