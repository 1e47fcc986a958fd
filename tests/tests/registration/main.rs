//! What the macros register does what its signature and options say.
//!
//! Each workload writes words to a log; the driver below runs two trials of
//! two iterations and says where their phases begin. No time is measured.

#![expect(
    clippy::unnecessary_wraps,
    clippy::unused_async,
    reason = "the signatures are what is tested"
)]

mod arguments;
mod options;
mod phases;
mod table;

use benchkit::{
    Bencher,
    workload::{Body, Case, Cases, Driver, Note, Routine, Workload, workloads},
};
use std::{cell::RefCell, fmt, io};

thread_local! {
    static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn log(word: impl Into<String>) {
    let word = word.into();
    LOG.with_borrow_mut(|log| log.push(word));
}

/// Two trials of two iterations each.
#[derive(Default)]
struct Fake {
    notes: Vec<Note>,
    failures: Vec<String>,
    own_time: bool,
}

impl Driver for Fake {
    fn drive(&mut self, routine: &mut dyn Routine) {
        for _ in 0..2 {
            log("trial");
            routine.prepare(2);
            log("run");
            self.own_time |= routine.run(2).is_some();
            log("end");
            if let Err(failure) = routine.finish() {
                self.failures.push(format!("{:?}: {failure}", failure.kind));
            }
        }
    }

    fn note(&mut self, note: Note) {
        self.notes.push(note);
    }
}

fn workload(path: &str) -> Workload {
    let target = "registration";
    let mut found = benchkit::workload::find(target, path);
    assert_eq!(found.len(), 1, "{path}: {:?}", {
        workloads(target).into_iter().map(|w| w.path()).collect::<Vec<_>>()
    });
    found.remove(0)
}

fn cases(path: &str) -> Vec<Case> {
    let mut cases = Cases::default();
    match workload(path).descriptor.body {
        Body::Many(list) => list(&mut cases),
        Body::One(run) => cases.push(&[], Box::new(run)),
    }
    cases.into_list()
}

fn ids(path: &str) -> Vec<String> {
    let id = |case: &Case| {
        let pairs = case.parameters.iter();
        pairs
            .map(|p| format!("{}={}", p.name, p.value))
            .collect::<Vec<_>>()
            .join(",")
    };
    cases(path).iter().map(id).collect()
}

/// Runs case number `at`: the log, and what was noted.
fn run(path: &str, at: usize) -> (String, Fake) {
    let cases = cases(path);
    LOG.take();
    let mut fake = Fake::default();
    (cases[at].run)(&mut Bencher::new(&mut fake));
    (LOG.take().join(" "), fake)
}

fn logged(path: &str, at: usize) -> String {
    run(path, at).0
}

const BARE: &str = "trial run a a end trial run a a end";

#[benchkit::workload]
fn nothing() {
    log("a");
}

#[benchkit::workload]
fn value() -> u64 {
    log("a");
    1
}

#[benchkit::workload]
async fn future() -> u64 {
    log("a");
    1
}

#[benchkit::workload]
fn bencher(b: &mut Bencher<'_>) {
    b.iter(|| log("a"));
}

#[test]
fn the_plain_forms_run_their_loop() {
    for form in ["nothing", "value", "future", "bencher"] {
        let path = format!("registration::{form}");
        let (log, fake) = run(&path, 0);
        assert_eq!(log, BARE, "{form}");
        assert!(fake.failures.is_empty() && fake.notes.is_empty());
        assert!(!fake.own_time);
    }
}

/// An error with a cause.
#[derive(Debug)]
struct Outer(io::Error);

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no corpus")
    }
}

impl std::error::Error for Outer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

type Answer<T> = Result<T, Outer>;

fn missing() -> Outer {
    Outer(io::Error::other("gone"))
}

#[derive(Debug)]
struct OnlyDebug;

struct Nameless;

mod failing {
    use super::{Answer, Bencher, Nameless, OnlyDebug, log, missing};

    #[benchkit::workload]
    fn aliased() -> Answer<u8> {
        log("a");
        Err(missing())
    }

    #[benchkit::workload]
    fn debugged() -> Result<u8, OnlyDebug> {
        Err(OnlyDebug)
    }

    #[benchkit::workload]
    fn nameless() -> Result<u8, Nameless> {
        Err(Nameless)
    }

    #[benchkit::workload]
    fn text() -> Result<(), String> {
        Err("as text".into())
    }

    #[benchkit::workload]
    async fn awaited() -> Answer<u8> {
        Err(missing())
    }

    #[benchkit::workload(args = [String::from("x")])]
    fn owned(_text: String) -> Answer<u8> {
        Err(missing())
    }

    #[benchkit::workload(args = [String::from("x")])]
    async fn owned_and_awaited(_text: String) -> Answer<u8> {
        Err(missing())
    }

    #[benchkit::workload]
    fn bencher(b: &mut Bencher<'_>) -> Answer<()> {
        b.iter(|| 1);
        Err(missing())
    }

    #[benchkit::workload]
    fn good() -> Answer<u8> {
        log("a");
        Ok(1)
    }
}

#[test]
fn an_err_fails_with_its_text_and_causes() {
    let chain = "Error: no corpus: gone";
    for (form, expected) in [
        ("aliased", chain),
        ("debugged", "Error: OnlyDebug"),
        ("text", "Error: as text"),
        ("awaited", chain),
        ("owned", chain),
        ("owned_and_awaited", chain),
    ] {
        let (_, fake) = run(&format!("registration::failing::{form}"), 0);
        assert_eq!(fake.failures, [expected, expected], "{form}");
    }
    let (_, fake) = run("registration::failing::nameless", 0);
    assert!(fake.failures[0].contains("registration::Nameless, which has no"));
    let (log, _) = run("registration::failing::aliased", 0);
    assert_eq!(log, "trial run a end trial run a end", "ends at the first");
    let (log, fake) = run("registration::failing::good", 0);
    assert_eq!((log.as_str(), fake.failures.len()), (BARE, 0));
}

#[test]
fn an_err_beside_a_bencher_fails_the_benchmark() {
    let (_, fake) = run("registration::failing::bencher", 0);
    let [Note::Failed(failure)] = fake.notes.as_slice() else {
        panic!("{:?}", fake.notes)
    };
    assert_eq!(failure.message, "no corpus: gone");
}
