//! `cargo benchkit` against a project of its own: two bench binaries of
//! benchkit, the first of which fails, one of somebody else, one of libtest
//! that does not compile.

mod processes;
mod repository;

use processes::{out, talk};
use repository::git;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const FILES: [&str; 6] = [
    "Cargo.toml",
    "src/lib.rs",
    "benches/a_failing.rs",
    "benches/b_well.rs",
    "benches/c_foreign.rs",
    "benches/d_libtest.rs",
];

/// As little as one can measure.
const LITTLE: [&str; 8] = [
    "--launches",
    "1",
    "--launch-time",
    "1ms",
    "--warmup",
    "1",
    "--latency",
    "0",
];

/// The fixture, copied out of the workspace, with its dependencies as the
/// workspace has locked them.
fn project() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let root = root.canonicalize().expect("a workspace");
    let from = root.join("cargo-benchkit/tests/fixtures/two");
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join("two");
    for file in FILES {
        let text = fs::read_to_string(from.join(file)).expect("a fixture");
        let text = text.replace("../../../..", &root.to_string_lossy());
        let path = to.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    fs::copy(root.join("Cargo.lock"), to.join("Cargo.lock")).expect("copied");
    to
}

fn benchkit(project: &Path, arguments: &[&str], flags: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-benchkit"))
        .arg("benchkit")
        .args(arguments)
        .args(["--profile", "dev", "--target-dir"])
        .arg(project.join("target"))
        .arg("--")
        .args(flags)
        .current_dir(project)
        .env("NO_COLOR", "1")
        .output()
        .expect("starts")
}

/// The suites that have a run in `store`.
fn suites(store: &Path) -> Vec<String> {
    let runs = fs::read_dir(store.join("runs")).expect("runs");
    let mut names: Vec<String> = runs
        .map(|run| {
            let run = run.expect("an entry").file_name();
            let run = run.into_string().expect("text");
            run.split('-').nth(2).expect("a suite").to_owned()
        })
        .collect();
    names.sort();
    names
}

/// One test, for they all build the same project.
#[test]
fn every_binary_runs_and_the_gravest_code_is_returned() {
    let project = project();
    let store = project.join("store");
    if store.exists() {
        fs::remove_dir_all(&store).expect("removed");
    }
    let place = store.to_str().expect("text");
    let mut flags = LITTLE.to_vec();
    flags.extend(["--store", place]);

    let all = benchkit(&project, &["run"], &flags);
    let said = talk(&all);
    assert_eq!(all.status.code(), Some(1), "{said}");
    assert!(out(&all).contains("no such corpus"), "{}", out(&all));
    assert!(said.contains("c_foreign is not benchkit's"), "{said}");
    assert!(said.contains("1 of 2 bench binaries"), "{said}");
    assert!(said.contains("a_failing (1)"), "{said}");
    assert_eq!(suites(&store), ["a_failing", "b_well"]);
    assert!(!project.join("c_foreign_was_started").exists());

    let one = benchkit(&project, &["run", "--bench", "b_well"], &flags);
    assert_eq!(one.status.code(), Some(0), "{}", talk(&one));
    assert_eq!(suites(&store), ["a_failing", "b_well", "b_well"]);

    let list = benchkit(&project, &["list"], &["--format", "terse"]);
    assert_eq!(list.status.code(), Some(0), "{}", talk(&list));
    assert_eq!(
        out(&list).lines().collect::<Vec<_>>(),
        [
            "a_failing::fails: benchmark",
            "a_failing::works: benchmark",
            "b_well::works: benchmark",
        ]
    );

    nothing_to_run(&project);
    gates(&project, place);
    a_revision_against_the_tree(&project);
    #[cfg(unix)]
    {
        a_comparison_that_is_terminated(&project);
        a_run_that_is_ended(&project);
    }
    a_variable_that_would_change_nothing(&project);
}

/// As a supervisor, a closed terminal and, where hangups are ignored, Ctrl-C
/// end it: the whole group is told. What was measured is kept.
#[cfg(unix)]
fn a_run_that_is_ended(project: &Path) {
    for (trap, signals, code) in [
        ("", &["TERM"][..], 143),
        ("", &["HUP"], 143),
        ("trap '' HUP; ", &["HUP", "INT"], 130),
    ] {
        let (mut child, store) = a_long_run(project, trap);
        for signal in signals {
            let group = format!("-{}", child.id());
            let told = Command::new("kill")
                .args(["-s", signal, "--", &group])
                .status();
            assert!(told.is_ok_and(|status| status.success()));
        }
        let ended = child.wait().expect("ends").code();
        assert_eq!(ended, Some(code), "{trap}{signals:?}");
        let run = the_run(&store).join("run.json");
        let run = fs::read_to_string(run).expect("the run is written");
        let run: serde_json::Value = serde_json::from_str(&run).expect("JSON");
        assert_eq!(run["run"]["partial"], true, "{trap}{signals:?}");
    }
}

/// A group of its own, behind what the shell shall do first, and its store;
/// it has measured something.
#[cfg(unix)]
fn a_long_run(project: &Path, trap: &str) -> (std::process::Child, PathBuf) {
    use std::{os::unix::process::CommandExt as _, process::Stdio};
    let store = project.join("store-of-a-long-run");
    drop(fs::remove_dir_all(&store));
    // Whoever started these tests may have signals ignored, as `nohup` has.
    let mut child = Command::new("env")
        .args(["--default-signal=HUP", "sh"])
        .args(["-c", &format!("{trap}exec \"$0\" \"$@\"")])
        .arg(env!("CARGO_BIN_EXE_cargo-benchkit"))
        .args(["run", "--bench", "b_well", "--profile", "dev"])
        .arg("--target-dir")
        .arg(project.join("target"))
        .args(["--", "--launches", "100000", "--budget", "10m", "--store"])
        .arg(&store)
        .current_dir(project)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("starts");
    loop {
        let journal = store.join("runs").exists().then(|| the_run(&store));
        let journal = journal.map(|run| run.join("journal.jsonl"));
        let journal = journal.and_then(|path| fs::read_to_string(path).ok());
        if journal.is_some_and(|text| text.lines().count() > 1) {
            return (child, store);
        }
        let ended = child.try_wait().expect("a child");
        assert_eq!(ended, None, "before it measured anything");
        std::thread::yield_now();
    }
}

/// The folder of the only run.
#[cfg(unix)]
fn the_run(store: &Path) -> PathBuf {
    let mut runs = fs::read_dir(store.join("runs")).expect("runs");
    runs.next().map_or(store.to_owned(), |run| run.expect("a run").path())
}

/// Once the revision is built too: nothing of it stays behind.
#[cfg(unix)]
fn a_comparison_that_is_terminated(project: &Path) {
    use std::{
        io::{BufRead as _, BufReader},
        process::Stdio,
    };
    git(project, &["commit", "-q", "-a", "-m", "mended"]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_cargo-benchkit"))
        .args(["compare", "--rev", "HEAD", "--budget", "60s"])
        .args(["--profile", "dev", "--target-dir"])
        .arg(project.join("target"))
        .current_dir(project)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut lines =
        BufReader::new(child.stderr.take().expect("a pipe")).lines();
    for _ in 0..2 {
        let built = |line: &std::io::Result<String>| {
            line.as_ref().is_ok_and(|line| line.contains("Finished"))
        };
        assert!(lines.any(|line| built(&line)), "both sides are built");
    }
    let id = child.id().to_string();
    let told = Command::new("kill").args(["-TERM", &id]).status();
    assert!(told.is_ok_and(|status| status.success()));
    lines.for_each(drop);
    assert_eq!(child.wait().expect("ends").code(), Some(143));
    let worktrees = git(project, &["worktree", "list"]);
    assert_eq!(worktrees.lines().count(), 1, "{worktrees}");
}

fn a_variable_that_would_change_nothing(project: &Path) {
    for (name, arguments) in [
        ("BENCHKIT_LOAD_BASELINE", &["compare", "--rev", "HEAD"][..]),
        ("BENCHKIT_JSON", &["compare", "--rev", "HEAD"]),
        ("BENCHKIT_STORE", &["compare", "--rev", "HEAD"]),
        ("BENCHKIT_CSV", &["run", "--profile", "dev"]),
        ("BENCHKIT_JSON", &["run", "--bench", "b_well", "--profile", "dev"]),
    ] {
        let refused = Command::new(env!("CARGO_BIN_EXE_cargo-benchkit"))
            .args(arguments)
            .env("CARGO_TARGET_DIR", project.join("target"))
            .env(name, "x")
            .current_dir(project)
            .output()
            .expect("starts");
        assert_eq!(refused.status.code(), Some(2), "{}", talk(&refused));
        assert!(talk(&refused).contains(name), "{}", talk(&refused));
    }
    for flag in ["--csv", "--markdown", "--json"] {
        let refused = benchkit(project, &["run"], &[flag, "x"]);
        let said = talk(&refused);
        assert_eq!(refused.status.code(), Some(2), "{said}");
        let start = format!("error: {flag} behind `--` names a file");
        assert!(said.contains(&start), "{said}");
        assert!(!project.join("x").exists());
    }
}

/// The project as a repository: its last revision against the tree, one that
/// does not build, and one that does not exist.
fn a_revision_against_the_tree(project: &Path) {
    drop(fs::remove_dir_all(project.join(".git")));
    fs::write(project.join(".gitignore"), "target\nstore\n").expect("written");
    git(project, &["init", "-q"]);
    git(project, &["add", "-A"]);
    git(project, &["commit", "-q", "-m", "first"]);
    let compare = |revision| {
        let arguments = ["compare", "--rev", revision, "--budget", "1s"];
        benchkit(project, &arguments, &["works"])
    };
    let same = compare("HEAD");
    let table = out(&same);
    assert_eq!(same.status.code(), Some(0), "{table}{}", talk(&same));
    for name in ["a_failing::works", "b_well::works"] {
        assert!(table.contains(name), "{table}");
    }
    assert!(!table.contains("REGRESSION"), "{table}");
    assert!(table.contains("0 regressions in 2"), "{table}");
    let arguments = ["compare", "--rev", "HEAD", "--budget", "1s", "--layout"];
    let aligned = benchkit(project, &arguments, &["works"]);
    let table = out(&aligned);
    assert_eq!(aligned.status.code(), Some(0), "{table}{}", talk(&aligned));
    assert_eq!(table.matches("functions aligned").count(), 2, "{table}");

    what_only_the_revision_has(project);

    // Cargo would read the tree's configuration for the revision too.
    let folder = project.join(".cargo");
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("config.toml");
    fs::write(&file, "[env]\nA = \"1\"\n").expect("written");
    git(project, &["add", "-A"]);
    let refused = compare("HEAD");
    let said = talk(&refused);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    for part in ["«HEAD»", ".cargo/config.toml", "--target-dir"] {
        assert!(said.contains(part), "{said}");
    }
    git(project, &["rm", "-q", "-f", ".cargo/config.toml"]);

    let bench = project.join("benches/b_well.rs");
    let good = fs::read_to_string(&bench).expect("a file");
    fs::write(&bench, "no Rust\n").expect("written");
    git(project, &["commit", "-q", "-a", "-m", "broken"]);
    fs::write(&bench, good).expect("written");
    let before = git(project, &["status", "--porcelain"]);
    for (revision, code) in [("HEAD", 2), ("no-such", 2), ("--help", 2)] {
        let refused = compare(revision);
        let said = talk(&refused);
        assert_eq!(refused.status.code(), Some(code), "{said}");
        if revision != "--help" {
            assert!(said.contains(&format!("«{revision}»")), "{said}");
        }
    }
    assert_eq!(git(project, &["status", "--porcelain"]), before);
    let worktrees = git(project, &["worktree", "list"]);
    assert_eq!(worktrees.lines().count(), 1, "{worktrees}");
}

/// A bench target that is gone takes its benchmarks along; each remark is
/// made once, though three trees are built.
fn what_only_the_revision_has(project: &Path) {
    let manifest = project.join("Cargo.toml");
    let whole = fs::read_to_string(&manifest).expect("a manifest");
    let gone = "[[bench]]\nname = \"b_well\"\nharness = false\n";
    let less = whole.replace(gone, "");
    assert_ne!(less, whole);
    fs::write(&manifest, less).expect("written");
    let mut arguments = vec!["compare", "--budget", "10ms", "--json", "c.json"];
    arguments.extend(["--rev", "HEAD", "--rev", "HEAD~0"]);
    arguments.extend(["--markdown", "-"]);
    let said = benchkit(project, &arguments, &["works"]);
    fs::write(&manifest, whole).expect("written");
    let (comment, talk) = (out(&said), talk(&said));
    assert_eq!(said.status.code(), Some(0), "{comment}{talk}");
    assert!(comment.contains("b_well::works"), "{comment}");
    let remark = "c_foreign is not benchkit's and is left out";
    assert_eq!(talk.matches(remark).count(), 1, "{talk}");
    let json = project.join("c.json");
    let text = fs::read_to_string(&json).expect("a document");
    fs::remove_file(&json).expect("removed");
    let document: serde_json::Value =
        serde_json::from_str(&text).expect("JSON");
    let only_in = |build: &str| {
        serde_json::json!({
            "build": build, "other": "here", "benchmarks": ["b_well::works"],
        })
    };
    let expected = [only_in("HEAD"), only_in("HEAD~0")];
    assert_eq!(document["only_in"], serde_json::json!(expected));
}

/// Enough for an interval: six launches.
const SIX: [&str; 10] = [
    "--launches",
    "6",
    "--launch-time",
    "1ms",
    "--warmup",
    "1",
    "--latency",
    "0",
    "--target",
    "100%",
];

const GATES: &str = r#"
[[gate]]
name = "works at all"
benchmarks = "b_well::*"
operator = "<="
limit = 1.0
unit = "s"

[[gate]]
name = "works in no time"
benchmarks = "b_well::*"
operator = "<"
limit = 0.001
unit = "ns"
expected = "fail"

[[gate]]
name = "does not change"
severity = "warning"
scheme = "percent"
fail_from = "moderate"
"#;

fn gates(project: &Path, store: &str) {
    let file = project.join("benchkit.toml");
    let out_of = |name: &str| project.join(name).display().to_string();
    let [json, xml, csv] = ["r.json", "r.xml", "r.csv"].map(out_of);
    let mut flags = SIX.to_vec();
    flags.extend(["--store", store]);
    let run = |more: &[&str], flags: &[&str]| {
        let mut all = vec!["run", "--bench", "b_well"];
        all.extend(more);
        benchkit(project, &all, flags)
    };
    let none = run(&["--fail-on", "gate"], &flags);
    assert_eq!(none.status.code(), Some(5), "{}", talk(&none));
    assert!(talk(&none).contains("nothing to judge by"), "{}", talk(&none));

    fs::write(&file, GATES).expect("written");
    let more = ["--fail-on", "gate", "--json", &json, "--junit", &xml];
    let mut more = more.to_vec();
    more.extend(["--csv", &csv]);
    let good = run(&more, &flags);
    assert_eq!(good.status.code(), Some(0), "{}{}", out(&good), talk(&good));
    assert!(out(&good).contains("fails, as expected"), "{}", out(&good));
    assert!(out(&good).contains("only advice"), "{}", out(&good));
    reports(project);

    let broken = GATES.replace("limit = 1.0", "limit = 1e-9");
    fs::write(&file, &broken).expect("written");
    let mut behind = flags.clone();
    behind.push("--fail-on=gate");
    for (more, flags) in [(&["--fail-on=gate"][..], &flags), (&[][..], &behind)]
    {
        let bad = run(more, flags);
        assert_eq!(bad.status.code(), Some(4), "{}{}", out(&bad), talk(&bad));
        assert!(out(&bad).contains("gates: 1 failed"), "{}", out(&bad));
    }
    let shown = run(&[], &flags);
    assert_eq!(shown.status.code(), Some(0), "{}", talk(&shown));
    assert!(talk(&shown).contains("--fail-on gate"), "{}", talk(&shown));
    let nobody = GATES.replace("b_well::*", "nobody::*");
    fs::write(&file, nobody).expect("written");
    let bad = run(&["--fail-on=gate"], &flags);
    assert_eq!(bad.status.code(), Some(4), "{}", talk(&bad));
    assert!(out(&bad).contains("no benchmark was"), "{}", out(&bad));
    fs::write(&file, GATES.replace("\"s\"", "\"MB\"")).expect("written");
    let wrong = run(&[], &flags);
    assert_eq!(wrong.status.code(), Some(2), "{}", talk(&wrong));
    let said = talk(&wrong);
    assert!(said.contains("benchkit.toml:7: `unit = \"MB\"`"), "{said}");
    fs::remove_file(&file).expect("removed");
}

/// What was written beside.
fn reports(project: &Path) {
    let text =
        |name: &str| fs::read_to_string(project.join(name)).expect("a report");
    let json: serde_json::Value =
        serde_json::from_str(&text("r.json")).expect("JSON");
    let schemas = cargo_benchkit::schemas();
    let (_, schema) =
        schemas.iter().find(|(name, _)| name == "report").expect("a schema");
    let validator = jsonschema::validator_for(schema).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(&json).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let run = &json["runs"][0]["results"][0];
    assert_eq!(run["id"], "b_well::works", "{json:#}");
    assert_eq!(json["gates"][1]["status"], "passed", "{json:#}");
    assert_eq!(json["gates"][2]["status"], "not_evaluable", "{json:#}");
    assert_eq!(json["gates"][2]["fails"], false, "{json:#}");
    let xml = text("r.xml");
    let xml = roxmltree::Document::parse(&xml).expect("XML");
    let cases = xml.descendants().filter(|n| n.has_tag_name("testcase"));
    let names: Vec<_> = cases.filter_map(|n| n.attribute("name")).collect();
    assert_eq!(names, ["b_well::works"]);
    assert!(!xml.descendants().any(|n| n.has_tag_name("failure")));
    let table = text("r.csv");
    let mut lines = csv::Reader::from_reader(table.as_bytes());
    assert_eq!(lines.headers().expect("names").get(6), Some("wall_ns"));
    let rows: Vec<csv::StringRecord> =
        lines.records().collect::<Result<_, _>>().expect("rows");
    let trials = &run["trials"]["count"];
    assert_eq!(rows.len() as u64, trials.as_u64().expect("a number"));
    let last = rows.last().expect("a row");
    let launches = run["launches"].as_array().expect("launches").len();
    assert_eq!(last.get(2), Some(launches.to_string().as_str()));
}

fn nothing_to_run(project: &Path) {
    for (arguments, flags, expected) in [
        (&["run"][..], &["--no-such-flag"][..], "--no-such-flag"),
        (&["run", "--bench", "nowhere"], &[], "nowhere"),
        (&["run", "--bench", "d_libtest"], &[], "harness = false"),
        (&["run", "--bench", "c_foreign"], &[], "none of the bench binaries"),
        (&["run", "--package", "nobody"], &[], "nobody"),
        (&["run", "--manifest-path", "no.toml"], &[], "no.toml"),
    ] {
        let output = benchkit(project, arguments, flags);
        let said = talk(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
}
