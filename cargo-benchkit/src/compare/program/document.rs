//! Comparisons of programs as JSON, with every launch.

use super::{
    cast::Program,
    run::Measured,
    series::{Launch, Record},
};
use crate::compare::{
    contest::Contest,
    document::{Comparison, Finding, SCHEMA_VERSION, comparison},
    rule::Question,
};
use benchkit::{
    model::Failure,
    stats::{median, sorted},
    unit::{duration, percent},
};
use serde::Serialize;

/// What stands in `--json FILE`.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    schema_version: &'static str,
    /// The id of the program that all others are compared with.
    old: Vec<String>,
    margin: f64,
    threshold: f64,
    seed: u64,
    interrupted: bool,
    /// Absent where no shell starts the programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    shell_start_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu: Option<usize>,
    pub(super) comparisons: Vec<Comparison>,
    programs: Vec<Entry<'a>>,
}

/// One program and its launches.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    id: &'a str,
    command: &'a str,
    words: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'a Failure>,
    warmup: Vec<Row>,
    launches: Vec<Row>,
}

/// One launch.
#[derive(Debug, Serialize)]
struct Row {
    #[serde(skip_serializing_if = "Option::is_none")]
    round: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<usize>,
    /// The shell's start included.
    wall_s: f64,
    user_s: f64,
    system_s: f64,
    /// Absent where it is no more than the system counts for any process.
    #[serde(skip_serializing_if = "Option::is_none")]
    peak_bytes: Option<u64>,
    code: i32,
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
            severity: "error",
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
                severity: "warning",
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
                severity: "info",
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
