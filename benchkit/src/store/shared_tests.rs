//! Several bench binaries at once in one store.

use super::{
    Store,
    tests::{STARTED, Scratch, begun, document, measured},
};
use crate::model::{RunDocument, Status};
use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{self, Command},
    thread,
};

/// Tells the child test where its store is.
const CHILD: &str = "BENCHKIT_TEST_STORE";

#[test]
fn threads_share_a_store() {
    let scratch = Scratch::new();
    let store = scratch.store();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| use_store(&store, 8));
        }
    });
    assert_whole(&store, 64);
}

#[test]
fn processes_share_a_store() {
    let scratch = Scratch::new();
    let program = std::env::current_exe().expect("known");
    let children: Vec<process::Child> = (0..4)
        .map(|_| {
            Command::new(&program)
                .args([
                    "--exact",
                    "store::shared_tests::child",
                    "--ignored",
                    "-q",
                ])
                .env(CHILD, &scratch.0)
                .stdout(process::Stdio::null())
                .spawn()
                .expect("the test binary starts")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("it ran").success());
    }
    assert_whole(&scratch.store(), 32);
}

/// Processes save one baseline of one suite at once, each a benchmark of its
/// own: none is lost.
#[test]
fn what_others_save_meanwhile_is_kept() {
    let scratch = Scratch::new();
    let program = std::env::current_exe().expect("known");
    let children: Vec<process::Child> = (0..8)
        .map(|number| {
            Command::new(&program)
                .args(["--exact", "store::shared_tests::saver"])
                .args(["--ignored", "-q"])
                .env(CHILD, &scratch.0)
                .env(NUMBER, number.to_string())
                .stdout(process::Stdio::null())
                .spawn()
                .expect("the test binary starts")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("it ran").success());
    }
    let found = scratch.store().load_baseline("b", "s").expect("whole");
    assert_eq!(found.expect("saved").results.len(), 8 * SAVES);
    let folder = scratch.store().baseline_folder("b");
    let files = fs::read_dir(folder).expect("readable").count();
    assert_eq!(files, 1, "no lock and nothing temporary is left");
}

/// Benchmarks that each saver saves, one by one.
const SAVES: usize = 8;

/// Tells a saver which it is.
const NUMBER: &str = "BENCHKIT_TEST_NUMBER";

#[test]
#[ignore = "a child of what_others_save_meanwhile_is_kept"]
#[expect(
    clippy::disallowed_methods,
    reason = "how the parent tells the folder and the number"
)]
fn saver() {
    let Some(folder) = std::env::var_os(CHILD) else { return };
    let number = std::env::var(NUMBER).unwrap_or_default();
    let store = Store::open(Path::new(&folder).join("benchkit"));
    for save in 0..SAVES {
        let name = format!("{number}-{save}");
        let document = measured("1", &[(&name, Status::Measured)]);
        store.save_baseline("b", document).expect("writable");
    }
}

#[test]
#[ignore = "a child of processes_share_a_store"]
#[expect(
    clippy::disallowed_methods,
    reason = "how the parent tells the folder"
)]
fn child() {
    if let Some(folder) = std::env::var_os(CHILD) {
        use_store(&Store::open(Path::new(&folder).join("benchkit")), 8);
    }
}

/// What one bench binary does, `runs` times.
fn use_store(store: &Store, runs: usize) {
    for _ in 0..runs {
        let run = begun(store, "s", STARTED);
        let written = document("s", &run.id);
        run.finish(&written).expect("writable");
        store.save_baseline("b", written).expect("writable");
        let found = store.load_baseline("b", "s").expect("never torn");
        assert!(found.is_some());
    }
}

/// `runs` runs with ids of their own, and one baseline.
fn assert_whole(store: &Store, runs: usize) {
    let folders = store.runs_of("s").expect("readable");
    assert_eq!(folders.len(), runs);
    let ids: BTreeSet<String> = folders
        .iter()
        .map(|folder| {
            let text = fs::read_to_string(folder.join("run.json"));
            let text = text.expect("each has one");
            let written: RunDocument =
                crate::model::from_json(&text).expect("whole");
            assert!(folder.ends_with(&written.run.id));
            written.run.id
        })
        .collect();
    assert_eq!(ids.len(), runs);
    assert_eq!(store.baselines().expect("readable"), ["b"]);
}
