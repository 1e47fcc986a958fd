//! How often the interval that a default run prints covers the median of at
//! least 200 later launches; criterion's is judged by the same rule.

use crate::{
    criterion::{Peer, measure_peer},
    harness::{build, measure},
    plan::target_folder,
};
use benchkit::model::Estimate;
use benchkit_benches::{
    Failure,
    lines::{Lines, markdown},
    numbers::{median, share},
    print, remark,
};
use cargo_benchkit::doctor::is_quiet;
use clap::Args;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf, absolute},
    time::Instant,
};

/// Share of the repetitions that must be covered.
const TARGET: f64 = 0.93;

/// Most runs past the last repetition, so that a run that yields no launches
/// cannot go on for ever.
const MOST_LATER_RUNS: u32 = 400;

/// How much to measure.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Default runs of the four kernels.
    #[arg(long, default_value_t = 400)]
    repetitions: u32,
    /// Runs before them, from which the host's noise is learned, as a user's
    /// earlier runs teach it; 0 judges runs that know nothing.
    #[arg(long, default_value_t = 40)]
    learn: u32,
    /// Default runs under criterion, spread over the session; 0 for none.
    #[arg(long, default_value_t = 40)]
    criterion: u32,
    /// Launches after a repetition whose median is the truth.
    #[arg(long, default_value_t = 200)]
    later: usize,
    /// Only prints what has been measured.
    #[arg(long)]
    report: bool,
    /// Where the repetitions are kept; a new file is a new session.
    #[arg(long)]
    file: Option<PathBuf>,
}

/// One kernel in one run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Repetition {
    /// "benchkit" or "criterion".
    pub(crate) tool: String,
    /// Its number; those before the repetitions only teach, those after
    /// them only serve as later launches.
    pub(crate) number: u32,
    /// The kernel.
    pub(crate) kernel: String,
    /// The interval that the run printed; absent in short runs.
    pub(crate) interval: Option<(f64, f64)>,
    /// The interval of this run alone, without what earlier ones taught.
    #[serde(default)]
    pub(crate) alone: Option<(f64, f64)>,
    /// Whether the run told of a change against the one before it, of the
    /// same binary.
    #[serde(default)]
    pub(crate) changed: Option<bool>,
    /// What each launch measured.
    pub(crate) launches: Vec<f64>,
    /// Wall time of the run / its benchmarks.
    pub(crate) seconds: f64,
    /// Whether the host was quiet just before.
    #[serde(default)]
    pub(crate) quiet: Option<bool>,
}

/// Measures what the file lacks, then prints the table.
///
/// # Errors
/// When a bench binary or the file fails.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let path = options
        .file
        .clone()
        .unwrap_or_else(|| target_folder().join("coverage.jsonl"));
    let lines = Lines::new(path);
    if !options.report {
        session(options, &lines)?;
    }
    let known: Vec<Repetition> = lines.read()?;
    let judged = judge(&known, options);
    let rows: Vec<Vec<String>> = judged.iter().map(row).collect();
    print(&markdown(&HEADER, &rows))?;
    Ok(print(&conclusion(&judged))?)
}

fn session(options: &Options, lines: &Lines) -> Result<(), Failure> {
    let bench = build("kernels", "kernels")?;
    let known: Vec<Repetition> = lines.read()?;
    let done: BTreeSet<u32> = known
        .iter()
        .filter(|r| r.tool == "benchkit")
        .map(|r| r.number)
        .collect();
    let mut peer = (options.criterion > 0)
        .then(|| Peer::new(options.criterion, options.later, &known))
        .transpose()?;
    for number in 0..options.end() {
        if !done.contains(&number) {
            remark(&format!("run {number} of {}", options.end()));
            repeat(&bench, number, lines)?;
        }
        if let Some(peer) = &mut peer {
            let judged = (number + 1).saturating_sub(options.learn);
            let due = peer.due(judged, options.repetitions);
            measure_peer(peer, due, lines)?;
        }
    }
    for number in options.end()..options.end() + MOST_LATER_RUNS {
        if enough(&lines.read()?, options) {
            break;
        }
        if !done.contains(&number) {
            remark(&format!("later launches {number}"));
            repeat(&bench, number, lines)?;
        }
    }
    if let Some(peer) = &mut peer {
        peer.measure_later(lines)?;
    }
    Ok(())
}

/// One default run, in a store that only this session knows.
fn repeat(bench: &Path, number: u32, lines: &Lines) -> Result<(), Failure> {
    let store = absolute(lines.path())?.with_extension("store");
    let store = store.to_string_lossy();
    let quiet = is_quiet();
    let start = Instant::now();
    let run = measure(bench, &["kernels::cost::", "--store", &store])?;
    let seconds = start.elapsed().as_secs_f64() / divisor(run.results.len());
    for result in run.results {
        let estimate = result.estimate.as_ref();
        let kernel = result.workload.rsplit("::").next().unwrap_or_default();
        let ratio = result.verdict.as_ref().and_then(|v| v.ratio);
        lines.append(&Repetition {
            tool: "benchkit".to_owned(),
            number,
            kernel: kernel.to_owned(),
            interval: estimate.and_then(|e| e.lower.zip(e.upper)),
            alone: estimate.and_then(Estimate::alone),
            changed: ratio.map(|r| r.lower > 1.0 || r.upper < 1.0),
            launches: result.launches.iter().map(|l| l.estimate).collect(),
            seconds,
            quiet,
        })?;
    }
    Ok(())
}

/// `count` as a divisor, never 0.
#[expect(clippy::cast_precision_loss, reason = "counts stay small")]
pub(crate) fn divisor(count: usize) -> f64 {
    count.max(1) as f64
}

/// Whether every kernel has enough launches after the last repetition.
fn enough(known: &[Repetition], options: &Options) -> bool {
    let mut after: BTreeMap<&str, usize> = BTreeMap::new();
    for one in known.iter().filter(|r| r.tool == "benchkit") {
        let count = after.entry(&one.kernel).or_default();
        if one.number >= options.end() {
            *count += one.launches.len();
        }
    }
    !after.is_empty() && after.values().all(|n| *n >= options.later)
}

impl Options {
    /// The number after the last repetition.
    fn end(&self) -> u32 {
        self.learn + self.repetitions
    }

    /// Whether a run is judged: criterion has nothing to learn.
    fn judges(&self, one: &Repetition) -> bool {
        one.tool != "benchkit" || (self.learn..self.end()).contains(&one.number)
    }
}

const HEADER: [&str; 10] = [
    "tool",
    "kernel",
    "repetitions",
    "covers the next",
    "half-width",
    "alone covers",
    "alone half-width",
    "called changed",
    "quiet",
    "seconds when quiet",
];

/// How one tool did on one kernel.
#[derive(Debug, Default)]
struct Judged {
    tool: String,
    kernel: String,
    next: Vec<bool>,
    /// The same for the interval of each run alone.
    alone: Vec<bool>,
    changed: Vec<bool>,
    widths: Vec<f64>,
    alone_widths: Vec<f64>,
    quiet: Vec<bool>,
    /// Of the runs that found the host quiet.
    seconds: Vec<f64>,
}

fn judge(known: &[Repetition], options: &Options) -> Vec<Judged> {
    let mut series: BTreeMap<(&str, &str), Vec<&Repetition>> = BTreeMap::new();
    for one in known {
        series.entry((&one.tool, &one.kernel)).or_default().push(one);
    }
    series
        .into_iter()
        .map(|((tool, kernel), mut all)| {
            // The order of measuring, whatever the order of the file.
            all.sort_by_key(|one| one.number);
            judge_one(tool, kernel, &all, options)
        })
        .collect()
}

fn judge_one(
    tool: &str,
    kernel: &str,
    all: &[&Repetition],
    options: &Options,
) -> Judged {
    let mut judged = Judged {
        tool: tool.to_owned(),
        kernel: kernel.to_owned(),
        ..Judged::default()
    };
    for (at, one) in all.iter().enumerate() {
        let judges = options.judges(one);
        let Some((lower, upper)) = one.interval.filter(|_| judges) else {
            continue;
        };
        let later = all.iter().skip(at + 1).flat_map(|l| &l.launches);
        let next: Vec<f64> = later.copied().take(options.later).collect();
        if next.len() < options.later {
            continue;
        }
        let Some(truth) = median(&next) else { continue };
        let covers = |(lower, upper)| lower <= truth && truth <= upper;
        let width =
            |(lower, upper): (f64, f64)| (upper - lower) / (upper + lower);
        judged.next.push(covers((lower, upper)));
        judged.widths.push(width((lower, upper)));
        judged.alone.extend(one.alone.map(covers));
        judged.alone_widths.extend(one.alone.map(width));
        judged.changed.extend(one.changed);
        judged.quiet.extend(one.quiet);
        judged.seconds.extend(one.quiet.and_then(|q| q.then_some(one.seconds)));
    }
    judged
}

fn row(judged: &Judged) -> Vec<String> {
    let rate = |flags: &[bool]| {
        share(flags).map_or("-".to_owned(), |s| format!("{:.1} %", s * 100.0))
    };
    let number = |value: Option<f64>, factor: f64, unit: &str| {
        value.map_or("-".to_owned(), |v| format!("{:.3} {unit}", v * factor))
    };
    vec![
        judged.tool.clone(),
        judged.kernel.clone(),
        judged.next.len().to_string(),
        rate(&judged.next),
        number(median(&judged.widths), 100.0, "%"),
        rate(&judged.alone),
        number(median(&judged.alone_widths), 100.0, "%"),
        rate(&judged.changed),
        rate(&judged.quiet),
        number(median(&judged.seconds), 1.0, "s"),
    ]
}

fn conclusion(judged: &[Judged]) -> String {
    let ours: Vec<f64> = judged
        .iter()
        .filter(|j| j.tool == "benchkit")
        .filter_map(|j| share(&j.next))
        .collect();
    let worst = ours.iter().copied().min_by(f64::total_cmp);
    let Some(worst) = worst else {
        return "no repetition has enough later launches yet\n".to_owned();
    };
    let met = if worst >= TARGET { "met" } else { "missed" };
    format!(
        "worst kernel {:.1} %, target at least {:.0} %: {met}\n",
        worst * 100.0,
        TARGET * 100.0
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(repetitions: u32, later: usize) -> Options {
        Options {
            repetitions,
            learn: 0,
            criterion: 0,
            later,
            report: true,
            file: None,
        }
    }

    fn repetition(number: u32, interval: (f64, f64)) -> Repetition {
        Repetition {
            tool: "benchkit".to_owned(),
            number,
            kernel: "k".to_owned(),
            interval: Some(interval),
            alone: Some((0.99, 1.01)),
            changed: Some(number == 1),
            launches: vec![f64::from(number); 2],
            seconds: 1.0,
            quiet: Some(true),
        }
    }

    #[test]
    fn a_repetition_is_judged_by_what_came_after_it_only() {
        let known = [
            repetition(0, (0.9, 1.1)),
            repetition(1, (0.9, 2.1)),
            repetition(2, (0.9, 1.1)),
            repetition(3, (1.9, 2.1)),
        ];
        let judged = judge(&known, &options(4, 2));
        // The next of 0 is 1, of 1 is 2, of 2 is 3; 3 has none.
        assert_eq!(judged[0].next, [true, true, false]);
        assert_eq!(judged[0].alone, [true, false, false]);
        assert_eq!(judged[0].changed, [false, true, false]);
    }

    #[test]
    fn runs_around_the_repetitions_are_not_judged() {
        let known = [repetition(0, (0.9, 1.1)), repetition(1, (0.9, 1.1))];
        let judged = judge(&known, &options(0, 1));
        assert!(judged[0].next.is_empty());
        let learning = Options { learn: 1, ..options(1, 1) };
        assert!(judge(&known, &learning)[0].next.is_empty());
        assert!(enough(&known, &options(0, 4)));
        assert!(!enough(&known, &options(1, 4)));
        assert!(!enough(&[], &options(0, 0)));
    }
}
