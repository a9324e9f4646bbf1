//! `zhclean [PATH…]`: filter, check, copy, or replace.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
};

use anyhow::{Context, Error, Result, bail};
use zhclean::Cleaner;

use super::{
    args::CleanArgs,
    copies::{self, Copies},
    emit::What,
    filter,
    in_place::{Stage, Staged, Store, new_run, runs},
    interrupt,
    ordered::in_order,
    rejects::OnError,
    report::Report,
    show::Name,
    sites::{self, Sites},
    totals,
    turns::{Turn, Turns},
    values::{ArchiveArg, Emit},
    walk::{self, Found, Root},
    work::{Nowhere, Outcome, Sink, Skipped, Work},
};

/// How many new texts, and how many bytes of them, wait for one sync: it costs
/// about as much for two hundred small files as for one.
const BATCH_FILES: usize = 256;
const BATCH_BYTES: u64 = 64 << 20;

/// Files over this are cleaned one at a time, so that many jobs do not hold
/// many of them.
const LARGE: u64 = 32 << 20;

/// Where the results go.
enum Place {
    /// Nowhere: only the numbers count.
    Check,
    Stdout(Turns),
    Copies(Copies),
    Trees(Trees),
}

/// The trees that files are replaced in.
struct Trees {
    stores: Vec<Store>,
    /// For each root: its store, and its path below it.
    of_root: Vec<(usize, PathBuf)>,
}

/// What came of a file, what waits to be put in its place in which store, and
/// what goes to standard output.
type Done = (Outcome, Option<(usize, Staged)>, Vec<u8>);

/// A file, and what came of it.
struct Ended {
    path: PathBuf,
    result: Result<Done>,
}

pub(crate) fn run(args: &CleanArgs) -> Result<u8> {
    let writes = args.out.is_some() || args.in_place;
    let what = match args.emit {
        _ if args.diff => What::Diff,
        Some(Emit::Json) => What::Json,
        Some(Emit::Spans) => What::Spans,
        // Said aloud, it means that the text is wanted.
        Some(Emit::Text) if !args.check => What::Text,
        _ if writes => What::Text,
        _ => What::Nothing,
    };
    if args.in_place && !matches!(what, What::Text) {
        bail!("-i replaces files by their cleaned text; for --emit json or spans use -o DIR");
    }
    let stdin = args.paths.is_empty() || args.paths == [Path::new("-")];
    if stdin && writes {
        bail!("{} needs a PATH", if args.in_place { "-i" } else { "-o" });
    }
    if !stdin && args.paths.iter().any(|path| path == Path::new("-")) {
        bail!("- is standard input and stands alone; a file called so is ./-");
    }
    if let Some(path) = &args.report {
        totals::check(path)?;
    }
    if stdin {
        let what = if what == What::Nothing && !args.check { What::Text } else { what };
        return filter::run(args, what);
    }
    batch(args, what)
}

pub(crate) fn jobs(args: &CleanArgs) -> usize {
    args.shared.run.jobs.map_or_else(
        || thread::available_parallelism().map_or(1, std::num::NonZero::get),
        usize::from,
    )
}

/// Files and folders.
fn batch(args: &CleanArgs, what: What) -> Result<u8> {
    let learnt = sites::learn(args)?;
    let mut work = Work::new(&args.shared.choose, &args.shared.read, what, args.shared.show.quiet)?;
    let (roots, wrong) = walk::roots(&args.paths);
    work.on_error = OnError::new(args, what, &roots)?;
    work.refresh = args.refresh;
    if learnt.is_some() {
        work.cleaner = Cleaner::new(sites::options(&args.shared.choose, learnt)?);
        work.sites = Sites::Use;
    }
    work.archive = args.archive;
    if args.out.as_deref().is_some_and(copies::is_table) {
        if args.archive == ArchiveArg::Wet {
            bail!("--archive wet writes no Parquet file; use -o DIR");
        }
        work.archive = ArchiveArg::Parquet;
    }
    let place = place(args, what, &roots)?;
    interrupt::listen();
    let mut report = Report::new(args, matches!(place, Place::Check) || args.check || args.diff);
    for (path, why) in wrong {
        report.failed(&path, &Error::msg(why));
    }
    let stale = Arc::new(Mutex::new(Vec::new()));
    let single = roots.len() == 1 && !roots[0].is_dir;
    let batch = Batch {
        work: &work,
        place: &place,
        jobs: if single { jobs(args) } else { 1 },
        large: Mutex::new(()),
    };
    let mut pending = Pending::default();
    let own = args.report.as_ref().and_then(|path| fs::canonicalize(path).ok());
    let files = walk::files(&roots, &args.shared.read, stale.clone())
        .filter(|found| !own.as_ref().is_some_and(|own| is_own(found, own)))
        .enumerate()
        .take_while(|_| !interrupt::asked());
    let fail_fast = args.shared.run.fail_fast;
    if !(fail_fast && report.any_failed()) {
        in_order(
            files,
            jobs(args),
            |(n, found)| match found {
                Ok(found) => batch.one(n, &found),
                Err((path, why)) => Ended { path, result: Err(Error::msg(why)) },
            },
            |ended| {
                let flow = pending.take(ended, &place, &mut report);
                if fail_fast && report.any_failed() { ControlFlow::Break(()) } else { flow }
            },
        );
    }
    pending.commit(&place, &mut report);
    if let Place::Trees(trees) = &place {
        let complete = !interrupt::asked() && !report.any_failed();
        runs::sweep(&stale.lock().expect("its threads are gone"));
        for store in &trees.stores {
            if store.finish(complete)? {
                report.run_kept(store, !args.no_backup);
            }
        }
    }
    Ok(report.end())
}

fn place(args: &CleanArgs, what: What, roots: &[Root]) -> Result<Place> {
    if let Some(out) = &args.out {
        let dir = walk::check_out(out, roots)?;
        let copies = Copies::new(dir, roots, args.emit.unwrap_or(Emit::Text), args.archive)?;
        return Ok(Place::Copies(copies));
    }
    if args.in_place {
        return Ok(Place::Trees(Trees::open(args, roots)?));
    }
    Ok(if what == What::Nothing { Place::Check } else { Place::Stdout(Turns::default()) })
}

/// A name for all that what becomes of a file depends on, but the file: this build,
/// and the options. Empty where it depends on the other files.
fn settings(args: &CleanArgs) -> String {
    if args.shared.choose.learn_sites {
        return String::new();
    }
    let CleanArgs { shared, on_error, refresh, .. } = args;
    let (choose, read) = (&shared.choose, &shared.read);
    let files = [std::env::current_exe().ok(), choose.cues.clone(), choose.site_stats.clone()];
    let files = files.map(|path| {
        let meta = path.and_then(|path| fs::metadata(path).ok());
        meta.map(|meta| (meta.len(), meta.modified().ok()))
    });
    let all = format!("{files:?} {choose:?} {read:?} {on_error:?} {refresh}");
    blake3::hash(all.as_bytes()).to_hex().to_string()
}

impl Trees {
    fn open(args: &CleanArgs, roots: &[Root]) -> Result<Trees> {
        let run = new_run();
        let mut paths: Vec<PathBuf> = Vec::new();
        let mut of_root = Vec::new();
        for root in roots {
            let tree =
                runs::tree_of(&root.real).with_context(|| format!("{}", Name(&root.path)))?;
            let below = root.real.strip_prefix(&tree).unwrap_or(Path::new("")).to_owned();
            let at = paths.iter().position(|path| *path == tree).unwrap_or_else(|| {
                paths.push(tree);
                paths.len() - 1
            });
            of_root.push((at, below));
        }
        let (keeps, settings) = (!args.no_backup, settings(args));
        let stores = paths
            .iter()
            .map(|tree| Store::open(tree, &run, &paths, keeps, args.durability, &settings))
            .collect::<Result<_>>()?;
        Ok(Trees { stores, of_root })
    }

    fn of(&self, found: &Found) -> (usize, PathBuf) {
        let (at, below) = &self.of_root[found.root];
        let below = if found.below.as_os_str().is_empty() {
            below.clone()
        } else {
            below.join(&found.below)
        };
        (*at, below)
    }
}

/// What every file needs.
struct Batch<'b> {
    work: &'b Work,
    place: &'b Place,
    /// How many parts of one file at once.
    jobs: usize,
    large: Mutex<()>,
}

impl Batch<'_> {
    fn one(&self, n: usize, found: &Found) -> Ended {
        // A fault of ours in one file is reported, and costs the others nothing.
        let result = catch_unwind(AssertUnwindSafe(|| self.clean(n, found))).unwrap_or_else(|_| {
            Err(Error::msg(
                "an internal fault (see above); please report it; the file is as it was",
            ))
        });
        Ended { path: found.path.clone(), result }
    }

    fn clean(&self, n: usize, found: &Found) -> Result<Done> {
        if let Place::Trees(trees) = self.place {
            let (at, below) = trees.of(found);
            let (mut stage, file) = match Stage::open(&trees.stores[at], &below)? {
                Ok(opened) => opened,
                Err(why) => return Ok((Outcome::skipped(why), None, Vec::new())),
            };
            if stage.is_finished() {
                return Ok((Outcome::skipped(Skipped::Finished), None, Vec::new()));
            }
            let len = stage.len();
            let outcome = self.bounded(len, &found.path, &file, &mut stage)?;
            if stage.refused() {
                return Ok((Outcome::skipped(Skipped::OtherFormat), None, Vec::new()));
            }
            if !outcome.changed {
                stage.same();
                return Ok((outcome, None, Vec::new()));
            }
            let staged = stage.finish(&file)?;
            return Ok((outcome, staged.map(|staged| (at, staged)), Vec::new()));
        }
        let file = open(&found.path)?;
        let Some((file, len)) = file else {
            return Ok((Outcome::skipped(Skipped::Special), None, Vec::new()));
        };
        match self.place {
            Place::Check | Place::Trees(_) => {
                let outcome = self.bounded(len, &found.path, &file, &mut Nowhere)?;
                Ok((outcome, None, Vec::new()))
            }
            Place::Stdout(turns) => {
                let mut turn = Turn::new(turns, n);
                let outcome = self.bounded(len, &found.path, &file, &mut turn)?;
                Ok((outcome, None, turn.into_rest()))
            }
            Place::Copies(copies) => {
                let mut copy = copies.copy(found);
                let outcome = self.bounded(len, &found.path, &file, &mut copy)?;
                if outcome.skipped.is_none() {
                    copy.finish()?;
                }
                Ok((outcome, None, Vec::new()))
            }
        }
    }

    fn bounded(&self, len: u64, path: &Path, file: &File, sink: &mut dyn Sink) -> Result<Outcome> {
        let _one_at_a_time = (len > LARGE)
            .then(|| self.large.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        self.work.clean(path, file, Some(file), sink, self.jobs)
    }
}

/// True for the report of an earlier run in the tree.
fn is_own(found: &Result<Found, (PathBuf, String)>, own: &Path) -> bool {
    found.as_ref().is_ok_and(|found| {
        found.path.file_name() == own.file_name()
            && fs::canonicalize(&found.path).is_ok_and(|real| real == own)
    })
}

/// The file and its length, unless it is a device or a pipe.
fn open(path: &Path) -> Result<Option<(File, u64)>> {
    let meta = fs::metadata(path)?;
    if !meta.is_file() {
        return Ok(None);
    }
    Ok(Some((File::open(path)?, meta.len())))
}

/// New texts that wait for the next sync.
#[derive(Default)]
struct Pending {
    waiting: BTreeMap<usize, Vec<Staged>>,
    /// What to say of each once it is in place.
    outcomes: Vec<(PathBuf, Outcome, usize, PathBuf)>,
    bytes: u64,
}

impl Pending {
    fn take(&mut self, ended: Ended, place: &Place, report: &mut Report) -> ControlFlow<()> {
        match ended.result {
            Ok((outcome, Some((at, staged)), _)) => {
                self.bytes += staged.len;
                self.outcomes.push((ended.path, outcome, at, staged.below.clone()));
                self.waiting.entry(at).or_default().push(staged);
                if self.outcomes.len() >= BATCH_FILES || self.bytes >= BATCH_BYTES {
                    self.commit(place, report);
                }
            }
            Ok((outcome, None, rest)) => {
                if let Place::Stdout(turns) = place
                    && let Err(e) = turns.end(&rest)
                {
                    return report.stopped(&e);
                }
                return report.ended(&ended.path, &outcome);
            }
            Err(e) => {
                if let Place::Stdout(turns) = place {
                    turns.skip();
                }
                if super::is_broken_pipe(&e) {
                    return report.closed();
                }
                report.failed(&ended.path, &e);
            }
        }
        ControlFlow::Continue(())
    }

    fn commit(&mut self, place: &Place, report: &mut Report) {
        let Place::Trees(trees) = place else { return };
        let mut failed: BTreeMap<(usize, PathBuf), Error> = BTreeMap::new();
        for (at, staged) in std::mem::take(&mut self.waiting) {
            for (below, result) in trees.stores[at].commit(staged) {
                if let Err(e) = result {
                    failed.insert((at, below), e);
                }
            }
        }
        for (path, outcome, at, below) in self.outcomes.drain(..) {
            match failed.remove(&(at, below)) {
                Some(e) => report.failed(&path, &e),
                None => {
                    let _ = report.ended(&path, &outcome);
                }
            }
        }
        self.bytes = 0;
    }
}
