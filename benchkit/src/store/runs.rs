//! A folder a run: made once, never overwritten.

use super::{Store, document, journal, names};
use crate::{
    error::{Error, Result},
    model::RunDocument,
};
use std::{
    env::consts::ARCH,
    fs::{self, File},
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// The document of a run in its folder.
pub(super) const FILE: &str = "run.json";
/// Runs of a suite that are looked at for a comparable one.
const LOOK_BACK: usize = 100;

/// The folder of a run that goes on.
#[derive(Debug)]
pub struct RunFolder {
    /// The run's id: the folder's name.
    pub id: String,
    /// The folder; artifacts go here.
    pub path: PathBuf,
    pub(super) journal: File,
    /// Whether the journal may end within a line.
    pub(super) torn: bool,
}

impl Store {
    /// Makes the folder of a run of `suite` that began at `started`
    /// (RFC 3339), with an empty journal.
    ///
    /// # Errors
    ///
    /// A folder or a file cannot be made; the message names it. Nothing
    /// stops the caller from measuring without.
    pub fn begin_run(&self, suite: &str, started: &str) -> Result<RunFolder> {
        let runs = self.runs();
        fs::create_dir_all(&runs)
            .map_err(|error| document::unwritable(&runs, error))?;
        let time: String =
            started.chars().filter(char::is_ascii_alphanumeric).collect();
        let stem = format!("{time}-{ARCH}-{}", names::encode(suite));
        let (id, path) = create_folder(&runs, &stem)?;
        let journal = journal::create(&path)?;
        Ok(RunFolder { id, path, journal, torn: false })
    }

    /// The newest complete document of `suite` that `accept` takes, among its
    /// last 100 runs; documents that cannot be read are passed over.
    ///
    /// # Errors
    ///
    /// The folder of the runs cannot be read.
    pub fn latest_comparable(
        &self,
        suite: &str,
        accept: &dyn Fn(&RunDocument) -> bool,
    ) -> Result<Option<RunDocument>> {
        let runs = self.runs_of(suite)?;
        Ok(runs
            .iter()
            .take(LOOK_BACK)
            .filter_map(|run| document::read(&run.join(FILE)).ok().flatten())
            .find(|document| accept(document)))
    }

    /// The folders of the runs of `suite`, newest first.
    pub(super) fn runs_of(&self, suite: &str) -> Result<Vec<PathBuf>> {
        let runs = self.runs();
        let folder = match fs::read_dir(&runs) {
            Ok(folder) => folder,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Vec::new());
            }
            Err(error) => {
                let runs = runs.display();
                return Err(Error::io(format!("cannot read {runs}"), error));
            }
        };
        let wanted = names::encode(suite);
        let mut ids = Vec::new();
        for entry in folder.flatten() {
            let id = id_of(&entry.path());
            if suite_of(&id) == Some(&*wanted) {
                ids.push(id);
            }
        }
        ids.sort_unstable();
        Ok(ids.iter().rev().map(|id| runs.join(id)).collect())
    }
}

impl RunFolder {
    /// Writes `run.json`: synced and at once, then the run is over.
    ///
    /// # Errors
    ///
    /// The file is there already, or cannot be written; the message names it.
    /// The journal still has what was measured.
    pub fn finish(&self, document: &RunDocument) -> Result<PathBuf> {
        let path = self.path.join(FILE);
        if path.exists() {
            return Err(Error::io(
                format!("{} is never overwritten", path.display()),
                ErrorKind::AlreadyExists.into(),
            ));
        }
        document::write(&path, document)?;
        Ok(path)
    }
}

/// Makes a new folder whose name begins with `stem`.
fn create_folder(runs: &Path, stem: &str) -> Result<(String, PathBuf)> {
    /// More than enough for 32 random bits.
    const ATTEMPTS: u32 = 16;
    let mut last = ErrorKind::AlreadyExists.into();
    for _ in 0..ATTEMPTS {
        let id = format!("{stem}-{:08x}", document::random());
        let path = runs.join(&id);
        #[expect(clippy::create_dir, reason = "it must not exist before")]
        match fs::create_dir(&path) {
            Ok(()) => return Ok((id, path)),
            Err(error) => last = error,
        }
        if last.kind() != ErrorKind::AlreadyExists {
            break;
        }
    }
    Err(document::unwritable(&runs.join(stem), last))
}

/// The id of the run in the folder `path`.
pub(super) fn id_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The encoded suite in `<time>-<arch>-<suite>-<id>`; only it may have
/// hyphens.
fn suite_of(id: &str) -> Option<&str> {
    let (_, rest) = id.split_once('-')?;
    let (_, rest) = rest.split_once('-')?;
    rest.rsplit_once('-').map(|(suite, _)| suite)
}
