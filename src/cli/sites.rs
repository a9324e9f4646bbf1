//! What the pages of a site repeat: learnt in a first pass, saved, loaded.

use std::{
    borrow::Cow,
    fs::{self, File},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;
use zhclean::{Cleaned, Cleaner, Options, Site, SiteStats};

use super::{
    args::{Choosing, CleanArgs},
    emit::What,
    interrupt, options,
    show::{self, Name},
    walk,
    work::{Nowhere, Work},
};

/// Where a document is from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whence<'a> {
    Url(&'a str),
    /// A file by itself: its folder is its site.
    File(&'a Path),
    /// One of many in a file.
    In(&'a Path),
    Nowhere,
}

/// What is done with the site of a document.
#[derive(Debug, Default)]
pub(crate) enum Sites {
    #[default]
    Off,
    Learn(Mutex<SiteStats>),
    Use,
}

impl Whence<'_> {
    fn site(self) -> Option<Site> {
        let named = |path: &Path| Some(Site::named(&path.to_string_lossy()));
        match self {
            Whence::Url(url) => Site::of_url(url),
            Whence::File(path) if path != Path::new("-") => named(path.parent().unwrap_or(path)),
            Whence::In(path) => named(path),
            Whence::File(_) | Whence::Nowhere => None,
        }
    }
}

impl Sites {
    /// Statistics that were saved, if there are any.
    pub(crate) fn choose(choose: &Choosing, options: Options) -> Result<(Sites, Options)> {
        // Cues may be for pages of some hosts.
        let asked = if choose.cues.is_some() { Sites::Use } else { Sites::Off };
        let Some(path) = choose.site_stats.as_ref() else { return Ok((asked, options)) };
        // What is about to be learnt is there when it is used.
        if choose.learn_sites && !path.exists() {
            return Ok((asked, options));
        }
        Ok((Sites::Use, options.site_stats(Arc::new(load(path)?))))
    }

    /// Cleans with what is known of the site; or only learns.
    pub(crate) fn clean<'t>(
        &self,
        cleaner: &Cleaner,
        whence: Whence<'_>,
        clean: impl FnOnce(&Cleaner) -> Cleaned<'t>,
    ) -> Cleaned<'t> {
        let site = if matches!(self, Sites::Off) { None } else { whence.site() };
        match (self, site) {
            (Sites::Use, Some(site)) => clean(&cleaner.at(&site)),
            (Sites::Learn(stats), Some(site)) => {
                let cleaned = clean(cleaner);
                let mut stats = stats.lock().expect("a page is counted or it is not");
                stats.learn(&site, &cleaned.text);
                cleaned
            }
            _ => clean(cleaner),
        }
    }
}

/// The first of two passes over the PATHs: counts what their pages repeat, and says what the second shall know.
pub(crate) fn learn(args: &CleanArgs) -> Result<Option<Arc<SiteStats>>> {
    let choose = &args.shared.choose;
    if !choose.learn_sites {
        return Ok(None);
    }
    let saved = choose.site_stats.as_deref();
    let stats = match saved.filter(|path| path.exists()) {
        Some(path) => load(path)?,
        None => SiteStats::default(),
    };
    let mut work = Work::new(choose, &args.shared.read, What::Nothing, true)?;
    // Pages are counted as they were before any rule, but not before they were decoded.
    let none: [&str; 0] = [];
    work.cleaner = Cleaner::new(Options::default().only(none)?);
    work.sites = Sites::Learn(Mutex::new(stats));
    let (roots, _) = walk::roots(&args.paths);
    let files = walk::files(&roots, &args.shared.read, Arc::default());
    for found in files.flatten().take_while(|_| !interrupt::asked()) {
        // What cannot be read is reported by the second pass.
        if let Ok(file) = File::open(&found.path)
            && file.metadata().is_ok_and(|meta| meta.is_file())
        {
            let _ = work.clean(&found.path, &file, Some(&file), &mut Nowhere, 1);
        }
    }
    let Sites::Learn(stats) = work.sites else { bail!("what was learnt is lost") };
    let stats = stats.into_inner()?;
    if !args.shared.show.quiet {
        let (sites, most) = stats.size();
        eprintln!(
            "zhclean: learnt from {} sites, at most {} pages of one",
            show::count(sites as u64),
            show::count(u64::from(most))
        );
    }
    if let Some(path) = saved {
        save(path, &stats)?;
    }
    Ok(Some(Arc::new(stats)))
}

fn load(path: &Path) -> Result<SiteStats> {
    let bytes = fs::read(path).with_context(|| format!("{}", Name(path)))?;
    SiteStats::load(&bytes).with_context(|| format!("{}", Name(path)))
}

/// The old file or the new one, whole.
fn save(path: &Path, stats: &SiteStats) -> Result<()> {
    let folder: Cow<'_, Path> = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.into(),
        _ => PathBuf::from(".").into(),
    };
    let write = || -> Result<()> {
        let file = NamedTempFile::new_in(&folder)?;
        fs::write(file.path(), stats.save())?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().with_context(|| format!("{}", Name(path)))
}

/// The options, with what was learnt.
pub(crate) fn options(choose: &Choosing, learnt: Option<Arc<SiteStats>>) -> Result<Options> {
    let options = options::build(choose)?;
    Ok(match learnt {
        Some(stats) => options.site_stats(stats),
        None => options,
    })
}
