//! Runs under a name.

use super::{Store, document, names};
use crate::{
    error::{Error, Result},
    model::RunDocument,
};
use std::{fs, io::ErrorKind, path::PathBuf};

/// Holds the name of a baseline whose folder's name does not.
const NAME_FILE: &str = "name.txt";

impl Store {
    /// Saves `document` as the baseline `name` of its suite; an older one of
    /// the same name is replaced. Returns the file.
    ///
    /// # Errors
    ///
    /// The name is empty, the file cannot be written, or a newer major
    /// version wrote the one that is there; the message names the file.
    pub fn save_baseline(
        &self,
        name: &str,
        document: &RunDocument,
    ) -> Result<PathBuf> {
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
        document::write(&path, document)?;
        Ok(path)
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
