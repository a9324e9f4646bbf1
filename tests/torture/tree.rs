//! The tree that is cleaned under attack, and what must be true of it after.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs,
    os::unix::{ffi::OsStrExt, fs::MetadataExt},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{Arc, LazyLock},
};

use assert_cmd::cargo::cargo_bin;
use tempfile::TempDir;

/// The files of a tree, by their path below it.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The tree as it is planted, and as it is when nothing strikes.
pub(crate) static BOTH: LazyLock<(Files, Files)> = LazyLock::new(|| {
    let tree = Tree::plant();
    let old = contents(&tree.root);
    let output = run(tree.zhclean().args(["-i", "."]));
    assert!(output.status.success(), "{}", said(&output));
    let new = contents(&tree.root);
    assert!(old.iter().filter(|(name, bytes)| new[*name] != **bytes).count() > 10);
    (old, new)
});

/// Names and contents: text that changes, text that does not, other encodings,
/// every format that is written; names that are hard to hold.
static FILES: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
    let dirty = "他说&ldquo;好&rdquo;。\r\n".repeat(40);
    let gbk = encoding_rs::GBK.encode("会议今天在北京开幕，各地代表参加了会议。\n").0.repeat(30);
    let json = "{\"n\":1,\"text\":\"&ldquo;好&rdquo;\"}\n".repeat(50);
    let packed = zstd::encode_all(json.as_bytes(), 0).unwrap();
    let mut files: Vec<(Vec<u8>, Vec<u8>)> = vec![
        (b"clean.txt".to_vec(), "新华社北京电。\n".repeat(9).into()),
        (b"a/clean2.txt".to_vec(), "会议今天开幕。\n".into()),
        (b"a/gbk.txt".to_vec(), gbk.clone()),
        (b"a/b/\xd0\xc2\xce\xc5.txt".to_vec(), gbk),
        (b"a/b/line\nend.txt".to_vec(), dirty.clone().into()),
        (b"news.jsonl".to_vec(), json.into()),
        (b"news.jsonl.zst".to_vec(), packed),
        (b"news.parquet".to_vec(), parquet(&dirty)),
        (b"clean.parquet".to_vec(), parquet("新华社北京电。")),
        (b"news.arrow".to_vec(), arrow(&dirty)),
        ([&b"n".repeat(251)[..], b".txt"].concat(), dirty.clone().into()),
        (b"empty.txt".to_vec(), Vec::new()),
    ];
    for n in 0..4 {
        files.push((format!("c/{n:02}.txt").into(), dirty.repeat(3 * n + 1).into()));
    }
    files.into_iter().map(|(name, bytes)| (OsStr::from_bytes(&name).into(), bytes)).collect()
});

/// A Parquet file of this text, in two row groups.
fn parquet(text: &str) -> Vec<u8> {
    use parquet::{data_type::ByteArrayType, file::writer::SerializedFileWriter};
    let message = "message m { required binary text (STRING); required binary title (STRING); }";
    let schema = Arc::new(parquet::schema::parser::parse_message_type(message).unwrap());
    let mut out = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
    for _ in 0..2 {
        let mut group = out.next_row_group().unwrap();
        while let Some(mut column) = group.next_column().unwrap() {
            let values = vec![text.into(); 20];
            column.typed::<ByteArrayType>().write_batch(&values, None, None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    out.into_inner().unwrap()
}

/// An Arrow file of this text, in two batches.
fn arrow(text: &str) -> Vec<u8> {
    use arrow_array::{RecordBatch, StringArray};
    use arrow_schema::{DataType, Field, Schema};
    let schema = Arc::new(Schema::new(vec![Field::new("text", DataType::Utf8, false)]));
    let texts = Arc::new(StringArray::from(vec![text; 20]));
    let batch = RecordBatch::try_new(Arc::clone(&schema), vec![texts]).unwrap();
    let mut out = arrow_ipc::writer::FileWriter::try_new(Vec::new(), &schema).unwrap();
    (0..2).for_each(|_| out.write(&batch).unwrap());
    out.finish().unwrap();
    out.into_inner().unwrap()
}

/// A tree of its own.
pub(crate) struct Tree {
    /// Where what stands beside the tree goes, too.
    pub(crate) dir: TempDir,
    pub(crate) root: PathBuf,
}

impl Tree {
    /// In memory if that can be had: a disk that syncs makes each strike ten times as long.
    pub(crate) fn plant() -> Tree {
        let dir = tempfile::tempdir_in("/dev/shm").or_else(|_| TempDir::new()).unwrap();
        let root = dir.path().join("tree");
        plant(&root);
        Tree { dir, root }
    }

    pub(crate) fn zhclean(&self) -> Command {
        zhclean(&self.root)
    }
}

pub(crate) fn plant(root: &Path) {
    for folder in ["a/b", "c"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    for (name, bytes) in &*FILES {
        fs::write(root.join(name), bytes).unwrap();
    }
}

pub(crate) fn zhclean(root: &Path) -> Command {
    let mut command = Command::new(cargo_bin("zhclean"));
    command.current_dir(root).env("ZHCLEAN_JOBS", "2").stdin(Stdio::null());
    command
}

pub(crate) fn run(command: &mut Command) -> Output {
    command.output().unwrap()
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The visible files, by their path below `root`.
pub(crate) fn contents(root: &Path) -> Files {
    let mut all = Files::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let name = entry.file_name();
            if name == ".zhclean" {
                continue;
            }
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                let below = entry.path().strip_prefix(root).unwrap().to_owned();
                all.insert(below, fs::read(entry.path()).unwrap());
            }
        }
    }
    all
}

/// True for what a killed run may leave beside the files.
pub(crate) fn is_temp(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n.as_bytes().starts_with(b".zhclean-"))
}

/// Every file is the old one or the new one.
pub(crate) fn check_whole(root: &Path) -> Result<(), String> {
    let (old, new) = &*BOTH;
    let now = contents(root);
    for (path, bytes) in old {
        let Some(found) = now.get(path) else { return Err(format!("{path:?} is gone")) };
        if found != bytes && *found != new[path] {
            return Err(format!("{path:?} is neither old nor new"));
        }
    }
    match now.keys().find(|path| !old.contains_key(*path) && !is_temp(path)) {
        Some(strange) => Err(format!("{strange:?} was not there before")),
        None => Ok(()),
    }
}

/// The next run finishes the work, does nothing again that is done, and leaves
/// nothing behind; undoing every run brings back what there was.
pub(crate) fn check_goes_on(root: &Path) -> Result<(), String> {
    let (old, new) = &*BOTH;
    let now = contents(root);
    let replaced =
        old.keys().filter(|path| old[*path] != new[*path] && now.get(*path) == Some(&new[*path]));
    let replaced = if is_complete(root) { 0 } else { replaced.count() };
    let output = run(zhclean(root).args(["-i", "--json", "."]));
    if !output.status.success() || contents(root) != *new {
        return Err(format!("the next run did not finish: {}", said(&output)));
    }
    let events = String::from_utf8_lossy(&output.stdout);
    let skipped = events.lines().filter(|line| line.contains(r#""skipped":"finished before""#));
    let skipped = skipped.count();
    if skipped < replaced {
        return Err(format!("of {replaced} files that were done {skipped} were known to be"));
    }
    check_undo(root)
}

/// True when the last run did all there was to do.
fn is_complete(root: &Path) -> bool {
    let runs = fs::read_dir(root.join(".zhclean/runs")).into_iter().flatten().flatten();
    let last = runs.map(|run| run.path()).max();
    last.is_none_or(|run| fs::read(run.join("done")).is_ok_and(|done| done == b"all"))
}

/// Undoing every run brings back what there was.
pub(crate) fn check_undo(root: &Path) -> Result<(), String> {
    let (old, _) = &*BOTH;
    for _ in 0..4 {
        if !root.join(".zhclean").exists() {
            break;
        }
        let output = run(zhclean(root).arg("undo"));
        if !output.status.success() {
            return Err(format!("undo failed: {}", said(&output)));
        }
    }
    if contents(root) != *old {
        return Err("undo did not bring everything back".to_owned());
    }
    match old.keys().find(|path| fs::metadata(root.join(path)).unwrap().nlink() != 1) {
        Some(path) => Err(format!("{path:?} has two names")),
        None => Ok(()),
    }
}
