//! Builds of one source whose code lies at other addresses: how much of a
//! difference between two builds is layout.

use crate::{
    collect::{Request, launch, summarise},
    plan::target_folder,
};
use benchkit_benches::{
    Failure,
    cargo::{cargo, copy_whole, executable},
    kernels::{Kernel, Random},
    lines::markdown,
    numbers::{deviation, mean, median},
    print, remark,
};
use clap::Args;
use std::{collections::BTreeMap, fs, path::PathBuf};

/// Makes LLVM align every function to 2^6 bytes.
const ALIGNED: &str = "-C llvm-args=-align-all-functions=6";

/// Functions are aligned to so many bytes anyway.
const STEP: usize = 16;

/// How much to build and measure.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Builds with other salts, each also with aligned functions.
    #[arg(long, default_value_t = 30)]
    builds: usize,
    /// Launches of each build and kernel.
    #[arg(long, default_value_t = 10)]
    launches: u64,
    /// Milliseconds a launch.
    #[arg(long, default_value_t = 20)]
    launch_ms: u64,
    /// Seed of the salts and the order.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// One build.
#[derive(Clone, Debug)]
struct Build {
    worker: PathBuf,
    number: usize,
    aligned: bool,
}

/// Logarithms of clean medians, by kernel, alignment and build.
type Found = BTreeMap<(&'static str, bool), BTreeMap<usize, Vec<f64>>>;

/// Builds the variants, launches them in turns and prints the table.
///
/// # Errors
/// When a build or a worker fails.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let builds = build_all(options)?;
    let found = measure_all(options, &builds)?;
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|((kernel, aligned), by_build)| row(kernel, *aligned, by_build))
        .collect();
    let header = [
        "kernel",
        "functions",
        "builds",
        "sd within a build",
        "sd between builds",
        "range",
    ];
    Ok(print(&markdown(&header, &rows))?)
}

fn build_all(options: &Options) -> Result<Vec<Build>, Failure> {
    let folder = target_folder().join("layout");
    let mut builds = Vec::new();
    for (number, salt) in salts(options.seed, options.builds).enumerate() {
        for aligned in [false, true] {
            remark(&format!("build {number}: salt {salt}, aligned {aligned}"));
            let kind = if aligned { "aligned" } else { "plain" };
            let end = std::env::consts::EXE_SUFFIX;
            let kept = folder.join(format!("worker-{kind}-{number}{end}"));
            let worker = build_one(salt, aligned, kept)?;
            builds.push(Build { worker, number, aligned });
        }
    }
    Ok(builds)
}

/// Bytes ahead of the kernels: none, then others at random, within a page.
pub(crate) fn salts(seed: u64, count: usize) -> impl Iterator<Item = usize> {
    let mut others: Vec<usize> = (1..256).collect();
    Random::new(seed).shuffle(&mut others);
    std::iter::once(0).chain(others).take(count).map(|number| STEP * number)
}

/// A build with so many bytes ahead of the kernels, copied to `kept`.
/// Aligned ones have a target folder of their own, or every change of the
/// flags would build the dependencies again.
///
/// # Errors
/// When it does not build or cannot be copied.
pub(crate) fn build_one(
    salt: usize,
    aligned: bool,
    kept: PathBuf,
) -> Result<PathBuf, Failure> {
    let kind = if aligned { "aligned" } else { "plain" };
    let mut command = cargo();
    command
        .args(["build", "--release", "-p", "benchkit-benches"])
        .args(["--bin", "kernel-worker", "--target-dir"])
        .arg(target_folder().join("layout").join(kind))
        .env("BENCHKIT_LAYOUT_SALT", salt.to_string())
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    if aligned {
        command.env("RUSTFLAGS", ALIGNED);
    }
    let built = executable(&mut command, "kernel-worker")?;
    if let Some(folder) = kept.parent() {
        fs::create_dir_all(folder)?;
    }
    copy_whole(&built, &kept)?;
    Ok(kept)
}

fn measure_all(options: &Options, builds: &[Build]) -> Result<Found, Failure> {
    let mut random = Random::new(options.seed);
    let mut iterations = BTreeMap::new();
    let mut found = Found::new();
    let mut turns: Vec<(Kernel, &Build)> = Kernel::ALL
        .into_iter()
        .flat_map(|kernel| builds.iter().map(move |build| (kernel, build)))
        .collect();
    for round in 0..options.launches {
        remark(&format!("round {} of {}", round + 1, options.launches));
        random.shuffle(&mut turns);
        for (kernel, build) in &turns {
            let name = kernel.name();
            let request = Request {
                kernel: name,
                trial_us: if *kernel == Kernel::Sweep { 5_000 } else { 100 },
                launch_ms: options.launch_ms,
                percents: "0".to_owned(),
                iterations: iterations.get(name).copied(),
                seed: options.seed + round,
            };
            let samples = launch(&build.worker, &request)?;
            iterations.insert(name, samples.iterations);
            let summary = summarise(&samples, options.launch_ms, 1);
            found
                .entry((name, build.aligned))
                .or_default()
                .entry(build.number)
                .or_default()
                .extend(
                    summary.iter().flat_map(|s| &s.locations).map(|l| l.clean),
                );
        }
    }
    Ok(found)
}

fn row(
    kernel: &str,
    aligned: bool,
    by_build: &BTreeMap<usize, Vec<f64>>,
) -> Vec<String> {
    let medians: Vec<f64> =
        by_build.values().filter_map(|all| median(all)).collect();
    let within: Vec<f64> =
        by_build.values().filter_map(|all| deviation(all)).collect();
    let highest = medians.iter().copied().max_by(f64::total_cmp);
    let lowest = medians.iter().copied().min_by(f64::total_cmp);
    let range = highest.zip(lowest).map(|(high, low)| high - low);
    let percent = |value: Option<f64>| {
        value.map_or("-".to_owned(), |v| format!("{:.3} %", v * 100.0))
    };
    vec![
        kernel.to_owned(),
        if aligned { "aligned" } else { "as built" }.to_owned(),
        by_build.len().to_string(),
        percent(mean(&within)),
        percent(deviation(&medians)),
        percent(range),
    ]
}
