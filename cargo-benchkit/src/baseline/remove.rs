//! Takes baselines away.

use super::{
    list::{age, minute},
    missing,
};
use crate::error::{Error, Result};
use benchkit::{
    harness::exit,
    probe,
    store::{Store, SuiteFile},
};
use std::{
    fs,
    io::{self, Write},
    path::Path,
};

/// Removes the baselines `names`, or none where one of them does not exist.
///
/// # Errors
/// Where one does not exist (the error lists those that do) or cannot be
/// removed.
pub(super) fn remove(
    store: &Store,
    names: &[String],
    talk: &mut dyn Write,
) -> Result<u8> {
    let folders = store.root().join("baselines");
    // Where there are none, none is made: the lock is a folder of them.
    let lock = folders.is_dir().then(|| store.lock_baselines());
    let _lock = lock.transpose().map_err(Error::new_from)?;
    let mut all: Vec<(&String, String)> = Vec::new();
    for name in names {
        let what = missing::suites(store, name)?;
        if all.iter().all(|(other, _)| *other != name) {
            all.push((name, words(&what)));
        }
    }
    for (name, what) in all {
        let folder = store.baseline_folder(name);
        take_away(&folder, &folders).map_err(|error| {
            Error::because(
                &format!("cannot remove {}", folder.display()),
                error,
            )
        })?;
        drop(writeln!(talk, "removed baseline «{name}»: {what}"));
    }
    Ok(exit::OK)
}

/// Removes a folder of `all`: to others it is there whole, or not at all.
fn take_away(folder: &Path, all: &Path) -> io::Result<()> {
    let scratch =
        tempfile::Builder::new().prefix(".remove-").tempdir_in(all)?;
    fs::rename(folder, scratch.path().join("old"))?;
    scratch.close()
}

/// What went with it.
fn words(suites: &[SuiteFile]) -> String {
    let now = probe::wall_clock();
    let one = |suite: &SuiteFile| match &suite.document {
        Err(_) => format!("{}, unreadable", suite.path.display()),
        Ok(document) => {
            let run = &document.run;
            let count = document.results.len();
            let s = if count == 1 { "" } else { "s" };
            let (when, age) = (minute(&run.started), age(&run.started, now));
            format!(
                "{count} benchmark{s} of {}, {when} UTC ({age} ago)",
                run.suite
            )
        }
    };
    match suites {
        [] => "nothing was in it".to_owned(),
        all => all.iter().map(one).collect::<Vec<_>>().join("; "),
    }
}
