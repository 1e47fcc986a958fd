//! Files: runs with their journals, and baselines.
//!
//! ```text
//! <root>/runs/<time>-<arch>-<suite>-<id>/run.json       all of a run
//! <root>/runs/<time>-<arch>-<suite>-<id>/journal.jsonl  while it goes
//! <root>/baselines/<name>/<suite>.json                  a run under a name
//! <root>/noise/<suite>.jsonl                            its last runs, in short
//! ```
//!
//! A document is written under a temporary name, synced and renamed, so it is
//! whole or absent; a journal is appended to, so it lacks at most its last
//! line. Several bench binaries may use one store at once. Readers accept
//! unknown fields and older documents; newer major versions are neither read
//! nor replaced.
#![expect(
    clippy::disallowed_methods,
    reason = "the edge where files are read and written"
)]

mod baselines;
mod document;
mod journal;
mod lock;
mod names;
mod noise;
mod runs;
#[cfg(test)]
mod shared_tests;
#[cfg(test)]
mod tests;

pub use baselines::{Saved, SuiteFile, suite_file};
pub use journal::Unfinished;
pub use lock::BaselineLock;
pub use runs::RunFolder;

use std::path::{Path, PathBuf};

/// The folder of runs and baselines, `<target>/benchkit`.
#[derive(Clone, Debug)]
pub struct Store {
    root: PathBuf,
}

impl Store {
    /// A store in the folder `root`, which is made when something is written.
    pub fn open(root: PathBuf) -> Self {
        Self { root }
    }

    /// The folder of the store.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn runs(&self) -> PathBuf {
        self.root.join("runs")
    }
}
