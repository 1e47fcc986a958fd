//! Keeps what is measured while it is measured.

use crate::{
    harness::{
        benchmark::Benchmark,
        observe::Progress,
        suite::{Journal, Ledger},
    },
    model::{
        BenchmarkId, Event, JournalEntry, LaunchOutcome, Observer as _,
        RunDocument,
    },
    store::{RunFolder, Store},
};

/// The run's folder, or nothing where it could not be made: then only the
/// reports have what was measured.
pub(super) struct Keeper {
    folder: Option<RunFolder>,
    trouble: Option<String>,
}

impl Keeper {
    /// Makes the run's folder and names the run in `document`. A run of
    /// nothing gets no folder: it would hide an interrupted one before it.
    pub(super) fn begin(
        store: &Store,
        document: &mut RunDocument,
        benchmarks: &[Benchmark],
        progress: &mut Progress<'_>,
    ) -> Self {
        let run = &document.run;
        if benchmarks.is_empty() {
            document.run.id = format!("{}-unsaved", run.started);
            return Self { folder: None, trouble: None };
        }
        match store.begin_run(&run.suite, &run.started) {
            Ok(folder) => {
                document.run.id.clone_from(&folder.id);
                let mut keeper = Self { folder: Some(folder), trouble: None };
                let document = Box::new(RunDocument {
                    schema_version: document.schema_version.clone(),
                    run: document.run.clone(),
                    provenance: document.provenance.clone(),
                    results: Vec::new(),
                    missing: Vec::new(),
                });
                let configs = benchmarks
                    .iter()
                    .map(|b| (b.id.clone(), b.config().clone()))
                    .collect();
                keeper.append(&JournalEntry::Header { document, configs });
                keeper
            }
            Err(error) => {
                document.run.id = format!("{}-unsaved", run.started);
                progress.observe(&Event::Warning {
                    message: &format!(
                        "{error}; measuring all the same: use --store DIR to \
                         keep the run, or --json - to print it"
                    ),
                });
                Self { folder: None, trouble: None }
            }
        }
    }

    /// Takes launches of an interrupted run over into this one, and the
    /// failure that ended them.
    pub(super) fn take_over(&mut self, benchmark: &Benchmark, ledger: &Ledger) {
        for launch in &ledger.launches {
            let outcome = LaunchOutcome::Measured(Box::new(launch.clone()));
            self.record(&benchmark.id, &outcome);
        }
        if let Some(failure) = &ledger.failure {
            let outcome = LaunchOutcome::Failed(failure.clone());
            self.record(&benchmark.id, &outcome);
        }
    }

    fn append(&mut self, entry: &JournalEntry) {
        if let Some(folder) = &mut self.folder
            && let Err(error) = folder.append(entry)
        {
            self.trouble.get_or_insert(error.to_string());
        }
    }

    /// Writes the run's document; returns where it is.
    pub(super) fn finish(
        mut self,
        document: &RunDocument,
        progress: &mut Progress<'_>,
    ) -> Option<String> {
        let folder = self.folder.take()?;
        let written = folder.finish(document);
        let trouble = written.as_ref().err().map(ToString::to_string);
        if let Some(message) = trouble.or(self.trouble) {
            let message = format!(
                "{message}; what was measured is printed here, and --json \
                 FILE writes it elsewhere"
            );
            progress.observe(&Event::Warning { message: &message });
        }
        written.ok().map(|path| path.display().to_string())
    }
}

impl Journal for Keeper {
    fn record(&mut self, id: &BenchmarkId, outcome: &LaunchOutcome) {
        let outcome = outcome.clone();
        self.append(&JournalEntry::Launch { id: id.clone(), outcome });
    }
}
