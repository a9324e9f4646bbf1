//! Disks that are full, runs that meet, links in the way.

use std::{
    fs,
    io::Write,
    os::unix::fs::symlink,
    path::Path,
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use tempfile::TempDir;

use super::tree::{BOTH, Tree, check_goes_on, check_whole, contents, plant, run, said, zhclean};

/// A run on a disk that has so many kilobytes left; `None` where no disk can be made.
pub(crate) fn full_disk(kilobytes: u64) -> Option<Result<(), String>> {
    let disk = TempDir::new().unwrap();
    let root = disk.path().join("tree");
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
        .arg(disk.path())
        .output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("not run: no tmpfs can be mounted here");
        return None;
    }
    let _unmount = Unmount(disk.path());
    plant(&root);
    let filler = disk.path().join("filler");
    leave(kilobytes, &filler);
    let output = run(zhclean(&root).args(["-i", "."]));
    let said = said(&output);
    let told = said.contains("no room on the disk") || said.contains("No space");
    let check = || {
        check_whole(&root)?;
        match output.status.code() {
            Some(0) if contents(&root) == BOTH.1 => {}
            Some(2) if told => {}
            code => return Err(format!("ended with {code:?}: {said}")),
        }
        fs::remove_file(&filler).map_err(|e| e.to_string())?;
        check_goes_on(&root)
    };
    Some(check())
}

/// Fills the disk but for so many kilobytes.
fn leave(kilobytes: u64, filler: &Path) {
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

/// Four runs at once in one tree: one works, the others say so.
pub(crate) fn crowd() -> Result<(), String> {
    let tree = Tree::plant();
    let start = || tree.zhclean().args(["-i", "."]).stderr(Stdio::piped()).spawn().unwrap();
    let runs: Vec<_> = (0..4).map(|_| start()).collect();
    let mut done = 0;
    for child in runs {
        let output = child.wait_with_output().unwrap();
        match output.status.code() {
            Some(0) => done += 1,
            _ if said(&output).contains("another zhclean works in") => {}
            code => return Err(format!("ended with {code:?}: {}", said(&output))),
        }
    }
    if done == 0 || contents(&tree.root) != BOTH.1 {
        return Err(format!("{done} of four runs ended well, and the tree is not clean"));
    }
    check_goes_on(&tree.root)
}

/// So many runs, while a file and a folder are time and again links that lead
/// out of the tree.
pub(crate) fn links_in_the_way(runs: u32, tell: &mut dyn FnMut(Result<(), String>)) {
    let dir = TempDir::new().unwrap();
    let outside = dir.path().join("outside");
    fs::create_dir(&outside).unwrap();
    let secret = "他说&ldquo;好&rdquo;。\n".repeat(9);
    fs::write(outside.join("x.txt"), &secret).unwrap();
    let tree = dir.path().join("tree");
    fs::create_dir_all(tree.join("sub")).unwrap();
    let stop = AtomicBool::new(false);
    let swap = || {
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
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                swap();
            }
        });
        for _ in 0..runs {
            let code = run(zhclean(&tree).args(["-i", "--no-backup", "."])).status.code();
            let untouched =
                fs::read_to_string(outside.join("x.txt")).ok().as_ref() == Some(&secret);
            let alone = fs::read_dir(&outside).unwrap().count() == 1;
            tell(match code {
                Some(_) if untouched && alone => Ok(()),
                code => Err(format!("ended with {code:?}; what lies outside was touched")),
            });
        }
        stop.store(true, Ordering::Relaxed);
    });
}
