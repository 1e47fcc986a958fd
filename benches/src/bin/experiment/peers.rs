//! The same comparisons by criterion and tango: kernels against themselves
//! and against builds with a known amount more work.

use crate::{collect::worker_path, harness::clean, plan::target_folder};
use benchkit_benches::{
    Failure,
    cargo::{cargo, executable},
    kernels::{Kernel, Random},
    lines::{Lines, markdown},
    numbers::{median, wilson},
    print, remark,
};
use cargo_benchkit::noise::Hogs;
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

/// How much to compare.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Comparisons of each tool, kernel and difference.
    #[arg(long, default_value_t = 60)]
    repetitions: u32,
    /// Kernels to compare; all four where none is named.
    #[arg(long)]
    kernel: Vec<String>,
    /// Per cent more work of the new side.
    #[arg(long, value_delimiter = ',', default_values_t = [0, 1, 2])]
    percent: Vec<u64>,
    /// Peers to judge; both where none is named.
    #[arg(long)]
    tool: Vec<Tool>,
    /// Beside hogs, as many as CPUs.
    #[arg(long)]
    noisy: bool,
    /// Seed of the order.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the comparisons are kept.
    #[arg(long)]
    file: Option<PathBuf>,
}

/// A peer with a comparison of its own.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    ValueEnum,
    Serialize,
    Deserialize,
)]
pub(crate) enum Tool {
    /// Default settings, the old build's run saved as a baseline.
    Criterion,
    /// `compare` for the two seconds that benchkit takes.
    Tango,
}

/// One comparison.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Said {
    tool: Tool,
    kernel: String,
    percent: u64,
    number: u32,
    noisy: bool,
    /// -1 faster, 0 no change, 1 slower.
    verdict: i8,
    /// Ends of the ratio's interval, where the tool has one.
    interval: Option<(f64, f64)>,
    seconds: f64,
}

/// The builds of a tool, by per cent.
type Builds = BTreeMap<(Tool, u64), PathBuf>;

/// Compares what the file lacks, then prints the table.
///
/// # Errors
/// When a build, a comparison or the file fails.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let path = options
        .file
        .clone()
        .unwrap_or_else(|| target_folder().join("peers.jsonl"));
    let lines = Lines::new(path);
    let known: Vec<Said> = lines.read()?;
    let cells = cells(options)?;
    let builds = build_all(&cells)?;
    let _hogs = if options.noisy {
        Some(Hogs::start(&worker_path()?, options.seed)?)
    } else {
        None
    };
    let mut random = Random::new(options.seed);
    for number in 0..options.repetitions {
        remark(&format!("round {} of {}", number + 1, options.repetitions));
        let mut round = cells.clone();
        random.shuffle(&mut round);
        for (tool, kernel, percent) in round {
            let done = known.iter().any(|one| {
                (one.tool, one.percent, one.number) == (tool, percent, number)
                    && one.kernel == kernel.name()
                    && one.noisy == options.noisy
            });
            if done {
                continue;
            }
            let start = Instant::now();
            let sides = [&builds[&(tool, 0)], &builds[&(tool, percent)]];
            let (verdict, interval) = match tool {
                Tool::Criterion => criterion(sides, kernel)?,
                Tool::Tango => (tango(sides, kernel)?, None),
            };
            lines.append(&Said {
                tool,
                kernel: kernel.name().to_owned(),
                percent,
                number,
                noisy: options.noisy,
                verdict,
                interval,
                seconds: start.elapsed().as_secs_f64(),
            })?;
        }
    }
    print(&markdown(&HEADER, &rows(&lines.read()?)))?;
    Ok(())
}

type Cell = (Tool, Kernel, u64);

fn cells(options: &Options) -> Result<Vec<Cell>, Failure> {
    let mut kernels = Vec::new();
    for name in &options.kernel {
        kernels.push(name.parse::<Kernel>()?);
    }
    if kernels.is_empty() {
        kernels.extend(Kernel::ALL);
    }
    let tools = match options.tool.as_slice() {
        [] => &[Tool::Criterion, Tool::Tango],
        some => some,
    };
    let mut all = Vec::new();
    for tool in tools {
        for kernel in &kernels {
            let here = options.percent.iter();
            all.extend(here.map(|percent| (*tool, *kernel, *percent)));
        }
    }
    Ok(all)
}

fn build_all(cells: &[Cell]) -> Result<Builds, Failure> {
    let mut builds = Builds::new();
    for (tool, _, percent) in cells {
        for percent in [0, *percent] {
            if let Entry::Vacant(place) = builds.entry((*tool, percent)) {
                place.insert(build(*tool, percent)?);
            }
        }
    }
    Ok(builds)
}

/// A copy of the tool's bench binary that does `percent` more work.
fn build(tool: Tool, percent: u64) -> Result<PathBuf, Failure> {
    let name = match tool {
        Tool::Criterion => "peer_criterion",
        Tool::Tango => "peer_tango",
    };
    let mut command = cargo();
    command
        .args(["bench", "-p", "benchkit-benches", "--features", "peers"])
        .args(["--bench", name, "--no-run"])
        .env("BENCHKIT_PEER_PERCENT", percent.to_string())
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    let built = executable(&mut command, name)?;
    let folder = target_folder().join("peers");
    fs::create_dir_all(&folder)?;
    let kept = folder.join(format!("{name}-{percent}"));
    fs::copy(built, &kept)?;
    Ok(kept)
}

/// The old build's run as a baseline, then the new one's against it.
fn criterion(
    [old, new]: [&PathBuf; 2],
    kernel: Kernel,
) -> Result<(i8, Option<(f64, f64)>), Failure> {
    let home = target_folder().join("criterion-peers");
    drop(fs::remove_dir_all(&home));
    let filter = format!("^{kernel}$");
    let run = |bench: &Path, flag: &str| -> Result<String, Failure> {
        let mut command = clean(bench);
        command
            .args(["--bench", "--noplot", flag, "old", &filter])
            .env("CRITERION_HOME", &home);
        let output = command.output()?;
        if !output.status.success() {
            return Err(format!("{command:?}: {}", output.status).into());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    run(old, "--save-baseline")?;
    let said = run(new, "--baseline")?;
    let path = home.join(kernel.name()).join("change/estimates.json");
    let change: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let ends = &change["mean"]["confidence_interval"];
    let interval = ends["lower_bound"]
        .as_f64()
        .zip(ends["upper_bound"].as_f64())
        .map(|(lower, upper)| (1.0 + lower, 1.0 + upper));
    Ok((criterion_verdict(&said)?, interval))
}

fn criterion_verdict(said: &str) -> Result<i8, Failure> {
    for (text, verdict) in [
        ("Performance has regressed", 1),
        ("Performance has improved", -1),
        ("No change in performance detected", 0),
        ("Change within noise threshold", 0),
    ] {
        if said.contains(text) {
            return Ok(verdict);
        }
    }
    Err(format!("criterion gave no verdict: {said}").into())
}

fn tango([old, new]: [&PathBuf; 2], kernel: Kernel) -> Result<i8, Failure> {
    let mut command = clean(new);
    command
        .args(["compare", "--time", "2", "--filter"])
        .arg(kernel.name())
        .arg(old);
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    tango_verdict(&said, kernel.name()).ok_or_else(|| {
        let talk = String::from_utf8_lossy(&output.stderr).into_owned();
        format!("{command:?}: {}: {said}{talk}", output.status).into()
    })
}

/// The kernel's line ends with "+1.02%*" where the change is significant.
fn tango_verdict(said: &str, kernel: &str) -> Option<i8> {
    let line = said.lines().find(|line| line.trim().starts_with(kernel))?;
    let last = line.split_whitespace().last()?;
    let change = last.trim_end_matches(['%', '*']);
    let change: f64 = change.trim_end_matches('%').parse().ok()?;
    Some(match last.ends_with('*') {
        true if change > 0.0 => 1,
        true => -1,
        false => 0,
    })
}

const HEADER: [&str; 9] = [
    "tool",
    "kernel",
    "more work",
    "host",
    "n",
    "slower",
    "faster",
    "interval covers",
    "median time",
];

fn rows(known: &[Said]) -> Vec<Vec<String>> {
    let mut cells: BTreeMap<(bool, Tool, &str, u64), Vec<&Said>> =
        BTreeMap::new();
    for one in known {
        let key = (one.noisy, one.tool, &*one.kernel, one.percent);
        cells.entry(key).or_default().push(one);
    }
    cells.into_iter().map(|(key, all)| row(key, &all)).collect()
}

fn row(
    (noisy, tool, kernel, percent): (bool, Tool, &str, u64),
    all: &[&Said],
) -> Vec<String> {
    let rate = |hits: usize, of: usize| {
        wilson(hits, of).map_or("-".to_owned(), |i| {
            let [lower, upper] = [i.lower, i.upper].map(|v| v * 100.0);
            format!("{hits} ({lower:.0}-{upper:.0} %)")
        })
    };
    let said = |verdict| all.iter().filter(|o| o.verdict == verdict).count();
    #[expect(clippy::cast_precision_loss, reason = "a few per cent")]
    let truth = 1.0 + percent as f64 / 100.0;
    let ends: Vec<(f64, f64)> = all.iter().filter_map(|o| o.interval).collect();
    let covers = ends.iter().filter(|(l, u)| *l <= truth && truth <= *u);
    let seconds: Vec<f64> = all.iter().map(|one| one.seconds).collect();
    vec![
        format!("{tool:?}").to_lowercase(),
        kernel.to_owned(),
        format!("{percent} %"),
        if noisy { "noisy" } else { "quiet" }.to_owned(),
        all.len().to_string(),
        rate(said(1), all.len()),
        rate(said(-1), all.len()),
        rate(covers.count(), ends.len()),
        median(&seconds).map_or("-".to_owned(), |s| format!("{s:.2} s")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_read_from_what_the_tools_print() {
        let line = "alu_chain  [ 1.2 us ... 1.3 us ]  +1.02%*\n";
        assert_eq!(tango_verdict(line, "alu_chain"), Some(1));
        let line = "alu_chain  [ 1.2 us ... 1.1 us ]  -2.10%*\n";
        assert_eq!(tango_verdict(line, "alu_chain"), Some(-1));
        let line = "alu_chain  [ 1.2 us ... 1.2 us ]  +0.02%\n";
        assert_eq!(tango_verdict(line, "alu_chain"), Some(0));
        assert_eq!(tango_verdict("", "alu_chain"), None);
        let said = "time: [1 ns]\nPerformance has improved.\n";
        assert_eq!(criterion_verdict(said).ok(), Some(-1));
        assert!(criterion_verdict("").is_err());
    }

    #[test]
    fn a_cell_counts_alarms_and_coverage() {
        let said = |verdict, interval| Said {
            tool: Tool::Criterion,
            kernel: "k".to_owned(),
            percent: 1,
            number: 0,
            noisy: false,
            verdict,
            interval: Some(interval),
            seconds: 17.0,
        };
        let known = [said(1, (1.0, 1.02)), said(-1, (0.9, 0.99))];
        let rows = rows(&known);
        assert_eq!(rows.len(), 1);
        assert!(rows[0][5].starts_with("1 (") && rows[0][6].starts_with("1 ("));
        assert!(rows[0][7].starts_with("1 ("), "{rows:?}");
    }
}
