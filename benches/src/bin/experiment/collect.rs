//! Launches workers and keeps a summary of each launch.

use crate::plan::{Cell, Options, VARIANTS};
use benchkit_benches::{
    Failure,
    kernels::{Kernel, Random},
    lines::Lines,
    numbers::{mean, median, share, sign_interval},
    remark,
    worker::{Sample, Samples},
};
use cargo_benchkit::noise::Hogs;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

/// Where one variant lay in one launch: natural logarithms of nanoseconds
/// an iteration.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Location {
    /// Trials.
    pub(crate) trials: usize,
    /// Share of them without an involuntary switch; absent where unknown.
    pub(crate) clean_share: Option<f64>,
    /// Median of the clean ones; of all where none is clean.
    pub(crate) clean: f64,
    /// Median of all.
    pub(crate) all: f64,
    /// The fastest.
    pub(crate) min: f64,
    /// The mean.
    pub(crate) mean: f64,
}

/// Log ratios of a variant to the first, trial by trial in one launch.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Paired {
    /// Their median.
    pub(crate) point: f64,
    /// Lower end of its sign interval; absent below six pairs.
    pub(crate) lower: Option<f64>,
    /// Upper end.
    pub(crate) upper: Option<f64>,
}

/// A launch, or its beginning, as if it had ended there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Summary {
    /// Milliseconds a variant.
    pub(crate) launch_ms: u64,
    /// One entry a variant.
    pub(crate) locations: Vec<Location>,
    /// One entry for each variant after the first.
    pub(crate) paired: Vec<Paired>,
}

/// One launch.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Launch {
    /// Which cell.
    #[serde(flatten)]
    pub(crate) cell: Cell,
    /// Which variant; 0 where all take turns in it.
    pub(crate) variant: usize,
    /// Its number within cell and variant.
    pub(crate) number: u32,
    /// Iterations a trial.
    pub(crate) iterations: u64,
    /// Its summaries by length.
    pub(crate) summaries: Vec<Summary>,
}

/// Measures every cell that is not in the file yet.
///
/// # Errors
/// When a worker or the file fails.
pub(crate) fn sample(options: &Options) -> Result<(), Failure> {
    let worker = worker_path()?;
    let lines = options.lines();
    let mut known = Known::read(&lines)?;
    let cells = options.cells();
    let mut hogs = None;
    for (at, cell) in cells.iter().enumerate() {
        if cell.noisy && hogs.is_none() {
            hogs = Some(Hogs::start(&worker, options.seed)?);
        }
        remark(&format!("cell {} of {}: {cell:?}", at + 1, cells.len()));
        measure_cell(options, &worker, cell, &lines, &mut known)?;
    }
    drop(hogs);
    Ok(())
}

/// What the file holds.
struct Known {
    done: BTreeSet<(Cell, usize, u32)>,
    iterations: BTreeMap<(String, u64), u64>,
}

impl Known {
    fn read(lines: &Lines) -> Result<Self, Failure> {
        let mut known =
            Self { done: BTreeSet::new(), iterations: BTreeMap::new() };
        for launch in lines.read::<Launch>()? {
            let work = (launch.cell.kernel.clone(), launch.cell.trial_us);
            known.iterations.insert(work, launch.iterations);
            known.done.insert((launch.cell, launch.variant, launch.number));
        }
        Ok(known)
    }
}

fn measure_cell(
    options: &Options,
    worker: &Path,
    cell: &Cell,
    lines: &Lines,
    known: &mut Known,
) -> Result<(), Failure> {
    let start = Instant::now();
    let mut random = Random::new(options.seed ^ cell.trial_us);
    let mut variants: Vec<usize> =
        if cell.within { vec![0] } else { (0..VARIANTS.len()).collect() };
    for number in 0..options.launches() {
        random.shuffle(&mut variants);
        for variant in &variants {
            let key = (cell.clone(), *variant, number);
            if known.done.contains(&key) {
                continue;
            }
            if start.elapsed() > options.cell_limit() {
                remark("the cell's time is over: it stays incomplete");
                return Ok(());
            }
            let launch =
                measure_launch(options, worker, &key, &mut known.iterations)?;
            lines.append(&launch)?;
            known.done.insert(key);
        }
    }
    Ok(())
}

/// One fresh process. Every launch of a cell runs as many iterations a trial
/// as the first one chose: other counts would amortise other fixed costs.
fn measure_launch(
    options: &Options,
    worker: &Path,
    (cell, variant, number): &(Cell, usize, u32),
    chosen: &mut BTreeMap<(String, u64), u64>,
) -> Result<Launch, Failure> {
    let lengths = options.launch_lengths();
    let longest = lengths.last().copied().unwrap_or(10);
    let percents: Vec<String> = VARIANTS
        .iter()
        .enumerate()
        .filter(|(at, _)| cell.within || at == variant)
        .map(|(_, percent)| percent.to_string())
        .collect();
    let work = (cell.kernel.clone(), cell.trial_us);
    let request = Request {
        kernel: &cell.kernel,
        trial_us: cell.trial_us,
        launch_ms: longest,
        percents: percents.join(","),
        iterations: chosen.get(&work).copied(),
        seed: options.seed + u64::from(*number),
    };
    let samples = launch(worker, &request)?;
    chosen.insert(work, samples.iterations);
    let summaries = lengths
        .iter()
        .filter_map(|ms| summarise(&samples, *ms, percents.len()))
        .collect();
    Ok(Launch {
        cell: cell.clone(),
        variant: *variant,
        number: *number,
        iterations: samples.iterations,
        summaries,
    })
}

/// What a worker is started with.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    /// The kernel's name.
    pub(crate) kernel: &'a str,
    /// Length of a trial in microseconds.
    pub(crate) trial_us: u64,
    /// Milliseconds a variant.
    pub(crate) launch_ms: u64,
    /// Extra work of the variants, by comma.
    pub(crate) percents: String,
    /// Iterations a trial, once chosen.
    pub(crate) iterations: Option<u64>,
    /// Seed of memory and order.
    pub(crate) seed: u64,
}

/// Starts `worker` and reads its trials.
///
/// # Errors
/// When it fails or prints something else.
pub(crate) fn launch(
    worker: &Path,
    task: &Request<'_>,
) -> Result<Samples, Failure> {
    let kernel: Kernel = task.kernel.parse()?;
    let mut command = Command::new(worker);
    command
        .args(["measure", kernel.name(), "--variants", &task.percents])
        .args(["--trial-us", &task.trial_us.to_string()])
        .args(["--launch-ms", &task.launch_ms.to_string()])
        .args(["--seed", &task.seed.to_string()]);
    if let Some(iterations) = task.iterations {
        command.args(["--iterations", &iterations.to_string()]);
    }
    let output = command.stdin(Stdio::null()).output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(
            format!("a worker failed: {}: {said}", output.status).into()
        );
    }
    Ok(String::from_utf8(output.stdout)?.parse()?)
}

/// The worker binary, which lies beside this one.
///
/// # Errors
/// When it has not been built.
pub(crate) fn worker_path() -> Result<PathBuf, Failure> {
    let name = format!("kernel-worker{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::current_exe()?.with_file_name(name);
    if path.exists() {
        Ok(path)
    } else {
        Err(format!(
            "{} is missing: build it with `cargo build --release \
             -p benchkit-benches --bins`",
            path.display()
        )
        .into())
    }
}

/// The beginning of a launch: `ms` milliseconds for each of `variants`.
/// `None` where not every variant has a trial in it.
pub(crate) fn summarise(
    all: &Samples,
    ms: u64,
    variants: usize,
) -> Option<Summary> {
    let end = ms * 1_000_000 * variants as u64;
    let mut spent = 0;
    // Whole rounds only, so that every variant has as many trials.
    let rounds: Vec<&[Sample]> = all
        .samples
        .chunks_exact(variants.max(1))
        .take_while(|round| {
            let before = spent;
            spent += round.iter().map(|s| s.wall_ns).sum::<u64>();
            before < end
        })
        .collect();
    let of = |variant: usize| -> Vec<Sample> {
        let samples = rounds.iter().copied().flatten();
        samples.filter(|s| s.variant == variant).copied().collect()
    };
    let first = of(0);
    let locations = (0..variants)
        .map(|variant| locate(&of(variant), all.iterations))
        .collect::<Option<_>>()?;
    let paired = (1..variants)
        .map(|variant| pair(&first, &of(variant)))
        .collect::<Option<_>>()?;
    Some(Summary { launch_ms: ms, locations, paired })
}

#[expect(clippy::cast_precision_loss, reason = "times stay below 2^53 ns")]
fn locate(samples: &[Sample], iterations: u64) -> Option<Location> {
    let scale = iterations.max(1) as f64;
    let all: Vec<f64> =
        samples.iter().map(|s| s.wall_ns as f64 / scale).collect();
    let flags: Option<Vec<bool>> =
        samples.iter().map(|s| s.switches.map(|n| n == 0)).collect();
    let clean: Vec<f64> = samples
        .iter()
        .filter(|s| s.switches == Some(0))
        .map(|s| s.wall_ns as f64 / scale)
        .collect();
    let middle = median(&all)?;
    Some(Location {
        trials: all.len(),
        clean_share: flags.and_then(|flags| share(&flags)),
        clean: median(&clean).unwrap_or(middle).ln(),
        all: middle.ln(),
        min: all.iter().copied().min_by(f64::total_cmp)?.ln(),
        mean: mean(&all)?.ln(),
    })
}

#[expect(clippy::cast_precision_loss, reason = "times stay below 2^53 ns")]
fn pair(first: &[Sample], other: &[Sample]) -> Option<Paired> {
    let ratios: Vec<f64> = first
        .iter()
        .zip(other)
        .map(|(a, b)| (b.wall_ns as f64 / a.wall_ns.max(1) as f64).ln())
        .collect();
    let interval = sign_interval(&ratios, 0.95);
    Some(Paired {
        point: median(&ratios)?,
        lower: interval.map(|i| i.lower),
        upper: interval.map(|i| i.upper),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(variant: usize, ms: u64, switches: u64) -> Sample {
        let wall_ns = ms * 1_000_000;
        Sample { variant, wall_ns, switches: Some(switches) }
    }

    #[test]
    fn a_beginning_ends_with_the_round_that_reaches_its_length() {
        let round = [sample(1, 2, 0), sample(0, 2, 1)];
        let samples = round.repeat(10);
        let all = Samples { iterations: 2, samples };
        let summary = summarise(&all, 5, 2).unwrap();
        assert_eq!(summary.locations[0].trials, 3);
        assert_eq!(summary.locations[0].clean_share, Some(0.0));
        assert_eq!(summary.locations[1].clean_share, Some(1.0));
        let expected = 1e6_f64.ln();
        assert!((summary.locations[1].clean - expected).abs() < 1e-12);
        assert_eq!(summary.paired[0].lower, None);
        assert!(summary.paired[0].point.abs() < 1e-12);
    }

    #[test]
    fn a_variant_without_a_trial_makes_no_summary() {
        let samples = vec![sample(0, 2, 0), sample(0, 2, 0)];
        let all = Samples { iterations: 1, samples };
        assert!(summarise(&all, 5, 2).is_none());
    }
}
