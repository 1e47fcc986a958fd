//! Baselines out of a store and into one.

use super::{
    bundle::{self, Bundle},
    missing, swap,
};
use crate::error::{Error, Result};
use benchkit::{
    harness::exit,
    probe,
    store::{Store, suite_file},
};
use std::{
    fs::{self, File},
    io::{self, Read as _, Write},
    path::Path,
};

/// How a baseline is taken in.
#[derive(Debug)]
pub(super) struct Wanted {
    /// Its name, if not its own.
    pub(super) name: Option<String>,
    /// Whether one of that name may be replaced.
    pub(super) replace: bool,
}

/// Writes the baseline `name` to `file`.
///
/// # Errors
/// Where there is no such baseline, or a file cannot be read or written.
pub(super) fn export(
    store: &Store,
    name: &str,
    file: &Path,
    out: &mut dyn Write,
    talk: &mut dyn Write,
) -> Result<u8> {
    let mut suites = Vec::new();
    for (path, document) in missing::documents(store, name)? {
        let text = fs::read_to_string(&path)
            .map_err(|error| cannot("read", &path, error))?;
        suites.push((document.run.suite, text));
    }
    let text = bundle::write(name, &suites);
    if file == Path::new("-") {
        out.write_all(text.as_bytes()).map_err(Error::of_stdout)?;
        return Ok(exit::OK);
    }
    save(file, &text).map_err(|error| cannot("write", file, error))?;
    let file = file.display();
    drop(writeln!(talk, "exported baseline «{name}» to {file}"));
    Ok(exit::OK)
}

/// Takes the baseline in `file` into `store`: all of it, or nothing.
///
/// # Errors
/// Where the file is no whole baseline or of a newer version, one of that
/// name exists, or the store cannot be written.
pub(super) fn import(
    store: &Store,
    file: &Path,
    wanted: &Wanted,
    talk: &mut dyn Write,
) -> Result<u8> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(file)
    };
    let bytes = bytes.map_err(|error| cannot("read", file, error))?;
    let bundle = bundle::read(&bytes)
        .map_err(|error| Error::new(format!("{} {error}", file.display())))?;
    let name = wanted.name.as_ref().unwrap_or(&bundle.name);
    if name.is_empty() {
        return Err(Error::new("a baseline needs a name: --as NAME"));
    }
    let replaced = put(store, name, &bundle, wanted.replace)?;
    let word = if replaced { ", replacing the older one" } else { "" };
    drop(writeln!(
        talk,
        "imported baseline «{name}»{word}: {}",
        words(&bundle)
    ));
    let here = probe::host_facts().fingerprint;
    for suite in &bundle.suites {
        let there = &suite.document.provenance.sut.host.fingerprint;
        if *there != here {
            drop(writeln!(
                talk,
                "warning: {} was measured on another host ({there}; here: \
                 {here}): runs are compared with it only with --force",
                suite.document.run.suite
            ));
        }
    }
    Ok(exit::OK)
}

/// Writes all suites into a folder of their own, which then takes the
/// baseline's place; returns whether another gave way.
fn put(
    store: &Store,
    name: &str,
    bundle: &Bundle,
    replace: bool,
) -> Result<bool> {
    let _lock = store.lock_baselines().map_err(Error::new_from)?;
    let names = store.baselines().map_err(Error::new_from)?;
    let there = names.iter().any(|other| other == name);
    if there && !replace {
        return Err(Error::new(format!(
            "baseline «{name}» exists: import it --as NAME, or --replace it"
        )));
    }
    let folder = store.baseline_folder(name);
    let all = store.root().join("baselines");
    let failed = |error: io::Error| cannot("write", &folder, error);
    let scratch = tempfile::Builder::new()
        .prefix(".import-")
        .tempdir_in(&all)
        .map_err(failed)?;
    let new = scratch.path().join("new");
    store.name_folder(&new, name).map_err(Error::new_from)?;
    for suite in &bundle.suites {
        let path = new.join(suite_file(&suite.document.run.suite));
        write_synced(&path, &suite.text).map_err(failed)?;
    }
    swap::put(&new, &folder).map_err(failed)?;
    Ok(there)
}

fn words(bundle: &Bundle) -> String {
    let one = |suite: &bundle::Suite| {
        let count = suite.document.results.len();
        let s = if count == 1 { "" } else { "s" };
        format!("{count} benchmark{s} of {}", suite.document.run.suite)
    };
    bundle.suites.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Writes a file whole or not at all; a device is written to as it is.
fn save(path: &Path, text: &str) -> io::Result<()> {
    let is_file = fs::metadata(path).map_or(true, |found| found.is_file());
    if !is_file {
        return File::options()
            .write(true)
            .open(path)?
            .write_all(text.as_bytes());
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let done = write_synced(&temporary, text)
        .and_then(|()| fs::rename(&temporary, path));
    if done.is_err() {
        drop(fs::remove_file(&temporary));
    }
    done
}

fn write_synced(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn cannot(verb: &str, path: &Path, error: io::Error) -> Error {
    let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
    let cure = if full.contains(&error.kind()) {
        " (free some space, or use another disk)"
    } else {
        ""
    };
    Error::because(&format!("cannot {verb} {}{cure}", path.display()), error)
}
