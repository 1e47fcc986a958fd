//! How often `cargo benchkit compare` is right: kernels against themselves
//! and against versions with a known amount more work, quiet and beside
//! noise.

use crate::{noise::Hogs, plan::target_folder};
use benchkit_benches::{
    Failure,
    cargo::{cargo, executable},
    kernels::{Kernel, Random},
    lines::{Lines, markdown},
    numbers::{median, wilson},
    print, remark,
};
use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

/// Per cent more work of the new side.
const DELTAS: [u64; 3] = [0, 1, 2];

/// How much to compare.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Comparisons of each kernel and difference.
    #[arg(long, default_value_t = 60)]
    repetitions: u32,
    /// Beside hogs, as many as CPUs.
    #[arg(long)]
    noisy: bool,
    /// Change that does not matter.
    #[arg(long, default_value = "1%")]
    margin: String,
    /// Seed of every order.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only prints what has been measured.
    #[arg(long)]
    report: bool,
    /// Where the comparisons are kept.
    #[arg(long)]
    file: Option<PathBuf>,
}

/// One comparison.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Compared {
    kernel: String,
    percent: u64,
    number: u32,
    noisy: bool,
    margin: String,
    verdict: String,
    regression: bool,
    /// Ends of the ratio's interval; absent without a verdict.
    interval: Option<(f64, f64)>,
    launch_pairs: u64,
    seconds: f64,
}

/// Compares what the file lacks, then prints the table.
///
/// # Errors
/// When a build, a comparison or the file fails.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let path = options
        .file
        .clone()
        .unwrap_or_else(|| target_folder().join("compare.jsonl"));
    let lines = Lines::new(path);
    if !options.report {
        measure(options, &lines)?;
    }
    print(&markdown(&HEADER, &rows(&lines.read()?)))?;
    Ok(())
}

fn measure(options: &Options, lines: &Lines) -> Result<(), Failure> {
    let mut build = cargo();
    build
        .args(["build", "--release", "-p", "cargo-benchkit"])
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    let program = executable(&mut build, "cargo-benchkit")?;
    let known: Vec<Compared> = lines.read()?;
    let _hogs = options.noisy.then(|| Hogs::start(options.seed)).transpose()?;
    let mut random = Random::new(options.seed);
    for number in 0..options.repetitions {
        remark(&format!("round {} of {}", number + 1, options.repetitions));
        let mut cells: Vec<(Kernel, u64)> = Kernel::ALL
            .into_iter()
            .flat_map(|kernel| DELTAS.map(|percent| (kernel, percent)))
            .collect();
        random.shuffle(&mut cells);
        for (kernel, percent) in cells {
            let done = known.iter().any(|one| {
                one.kernel == kernel.name()
                    && one.percent == percent
                    && one.number == number
                    && one.noisy == options.noisy
                    && one.margin == options.margin
            });
            if !done {
                let one = compare(&program, options, kernel, percent, number)?;
                lines.append(&one)?;
            }
        }
    }
    Ok(())
}

/// One comparison with default settings.
fn compare(
    program: &Path,
    options: &Options,
    kernel: Kernel,
    percent: u64,
    number: u32,
) -> Result<Compared, Failure> {
    let id = |percent| {
        format!("kernels::delta::{}[percent={percent}]", kernel.name())
    };
    let seed = options.seed * 1_000_000 + u64::from(number);
    let mut command = Command::new(program);
    command
        .args(["compare", "--old", &id(0), "--new", &id(percent)])
        .args(["--margin", &options.margin, "--json", "-"])
        .args(["--seed", &seed.to_string()])
        .args(["-p", "benchkit-benches", "--features", "kernels"])
        .args(["--bench", "kernels"])
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("{command:?}: {}: {said}", output.status).into());
    }
    let document: Value = serde_json::from_slice(&output.stdout)?;
    let found = &document["comparisons"][0];
    let end = |name: &str| found["ratio"][name].as_f64();
    Ok(Compared {
        kernel: kernel.name().to_owned(),
        percent,
        number,
        noisy: options.noisy,
        margin: options.margin.clone(),
        verdict: found["verdict"].as_str().unwrap_or_default().to_owned(),
        regression: found["regression"] == true,
        interval: end("lower").zip(end("upper")),
        launch_pairs: found["launch_pairs"].as_u64().unwrap_or(0),
        seconds: found["seconds"].as_f64().unwrap_or(f64::NAN),
    })
}

const HEADER: [&str; 12] = [
    "kernel",
    "more work",
    "host",
    "margin",
    "n",
    "slower",
    "faster",
    "regression",
    "equivalent or trivial",
    "inconclusive",
    "interval covers",
    "median time",
];

fn rows(known: &[Compared]) -> Vec<Vec<String>> {
    let mut cells: BTreeMap<(bool, &str, &str, u64), Vec<&Compared>> =
        BTreeMap::new();
    for one in known {
        let key = (one.noisy, &*one.margin, &*one.kernel, one.percent);
        cells.entry(key).or_default().push(one);
    }
    cells
        .into_iter()
        .map(|((noisy, margin, kernel, percent), all)| {
            let host = if noisy { "noisy" } else { "quiet" };
            let mut row = vec![
                kernel.to_owned(),
                format!("{percent} %"),
                host.to_owned(),
                margin.to_owned(),
                all.len().to_string(),
            ];
            row.extend(rates(&all, percent));
            row
        })
        .collect()
}

/// The rates of a cell, each with Wilson's interval, and its median time.
fn rates(all: &[&Compared], percent: u64) -> Vec<String> {
    let rate = |hit: &dyn Fn(&Compared) -> bool| {
        let hits = all.iter().filter(|one| hit(one)).count();
        wilson(hits, all.len()).map_or("-".to_owned(), |i| {
            let [lower, upper] = [i.lower, i.upper].map(|v| v * 100.0);
            format!("{hits} ({lower:.0}-{upper:.0} %)")
        })
    };
    let said = |word: &'static str| move |one: &Compared| one.verdict == word;
    #[expect(clippy::cast_precision_loss, reason = "a few per cent")]
    let truth = 1.0 + percent as f64 / 100.0;
    let covers = |one: &Compared| {
        one.interval.is_some_and(|(low, high)| low <= truth && truth <= high)
    };
    let equal = |one: &Compared| {
        matches!(one.verdict.as_str(), "equivalent" | "trivial")
    };
    let seconds: Vec<f64> = all.iter().map(|one| one.seconds).collect();
    vec![
        rate(&said("slower")),
        rate(&said("faster")),
        rate(&|one| one.regression),
        rate(&equal),
        rate(&said("inconclusive")),
        rate(&covers),
        median(&seconds).map_or("-".to_owned(), |s| format!("{s:.2} s")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(verdict: &str, interval: (f64, f64)) -> Compared {
        Compared {
            kernel: "k".to_owned(),
            percent: 1,
            number: 0,
            noisy: false,
            margin: "1%".to_owned(),
            verdict: verdict.to_owned(),
            regression: verdict == "slower",
            interval: Some(interval),
            launch_pairs: 12,
            seconds: 0.5,
        }
    }

    #[test]
    fn a_cell_counts_what_was_said_and_what_was_true() {
        let known = [
            compared("slower", (1.005, 1.02)),
            compared("slower", (1.02, 1.03)),
            compared("equivalent", (0.999, 1.011)),
        ];
        let rows = rows(&known);
        assert_eq!(rows.len(), 1);
        let row = &rows[0];
        assert!(row[5].starts_with("2 ("), "{row:?}");
        assert!(row[6].starts_with("0 ("), "{row:?}");
        assert!(row[8].starts_with("1 ("), "{row:?}");
        assert!(row[10].starts_with("2 ("), "{row:?}");
        assert_eq!(row[11], "0.50 s");
    }
}
