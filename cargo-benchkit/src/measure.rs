//! `cargo benchkit run`: runs every bench binary, then judges the gates.

use crate::{
    binaries::Binary,
    cli::Asked,
    codes,
    error::{Error, Result},
    export::{self, Case, Outcome, Trials},
    gates::{self, Command as Judging, GateResult, Measured, Sets, Tally},
    outlet, run,
    signals::Stop,
    variables,
};
use benchkit::{
    harness::exit,
    model::{BenchmarkResult, RunDocument, Status, from_json},
    unit::duration,
};
use clap::{Args, ValueEnum};
use std::{
    env,
    ffi::{OsStr, OsString},
    fs,
    io::{self, Write},
    path::PathBuf,
    process::Command,
    time::Duration,
};
use tempfile::TempDir;

/// What fails the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// A gate that does not pass: exit code 4
    Gate,
    /// Not judged by runs, see compare: exit code 5
    Regression,
    /// Not judged by runs, see compare: exit code 5
    Inconclusive,
}

/// What to measure, and what to make of it.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Options {
    /// What fails the command (may be repeated)
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    fail_on: Vec<FailOn>,
    /// Gates of this file (TOML, or JSON by its name) instead of
    /// benchkit.toml
    #[arg(long, value_name = "FILE")]
    gates: Option<PathBuf>,
    /// Write all runs and gates as JSON; - is standard output
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the gates as Markdown; - is standard output
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    #[arg(
        long,
        value_name = "FILE",
        help = "Write a JUnit report, a test case a benchmark; - is \
                standard output"
    )]
    junit: Option<PathBuf>,
    /// Write every trial as CSV; - is standard output
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) asked: Asked,
}

/// What a bench binary left.
struct Left {
    suite: String,
    /// The file of its gates.
    file: Option<PathBuf>,
    run: Option<(RunDocument, Vec<Trials>)>,
}

/// Measures, judges and reports; returns the gravest code.
///
/// # Errors
/// When nothing could be run, gates have mistakes, or a report cannot be
/// written.
pub(crate) fn run(
    options: &Options,
    out: &mut dyn Write,
    talk: &mut dyn Write,
) -> Result<u8> {
    let mut asked = options.asked.clone();
    let gated = own_flags(options, &mut asked.flags);
    let stop = Stop::watch();
    let built = run::binaries(&asked, talk);
    // What was being built may have had the signal too.
    if let Some(code) = stop.code() {
        return Ok(code);
    }
    let binaries = built?;
    let mut sets = Sets::new();
    let mut files = Vec::new();
    for binary in &binaries {
        let named = options.gates.as_deref();
        files.push(gates::of_folder(&mut sets, binary.folder(), named)?);
    }
    if stored_elsewhere(&asked.flags) && options.wants(&sets, gated) {
        return Err(Error::new(
            "--json, --load-baseline and --profile-time behind `--` leave \
             nothing to judge or to report: `cargo benchkit run --json FILE` \
             writes all runs",
        ));
    }
    variables::refuse(variables::RUNNING)?;
    variables::refuse_one_file(binaries.len(), &asked.flags)?;
    let place = tempfile::tempdir()
        .map_err(|e| Error::because("a folder for the runs", e))?;
    let words = environment();
    let mut number = 0;
    let mut prepare = |_: &Binary, command: &mut Command| {
        let at = |end: &str| file(&place, number, end);
        command.env("BENCHKIT_JSON", at("json"));
        if options.has_standard_output() {
            // Nothing else may stand there.
            command.stdout(io::stderr());
        }
        if options.csv.is_some() {
            command.env("BENCHKIT_TRIALS", at("trials"));
        }
        match &words {
            Some(words) => command.env("BENCHKIT_FAIL_ON", words),
            None => command.env_remove("BENCHKIT_FAIL_ON"),
        };
        number += 1;
    };
    let reached = run::each(&binaries, &asked, &[], talk, &mut prepare);
    let mut left = Vec::new();
    for (at, (binary, gates)) in binaries.iter().zip(files).enumerate() {
        left.push(Left {
            suite: binary.target.name.replace('-', "_"),
            file: gates,
            run: read(&place, at)?,
        });
    }
    let results = judge(&sets, &left);
    report(options, &sets, left, results, gated, &reached, out, talk)
}

impl Options {
    fn outputs(&self) -> [&Option<PathBuf>; 4] {
        [&self.json, &self.markdown, &self.junit, &self.csv]
    }

    /// Whether an output is asked for on standard output.
    fn has_standard_output(&self) -> bool {
        self.outputs().iter().any(|path| outlet::is_dash(path.as_deref()))
    }

    /// Whether anything is asked of what the bench binaries leave.
    fn wants(&self, sets: &Sets, gated: bool) -> bool {
        gated
            || self.outputs().iter().any(|path| path.is_some())
            || sets.values().any(|gates| !gates.is_empty())
    }
}

/// Takes `gate` out of what bench binaries are told of `--fail-on`, for only
/// this command can judge it; adds what they are told. Whether it is asked
/// for, here, behind `--` or in the environment.
fn own_flags(options: &Options, flags: &mut Vec<OsString>) -> bool {
    let mut gated = options.fail_on.contains(&FailOn::Gate);
    gated |= env::var("BENCHKIT_FAIL_ON").is_ok_and(|words| without(&words).1);
    let mut kept = Vec::new();
    let mut rest = flags.drain(..);
    while let Some(flag) = rest.next() {
        if flag == "--" {
            kept.push(flag);
            kept.extend(rest.by_ref());
            break;
        }
        let text = flag.to_string_lossy().into_owned();
        let value = match text.strip_prefix("--fail-on=") {
            Some(value) => Some(value.to_owned()),
            None if text == "--fail-on" => {
                rest.next().map(|next| next.to_string_lossy().into_owned())
            }
            None => None,
        };
        let Some(value) = value else {
            kept.push(flag);
            continue;
        };
        let (others, found) = without(&value);
        gated |= found;
        kept.extend(others.map(|words| format!("--fail-on={words}").into()));
    }
    drop(rest);
    for (what, word) in [
        (FailOn::Regression, "regression"),
        (FailOn::Inconclusive, "inconclusive"),
    ] {
        if options.fail_on.contains(&what) {
            kept.insert(0, format!("--fail-on={word}").into());
        }
    }
    *flags = kept;
    gated
}

/// The words but `gate`, and whether that was one of them.
fn without(words: &str) -> (Option<String>, bool) {
    let all: Vec<&str> = words.split(',').collect();
    let others: Vec<&str> =
        all.iter().copied().filter(|word| *word != "gate").collect();
    let found = others.len() < all.len();
    ((!others.is_empty()).then(|| others.join(",")), found)
}

/// What bench binaries are told of `BENCHKIT_FAIL_ON`.
fn environment() -> Option<String> {
    env::var("BENCHKIT_FAIL_ON").ok().and_then(|words| without(&words).0)
}

/// Whether a flag keeps a bench binary from leaving its run where this
/// command looks for it.
fn stored_elsewhere(flags: &[OsString]) -> bool {
    let own = flags.iter().take_while(|flag| *flag != OsStr::new("--"));
    own.map(|flag| flag.to_string_lossy()).any(|flag| {
        let name = flag.split('=').next().unwrap_or_default();
        ["--json", "--load-baseline", "--profile-time"].contains(&name)
    })
}

fn file(place: &TempDir, number: usize, end: &str) -> PathBuf {
    place.path().join(format!("{number}.{end}"))
}

/// What the bench binary `number` left; `None` where it left no run.
fn read(
    place: &TempDir,
    number: usize,
) -> Result<Option<(RunDocument, Vec<Trials>)>> {
    let Ok(text) = fs::read_to_string(file(place, number, "json")) else {
        return Ok(None);
    };
    let run = from_json(&text)
        .map_err(|e| Error::because("the run of a bench binary", e))?;
    let trials = fs::read_to_string(file(place, number, "trials"));
    Ok(Some((run, Trials::read(&trials.unwrap_or_default())?)))
}

/// The gates of each file, on the runs of the packages that it is for.
fn judge(sets: &Sets, left: &[Left]) -> Vec<GateResult> {
    let mut results = Vec::new();
    for (path, set) in sets {
        let own = || left.iter().filter(|l| l.file.as_ref() == Some(path));
        let runs = own().filter_map(|left| left.run.as_ref());
        let measured: Vec<Measured<'_>> =
            runs.flat_map(|(run, _)| &run.results).map(Measured).collect();
        let subjects: Vec<&dyn gates::Subject> =
            measured.iter().map(|m| m as &dyn gates::Subject).collect();
        for gate in set.iter().filter(|g| g.judged_by(Judging::Run)) {
            results.extend(
                own()
                    .filter(|left| left.run.is_none())
                    .filter_map(|left| gates::missing(gate, &left.suite)),
            );
            results.extend(gates::judge(gate, &subjects));
        }
    }
    results
}

#[expect(clippy::too_many_arguments, reason = "all that came of a run")]
fn report(
    options: &Options,
    sets: &Sets,
    left: Vec<Left>,
    results: Vec<GateResult>,
    gated: bool,
    reached: &[u8],
    out: &mut dyn Write,
    talk: &mut dyn Write,
) -> Result<u8> {
    let all: Vec<&gates::Gate> = sets.values().flatten().collect();
    let tally = Tally::of(&results, &all, Judging::Run);
    let own = tally.code(gated);
    let code = codes::gravest(reached.iter().copied().chain([own]));
    if !options.has_standard_output() && !tally.is_empty() {
        let text = gates::table(&results, &tally, gates::columns());
        outlet::put(out, &format!("\n{text}"))?;
    }
    for line in tally.remarks(gated, Judging::Run) {
        drop(writeln!(talk, "{line}"));
    }
    let runs: Vec<(RunDocument, Vec<Trials>)> =
        left.into_iter().filter_map(|left| left.run).collect();
    let mut write =
        |path: &PathBuf, text: &str| outlet::deliver(Some(path), text, out);
    if let Some(path) = &options.markdown {
        write(path, &gates::section(&results, &tally))?;
    }
    if let Some(path) = &options.junit {
        let cases: Vec<Case> =
            runs.iter().flat_map(|(r, _)| cases(r)).collect();
        write(path, &export::junit(&cases, &results)?)?;
    }
    if let Some(path) = &options.csv {
        write(path, &export::csv(&runs)?)?;
    }
    if let Some(path) = &options.json {
        let runs = runs.into_iter().map(|(run, _)| run).collect();
        let report = gates::Report::new(code, runs, results);
        let text = serde_json::to_string_pretty(&report)
            .map_err(|e| Error::because("the runs as JSON", e))?;
        write(path, &format!("{text}\n"))?;
    }
    Ok(code)
}

/// The benchmarks of a run as test cases.
fn cases(run: &RunDocument) -> Vec<Case> {
    let suite = &run.run.suite;
    run.results.iter().map(|result| case(suite, result)).collect()
}

fn case(suite: &str, result: &BenchmarkResult) -> Case {
    let reason = result.reason.clone().unwrap_or_default();
    let outcome = match result.status {
        Status::Measured => Outcome::Ok,
        Status::Failed => {
            let failure = result.failure.as_ref();
            Outcome::Failed(failure.map_or(reason, |f| f.message.clone()))
        }
        Status::Partial if result.estimate.is_some() => Outcome::Ok,
        Status::Skipped | Status::Partial => Outcome::Skipped(reason),
    };
    let ns = result.launches.iter().map(|launch| launch.host.wall.0).sum();
    let said = result.estimate.as_ref().map(|estimate| {
        let ends = estimate.lower.zip(estimate.upper);
        let ends = ends.map(|(lower, upper)| {
            format!(" ({} … {})", duration(lower), duration(upper))
        });
        format!("{}{}", duration(estimate.point), ends.unwrap_or_default())
    });
    Case {
        suite: suite.to_owned(),
        id: result.id.to_string(),
        old: None,
        outcome,
        time: Duration::from_nanos(ns),
        said: said.unwrap_or_default(),
    }
}

/// The code of gates that were judged, or were to be.
impl Tally {
    pub(crate) fn code(&self, gated: bool) -> u8 {
        match (gated, self.is_empty()) {
            (true, true) => exit::INCONCLUSIVE,
            (true, false) if self.fails() => exit::GATE,
            _ => exit::OK,
        }
    }

    /// What to know beside the table.
    pub(crate) fn remarks(&self, gated: bool, command: Judging) -> Vec<String> {
        let mut all = Vec::new();
        all.extend(self.elsewhere(command));
        if gated && self.is_empty() {
            all.push(
                "--fail-on gate has nothing to judge by, so it fails: \
                 benchkit.toml has no gate for this command"
                    .to_owned(),
            );
        }
        if !gated && self.fails() {
            all.push(
                "gates are only shown; --fail-on gate lets them fail"
                    .to_owned(),
            );
        }
        all
    }
}
