//! What was compared, a line each, in a file that an interrupted check goes
//! on from. Its first line says by which rules, before anything is measured.

use super::record::Compared;
use crate::error::{Error, Result};
use benchkit::Nanos;
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

/// The rules that all comparisons of a check share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rules {
    /// Version of the document.
    pub(crate) schema_version: String,
    /// Which build of the tool.
    pub(crate) build: String,
    pub(crate) seed: u64,
    pub(crate) budget: Nanos,
    pub(crate) margin: Option<f64>,
    pub(crate) threshold: f64,
    pub(crate) noise: bool,
}

/// The file.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
}

impl Journal {
    /// Opens or begins the file at `path`; what it holds already. Where it
    /// was begun with a seed and the caller has none, `rules` takes its seed.
    ///
    /// # Errors
    /// When it cannot be read or written, or was begun by other rules.
    pub(crate) fn open(
        path: &Path,
        rules: &mut Rules,
        own_seed: bool,
    ) -> Result<(Self, Vec<Compared>)> {
        let fail = |e: io::Error| {
            Error::because(&format!("the journal {}", path.display()), e)
        };
        let text = match fs::read_to_string(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
            read => read.map_err(fail)?,
        };
        let mut lines = text.lines();
        let first = lines.next().filter(|line| !line.is_empty());
        if let Some(first) = first {
            let begun: Rules = serde_json::from_str(first).map_err(|_| {
                Error::new(format!(
                    "{} is no journal of this selfcheck: take another file",
                    path.display()
                ))
            })?;
            if !own_seed {
                rules.seed = begun.seed;
            }
            same(path, &begun, rules)?;
        }
        // A last line that was cut off is no comparison, and is closed.
        let done =
            lines.filter_map(|line| serde_json::from_str(line).ok()).collect();
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .map_err(fail)?;
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n").map_err(fail)?;
        }
        let mut journal = Self { file };
        if first.is_none() {
            journal.write(rules)?;
        }
        Ok((journal, done))
    }

    /// Adds a comparison.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn keep(&mut self, one: &Compared) -> Result<()> {
        self.write(one)
    }

    fn write(&mut self, what: &impl Serialize) -> Result<()> {
        let mut line = serde_json::to_string(what)
            .map_err(|e| Error::because("the journal", e))?;
        line.push('\n');
        self.file
            .write_all(line.as_bytes())
            .map_err(|e| Error::because("the journal", e))
    }
}

/// Refuses to add to what was measured by other rules.
fn same(path: &Path, begun: &Rules, now: &Rules) -> Result<()> {
    let differs = [
        (
            "another version of this tool",
            begun.schema_version != now.schema_version,
        ),
        ("another build of this tool", begun.build != now.build),
        ("another --seed", begun.seed != now.seed),
        ("another --budget", begun.budget != now.budget),
        ("another --margin", begun.margin != now.margin),
        ("another --threshold", differ(begun.threshold, now.threshold)),
        ("another --noise", begun.noise != now.noise),
    ];
    match differs.into_iter().find(|(_, differs)| *differs) {
        None => Ok(()),
        Some((what, _)) => Err(Error::new(format!(
            "{} was begun with {what}: take that, or another file",
            path.display()
        ))),
    }
}

fn differ(one: f64, other: f64) -> bool {
    one.total_cmp(&other).is_ne()
}

#[cfg(test)]
mod tests {
    use super::{super::record::fixture::compared, *};
    use benchkit::model::Verdict;
    use std::{
        path::PathBuf,
        sync::atomic::{AtomicU32, Ordering},
    };

    struct Place(PathBuf);

    impl Place {
        fn new() -> Self {
            static NEXT: AtomicU32 = AtomicU32::new(0);
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!("selfcheck-{}-{number}", std::process::id());
            Self(std::env::temp_dir().join(name))
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            drop(fs::remove_file(&self.0));
        }
    }

    fn rules() -> Rules {
        Rules {
            schema_version: "1.0".to_owned(),
            build: "b".to_owned(),
            seed: 5,
            budget: Nanos(2),
            margin: None,
            threshold: 0.01,
            noise: false,
        }
    }

    fn open(place: &Place, rules: &mut Rules) -> Vec<Compared> {
        let opened = Journal::open(&place.0, rules, false);
        opened.unwrap_or_else(|e| panic!("{e}")).1
    }

    #[test]
    fn what_was_kept_is_there_again_but_for_a_line_that_was_cut_off() {
        let place = Place::new();
        let one = compared("alu_chain", 2, Verdict::Trivial);
        let (mut journal, none) =
            Journal::open(&place.0, &mut rules(), true).expect("some");
        assert!(none.is_empty());
        journal.keep(&one).expect("some");
        journal.file.write_all(b"{\"kernel\":\"swe").expect("some");
        let mut later = Rules { seed: 9, ..rules() };
        assert_eq!(open(&place, &mut later), std::slice::from_ref(&one));
        assert_eq!(later.seed, 5, "the seed of the beginning");
        let (mut journal, _) =
            Journal::open(&place.0, &mut rules(), true).expect("some");
        journal.keep(&one).expect("some");
        assert_eq!(open(&place, &mut rules()), [one.clone(), one]);
    }

    #[test]
    fn other_rules_are_refused_by_name() {
        let place = Place::new();
        open(&place, &mut rules());
        for (mut other, expected) in [
            (Rules { seed: 6, ..rules() }, "--seed"),
            (Rules { budget: Nanos(3), ..rules() }, "--budget"),
            (Rules { margin: Some(0.1), ..rules() }, "--margin"),
            (Rules { threshold: 0.2, ..rules() }, "--threshold"),
            (Rules { noise: true, ..rules() }, "--noise"),
            (Rules { build: String::new(), ..rules() }, "build"),
        ] {
            let refused = Journal::open(&place.0, &mut other, true);
            let said = refused.err().map(|e| e.to_string());
            let said = said.unwrap_or_default();
            assert!(said.contains(expected), "{expected}: {said}");
        }
        fs::write(&place.0, "hello\n").expect("some");
        let refused = Journal::open(&place.0, &mut rules(), true);
        assert!(refused.is_err_and(|e| e.to_string().contains("no journal")));
    }
}
