//! Comparisons of programs as JSON, with every launch.

use super::{
    cast::Program,
    run::Measured,
    series::{Launch, Record},
};
use crate::compare::{
    contest::Contest,
    document::{Comparison, SCHEMA_VERSION, comparison},
    findings::Finding,
    rule::Question,
};
use benchkit::{
    model::{Failure, Severity, schema_of},
    stats::{median, sorted},
    unit::{duration, percent},
};
use schemars::JsonSchema;
use serde::Serialize;

/// What stands in `--json FILE`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Document<'a> {
    /// The version of this document.
    schema_version: &'static str,
    /// The id of the program that all others are compared with.
    old: Vec<String>,
    /// Change that does not matter, a share.
    margin: f64,
    /// Slow-down beyond which a change is a regression, a share.
    threshold: f64,
    /// Seed of the order of the launches.
    seed: u64,
    /// Whether it was stopped: what is there is real, but not all.
    interrupted: bool,
    /// What the shell's start takes, in seconds; absent where no shell
    /// starts the programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    shell_start_s: Option<f64>,
    /// The CPU that all launches were held on, where they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu: Option<usize>,
    /// One entry a program but the first.
    pub(super) comparisons: Vec<Comparison>,
    /// Every program, the first one too.
    programs: Vec<Entry<'a>>,
}

/// One program and its launches.
#[derive(Debug, Serialize, JsonSchema)]
struct Entry<'a> {
    /// Its name, or its command.
    id: &'a str,
    /// As it was given.
    command: &'a str,
    /// What is started: the program and its arguments.
    words: &'a [String],
    /// How it failed, where it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'a Failure>,
    /// Launches that do not count.
    warmup: Vec<Row>,
    /// Launches that do.
    launches: Vec<Row>,
}

/// One launch.
#[derive(Debug, Serialize, JsonSchema)]
struct Row {
    /// The round that it was in, from 0; absent in warm-up.
    #[serde(skip_serializing_if = "Option::is_none")]
    round: Option<usize>,
    /// Its place in the round, from 0; absent in warm-up.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<usize>,
    /// Wall time in seconds, the shell's start included.
    wall_s: f64,
    /// Processor time in user mode, in seconds.
    user_s: f64,
    /// Processor time in the kernel, in seconds.
    system_s: f64,
    /// Most memory at once, in bytes; absent where it is no more than the
    /// system counts for any process.
    #[serde(skip_serializing_if = "Option::is_none")]
    peak_bytes: Option<u64>,
    /// The code that it exited with.
    code: i32,
}

/// The JSON Schema (draft 2020-12) of [`Document`].
pub(crate) fn schema() -> serde_json::Value {
    schema_of::<Document<'_>>("Programs, as benchkit compared them")
}

impl<'a> Document<'a> {
    pub(super) fn new(
        measured: &'a Measured,
        question: Question,
        seed: u64,
        interrupted: bool,
    ) -> Self {
        let Measured { cast, contests, records, shell_ns, cpu } = measured;
        let compared = contests.iter().enumerate().map(|(at, contest)| {
            let mut compared = comparison(contest);
            compared.findings.retain(|f| f.kind != "FailedTrials");
            for finding in &mut compared.findings {
                if finding.kind == "Unstable" {
                    "a quieter machine, or more launches: --budget"
                        .clone_into(&mut finding.advice);
                }
            }
            let both = [0, at + 1].map(|at| (&cast.programs[at], &records[at]));
            compared.findings.extend(findings(contest, both, *shell_ns));
            compared
        });
        Self {
            schema_version: SCHEMA_VERSION,
            old: vec![cast.programs[0].id.to_string()],
            margin: question.margin,
            threshold: question.threshold,
            seed,
            interrupted,
            shell_start_s: Some(shell_ns / 1e9).filter(|s| *s > 0.0),
            cpu: *cpu,
            comparisons: compared.collect(),
            programs: cast
                .programs
                .iter()
                .zip(records)
                .map(|(program, record)| entry(program, record))
                .collect(),
        }
    }
}

fn entry<'a>(program: &'a Program, record: &'a Record) -> Entry<'a> {
    Entry {
        id: program.id.as_str(),
        command: &program.command,
        words: &program.words,
        failure: record.failure.as_ref(),
        warmup: record.warmup.iter().map(row).collect(),
        launches: record.launches.iter().map(row).collect(),
    }
}

fn row(launch: &Launch) -> Row {
    Row {
        round: launch.at.map(|(round, _)| round),
        place: launch.at.map(|(_, place)| place),
        wall_s: launch.wall_ns / 1e9,
        user_s: launch.user_ns / 1e9,
        system_s: launch.system_ns / 1e9,
        peak_bytes: Some(launch.peak_bytes)
            .filter(|peak| *peak > launch.peak_floor),
        code: launch.code,
    }
}

/// What makes a comparison of two programs doubtful.
fn findings(
    contest: &Contest,
    both: [(&Program, &Record); 2],
    shell_ns: f64,
) -> Vec<Finding> {
    let mut all = Vec::new();
    if let Some(failed) = &contest.failure {
        all.push(Finding {
            kind: "FailedTrials",
            severity: Severity::Error,
            evidence: format!(
                "«{}» failed: {}",
                contest.ids[failed.side.min(1)],
                failed.said()
            ),
            advice: "execute the command alone; exit codes that are no \
                     failure: --ignore-failure=CODES"
                .to_owned(),
        });
    }
    for (program, record) in both {
        let walls = record.launches.iter().map(|launch| launch.wall_ns);
        let wall = median(&sorted(walls.collect::<Vec<f64>>()));
        if shell_ns > 0.0 && wall < 2.0 * shell_ns {
            all.push(Finding {
                kind: "Implausible",
                severity: Severity::Warning,
                evidence: format!(
                    "the shell's own start, {}, is {} of the time of «{}»",
                    duration(shell_ns),
                    percent(shell_ns / wall),
                    program.id
                ),
                advice: "start it without a shell: --shell none".to_owned(),
            });
        }
        let odd = record.launches.iter().filter(|l| l.code != 0).count();
        if odd > 0 {
            all.push(Finding {
                kind: "FailedTrials",
                severity: Severity::Info,
                evidence: format!(
                    "{odd} of {} launches of «{}» exited with another code \
                     than 0, which --ignore-failure lets count",
                    record.launches.len(),
                    program.id
                ),
                advice: "see that it does the work that is to be timed"
                    .to_owned(),
            });
        }
    }
    all
}
