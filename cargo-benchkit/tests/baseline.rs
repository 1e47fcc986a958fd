//! `cargo benchkit baseline` on a store made by hand.

use benchkit::{
    model::{RunDocument, SCHEMA_VERSION},
    probe,
    store::Store,
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
};

/// An empty folder of this test.
fn folder(name: &str) -> PathBuf {
    let path =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("baseline").join(name);
    drop(fs::remove_dir_all(&path));
    fs::create_dir_all(&path).expect("made");
    path
}

fn save(store: &Path, name: &str, suite: &str, host: &str) {
    let mut document = RunDocument {
        schema_version: SCHEMA_VERSION.to_owned(),
        ..RunDocument::default()
    };
    suite.clone_into(&mut document.run.suite);
    "2026-03-01T12:00:00.000Z".clone_into(&mut document.run.started);
    host.clone_into(&mut document.provenance.sut.host.fingerprint);
    let store = Store::open(store.to_path_buf());
    store.save_baseline(name, document).expect("saved");
}

fn baseline(store: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-benchkit"))
        .args(["benchkit", "baseline"])
        .args(arguments)
        .arg("--store")
        .arg(store)
        .env_remove("BENCHKIT_STORE")
        .current_dir("/")
        .output()
        .expect("starts")
}

/// Standard output and standard error, once the code is `code`.
#[track_caller]
fn said(output: &Output, code: i32) -> String {
    let text = [&output.stdout, &output.stderr]
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .concat();
    assert_eq!(output.status.code(), Some(code), "{text}");
    text
}

#[test]
fn listed_shown_and_removed() {
    let store = folder("listed").join("store");
    let none = said(&baseline(&store, &["list"]), 0);
    assert!(none.contains("no baseline in "), "{none}");
    save(&store, "main", "sort", &probe::host_facts().fingerprint);
    save(&store, "main", "parse", "a Cray");
    save(&store, "Ü/1", "sort", "a Cray");
    let list = said(&baseline(&store, &["list"]), 0);
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines.len(), 4, "{list}");
    assert!(lines[1].starts_with("main      parse "), "{list}");
    assert!(lines[1].contains("2026-03-01 12:00  -       "), "{list}");
    assert!(lines[2].contains("this one"), "{list}");
    assert!(lines[3].starts_with("Ü/1       sort "), "{list}");

    let json = said(&baseline(&store, &["show", "main", "--json"]), 0);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["name"], "main");
    assert_eq!(json["suites"].as_array().expect("suites").len(), 2);
    let text = said(&baseline(&store, &["show", "main"]), 0);
    assert!(text.contains("started      2026-03-01T12:00:00.000Z"), "{text}");

    let wrong = said(&baseline(&store, &["remove", "main", "mian"]), 2);
    assert!(wrong.contains("«mian» does not exist in "), "{wrong}");
    assert!(wrong.contains("(there are: main, Ü/1); is it «main»?"), "{wrong}");
    let gone = said(&baseline(&store, &["remove", "main", "Ü/1"]), 0);
    assert!(gone.contains("removed baseline «main»: 0 benchmarks of parse, "));
    let none = said(&baseline(&store, &["list"]), 0);
    assert!(none.contains("no baseline in "), "{none}");
}

#[test]
fn out_of_one_store_and_into_another() {
    let place = folder("exchanged");
    let (from, to) = (place.join("from"), place.join("to"));
    save(&from, "main", "sort", "a Cray");
    save(&from, "main", "Parse", &probe::host_facts().fingerprint);
    let file = place.join("main.baseline");
    let name = file.to_str().expect("text");
    said(&baseline(&from, &["export", "main", name]), 0);
    let printed = baseline(&from, &["export", "main", "-"]).stdout;
    assert_eq!(fs::read(&file).expect("a file"), printed);

    let talk = said(&baseline(&to, &["import", name]), 0);
    assert!(talk.contains("imported baseline «main»: "), "{talk}");
    assert!(talk.contains("warning: sort was measured on another host"));
    assert!(!talk.contains("Parse was measured on another host"), "{talk}");
    for suite in ["sort", "Parse"] {
        let read = |store: &Path| {
            let store = Store::open(store.to_path_buf());
            store.load_baseline("main", suite).expect("whole").expect("there")
        };
        assert_eq!(read(&from), read(&to));
    }
    let talk = said(&baseline(&to, &["import", name]), 2);
    assert!(talk.contains("«main» exists: import it --as NAME"), "{talk}");
    said(&baseline(&to, &["import", name, "--as", "ci/Main"]), 0);
    save(&to, "main", "third", "a Cray");
    let talk = said(&baseline(&to, &["import", name, "--replace"]), 0);
    assert!(talk.contains("replacing the older one"), "{talk}");
    let list = said(&baseline(&to, &["list"]), 0);
    assert!(!list.contains("third"), "{list}");
    assert!(list.contains("ci/Main"), "{list}");
    let left = fs::read_dir(to.join("baselines")).expect("a folder");
    assert_eq!(left.count(), 2, "nothing temporary is left");
}

#[test]
fn what_is_damaged_newer_or_full_loses_nothing() {
    let place = folder("damaged");
    let store = place.join("store");
    save(&store, "main", "sort", "a Cray");
    let file = place.join("main.baseline");
    let name = file.to_str().expect("text");
    said(&baseline(&store, &["export", "main", name]), 0);
    let whole = fs::read_to_string(&file).expect("a file");

    fs::write(&file, &whole[..whole.len() - 9]).expect("written");
    let talk = said(&baseline(&store, &["import", name, "--replace"]), 2);
    assert!(talk.contains(name) && talk.contains("is cut short"), "{talk}");
    fs::write(&file, whole.replacen("1.0", "7.0", 1)).expect("written");
    let talk = said(&baseline(&store, &["import", name, "--replace"]), 2);
    assert!(talk.contains("newer benchkit (version 7.0"), "{talk}");
    let store_of = Store::open(store.clone());
    assert!(store_of.load_baseline("main", "sort").expect("whole").is_some());

    if cfg!(target_os = "linux") {
        let talk = said(&baseline(&store, &["export", "main", "/dev/full"]), 2);
        assert!(talk.contains("cannot write /dev/full (free some"), "{talk}");
    }
    let stored = store.join("baselines/main/sort.json");
    let text = fs::read_to_string(&stored).expect("a file");
    fs::write(&stored, &text[..text.len() / 2]).expect("written");
    let stored = stored.to_str().expect("text");
    for task in [&["show", "main"][..], &["export", "main", "-"]] {
        let talk = said(&baseline(&store, task), 2);
        assert!(talk.contains(stored) && talk.contains("«main»"), "{talk}");
    }
    let list = said(&baseline(&store, &["list"]), 0);
    assert!(list.contains("warning: baseline «main»: "), "{list}");
    said(&baseline(&store, &["remove", "main"]), 0);
}

/// Somebody else, who has the lock, removes it first.
#[test]
#[cfg(target_os = "linux")]
fn what_somebody_else_removed_meanwhile_does_not_exist() {
    let store = folder("raced").join("store");
    save(&store, "main", "sort", "a Cray");
    save(&store, "other", "sort", "a Cray");
    let own = Store::open(store.clone());
    let lock = own.lock_baselines().expect("locked");
    let mut child = Command::new(env!("CARGO_BIN_EXE_cargo-benchkit"))
        .args(["benchkit", "baseline", "remove", "main", "--store"])
        .arg(&store)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let waits = format!("-> FLOCK  ADVISORY  WRITE {} ", child.id());
    loop {
        let locks = fs::read_to_string("/proc/locks").expect("Linux");
        if locks.contains(&waits) {
            break;
        }
        let ended = child.try_wait().expect("a child");
        assert_eq!(ended, None, "it waits for the lock");
        thread::yield_now();
    }
    fs::remove_dir_all(own.baseline_folder("main")).expect("removed");
    drop(lock);
    let talk = said(&child.wait_with_output().expect("it ends"), 2);
    assert!(talk.contains("«main» does not exist in "), "{talk}");
    assert!(talk.contains("(there are: other)"), "{talk}");
}

#[test]
fn a_store_that_is_not_there_is_not_made() {
    let store = folder("nowhere").join("store");
    let talk = said(&baseline(&store, &["remove", "main"]), 2);
    assert!(talk.contains("«main» does not exist: "), "{talk}");
    assert!(!store.exists());
}
