//! Starts fake bench binaries as cargo would, and reads what they leave.

use serde_json::Value;
use std::{
    env, fmt, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{self, Child, Command, Output, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

pub(crate) const SUITE: &str = env!("CARGO_BIN_EXE_fake_suite");
pub(crate) const NAMES: &str = env!("CARGO_BIN_EXE_fake_names");
pub(crate) const EMPTY: &str = env!("CARGO_BIN_EXE_fake_empty");

/// Enough for a number, too little for a good one.
pub(crate) const SHORT: [&str; 6] = [
    "--bench",
    "--budget=300ms",
    "--launches=2",
    "--launch-time=3ms",
    "--warmup=20",
    "--timeout=60s",
];

/// An empty folder, removed with its content.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("harness-{}-{number}", process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// A bench binary with a store of its own, and no variable of ours.
pub(crate) fn command(program: impl AsRef<Path>, store: &Folder) -> Command {
    let mut command = Command::new(program.as_ref());
    clean(&mut command);
    command.env("BENCHKIT_STORE", store.path());
    command
}

/// Takes away what changes the behaviour of a bench binary.
pub(crate) fn clean(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        let prefixes = ["BENCHKIT_", "NEXTEST", "RUST_TEST"];
        if prefixes.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
    for name in ["NO_COLOR", "CARGO_TERM_COLOR", "COLUMNS", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
}

/// What a process said, and how it ended.
pub(crate) struct Answer {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a document says of the host is long, and the same each time.
        let document = serde_json::from_str::<Value>(&self.stdout).ok();
        let results = document.map(|d| format!("{:#}", d["results"]));
        let stdout = results.as_ref().unwrap_or(&self.stdout);
        let Self { code, stderr, .. } = self;
        write!(f, "exit {code:?}\n--- stderr\n{stderr}\n--- stdout\n{stdout}")
    }
}

impl From<Output> for Answer {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }
}

impl Answer {
    /// Fails with all that was said unless the exit code is `code`.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// Fails unless standard output has `text`.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "no {text:?} in {self:#?}");
        self
    }

    /// Fails unless standard error has `text`.
    #[track_caller]
    pub(crate) fn complains(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "no {text:?} in {self:#?}");
        self
    }

    /// Standard output as a valid document of a run.
    #[track_caller]
    pub(crate) fn document(&self) -> Value {
        let value = serde_json::from_str(&self.stdout);
        valid(value.unwrap_or_else(|e| panic!("{e}: {self:#?}")))
    }
}

#[track_caller]
pub(crate) fn answer(command: &mut Command) -> Answer {
    command.output().expect("it starts").into()
}

/// Runs `program` with `arguments` in a new store.
#[track_caller]
pub(crate) fn run(program: &str, arguments: &[&str]) -> Answer {
    let store = Folder::new();
    answer(command(program, &store).args(arguments))
}

/// Measures `filters` of the suite briefly; its document is on stdout.
#[track_caller]
pub(crate) fn measure(arguments: &[&str]) -> Answer {
    let store = Folder::new();
    measure_in(&store, arguments)
}

/// The same in a store that outlives it.
#[track_caller]
pub(crate) fn measure_in(store: &Folder, arguments: &[&str]) -> Answer {
    let mut command = command(SUITE, store);
    answer(command.args(SHORT).args(["--json", "-"]).args(arguments))
}

/// `document`, once it is valid.
#[track_caller]
pub(crate) fn valid(document: Value) -> Value {
    static VALIDATOR: OnceLock<jsonschema::Validator> = OnceLock::new();
    let validator = VALIDATOR.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../docs/schema/run.schema.json");
        let text = fs::read_to_string(path).expect("the schema");
        let schema = serde_json::from_str(&text).expect("JSON");
        jsonschema::validator_for(&schema).expect("a schema")
    });
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}\n{document:#}", errors.join("\n"));
    document
}

/// The results of a document.
#[track_caller]
pub(crate) fn results(document: &Value) -> &[Value] {
    document["results"].as_array().expect("results")
}

/// The result whose id ends with `::name`.
#[track_caller]
pub(crate) fn result<'d>(document: &'d Value, name: &str) -> &'d Value {
    let end = format!("::{name}");
    let has = |r: &&Value| r["id"].as_str().is_some_and(|i| i.ends_with(&end));
    let found = results(document).iter().find(has);
    found.unwrap_or_else(|| panic!("no {name} in {document:#}"))
}

/// The documents of all runs in a store, oldest first.
pub(crate) fn stored(store: &Folder) -> Vec<Value> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(path.join("run.json")).ok()?;
        Some(valid(serde_json::from_str(&text).expect("JSON")))
    };
    folders(store).into_iter().filter_map(read).collect()
}

/// The folders of all runs in a store, oldest first.
pub(crate) fn folders(store: &Folder) -> Vec<PathBuf> {
    let runs = fs::read_dir(store.join("runs"));
    let entries = runs.into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|e| e.path()).collect();
    paths.sort();
    paths
}

/// The lines of the journal in a run's folder.
pub(crate) fn journal(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("journal.jsonl"));
    let text = text.expect("a journal");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Sends a signal.
#[track_caller]
pub(crate) fn signal(name: &str, child: &Child) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-s", name, &id]).status();
    assert!(sent.expect("kill starts").success());
}

/// Whether a process is there and no zombie.
pub(crate) fn lives(process: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"));
    let state = stat.ok().and_then(|text| {
        text.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next())
    });
    state.is_some_and(|state| state != 'Z' && state != 'X')
}

/// Looks until `condition` holds; for what the kernel does in its own time.
#[track_caller]
pub(crate) fn until(what: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(30), "never: {what}");
        thread::yield_now();
    }
}

/// The number behind `word` in `text`.
#[track_caller]
pub(crate) fn number_after(text: &str, word: &str) -> u32 {
    let rest = text.split_once(word).map_or("", |(_, rest)| rest).trim_start();
    let digits: String =
        rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("no number after {word}: {text}"))
}

/// Says past what captures the output of tests that one is not run.
pub(crate) fn skipped(reason: &str) {
    drop(writeln!(io::stderr(), "skipped: {reason}"));
}

/// Ends a process that a workload left behind.
pub(crate) fn end(process: u32) {
    let id = process.to_string();
    drop(Command::new("kill").args(["-9", &id]).status());
}
