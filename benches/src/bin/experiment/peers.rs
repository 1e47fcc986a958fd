//! The same comparisons by criterion and tango: kernels against themselves
//! and against builds with a known amount more work.

use crate::{
    collect::worker_path,
    peer_tools::{Builds, Tool},
    plan::target_folder,
};
use benchkit::{Nanos, probe};
use benchkit_benches::{
    Failure,
    kernels::Random,
    lines::{Lines, markdown},
    numbers::{median, wilson},
    print, remark,
};
use cargo_benchkit::{
    kernels::Kernel,
    noise::{Hogs, PRESSURE},
};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Instant,
};

/// How much to compare.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Comparisons of each tool, kernel and difference.
    #[arg(long, default_value_t = 60)]
    repetitions: u32,
    /// Kernels to compare; `selfcheck`'s four where none is named.
    #[arg(long)]
    kernel: Vec<Kernel>,
    /// Per cent more work of the new side.
    #[arg(long, value_delimiter = ',', default_values_t = [0, 1, 2])]
    percent: Vec<u64>,
    /// Peers to judge; all where none is named.
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

/// One comparison.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Said {
    pub(crate) tool: Tool,
    pub(crate) kernel: String,
    pub(crate) percent: u64,
    pub(crate) number: u32,
    pub(crate) noisy: bool,
    /// -1 faster, 0 no change, 1 slower.
    pub(crate) verdict: i8,
    /// Ends of the ratio's interval, where the tool has one.
    pub(crate) interval: Option<(f64, f64)>,
    pub(crate) seconds: f64,
    /// Share of its time in which some task waited for a CPU; absent where
    /// the system does not tell.
    pub(crate) pressure: Option<f64>,
}

impl Said {
    /// Whether it counts: beside noise only where the host was pressed, as
    /// far as the system tells.
    pub(crate) fn counts(&self) -> bool {
        !self.noisy || self.pressure.is_none_or(|share| share > PRESSURE)
    }
}

/// Comparisons that are to be there.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) tools: Vec<Tool>,
    pub(crate) kernels: Vec<Kernel>,
    pub(crate) percents: Vec<u64>,
    /// Comparisons of each of them.
    pub(crate) repetitions: u32,
    pub(crate) noisy: bool,
    pub(crate) seed: u64,
}

type Cell = (Tool, Kernel, u64);

impl Wanted {
    /// One of each in a random order that depends only on the seed and the
    /// round.
    fn round(&self, number: u32) -> Vec<Cell> {
        let mut all = Vec::new();
        for tool in &self.tools {
            for kernel in &self.kernels {
                let here = self.percents.iter();
                all.extend(here.map(|percent| (*tool, *kernel, *percent)));
            }
        }
        let seed = self.seed ^ u64::from(number) << 32;
        Random::new(seed).shuffle(&mut all);
        all
    }
}

/// Compares what the file lacks, then prints the table.
///
/// # Errors
/// When a build, a comparison or the file fails.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let path = options
        .file
        .clone()
        .unwrap_or_else(|| target_folder().join("peers.jsonl"));
    let some = |asked: &[Tool]| match asked {
        [] => Tool::ALL.to_vec(),
        some => some.to_vec(),
    };
    let kernels = match options.kernel.as_slice() {
        [] => Kernel::TUNED.to_vec(),
        some => some.to_vec(),
    };
    let wanted = Wanted {
        tools: some(&options.tool),
        kernels,
        percents: options.percent.clone(),
        repetitions: options.repetitions,
        noisy: options.noisy,
        seed: options.seed,
    };
    let folder = target_folder().join("peers");
    let builds = Builds::new(&wanted.tools, &wanted.percents, &folder, false)?;
    let lines = Lines::new(path);
    compare(&wanted, &builds, &lines, &worker_path()?)?;
    Ok(print(&markdown(&HEADER, &rows(&lines.read()?)))?)
}

/// Compares what is wanted and not in `lines` yet; `hog` makes the noise.
///
/// # Errors
/// When a comparison or the file fails.
pub(crate) fn compare(
    wanted: &Wanted,
    builds: &Builds,
    lines: &Lines,
    hog: &Path,
) -> Result<(), Failure> {
    let known: BTreeSet<(Tool, String, u64, u32, bool)> = lines
        .read::<Said>()?
        .into_iter()
        .map(|s| (s.tool, s.kernel, s.percent, s.number, s.noisy))
        .collect();
    let noisy = wanted.noisy;
    let mut hogs = None;
    for number in 0..wanted.repetitions {
        for (tool, kernel, percent) in wanted.round(number) {
            let kernel_name = kernel.name().to_owned();
            let key = (tool, kernel_name, percent, number, noisy);
            if known.contains(&key) {
                continue;
            }
            if noisy && hogs.is_none() {
                hogs = Some(Hogs::start(hog, wanted.seed)?);
            }
            let start = Instant::now();
            let before = probe::counters(Nanos(0));
            let word = builds.compare(tool, kernel, percent)?;
            let spent = start.elapsed();
            let nanos = u64::try_from(spent.as_nanos()).unwrap_or(u64::MAX);
            let after = probe::counters(Nanos(nanos));
            let (.., kernel, percent, number, noisy) = key;
            lines.append(&Said {
                tool,
                kernel,
                percent,
                number,
                noisy,
                verdict: word.verdict,
                interval: word.interval,
                seconds: spent.as_secs_f64(),
                pressure: after.since(&before).cpu_pressure,
            })?;
        }
        remark(&format!("{} of {}", number + 1, wanted.repetitions));
    }
    Ok(())
}

/// A host that was pressed for CPUs, as the noise should do.
const NOISY: &str = "noisy";

/// A host beside noise, whether that pressed it or not.
const ANY_PRESSURE: &str = "noisy, any pressure";

/// The columns of [`rows`].
pub(crate) const HEADER: [&str; 9] = [
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

/// Host, tool, more work in per cent and kernel.
type Key<'a> = (&'a str, Tool, u64, &'a str);

/// A row for each tool, kernel and amount of work, of what counts; and where
/// not all beside noise counts, one for each tool and amount of all.
pub(crate) fn rows(known: &[Said]) -> Vec<Vec<String>> {
    let mut cells: BTreeMap<Key<'_>, Vec<&Said>> = BTreeMap::new();
    for one in known {
        let mut add = |host, kernel| {
            let key = (host, one.tool, one.percent, kernel);
            cells.entry(key).or_default().push(one);
        };
        if one.counts() {
            let host = if one.noisy { NOISY } else { "quiet" };
            add(host, "all");
            add(host, &*one.kernel);
        }
        if one.noisy {
            add(ANY_PRESSURE, "all");
        }
    }
    let counted = |(_, tool, percent, kernel): Key<'_>| {
        cells.get(&(NOISY, tool, percent, kernel)).map_or(0, Vec::len)
    };
    let told = cells.iter().filter(|(key, all)| {
        key.0 != ANY_PRESSURE || all.len() > counted(**key)
    });
    told.map(|(key, all)| row(*key, all)).collect()
}

fn row((host, tool, percent, kernel): Key<'_>, all: &[&Said]) -> Vec<String> {
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
        tool.name().to_owned(),
        kernel.to_owned(),
        format!("{percent} %"),
        host.to_owned(),
        all.len().to_string(),
        rate(said(1), all.len()),
        rate(said(-1), all.len()),
        rate(covers.count(), ends.len()),
        median(&seconds).map_or("-".to_owned(), |s| format!("{s:.1} s")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(verdict: i8, interval: (f64, f64)) -> Said {
        Said {
            tool: Tool::Criterion,
            kernel: "k".to_owned(),
            percent: 1,
            number: 0,
            noisy: false,
            verdict,
            interval: Some(interval),
            seconds: 17.0,
            pressure: None,
        }
    }

    #[test]
    fn a_cell_counts_alarms_and_coverage_of_a_kernel_and_of_all() {
        let calm =
            Said { noisy: true, pressure: Some(0.1), ..said(1, (1.0, 1.1)) };
        let known = [said(1, (1.0, 1.02)), said(-1, (0.9, 0.99)), calm];
        let rows = rows(&known);
        assert_eq!(rows.len(), 3);
        assert_eq!((&*rows[0][3], &*rows[0][4]), (ANY_PRESSURE, "1"));
        let rows = &rows[1..];
        for (row, kernel) in rows.iter().zip(["all", "k"]) {
            assert_eq!((&*row[1], &*row[4]), (kernel, "2"));
            for hits in &row[5..8] {
                assert!(hits.starts_with("1 ("), "{row:?}");
            }
        }
    }

    #[test]
    fn a_round_has_each_once_in_an_order_of_its_own() {
        let wanted = Wanted {
            tools: vec![Tool::Tango, Tool::Criterion],
            kernels: Kernel::TUNED.to_vec(),
            percents: vec![0, 1, 2],
            repetitions: 9,
            noisy: false,
            seed: 1,
        };
        let round = wanted.round(3);
        let cells: BTreeSet<_> =
            round.iter().map(|(t, k, p)| (*t, k.name(), *p)).collect();
        assert_eq!((round.len(), cells.len()), (24, 24));
        assert_eq!(round, wanted.round(3));
        assert_ne!(round, wanted.round(4));
    }
}
