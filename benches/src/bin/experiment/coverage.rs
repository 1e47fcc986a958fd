//! How often the interval that a default run prints covers the median of at
//! least 200 later launches; criterion's is judged by the same rule.

use crate::{
    criterion::{Peer, measure_peer},
    harness::{build, measure},
    plan::target_folder,
};
use benchkit_benches::{
    Failure,
    lines::{Lines, markdown},
    numbers::{median, share},
    print, remark,
};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
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
    /// Its number; those from the last asked for on only serve as later
    /// launches.
    pub(crate) number: u32,
    /// The kernel.
    pub(crate) kernel: String,
    /// The interval that the run printed; absent in short runs.
    pub(crate) interval: Option<(f64, f64)>,
    /// What each launch measured.
    pub(crate) launches: Vec<f64>,
    /// What an empty iteration took in each launch: the processor's clock.
    /// Empty where the tool does not tell.
    #[serde(default)]
    pub(crate) clocks: Vec<f64>,
    /// Wall time of the run / its benchmarks.
    pub(crate) seconds: f64,
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
    for number in 0..options.repetitions {
        if !done.contains(&number) {
            remark(&format!("repetition {number}"));
            repeat(&bench, number, lines)?;
        }
        if let Some(peer) = &mut peer {
            let due = peer.due(number + 1, options.repetitions);
            measure_peer(peer, due, lines)?;
        }
    }
    for number in options.repetitions..options.repetitions + MOST_LATER_RUNS {
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

fn repeat(bench: &Path, number: u32, lines: &Lines) -> Result<(), Failure> {
    let start = Instant::now();
    let run = measure(bench, &["kernels::cost::"])?;
    let seconds = start.elapsed().as_secs_f64() / divisor(run.results.len());
    for result in run.results {
        let estimate = result.estimate.as_ref();
        let interval = estimate.and_then(|e| e.lower.zip(e.upper));
        let kernel = result.workload.rsplit("::").next().unwrap_or_default();
        lines.append(&Repetition {
            tool: "benchkit".to_owned(),
            number,
            kernel: kernel.to_owned(),
            interval,
            launches: result.launches.iter().map(|l| l.estimate).collect(),
            clocks: result
                .launches
                .iter()
                .map(|l| l.clock.empty_iteration_ns)
                .collect(),
            seconds,
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
        if one.number >= options.repetitions {
            *count += one.launches.len();
        }
    }
    !after.is_empty() && after.values().all(|n| *n >= options.later)
}

impl Repetition {
    /// The launches in cycles of the processor's clock, if that is known.
    fn cycles(&self) -> Option<Vec<f64>> {
        let known = self.clocks.len() == self.launches.len()
            && self.clocks.iter().all(|clock| *clock > 0.0);
        let pairs = self.launches.iter().zip(&self.clocks);
        known.then(|| pairs.map(|(time, clock)| time / clock).collect())
    }
}

const HEADER: [&str; 8] = [
    "tool",
    "kernel",
    "repetitions",
    "covers the next",
    "the next, at its own clock",
    "covers all later",
    "half-width",
    "seconds",
];

/// How one tool did on one kernel.
#[derive(Debug)]
struct Judged {
    tool: String,
    kernel: String,
    next: Vec<bool>,
    /// The same, had the later launches run at the repetition's clock.
    next_at_clock: Vec<bool>,
    all: Vec<bool>,
    half_width: Option<f64>,
    seconds: Option<f64>,
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
        next: Vec::new(),
        next_at_clock: Vec::new(),
        all: Vec::new(),
        half_width: None,
        seconds: None,
    };
    let (mut widths, mut seconds) = (Vec::new(), Vec::new());
    for (at, one) in all.iter().enumerate() {
        let asked = tool != "benchkit" || one.number < options.repetitions;
        let Some((lower, upper)) = one.interval.filter(|_| asked) else {
            continue;
        };
        let after: Vec<f64> = all
            .iter()
            .skip(at + 1)
            .flat_map(|later| later.launches.iter().copied())
            .collect();
        let Some(next) = after.get(..options.later).and_then(median) else {
            continue;
        };
        let covers = |truth: f64| lower <= truth && truth <= upper;
        judged.next.push(covers(next));
        let cycles: Option<Vec<Vec<f64>>> =
            all.iter().skip(at + 1).map(|later| later.cycles()).collect();
        let cycles = cycles.map(|runs| runs.concat());
        judged.next_at_clock.extend(
            cycles
                .as_ref()
                .and_then(|cycles| cycles.get(..options.later))
                .and_then(median)
                .zip(median(&one.clocks))
                .map(|(cycles, clock)| covers(cycles * clock)),
        );
        judged.all.extend(median(&after).map(covers));
        widths.push((upper - lower) / (upper + lower));
        seconds.push(one.seconds);
    }
    judged.half_width = median(&widths);
    judged.seconds = median(&seconds);
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
        rate(&judged.next_at_clock),
        rate(&judged.all),
        number(judged.half_width, 100.0, "%"),
        number(judged.seconds, 1.0, "s"),
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
        Options { repetitions, criterion: 0, later, report: true, file: None }
    }

    fn repetition(number: u32, interval: (f64, f64)) -> Repetition {
        Repetition {
            tool: "benchkit".to_owned(),
            number,
            kernel: "k".to_owned(),
            interval: Some(interval),
            launches: vec![f64::from(number); 2],
            clocks: Vec::new(),
            seconds: 1.0,
        }
    }

    #[test]
    fn a_repetition_is_judged_by_what_came_after_it_only() {
        let known = [
            repetition(0, (0.9, 1.1)),
            repetition(1, (0.9, 1.1)),
            repetition(2, (1.9, 2.1)),
        ];
        let judged = judge(&known, &options(3, 2));
        // The next of 0 is 1 (covered), of 1 is 2 (not); 2 has none.
        assert_eq!(judged[0].next, [true, false]);
        // All that is later than 0 is 1, 1, 2, 2: median 1.5, not covered.
        assert_eq!(judged[0].all, [false, false]);
    }

    #[test]
    fn a_clock_that_changed_is_taken_out_of_the_second_column_only() {
        let at = |number, time: f64, clock: f64| Repetition {
            launches: vec![time; 2],
            clocks: vec![clock; 2],
            ..repetition(number, (0.99, 1.01))
        };
        let known = [at(0, 1.0, 0.25), at(1, 1.1, 0.275)];
        let judged = judge(&known, &options(2, 2));
        assert_eq!(judged[0].next, [false]);
        assert_eq!(judged[0].next_at_clock, [true]);
    }

    #[test]
    fn runs_past_the_last_repetition_are_not_judged() {
        let known = [repetition(0, (0.9, 1.1)), repetition(1, (0.9, 1.1))];
        let judged = judge(&known, &options(0, 1));
        assert!(judged[0].next.is_empty());
        assert!(enough(&known, &options(0, 4)));
        assert!(!enough(&known, &options(1, 4)));
        assert!(!enough(&[], &options(0, 0)));
    }
}
