//! Runs and baselines on a real file system.

use super::{RunFolder, Store, names};
use crate::{
    error::ErrorKind,
    model::{
        BenchmarkId, BenchmarkResult, Failure, FailureKind, GitFacts,
        JournalEntry, Launch, LaunchOutcome, Percentiles, Run, RunConfig,
        RunDocument, SCHEMA_VERSION, Status, from_json, to_json,
    },
};
use std::{
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

pub(super) const STARTED: &str = "2025-03-01T12:00:00.000Z";
/// A folder of its own that goes away with it.
pub(super) struct Scratch(pub(super) PathBuf);

impl Scratch {
    pub(super) fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("benchkit-store-{}-{count}", process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("a writable temporary folder");
        Self(path)
    }

    pub(super) fn store(&self) -> Store {
        Store::open(self.0.join("benchkit"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

pub(super) fn document(suite: &str, id: &str) -> RunDocument {
    RunDocument {
        schema_version: SCHEMA_VERSION.to_owned(),
        run: Run {
            id: id.to_owned(),
            suite: suite.to_owned(),
            started: STARTED.to_owned(),
            ..Run::default()
        },
        ..RunDocument::default()
    }
}

fn header(suite: &str, id: &str) -> JournalEntry {
    JournalEntry::Header {
        document: Box::new(document(suite, id)),
        configs: vec![(BenchmarkId::new("a", &[]), RunConfig::default())],
    }
}

fn launch(name: &str, estimate: f64) -> JournalEntry {
    JournalEntry::Launch {
        id: BenchmarkId::new(name, &[]),
        outcome: LaunchOutcome::Measured(Box::new(Launch {
            estimate,
            ..Launch::default()
        })),
    }
}

fn failed(name: &str) -> JournalEntry {
    JournalEntry::Launch {
        id: BenchmarkId::new(name, &[]),
        outcome: LaunchOutcome::Failed(Failure::new(
            FailureKind::Panicked,
            "null is a word, \"null\" too",
        )),
    }
}

/// A run with a header and two launches, not finished.
pub(super) fn begun(store: &Store, suite: &str, started: &str) -> RunFolder {
    let mut run = store.begin_run(suite, started).expect("writable");
    let id = run.id.clone();
    for entry in [header(suite, &id), launch("a", 1.5), failed("b")] {
        run.append(&entry).expect("writable");
    }
    run
}

fn entries_left(store: &Store, suite: &str) -> Option<(usize, usize)> {
    let left = store.last_unfinished(suite).expect("readable")?;
    assert_eq!(left.header.run.id, left.id);
    Some((left.entries.len(), left.damaged))
}

#[test]
fn a_run_is_kept_and_found_again() {
    let scratch = Scratch::new();
    let store = scratch.store();
    let run = begun(&store, "sort-all", STARTED);
    assert!(run.path.ends_with(&run.id) && run.path.is_dir());
    assert!(run.id.starts_with("20250301T120000000Z-"), "{}", run.id);
    assert_eq!(entries_left(&store, "sort-all"), Some((2, 0)));
    let found = store.latest_comparable("sort-all", &|_| true);
    assert_eq!(found.expect("readable"), None);

    let written = document("sort-all", &run.id);
    let path = run.finish(&written).expect("writable");
    assert_eq!(path, run.path.join("run.json"));
    let found = store.latest_comparable("sort-all", &|_| true);
    assert_eq!(found.expect("readable"), Some(written));
    assert_eq!(entries_left(&store, "sort-all"), None);
    let again = run.finish(&document("sort-all", "other"));
    assert!(again.expect_err("kept").to_string().contains("run.json"));
    let other = store.latest_comparable("sort", &|_| true);
    assert_eq!(other.expect("readable"), None);
}

#[test]
fn the_newest_run_that_is_accepted_counts() {
    let scratch = Scratch::new();
    let store = scratch.store();
    for day in 1..=9 {
        let started = format!("2025-03-0{day}T12:00:00.000Z");
        let run = store.begin_run("s", &started).expect("writable");
        let mut written = document("s", &run.id);
        written.run.partial = day == 9;
        run.finish(&written).expect("writable");
    }
    let found = store
        .latest_comparable("s", &|document| !document.run.partial)
        .expect("readable")
        .expect("there are eight");
    assert!(found.run.id.starts_with("20250308"), "{}", found.run.id);
    let none = store.latest_comparable("s", &|_| false).expect("readable");
    assert_eq!(none, None);
}

#[test]
fn a_partial_run_is_unfinished_until_a_newer_one_is_complete() {
    let scratch = Scratch::new();
    let store = scratch.store();
    let run = begun(&store, "s", "2025-03-01T12:00:00Z");
    let mut partial = document("s", &run.id);
    partial.run.partial = true;
    run.finish(&partial).expect("writable");
    assert_eq!(entries_left(&store, "s"), Some((2, 0)));
    let run = begun(&store, "s", "2025-03-02T12:00:00Z");
    run.finish(&document("s", &run.id)).expect("writable");
    assert_eq!(entries_left(&store, "s"), None);
}

#[test]
fn a_journal_torn_at_any_byte_keeps_its_whole_lines() {
    let scratch = Scratch::new();
    let store = scratch.store();
    let run = begun(&store, "s", STARTED);
    let path = run.path.join("journal.jsonl");
    let whole = fs::read(&path).expect("readable");
    let ends: Vec<usize> =
        (0..whole.len()).filter(|at| whole[*at] == b'\n').collect();
    assert_eq!(ends.len(), 3);
    for length in 0..=whole.len() {
        let file = OpenOptions::new().write(true).open(&path);
        let mut file = file.expect("writable");
        file.write_all(&whole).expect("writable");
        file.set_len(length as u64).expect("writable");
        // A line is whole once its last brace is there.
        let lines = ends.iter().filter(|end| **end <= length).count();
        let torn = ends.iter().all(|end| *end != length)
            && length > 0
            && whole[length - 1] != b'\n';
        let expected = (lines > 0).then(|| (lines - 1, usize::from(torn)));
        assert_eq!(entries_left(&store, "s"), expected, "{length} bytes");
    }
}

#[test]
fn a_line_after_a_torn_one_is_read() {
    let scratch = Scratch::new();
    let store = scratch.store();
    let mut run = begun(&store, "s", STARTED);
    run.journal.write_all(b"{\"launch\":{\"id\"").expect("writable");
    run.torn = true;
    run.append(&launch("c", 2.0)).expect("writable");
    assert_eq!(entries_left(&store, "s"), Some((3, 1)));
}

#[test]
fn garbage_in_a_journal_is_counted_not_fatal() {
    let scratch = Scratch::new();
    let store = scratch.store();
    let mut run = begun(&store, "s", STARTED);
    run.journal.write_all(b"\xff\xfe\0\n[]\n").expect("writable");
    run.append(&launch("c", 2.0)).expect("writable");
    assert_eq!(entries_left(&store, "s"), Some((3, 2)));
}

#[test]
fn numbers_that_are_not_finite_are_refused_not_lost_silently() {
    let scratch = Scratch::new();
    let store = scratch.store();
    let mut run = begun(&store, "s", STARTED);
    let refused = run.append(&launch("c", f64::NAN)).expect_err("not finite");
    assert!(refused.to_string().contains("not finite"), "{refused}");
    assert!(refused.to_string().contains("journal.jsonl"), "{refused}");
    run.append(&launch("d", 2.0)).expect("writable");
    assert_eq!(entries_left(&store, "s"), Some((3, 0)));
}

#[test]
fn baselines_with_weird_names_are_distinct() {
    let scratch = Scratch::new();
    let store = scratch.store();
    let mut expected: Vec<String> = names::tests::weird();
    for name in &expected {
        for suite in ["s", "../s", "S.T"] {
            let saved = store.save_baseline(name, document(suite, name));
            let path = saved.expect("writable").path;
            assert!(path.starts_with(scratch.0.join("benchkit/baselines")));
        }
    }
    for name in &expected {
        for suite in ["s", "../s", "S.T"] {
            let found = store.load_baseline(name, suite).expect("readable");
            let run = found.expect("it was saved").run;
            assert_eq!((&*run.id, &*run.suite), (&**name, suite));
        }
        let other = store.load_baseline(name, "t").expect("readable");
        assert_eq!(other, None);
    }
    expected.sort_unstable();
    assert_eq!(store.baselines().expect("readable"), expected);
    let nameless = store.save_baseline("", document("s", ""));
    assert_eq!(nameless.expect_err("no name").kind(), ErrorKind::Usage);
}

#[test]
fn suites_with_weird_names_have_runs_of_their_own() {
    let scratch = Scratch::new();
    let store = scratch.store();
    for suite in names::tests::weird() {
        let run = store.begin_run(&suite, STARTED).expect("writable");
        run.finish(&document(&suite, &run.id)).expect("writable");
    }
    for suite in names::tests::weird() {
        let found = store.latest_comparable(&suite, &|_| true);
        let found = found.expect("readable").expect("it was written");
        assert_eq!(found.run.suite, suite);
        assert_eq!(store.runs_of(&suite).expect("readable").len(), 1);
    }
}

#[test]
fn unknown_fields_and_older_versions_are_read() {
    let scratch = Scratch::new();
    let store = scratch.store();
    let path =
        store.save_baseline("b", document("s", "1")).expect("writable").path;
    let text = fs::read_to_string(&path).expect("readable");
    for version in ["1.99", "0.7"] {
        let changed = text.replacen(SCHEMA_VERSION, version, 1).replacen(
            '{',
            "{\"from the future\":[1,{\"x\":null}],",
            1,
        );
        overwrite(&path, &changed);
        let found = store.load_baseline("b", "s").expect("readable");
        assert_eq!(found.expect("there").schema_version, version);
        store.save_baseline("b", document("s", "2")).expect("writable");
    }
}

#[test]
fn a_newer_major_version_is_neither_read_nor_replaced() {
    let scratch = Scratch::new();
    let store = scratch.store();
    let path =
        store.save_baseline("b", document("s", "1")).expect("writable").path;
    let newer = r#"{"schema_version":"2.0","what":"ever"}"#;
    overwrite(&path, newer);
    let read = store.load_baseline("b", "s").expect_err("newer");
    let written = store.save_baseline("b", document("s", "2"));
    for error in [read, written.expect_err("newer")] {
        let text = error.to_string();
        assert!(text.contains(&path.display().to_string()), "{text}");
        assert!(text.contains("update benchkit"), "{text}");
    }
    assert_eq!(fs::read_to_string(&path).expect("readable"), newer);

    let run = store.begin_run("s", "2030-01-01T00:00:00Z").expect("writable");
    overwrite(&run.path.join("run.json"), newer);
    let older = store.begin_run("s", STARTED).expect("writable");
    older.finish(&document("s", "old")).expect("writable");
    let found = store.latest_comparable("s", &|_| true).expect("readable");
    assert_eq!(found.expect("the older one").run.id, "old");
}

#[test]
fn a_document_that_is_none_names_its_file() {
    let scratch = Scratch::new();
    let store = scratch.store();
    let path =
        store.save_baseline("b", document("s", "1")).expect("writable").path;
    for garbage in ["", "{", "[]", "{\"schema_version\":\"one\"}"] {
        overwrite(&path, garbage);
        let error = store.load_baseline("b", "s").expect_err("garbage");
        let text = error.to_string();
        assert!(text.contains(&path.display().to_string()), "{text}");
        assert!(text.contains("save it anew"), "{text}");
        let saved = store.save_baseline("b", document("s", "2"));
        let aside = saved.expect("anew").damaged.expect("kept");
        assert_eq!(fs::read_to_string(&aside).expect("there"), garbage);
        store.load_baseline("b", "s").expect("readable");
        assert_eq!(store.suites_of("b").expect("readable").len(), 1);
    }
}

#[test]
fn an_unwritable_folder_is_named() {
    let scratch = Scratch::new();
    let file = scratch.0.join("file");
    overwrite(&file, "not a folder");
    let store = Store::open(file.join("below"));
    let begun = store.begin_run("s", STARTED).map(|run| run.id);
    let saved = store
        .save_baseline("b", document("s", "1"))
        .map(|saved| saved.path.display().to_string());
    for error in [begun.expect_err("no folder"), saved.expect_err("no folder")]
    {
        assert_eq!(error.kind(), ErrorKind::Io);
        let text = error.to_string();
        assert!(text.contains(&file.display().to_string()), "{text}");
        assert!(text.contains("--store DIR"), "{text}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_named_and_the_folder_still_finishes() {
    let scratch = Scratch::new();
    let store = scratch.store();
    let mut run = begun(&store, "s", STARTED);
    let full = OpenOptions::new().write(true).open("/dev/full");
    run.journal = full.expect("Linux has it");
    let error = run.append(&launch("c", 2.0)).expect_err("no space");
    let text = error.to_string();
    assert!(text.contains("journal.jsonl"), "{text}");
    assert!(text.contains("free some space"), "{text}");
    run.finish(&document("s", &run.id)).expect("its own disk is not full");
}

#[test]
fn a_failed_write_leaves_the_old_file_and_no_rubbish() {
    let scratch = Scratch::new();
    let store = scratch.store();
    let path =
        store.save_baseline("b", document("s", "1")).expect("writable").path;
    // A folder in the place of the document: the rename must fail.
    fs::remove_file(&path).expect("writable");
    fs::create_dir_all(path.join("x")).expect("writable");
    store.save_baseline("b", document("s", "2")).expect_err("a folder");
    let left = fs::read_dir(path.parent().expect("has one")).expect("readable");
    assert_eq!(left.count(), 1);
}

fn overwrite(path: &Path, text: &str) {
    let mut file = File::create(path).expect("writable");
    file.write_all(text.as_bytes()).expect("writable");
}

pub(super) fn measured(id: &str, results: &[(&str, Status)]) -> RunDocument {
    let mut document = document("s", id);
    document.provenance.sut.git =
        Some(GitFacts { commit: format!("c{id}"), ..GitFacts::default() });
    for (name, status) in results {
        let text = format!(
            r#"{{"id":"{name}","workload":"{id}","parameters":[],"backend":"cpu",
            "hash":"0","status":"skipped","config":{},"percentiles":{}}}"#,
            to_json(&RunConfig::default()),
            to_json(&Percentiles::absent("none")),
        );
        let mut result: BenchmarkResult = from_json(&text).expect("a result");
        result.status = *status;
        document.results.push(result);
    }
    document
}

/// Each result with the run that it is from.
fn origins(store: &Store) -> Vec<(String, String)> {
    let found = store.load_baseline("b", "s").expect("readable");
    let results = found.expect("saved").results.into_iter();
    let mut all: Vec<_> =
        results.map(|r| (r.id.to_string(), r.workload)).collect();
    all.sort();
    all
}

/// Each result with the run and the commit that it is said to be from.
fn kept_from(store: &Store) -> Vec<String> {
    let found = store.load_baseline("b", "s").expect("readable");
    let one = |result: &BenchmarkResult| {
        let origin = result.origin.as_ref();
        let run = origin.map_or("-", |origin| origin.run.as_str());
        let git = origin.and_then(|origin| origin.git.as_ref());
        let commit = git.map_or("-", |git| git.commit.as_str());
        format!("{} {run} {commit}", result.id)
    };
    let results = found.expect("saved").results;
    let mut all: Vec<String> = results.iter().map(one).collect();
    all.sort();
    all
}

#[test]
fn a_baseline_keeps_what_the_new_run_did_not_measure() {
    let scratch = Scratch::new();
    let store = scratch.store();
    let (well, failed) = (Status::Measured, Status::Failed);
    let first = measured("1", &[("a", well), ("b", well), ("c", failed)]);
    store.save_baseline("b", first).expect("writable");
    let second = measured("2", &[("a", failed), ("b", well), ("d", well)]);
    let saved = store.save_baseline("b", second).expect("writable");
    assert_eq!((saved.kept, &saved.replaced), (2, &None));
    let expected = [("a", "1"), ("b", "2"), ("c", "1"), ("d", "2")]
        .map(|(id, run)| (id.to_owned(), run.to_owned()));
    assert_eq!(origins(&store), expected);
    // A third run: what is kept twice is still of the first.
    let third = measured("3", &[("d", well)]);
    store.save_baseline("b", third).expect("writable");
    assert_eq!(kept_from(&store), ["a 1 c1", "b 2 c2", "c 1 c1", "d - -"]);
    let expected = [("a", "1"), ("b", "2"), ("c", "1"), ("d", "3")]
        .map(|(id, run)| (id.to_owned(), run.to_owned()));
    let nothing = store.save_baseline("b", measured("4", &[]));
    assert_eq!(nothing.expect("untouched").kept, 4);
    assert_eq!(origins(&store), expected);

    let mut elsewhere = measured("5", &[("a", well)]);
    elsewhere.provenance.sut.host.fingerprint = "other".to_owned();
    let saved = store.save_baseline("b", elsewhere.clone()).expect("writable");
    assert!(saved.replaced.is_some_and(|why| why.contains("another host")));
    assert_eq!(origins(&store), [("a".to_owned(), "5".to_owned())]);
    elsewhere.provenance.sut.toolchain.debug_assertions = true;
    let saved = store.save_baseline("b", elsewhere).expect("writable");
    assert!(saved.replaced.is_some_and(|why| why.contains("without debug")));
}
