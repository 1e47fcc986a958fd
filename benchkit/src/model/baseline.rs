//! A result to compare against.

use crate::model::{BenchmarkId, BenchmarkResult};

/// A stored run under a name, as the harness looks results up in it.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// Its name, or the id of the run it was taken from.
    pub name: String,
    /// Whether it was asked for by that name: it is then held to be
    /// complete, so that what it lacks is new.
    pub asked: bool,
    /// The fingerprint of the host that measured it.
    pub fingerprint: String,
    /// Whether it was measured in a debug build.
    pub debug_assertions: bool,
    /// The commit that it measured, where no file differed from it.
    pub commit: Option<String>,
    /// Its results.
    pub entries: Vec<BenchmarkResult>,
}

impl Baseline {
    /// The result of benchmark `id`, if it is there.
    pub fn find(&self, id: &BenchmarkId) -> Option<&BenchmarkResult> {
        self.entries.iter().find(|entry| entry.id == *id)
    }

    /// The commit that `entry` measured, where no file differed from it.
    pub fn commit_of<'a>(
        &'a self,
        entry: &'a BenchmarkResult,
    ) -> Option<&'a str> {
        match &entry.origin {
            Some(origin) => origin.git.as_ref()?.clean_commit(),
            None => self.commit.as_deref(),
        }
    }
}
