//! Runs under a name.

use super::{Store, document, names};
use crate::{
    error::{Error, ErrorKind as Kind, Result},
    model::{BenchmarkResult, Origin, RunDocument, Status},
};
use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// Holds the name of a baseline whose folder's name does not.
const NAME_FILE: &str = "name.txt";

/// A baseline that was saved.
#[derive(Debug)]
pub struct Saved {
    /// Its file.
    pub path: PathBuf,
    /// Results of the older one that it keeps.
    pub kept: usize,
    /// Where an older one that could not be read was put, if it was.
    pub damaged: Option<PathBuf>,
    /// Why the older one was replaced as a whole, if it was: what measured
    /// it.
    pub replaced: Option<String>,
}

/// The baseline of one suite on disk.
#[derive(Debug)]
pub struct SuiteFile {
    /// Its file.
    pub path: PathBuf,
    /// What is in it, or why that cannot be told.
    pub document: Result<RunDocument>,
}

impl Store {
    /// Saves `document` as the baseline `name` of its suite.
    ///
    /// An older one of the same name, host and kind of build keeps what the
    /// new one did not measure; any other is replaced. One that cannot be
    /// read is put aside. A document without results changes nothing that is
    /// there. Several processes may save at once: each adds to what the one
    /// before it saved.
    ///
    /// # Errors
    ///
    /// The name is empty, the file cannot be written, or a newer major
    /// version wrote the one that is there; the message names the file.
    pub fn save_baseline(
        &self,
        name: &str,
        mut document: RunDocument,
    ) -> Result<Saved> {
        if name.is_empty() {
            return Err(Error::usage("a baseline needs a name"));
        }
        let _lock = self.lock_baselines()?;
        let folder = self.baseline_folder(name);
        self.name_folder(&folder, name)?;
        let path = folder.join(suite_file(&document.run.suite));
        let mut saved = Saved { path, kept: 0, damaged: None, replaced: None };
        let old = match document::read(&saved.path) {
            Ok(old) => old,
            Err(error) if error.kind() == Kind::Format => {
                document::not_newer(&saved.path)?;
                saved.damaged = Some(put_aside(&saved.path)?);
                None
            }
            Err(error) => return Err(error),
        };
        if let Some(old) = old {
            if document.results.is_empty() {
                saved.kept = old.results.len();
                return Ok(saved);
            }
            saved.replaced = difference(&old, &document);
            if saved.replaced.is_none() {
                saved.kept = merge(&mut document.results, old);
            }
        }
        document::write(&saved.path, &document)?;
        Ok(saved)
    }

    /// The baseline `name` of `suite`; `None` where there is none.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or a newer major version wrote it; the
    /// message names the file.
    pub fn load_baseline(
        &self,
        name: &str,
        suite: &str,
    ) -> Result<Option<RunDocument>> {
        document::read(&self.baseline_folder(name).join(suite_file(suite)))
    }

    /// The documents of the baseline `name`, one a suite, by their files; each
    /// as far as it can be read. Empty where there is no such baseline.
    ///
    /// # Errors
    ///
    /// The folder of the baseline cannot be read.
    pub fn suites_of(&self, name: &str) -> Result<Vec<SuiteFile>> {
        let paths = entries(&self.baseline_folder(name))?;
        let suites = paths.into_iter().filter(|path| {
            path.extension().is_some_and(|extension| extension == "json")
        });
        Ok(suites
            .filter_map(|path| {
                let document = document::read(&path).transpose()?;
                Some(SuiteFile { path, document })
            })
            .collect())
    }

    /// The names of all baselines, sorted.
    ///
    /// # Errors
    ///
    /// The folder of the baselines cannot be read.
    pub fn baselines(&self) -> Result<Vec<String>> {
        let folders = entries(&self.root.join("baselines"))?;
        let mut names: Vec<String> =
            folders.iter().filter_map(|path| name_of(path)).collect();
        names.sort_unstable();
        Ok(names)
    }

    /// The folder of the baseline `name`, whether it is there or not.
    pub fn baseline_folder(&self, name: &str) -> PathBuf {
        self.root.join("baselines").join(names::encode(name))
    }

    /// Makes `folder` one of the baseline `name`, wherever it lies: where its
    /// own name does not tell, a file in it does.
    ///
    /// # Errors
    ///
    /// The folder or the file cannot be written.
    pub fn name_folder(&self, folder: &Path, name: &str) -> Result<()> {
        fs::create_dir_all(folder)
            .map_err(|error| document::unwritable(folder, error))?;
        if names::encode(name).contains(names::MARK) {
            document::replace(&folder.join(NAME_FILE), name)?;
        }
        Ok(())
    }
}

/// The name of the file of `suite` in the folder of a baseline.
pub fn suite_file(suite: &str) -> String {
    // A suite's dots must not be taken for an extension.
    format!("{}.json", names::encode(suite))
}

/// What lies in `folder`, sorted; nothing where it is not there.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let found = match fs::read_dir(folder) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(Vec::new());
        }
        Err(error) => {
            let folder = folder.display();
            return Err(Error::io(format!("cannot read {folder}"), error));
        }
    };
    let mut paths: Vec<PathBuf> =
        found.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort_unstable();
    Ok(paths)
}

/// Renames a file that cannot be read: what is whole in it is not lost.
fn put_aside(path: &Path) -> Result<PathBuf> {
    let aside =
        path.with_extension(format!("{:08x}.damaged", document::random()));
    fs::rename(path, &aside)
        .map_err(|error| document::unwritable(&aside, error))?;
    Ok(aside)
}

/// Why results of the two documents do not belong into one.
fn difference(old: &RunDocument, new: &RunDocument) -> Option<String> {
    let (old, new) = (&old.provenance.sut, &new.provenance.sut);
    if old.host.fingerprint != new.host.fingerprint {
        return Some(format!("another host ({})", old.host.fingerprint));
    }
    let debug = old.toolchain.debug_assertions;
    (debug != new.toolchain.debug_assertions).then(|| {
        let with = if debug { "with" } else { "without" };
        format!("a build {with} debug assertions")
    })
}

/// Takes what only `old` measured into `new`, and which run that was; returns
/// how many those are.
fn merge(new: &mut Vec<BenchmarkResult>, old: RunDocument) -> usize {
    let (run, git) = (old.run, old.provenance.sut.git);
    let origin = Origin { run: run.id, started: run.started, git };
    let mut kept = 0;
    for mut result in old.results {
        result.origin.get_or_insert_with(|| origin.clone());
        let measured = result.status == Status::Measured;
        match new.iter_mut().find(|other| other.id == result.id) {
            None => new.push(result),
            Some(other) if measured && other.status != Status::Measured => {
                *other = result;
            }
            Some(_) => continue,
        }
        kept += 1;
    }
    kept
}

/// The name of the baseline in `folder`. A folder that begins with a dot is
/// none yet: a name never does.
fn name_of(folder: &Path) -> Option<String> {
    let file = folder.file_name()?.to_str()?;
    if file.starts_with('.') || !folder.is_dir() {
        return None;
    }
    if file.contains(names::MARK) {
        let text = fs::read_to_string(folder.join(NAME_FILE)).ok()?;
        text.strip_suffix('\n').map(String::from)
    } else {
        names::decode(file)
    }
}
