//! Where runs are kept: shared, unwritable and full.

use crate::support::{
    Folder, NAMES, SHORT, SUITE, answer, clean, command, folders, measure_in,
    result, stored,
};
use std::{
    fs,
    process::{Command, Stdio},
};

#[test]
fn each_run_has_a_folder_of_its_own() {
    let store = Folder::new();
    for _ in 0..3 {
        measure_in(&store, &["steady::plain"]).exits(0);
    }
    let documents = stored(&store);
    assert_eq!(documents.len(), 3);
    for (document, folder) in documents.iter().zip(folders(&store)) {
        let id = document["run"]["id"].as_str().expect("an id");
        assert!(folder.ends_with(id));
        assert!(folder.join("journal.jsonl").is_file());
    }
}

#[test]
fn two_binaries_at_once_share_a_store() {
    let store = Folder::new();
    let start = |program| {
        let mut command = command(program, &store);
        command.args(SHORT).args(["--launches=1", "--save-baseline=both"]);
        command.args(["steady::plain", "steady::sized", "a/b", "twice"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("it starts")
    };
    let both = [SUITE, NAMES, SUITE, NAMES].map(start);
    for child in both {
        let output = child.wait_with_output().expect("it ends");
        crate::support::Answer::from(output).exits(0);
    }
    let documents = stored(&store);
    let of = |suite: &str| {
        documents.iter().filter(|d| d["run"]["suite"] == suite).count()
    };
    assert_eq!((of("fake_suite"), of("fake_names")), (2, 2));
    let files = fs::read_dir(store.join("baselines/both")).expect("a folder");
    assert_eq!(files.count(), 2, "one a suite, nothing temporary");
}

/// The run is measured and printed, and the trouble and its cure are named.
#[test]
fn a_store_that_cannot_be_written_loses_nothing() {
    let place = Folder::new();
    let file = place.join("file");
    fs::write(&file, "").expect("written");
    for store in [file.join("store"), file.clone(), "/proc/none".into()] {
        let mut command = Command::new(SUITE);
        clean(&mut command);
        command.args(SHORT).args(["steady::plain", "--json=-", "--store"]);
        let answer = answer(command.arg(&store)).exits(0);
        let answer = answer.complains("warning: ").complains("--store DIR");
        let answer = answer.complains(&store.display().to_string());
        let document = answer.document();
        assert_eq!(result(&document, "plain")["status"], "measured");
    }
}

#[test]
fn a_baseline_that_cannot_be_saved_loses_nothing() {
    let place = Folder::new();
    let file = place.join("file");
    fs::write(&file, "").expect("written");
    let mut command = Command::new(SUITE);
    clean(&mut command);
    command.args(SHORT).args(["steady::plain", "--save-baseline=x"]);
    let answer = answer(command.arg("--store").arg(&file)).exits(1);
    let answer =
        answer.says("1 measured").complains("warning: ").complains("error: ");
    answer.complains("baselines");
}

/// No file may grow beyond a block: the disk is full, in effect.
fn on_a_full_disk(store: &Folder, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    clean(&mut command);
    let limit = "trap '' XFSZ; ulimit -f 1 && exec \"$0\" \"$@\"";
    command.args(["-c", limit, SUITE]).args(SHORT).args(arguments);
    command.arg("--store").arg(store.path());
    command
}

#[test]
fn a_full_disk_loses_nothing_that_is_printed() {
    let store = Folder::new();
    let arguments = ["steady::plain", "--json=-"];
    let answer = answer(&mut on_a_full_disk(&store, &arguments)).exits(0);
    let answer = answer.complains("warning: ").complains("File too large");
    let document = answer.document();
    assert_eq!(result(&document, "plain")["status"], "measured");
    assert!(stored(&store).is_empty(), "no torn document");
    assert!(!folders(&store)[0].join("run.json").exists());
}

#[test]
fn a_full_disk_in_the_middle_of_a_save_leaves_the_old_baseline() {
    let store = Folder::new();
    measure_in(&store, &["steady::plain", "--save-baseline=x"]).exits(0);
    let path = store.join("baselines/x/fake_suite.json");
    let before = fs::read(&path).expect("a baseline");
    let arguments = ["steady::plain", "--json=-", "--save-baseline=x"];
    let answer = answer(&mut on_a_full_disk(&store, &arguments)).exits(1);
    let answer = answer.complains("error: cannot write ");
    let answer = answer.complains(&path.display().to_string());
    let answer = answer.complains("File too large");
    assert_eq!(result(&answer.document(), "plain")["status"], "measured");
    assert_eq!(fs::read(&path).expect("still there"), before);
    let files = fs::read_dir(store.join("baselines/x")).expect("a folder");
    assert_eq!(files.count(), 1, "nothing temporary is left");
}

#[test]
fn a_report_that_cannot_be_written_names_its_file_and_the_rest_is_kept() {
    for flag in ["--json", "--markdown", "--csv"] {
        let store = Folder::new();
        let mut command = command(SUITE, &store);
        command.args(SHORT).args(["steady::plain", flag, "/dev/full"]);
        let answer = answer(&mut command).exits(1);
        let answer = answer.says("1 measured");
        answer.complains("error: writing /dev/full: No space left");
        assert_eq!(stored(&store).len(), 1);
    }
    let store = Folder::new();
    let markdown = store.join("out.md");
    let mut command = command(SUITE, &store);
    command.args(SHORT).args(["plain", "--json=/nowhere/x", "--markdown"]);
    let answer = answer(command.arg(&markdown)).exits(1);
    answer.complains("writing /nowhere/x: No such file");
    let text = fs::read_to_string(markdown).expect("the other report");
    assert!(text.contains("plain"));
}

#[test]
fn standard_output_may_be_full_or_closed() {
    let store = Folder::new();
    let full = fs::File::options().write(true).open("/dev/full");
    let mut command = command(SUITE, &store);
    command.args(SHORT).arg("steady::plain").stdout(full.expect("opened"));
    let answer = answer(&mut command);
    answer.exits(1).complains("writing to standard output: No space left");
    assert_eq!(stored(&store).len(), 1);
    let mut shell = Command::new("sh");
    clean(&mut shell);
    let pipe = "(\"$0\" \"$@\"; echo \"exit $?\" >&2) | true";
    shell.args(["-c", pipe, SUITE]).args(SHORT).arg("steady::plain");
    shell.arg("--store").arg(store.path());
    crate::support::answer(&mut shell).complains("exit 0");
}

#[test]
fn the_store_is_found_without_being_named() {
    let place = Folder::new();
    // As cargo lays it out: <target>/<profile>/deps/<executable>.
    let deps = place.join("debug/deps");
    fs::create_dir_all(&deps).expect("made");
    fs::write(place.join("CACHEDIR.TAG"), "").expect("written");
    let copy = deps.join("fake_suite-0123456789abcdef");
    fs::copy(SUITE, &copy).expect("copied");
    let mut command = Command::new(&copy);
    clean(&mut command);
    command.args(SHORT).args(["steady::plain", "--launches=1"]);
    let answer = answer(command.current_dir("/")).exits(0);
    let kept = place.join("benchkit/runs");
    assert!(kept.is_dir(), "{answer:#?}");
    let shown = place.path().display().to_string();
    assert!(answer.stdout.contains(&shown), "{answer:#?}");
}
