//! `cargo benchkit compare --command` on real processes.
#![cfg(target_os = "linux")]

#[path = "report/valid.rs"]
mod valid;

use benchkit_tests::Folder;
use serde_json::Value;
use std::{env, ffi::OsString, fs};

/// The program, doing `what`.
fn fake(what: &str) -> String {
    format!("'{}' {what}", env!("CARGO_BIN_EXE_fake_program"))
}

fn folder() -> Folder {
    Folder::new(env!("CARGO_TARGET_TMPDIR"), "programs")
}

fn parsed(folder: &Folder, name: &str) -> Value {
    serde_json::from_str(&folder.read(name)).expect("JSON")
}

/// A document of comparisons.
fn comparison(text: &str) -> Value {
    let document = serde_json::from_str(text).expect("JSON");
    valid::valid("programs", &document);
    document
}

/// What a comparison said and returned.
struct Said {
    code: u8,
    out: String,
    talk: String,
}

fn compare(commands: &[&str], flags: &[&str]) -> Said {
    let (mut out, mut talk) = (Vec::new(), Vec::new());
    let mut all: Vec<OsString> =
        ["cargo-benchkit", "compare"].map(OsString::from).into();
    for command in commands {
        all.extend(["--command", command].map(OsString::from));
    }
    all.extend(flags.iter().map(OsString::from));
    let code = cargo_benchkit::main(all, &mut out, &mut talk);
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Said { code, out: text(out), talk: text(talk) }
}

#[test]
fn three_times_the_work_is_a_regression() {
    let folder = folder();
    let (json, hyperfine, comment) =
        (folder.path("a.json"), folder.path("h.json"), folder.path("c.md"));
    let (old, new) = (fake("spin 2000000"), fake("spin 6000000"));
    let flags = [
        "--command-name=old",
        "--command-name=new",
        "--fail-on=regression",
        "--seed=7",
        "--json",
        &json,
        "--export-json",
        &hyperfine,
        "--markdown",
        &comment,
    ];
    let said = compare(&[&old, &new], &flags);
    assert_eq!(said.code, 3, "{}{}", said.out, said.talk);
    assert!(said.out.contains("REGRESSION"), "{}", said.out);
    assert!(said.out.contains("baseline"), "{}", said.out);

    let document = comparison(&folder.read("a.json"));
    let compared = &document["comparisons"][0];
    assert_eq!(compared["id"], "new");
    assert_eq!(compared["verdict"], "slower");
    assert_eq!(compared["regression"], true);
    assert_eq!(document["seed"], 7);
    let program = &document["programs"][1];
    assert_eq!(program["warmup"].as_array().map(Vec::len), Some(1));
    let launches = program["launches"].as_array().expect("launches");
    assert!(launches.len() >= 12);
    assert!(launches.iter().all(|l| l["wall_s"].as_f64() > Some(0.0)));
    assert!(launches.iter().all(|l| l["code"] == 0));
    valid::strict(
        "programs",
        &document,
        &[
            ("/comparisons/0/verdict", Value::from("worse")),
            ("/programs/0/launches/0/wall_s", Value::Null),
            ("/programs", Value::from(1)),
            ("/schema_version", Value::from(1)),
        ],
    );

    let results = parsed(&folder, "h.json")["results"].clone();
    assert_eq!(results[0]["command"], "old");
    let times = results[1]["times"].as_array().expect("times");
    assert_eq!(times.len(), launches.len());
    assert!(folder.read("c.md").contains("**slower  REGRESSION"));
}

/// Rates of false alarms are the rule's own tests; here one comparison must
/// come to its end, and no noise is half again as slow.
#[test]
fn the_same_command_twice_is_no_regression() {
    let same = fake("spin 300000");
    let flags = ["--threshold=50%", "--budget=1s", "--json=-"];
    let said = compare(&[&same, &same], &flags);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    let document = comparison(&said.out);
    assert_eq!(document["comparisons"][0]["regression"], false);
    let id = document["comparisons"][0]["id"].as_str().expect("an id");
    assert!(id.ends_with("#2"), "{id}");
}

#[test]
fn a_failure_is_no_time_and_the_others_go_on() {
    let folder = folder();
    let (json, export) = (folder.path("a.json"), folder.path("h.json"));
    let spin = fake("spin 1000");
    let flags = ["--json", &json, "--export-json", &export, "--margin=50%"];
    let commands = [&spin, &fake("fail"), &fake("die"), &spin];
    let commands = commands.map(String::as_str);
    let said = compare(&commands, &flags);
    assert_eq!(said.code, 1, "{}{}", said.out, said.talk);
    let out = &said.out;
    assert!(out.contains("failed: exit code 3: no such corpus"), "{out}");
    assert!(out.contains("signal: 6 (SIGABRT)"), "{out}");
    let document = comparison(&folder.read("a.json"));
    let programs = &document["programs"];
    assert_eq!(programs[1]["failure"]["code"], 3);
    assert_eq!(programs[2]["failure"]["signal"], 6);
    assert_eq!(programs[1]["launches"].as_array().map(Vec::len), Some(0));
    assert!(document["comparisons"][0].get("ratio").is_none());
    assert!(document["comparisons"][2].get("ratio").is_some());
    let results = parsed(&folder, "h.json")["results"].clone();
    assert_eq!(results.as_array().map(Vec::len), Some(2));

    let said = compare(&commands[..2], &["--ignore-failure=3,4"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    assert!(said.out.contains("--ignore-failure lets count"), "{}", said.out);
}

#[test]
fn what_hangs_is_ended() {
    let said = compare(
        &[&fake("hang"), &fake("spin 1")],
        &["--timeout=200ms", "--warmup=0"],
    );
    assert_eq!(said.code, 1, "{}{}", said.out, said.talk);
    assert!(said.out.contains("did not end within 200 ms"), "{}", said.out);
    assert!(said.out.contains("the baseline failed"), "{}", said.out);
}

#[test]
fn hooks_run_in_their_order_and_clean_up_always() {
    let folder = folder();
    let log = folder.path("log");
    let hook = |word: &str| format!("echo {word} >> '{log}'");
    let [setup, before, after, cleanup] =
        ["setup", "prepare", "conclude", "cleanup"].map(hook);
    let hooks = [
        "--setup",
        &setup,
        "--prepare",
        &before,
        "--conclude",
        &after,
        "--cleanup",
        &cleanup,
    ];
    let spin = fake("spin 1");
    let said = compare(&[&spin, &fake("fail")], &hooks);
    assert_eq!(said.code, 1, "{}{}", said.out, said.talk);
    let lines = "setup\nprepare\nconclude\nprepare\nconclude\ncleanup\n";
    assert_eq!(folder.read("log"), lines);

    fs::remove_file(&log).expect("removed");
    let said = compare(&[&spin, "no-such-program x"], &hooks);
    assert_eq!(said.code, 2, "{}{}", said.out, said.talk);
    assert!(said.talk.contains("«no-such-program»"), "{}", said.talk);
    assert!(folder.read("log").ends_with("cleanup\n"));

    let mut broken = hooks;
    broken[1] = "echo no >&2; exit 9";
    let said = compare(&[&spin, &spin], &broken);
    assert_eq!(said.code, 2, "{}{}", said.out, said.talk);
    assert!(said.talk.contains("exit code 9: no"), "{}", said.talk);
    assert!(folder.read("log").ends_with("cleanup\ncleanup\n"));
}

#[test]
fn a_pipe_goes_through_a_shell() {
    let folder = folder();
    let json = folder.path("a.json");
    let spin = fake("spin 2000000");
    let piped = format!("{} | cat", fake("spin 6000000"));
    let said = compare(&[&spin, &piped], &["--json", &json]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
    let document = comparison(&folder.read("a.json"));
    assert!(document["shell_start_s"].as_f64() > Some(0.0));
    for program in document["programs"].as_array().expect("programs") {
        assert_eq!(program["words"][0], "sh");
    }
    assert_eq!(document["comparisons"][0]["verdict"], "slower");
}

#[test]
fn standard_streams_go_where_they_are_sent() {
    let folder = folder();
    let (from, to) = (folder.path("in"), folder.path("out"));
    fs::write(&from, "a line\n").expect("written");
    for (output, written) in [(to.as_str(), "a line\n"), ("pipe", "")] {
        fs::write(&to, "").expect("written");
        let flags = ["--input", &from, "--output", output, "--budget=1ms"];
        let said = compare(&["cat", "cat"], &flags);
        assert_eq!(said.code, 0, "{}{}", said.out, said.talk);
        assert!(said.out.contains("12 are needed"), "{}", said.out);
        assert_eq!(folder.read("out"), written);
    }
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for (commands, flags, expected) in [
        (&["a"][..], &[][..], "give a second"),
        (&["a", "b 'c"], &[], "«b 'c»"),
        (&["a", "b"], &["--rev=HEAD"], "--rev"),
        (&["a", "b"], &["--junit=x.xml"], "--junit"),
        (&[], &["--warmup=3"], "--command"),
        (&["a", "b", "c"], &["--prepare=x", "--prepare=y"], "--prepare"),
        (&["a", "b"], &["--pin=99999"], "--pin 99999"),
        (&["true", "true"], &["--input=/no/such"], "/no/such"),
        (&["true", "true"], &["--shell=no-such-shell"], "«no-such-shell»"),
    ] {
        let said = compare(commands, flags);
        assert_eq!(said.code, 2, "{flags:?}: {}", said.talk);
        assert!(said.talk.contains(expected), "{flags:?}: {}", said.talk);
    }
}
