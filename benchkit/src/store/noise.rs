//! The noise log of a suite: what its last runs measured, a line each.
//!
//! It is derived from the runs' own documents and much smaller, so that
//! dozens of runs can be looked at in every run. A line that is lost or torn
//! loses nothing that was measured.

use super::{Store, document, names};
use crate::{
    error::{Error, Result},
    model::{PastRun, from_json, to_json},
};
use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write as _},
    path::PathBuf,
};

/// Runs that a log keeps when it is shortened.
const KEPT: usize = 64;
/// Lines from which a log is shortened.
const LONGEST: usize = 2 * KEPT;

impl Store {
    /// The last runs of `suite`, the oldest first; lines that cannot be
    /// read, or that a newer major version wrote, are passed over.
    ///
    /// # Errors
    ///
    /// The log cannot be read.
    pub fn past_runs(&self, suite: &str) -> Result<Vec<PastRun>> {
        let text = self.noise_log(suite)?;
        let lines = text.lines().rev().take(KEPT).collect::<Vec<_>>();
        Ok(lines.into_iter().rev().filter_map(readable).collect())
    }

    /// Adds a run of `suite`.
    ///
    /// # Errors
    ///
    /// The log cannot be written.
    pub fn add_past_run(&self, suite: &str, run: &PastRun) -> Result<()> {
        let path = self.noise_file(suite);
        let folder = self.root.join("noise");
        fs::create_dir_all(&folder)
            .map_err(|error| document::unwritable(&folder, error))?;
        // A line that a crash tore ends before the next one begins.
        let old = self.noise_log(suite)?;
        let torn = !old.is_empty() && !old.ends_with('\n');
        let line =
            format!("{}{}\n", if torn { "\n" } else { "" }, to_json(run));
        OpenOptions::new()
            .append(true)
            .create(true)
            .open(&path)
            .and_then(|mut file| file.write_all(line.as_bytes()))
            .map_err(|error| document::unwritable(&path, error))?;
        let lines: Vec<&str> = old.lines().chain([line.trim()]).collect();
        let newer = lines.iter().any(|line| is_newer(line));
        if lines.len() < LONGEST || newer {
            return Ok(());
        }
        let kept = &lines[lines.len() - KEPT..];
        document::replace(&path, &kept.join("\n"))
    }

    fn noise_log(&self, suite: &str) -> Result<String> {
        let path = self.noise_file(suite);
        match fs::read(&path) {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Ok(String::new())
            }
            Err(error) => {
                let path = path.display();
                Err(Error::io(format!("cannot read {path}"), error))
            }
        }
    }

    fn noise_file(&self, suite: &str) -> PathBuf {
        let name = format!("{}.jsonl", names::encode(suite));
        self.root.join("noise").join(name)
    }
}

fn readable(line: &str) -> Option<PastRun> {
    let run: PastRun = from_json(line).ok()?;
    let version = &run.schema_version;
    document::check_version(version, "".as_ref()).is_ok().then_some(run)
}

/// Whether a newer major version wrote the line: it is not ours to drop.
fn is_newer(line: &str) -> bool {
    from_json::<document::Versioned>(line).is_ok_and(|found| {
        document::check_version(&found.schema_version, "".as_ref()).is_err()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{BenchmarkId, PastResult, SCHEMA_VERSION},
        store::tests::Scratch,
    };

    fn run(started: &str) -> PastRun {
        PastRun {
            schema_version: SCHEMA_VERSION.to_owned(),
            started: started.to_owned(),
            host: "here".to_owned(),
            build: "b".to_owned(),
            results: vec![PastResult {
                id: BenchmarkId::from("s::a"),
                lower: 1.0,
                point: 1.5,
                upper: 2.0,
            }],
        }
    }

    fn starts(store: &Store) -> Vec<String> {
        let runs = store.past_runs("s").expect("readable");
        runs.into_iter().map(|run| run.started).collect()
    }

    #[test]
    fn runs_come_back_in_their_order() {
        let scratch = Scratch::new();
        let store = scratch.store();
        assert_eq!(starts(&store), [""; 0]);
        for started in ["1", "2"] {
            store.add_past_run("s", &run(started)).expect("writable");
        }
        assert_eq!(starts(&store), ["1", "2"]);
        assert_eq!(store.past_runs("s").expect("readable")[0], run("1"));
        assert_eq!(store.past_runs("other").expect("readable"), []);
    }

    #[test]
    fn a_torn_line_costs_itself_only() {
        let scratch = Scratch::new();
        let store = scratch.store();
        store.add_past_run("s", &run("1")).expect("writable");
        let path = store.noise_file("s");
        let mut text = fs::read_to_string(&path).expect("there");
        text.push_str("{\"schema_ver");
        fs::write(&path, text).expect("writable");
        store.add_past_run("s", &run("2")).expect("writable");
        assert_eq!(starts(&store), ["1", "2"]);
    }

    #[test]
    fn a_long_log_is_shortened_unless_a_newer_version_wrote_in_it() {
        let scratch = Scratch::new();
        let store = scratch.store();
        let mut newer = run("new");
        newer.schema_version = "999.0".to_owned();
        let lines = |store: &Store| {
            store.noise_log("s").expect("readable").lines().count()
        };
        for at in 0..LONGEST {
            assert_eq!(lines(&store), at);
            store.add_past_run("s", &run(&at.to_string())).expect("writable");
        }
        assert_eq!(lines(&store), KEPT);
        let last = (LONGEST - 1).to_string();
        assert_eq!(starts(&store).last(), Some(&last));
        store.add_past_run("s", &newer).expect("writable");
        for at in 0..LONGEST {
            store.add_past_run("s", &run(&at.to_string())).expect("writable");
        }
        assert_eq!(lines(&store), KEPT + 1 + LONGEST);
        assert!(!starts(&store).contains(&"new".to_owned()));
    }
}
