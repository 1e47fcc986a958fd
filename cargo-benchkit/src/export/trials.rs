//! Every trial as a line of comma-separated values.

use crate::error::{Error, Result};
use benchkit::model::RunDocument;
use serde::Deserialize;

/// The trials of a launch, as a bench binary leaves them in the file that
/// `BENCHKIT_TRIALS` names.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Trials {
    id: String,
    threads: Vec<Vec<Row>>,
}

/// Iterations, wall time, CPU time of the thread and of the process,
/// involuntary switches, page faults.
type Row = (u64, f64, Option<u64>, Option<u64>, Option<u64>, Option<u64>);

const HEADER: [&str; 11] = [
    "suite",
    "id",
    "launch",
    "thread",
    "trial",
    "iterations",
    "wall_ns",
    "thread_cpu_ns",
    "process_cpu_ns",
    "involuntary_switches",
    "page_faults",
];

impl Trials {
    /// What a bench binary left, a launch a line.
    ///
    /// # Errors
    /// When a line is not what this version writes.
    pub(crate) fn read(text: &str) -> Result<Vec<Self>> {
        let read = |line| serde_json::from_str(line);
        let all: serde_json::Result<Vec<Self>> =
            text.lines().map(read).collect();
        all.map_err(|e| Error::because("the trials of a bench binary", e))
    }
}

/// One line a trial, below a line of names. Times are nanoseconds and of all
/// iterations of the trial, overheads taken off; what the system does not
/// tell is an empty field.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn csv(runs: &[(RunDocument, Vec<Trials>)]) -> Result<String> {
    let failed = |e: csv::Error| Error::because("the trials as CSV", e);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER).map_err(failed)?;
    for (run, launches) in runs {
        for result in &run.results {
            let id = result.id.as_str();
            let own: Vec<&Trials> =
                launches.iter().filter(|l| l.id == id).collect();
            // Launches taken over from an interrupted run come first, and
            // their trials are gone.
            let before = result.launches.len().saturating_sub(own.len());
            let suite = run.run.suite.as_str();
            for (at, launch) in own.into_iter().enumerate() {
                rows(&mut writer, [suite, id], before + at + 1, launch)
                    .map_err(failed)?;
            }
        }
    }
    let bytes = writer
        .into_inner()
        .map_err(|e| Error::because("the trials as CSV", e))?;
    String::from_utf8(bytes).map_err(|e| Error::because("the trials as CSV", e))
}

fn rows(
    writer: &mut csv::Writer<Vec<u8>>,
    [suite, id]: [&str; 2],
    number: usize,
    launch: &Trials,
) -> csv::Result<()> {
    for (thread, trials) in launch.threads.iter().enumerate() {
        for (trial, row) in trials.iter().enumerate() {
            writer.serialize((
                suite,
                id,
                number,
                thread + 1,
                trial + 1,
                row,
            ))?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "trials_tests.rs"]
mod tests;
