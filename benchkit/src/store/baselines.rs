//! Runs under a name.

use super::{Store, document, names};
use crate::{
    error::{Error, Result},
    model::{BenchmarkResult, RunDocument, Status},
};
use std::{fs, io::ErrorKind, path::PathBuf};

/// Holds the name of a baseline whose folder's name does not.
const NAME_FILE: &str = "name.txt";

/// A baseline that was saved.
#[derive(Debug)]
pub struct Saved {
    /// Its file.
    pub path: PathBuf,
    /// Results of the older one that it keeps.
    pub kept: usize,
    /// Why the older one was replaced as a whole, if it was: what measured
    /// it.
    pub replaced: Option<String>,
}

impl Store {
    /// Saves `document` as the baseline `name` of its suite.
    ///
    /// An older one of the same name, host and kind of build keeps what the
    /// new one did not measure; any other is replaced. A document without
    /// results changes nothing that is there.
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
        let folder = self.baseline(name);
        fs::create_dir_all(&folder)
            .map_err(|error| document::unwritable(&folder, error))?;
        if names::encode(name).contains(names::MARK) {
            document::replace(&folder.join(NAME_FILE), name)?;
        }
        let path = self.baseline_file(name, &document.run.suite);
        // One that cannot be read is saved anew; a newer one is refused
        // below.
        let old = document::read(&path).unwrap_or_default();
        let mut saved = Saved { path, kept: 0, replaced: None };
        if let Some(old) = old {
            if document.results.is_empty() {
                saved.kept = old.results.len();
                return Ok(saved);
            }
            saved.replaced = difference(&old, &document);
            if saved.replaced.is_none() {
                saved.kept = merge(&mut document.results, old.results);
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
        document::read(&self.baseline_file(name, suite))
    }

    /// The names of all baselines, sorted.
    ///
    /// # Errors
    ///
    /// The folder of the baselines cannot be read.
    pub fn baselines(&self) -> Result<Vec<String>> {
        let path = self.root.join("baselines");
        let folder = match fs::read_dir(&path) {
            Ok(folder) => folder,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Vec::new());
            }
            Err(error) => {
                let path = path.display();
                return Err(Error::io(format!("cannot read {path}"), error));
            }
        };
        let mut names: Vec<String> =
            folder.filter_map(|entry| name_of(&entry.ok()?.path())).collect();
        names.sort_unstable();
        Ok(names)
    }

    fn baseline(&self, name: &str) -> PathBuf {
        self.root.join("baselines").join(names::encode(name))
    }

    fn baseline_file(&self, name: &str, suite: &str) -> PathBuf {
        // A suite's dots must not be taken for an extension.
        self.baseline(name).join(format!("{}.json", names::encode(suite)))
    }
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

/// Takes what only `old` measured into `new`; returns how many those are.
fn merge(new: &mut Vec<BenchmarkResult>, old: Vec<BenchmarkResult>) -> usize {
    let mut kept = 0;
    for result in old {
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

/// The name of the baseline in `folder`.
fn name_of(folder: &std::path::Path) -> Option<String> {
    let file = folder.file_name()?.to_str()?;
    if file.contains(names::MARK) {
        let text = fs::read_to_string(folder.join(NAME_FILE)).ok()?;
        text.strip_suffix('\n').map(String::from)
    } else {
        names::decode(file)
    }
}
