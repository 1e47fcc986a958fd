//! Builds the fake bench binaries and runs them through the real harness.
//!
//! They are built once more here, optimised: what the compiler takes out,
//! and how long work takes, cannot be seen in the test profile. A higher
//! `opt-level` for packages of the dev profile would not do, since the loop
//! is compiled within the fake, debug assertions stay on, and each developer
//! would pay for it in each build.

use serde_json::Value;
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// What cargo does with `arguments`: the executables that it built, by name.
fn cargo(arguments: &[&str]) -> BTreeMap<String, PathBuf> {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(program)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {errors}");
    let messages = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    messages.lines().filter_map(executable).collect()
}

/// The name and the place of an executable that a message of cargo names.
fn executable(message: &str) -> Option<(String, PathBuf)> {
    let message: Value = serde_json::from_str(message).ok()?;
    let place = message["executable"].as_str()?;
    let name = message["target"]["name"].as_str()?;
    Some((name.to_owned(), place.into()))
}

/// The optimised fake `name`.
pub(crate) fn optimised(name: &str) -> &'static Path {
    static BUILT: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        cargo(&[
            "build",
            "--release",
            "--package=benchkit-tests",
            "--bin=lying_work",
            "--bin=honest_work",
            "--message-format=json-render-diagnostics",
        ])
    });
    built.get(name).expect("cargo builds every fake")
}

/// `changed_work` before and after it was edited, copied to `folder`: they
/// are built to one place.
pub(crate) fn edited(folder: &Path) -> [PathBuf; 2] {
    [("before", &[][..]), ("after", &["--cfg=edited"])].map(|(name, flags)| {
        let mut arguments = vec![
            "rustc",
            "--release",
            "--package=benchkit-tests",
            "--bin=changed_work",
            "--message-format=json-render-diagnostics",
            "--",
        ];
        arguments.extend_from_slice(flags);
        let built = cargo(&arguments);
        let copy = folder.join(name);
        fs::copy(&built["changed_work"], &copy).expect("a copy");
        copy
    })
}

/// An empty folder that goes away with the value.
#[derive(Debug)]
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("findings-{}-{count}", std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _kept = fs::remove_dir_all(&self.0);
    }
}

/// A finding, as the JSON has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) kind: String,
    pub(crate) severity: String,
    pub(crate) evidence: String,
    pub(crate) advice: String,
}

/// What a run of a bench binary left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) document: Value,
    pub(crate) text: String,
    pub(crate) code: Option<i32>,
}

impl Ran {
    /// The results of workload `name`, one for each of its arguments.
    pub(crate) fn results(&self, name: &str) -> Vec<&Value> {
        let results = self.document["results"].as_array().expect("results");
        let named = |result: &&Value| {
            let path = result["workload"].as_str().unwrap_or_default();
            path.rsplit("::").next() == Some(name)
        };
        results.iter().filter(named).collect()
    }

    /// What was found in workload `name`.
    pub(crate) fn found(&self, name: &str) -> Vec<Found> {
        let results = self.results(name);
        assert!(!results.is_empty(), "{name} was not measured: {}", self.text);
        results.into_iter().flat_map(findings).collect()
    }

    /// What was found in all workloads, with their ids.
    pub(crate) fn all_found(&self) -> Vec<(String, Found)> {
        let results = self.document["results"].as_array().expect("results");
        let of = |result: &Value| -> Vec<(String, Found)> {
            let id = result["id"].as_str().unwrap_or_default().to_owned();
            findings(result).into_iter().map(|f| (id.clone(), f)).collect()
        };
        results.iter().flat_map(of).collect()
    }
}

/// The findings of a result, its comparison's included.
pub(crate) fn findings(result: &Value) -> Vec<Found> {
    let own = result["findings"].as_array();
    let compared = result["verdict"]["findings"].as_array();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let found = |finding: &Value| Found {
        kind: text(&finding["kind"]),
        severity: text(&finding["severity"]),
        evidence: text(&finding["evidence"]),
        advice: text(&finding["advice"]),
    };
    own.into_iter().chain(compared).flatten().map(found).collect()
}

/// A run of `program` with a store of its own in `folder`.
pub(crate) fn command(program: &Path, folder: &Folder) -> Command {
    let mut command = Command::new(program);
    command
        .args(["--bench", "--color=never", "--json=run.json", "--store=store"])
        .env_remove("RUST_BACKTRACE")
        .env("COLUMNS", "100")
        .current_dir(&folder.0);
    command
}

/// Waits for a [`command`] and reads what it left in `folder`.
pub(crate) fn finish(mut command: Command, folder: &Folder) -> Ran {
    let output = command.output().expect("the bench binary starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    let json = fs::read(folder.0.join("run.json"));
    let json = json.unwrap_or_else(|e| panic!("{e}: {text}{errors}"));
    let document = serde_json::from_slice(&json).expect("JSON");
    Ran { document, text, code: output.status.code() }
}

/// Runs the workload `name` of the optimised fake `program`.
pub(crate) fn run(program: &str, name: &str, arguments: &[&str]) -> Ran {
    let folder = Folder::new();
    let mut command = command(optimised(program), &folder);
    command.arg(format!("{program}::{name}")).args(arguments);
    finish(command, &folder)
}
