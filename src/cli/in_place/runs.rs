//! The runs of a tree: what they are called, and where they keep what they keep.

use std::{
    ffi::OsStr,
    fs,
    io::{
        self,
        ErrorKind::{NotFound, PermissionDenied},
    },
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process,
    time::{SystemTime, UNIX_EPOCH},
};

use rustix::{
    fs::{AtFlags, CWD, unlinkat},
    io::Errno,
};

use crate::cli::walk::TEMP_PREFIX;

/// The folder in a tree that its runs are kept in.
pub(crate) const FOLDER: &str = ".zhclean";

/// A name for this run; a later run has a greater one.
pub(crate) fn new_run() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, seconds) = (now.as_secs() / 86_400, now.as_secs() % 86_400);
    let (year, month, day) = date(days as i64);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let milli = now.subsec_millis();
    format!(
        "{year:04}{month:02}{day:02}-{hour:02}{minute:02}{second:02}{milli:03}-{}",
        process::id()
    )
}

/// Days since 1970 to a date. Counted in years that begin in March, so that
/// the leap day comes last.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, (month + 2) % 12 + 1);
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// The tree that `path` belongs to: where an earlier run kept its originals,
/// or `path` itself.
///
/// # Errors
///
/// When that cannot be seen: another tree would not know of the earlier runs.
pub(crate) fn tree_of(path: &Path) -> io::Result<PathBuf> {
    let meta = fs::metadata(path)?;
    let own = if meta.is_dir() { path } else { path.parent().unwrap_or(path) };
    for dir in own.ancestors() {
        match fs::symlink_metadata(dir.join(FOLDER)) {
            Ok(folder) if folder.is_dir() && folder.dev() == meta.dev() => {
                return Ok(dir.to_owned());
            }
            Ok(_) => {}
            Err(e) if matches!(e.kind(), NotFound | PermissionDenied) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(own.to_owned())
}

/// Where the `n`th original of a run is kept: not all in one folder.
pub(crate) fn original(run_folder: &Path, n: u64) -> PathBuf {
    run_folder.join("originals").join(format!("{:04}", n / 1000)).join(n.to_string())
}

pub(crate) fn temp_name(run: &str, n: u64) -> String {
    format!("{TEMP_PREFIX}{run}-{n}")
}

/// The runs that a tree keeps originals of, the oldest first.
pub(crate) fn runs(tree: &Path) -> Vec<String> {
    let Ok(folder) = fs::read_dir(tree.join(FOLDER).join("runs")) else { return Vec::new() };
    let mut runs: Vec<String> =
        folder.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    runs.sort();
    runs
}

/// Removes temporary files whose run is dead.
pub(crate) fn sweep(stale: &[PathBuf]) {
    for path in stale {
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or("");
        let pid = name.rsplit('-').nth(1).and_then(|pid| pid.parse().ok());
        let dead = pid.and_then(rustix::process::Pid::from_raw).is_none_or(|pid| {
            rustix::process::test_kill_process(pid).is_err_and(|e| e == Errno::SRCH)
        });
        if dead {
            let _ = unlinkat(CWD, path, AtFlags::empty());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(11_016), (2000, 2, 29));
        assert_eq!(date(11_017), (2000, 3, 1));
        assert_eq!(date(20_453), (2025, 12, 31));
    }
}
