//! How far launches of a pointer chase lie apart, and what brings them
//! nearer: the same code walks the same number of steps over memory whose
//! pages are drawn once or many times, small or huge, at random addresses or
//! not.

use crate::plan::target_folder;
use benchkit::stats::MAD_TO_SD;
use benchkit_benches::{
    Failure,
    kernels::Random,
    lines::{Lines, markdown},
    numbers::{deviation, lag_one, median, share},
    pages::{Pages, huge_bytes},
    print, remark,
};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use std::{
    hint::black_box,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

/// Words of a cache line: one node lies in each.
const LINE: usize = 8;
/// How long a timed walk is.
const TRIAL: Duration = Duration::from_micros(100);
/// Draws of those ways that draw again.
const DRAWS: u32 = 16;

/// How much to measure.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Launches of each way and size.
    #[arg(long, default_value_t = 300)]
    launches: u32,
    /// Sizes of the memory, in MiB.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 4, 8, 32])]
    mib: Vec<usize>,
    /// Milliseconds of timed walks a launch.
    #[arg(long, default_value_t = 20)]
    launch_ms: u64,
    /// Seed of the order and the walks.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the launches are kept.
    #[arg(long)]
    file: Option<PathBuf>,
}

/// How the memory of a launch comes about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize,
)]
pub(crate) enum Way {
    /// Once, as the system gives it.
    Plain,
    /// At addresses that are the same in every launch.
    Fixed,
    /// Given back and drawn again many times within a launch.
    Redrawn,
    /// In huge pages.
    Huge,
    /// In huge pages, drawn again many times.
    HugeRedrawn,
}

impl Way {
    const ALL: [Self; 5] = [
        Self::Plain,
        Self::Fixed,
        Self::Redrawn,
        Self::Huge,
        Self::HugeRedrawn,
    ];

    fn words(self) -> &'static str {
        match self {
            Self::Plain => "drawn once",
            Self::Fixed => "drawn once, addresses not random",
            Self::Redrawn => "drawn 16 times",
            Self::Huge => "huge pages, drawn once",
            Self::HugeRedrawn => "huge pages, drawn 16 times",
        }
    }

    fn is_huge(self) -> bool {
        matches!(self, Self::Huge | Self::HugeRedrawn)
    }

    fn draws(self) -> u32 {
        match self {
            Self::Redrawn | Self::HugeRedrawn => DRAWS,
            _ => 1,
        }
    }
}

/// One launch.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Walked {
    way: Way,
    mib: usize,
    number: u32,
    /// ln(nanoseconds a step): the median over the draws of their medians.
    location: f64,
    /// Whether all of the memory lay in huge pages; absent where the kernel
    /// does not tell.
    huge: Option<bool>,
}

/// What a launch is to do.
#[derive(Clone, Debug, Args)]
pub(crate) struct LaunchOptions {
    #[arg(long)]
    way: Way,
    #[arg(long)]
    mib: usize,
    #[arg(long)]
    launch_ms: u64,
    #[arg(long)]
    seed: u64,
    #[arg(long)]
    number: u32,
}

/// Launches what the file lacks, in a random order, then prints the table.
///
/// # Errors
/// When a launch or the file fails.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let path = options
        .file
        .clone()
        .unwrap_or_else(|| target_folder().join("placement.jsonl"));
    let lines = Lines::new(path);
    let known: Vec<Walked> = lines.read()?;
    let mut random = Random::new(options.seed);
    for number in 0..options.launches {
        let mut cells: Vec<(Way, usize)> = Way::ALL
            .into_iter()
            .flat_map(|way| options.mib.iter().map(move |mib| (way, *mib)))
            .collect();
        random.shuffle(&mut cells);
        if number % 25 == 0 {
            remark(&format!("round {} of {}", number + 1, options.launches));
        }
        for (way, mib) in cells {
            let done = known.iter().any(|one| {
                (one.way, one.mib, one.number) == (way, mib, number)
            });
            if !done {
                lines.append(&launched(options, way, mib, number)?)?;
            }
        }
    }
    print(&markdown(&HEADER, &rows(&lines.read()?)))?;
    Ok(())
}

fn launched(
    options: &Options,
    way: Way,
    mib: usize,
    number: u32,
) -> Result<Walked, Failure> {
    let own = std::env::current_exe()?;
    let mut command = if way == Way::Fixed {
        let mut command = Command::new("setarch");
        command.arg("-R").arg(own);
        command
    } else {
        Command::new(own)
    };
    let name = way.to_possible_value().map(|value| value.get_name().to_owned());
    command
        .args(["placement-launch", "--way", &name.unwrap_or_default()])
        .args(["--mib", &mib.to_string()])
        .args(["--launch-ms", &options.launch_ms.to_string()])
        .args(["--seed", &options.seed.to_string()])
        .args(["--number", &number.to_string()]);
    let output = command.output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("{command:?}: {}: {said}", output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// One launch's own side: walks, and prints what it took.
///
/// # Errors
/// When there is no memory, or too little time.
pub(crate) fn launch(options: &LaunchOptions) -> Result<(), Failure> {
    let bytes = options.mib << 20;
    let draws = options.way.draws();
    let time = Duration::from_millis(options.launch_ms) / draws;
    let mut locations = Vec::new();
    let mut huge = Some(true);
    for _ in 0..draws {
        let mut pages = Pages::new(bytes, options.way.is_huge())?;
        // The same cycle in every launch: only its place differs.
        cycle(pages.words(), options.seed);
        let there = huge_bytes().map(|there| there >= bytes as u64);
        huge = huge.zip(there).map(|(before, now)| before && now);
        locations.extend(median(&walks(pages.words(), time)));
    }
    let location = median(&locations).ok_or("no walk was timed")?.ln();
    let walked = Walked {
        way: options.way,
        mib: options.mib,
        number: options.number,
        location,
        huge,
    };
    print(&serde_json::to_string(&walked)?)?;
    Ok(())
}

/// Makes `words` a random cycle through all cache lines (Sattolo's shuffle).
fn cycle(words: &mut [u64], seed: u64) {
    let lines = words.len() / LINE;
    let mut order: Vec<usize> = (0..lines).collect();
    let mut random = Random::new(seed);
    for at in (1..lines).rev() {
        order.swap(at, random.below(at));
    }
    for (line, next) in order.into_iter().enumerate() {
        words[line * LINE] = (next * LINE) as u64;
    }
}

/// Nanoseconds a step of walks that are about [`TRIAL`] long, for `time`,
/// after one walk through everything.
fn walks(words: &[u64], time: Duration) -> Vec<f64> {
    let all = words.len() / LINE;
    let begun = Instant::now();
    let mut at = walk(words, 0, all);
    let step = begun.elapsed().as_secs_f64() / float(all);
    let steps = whole(TRIAL.as_secs_f64() / step.max(1e-10));
    let mut costs = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < time || costs.is_empty() {
        let start = Instant::now();
        at = walk(words, at, steps);
        costs.push(start.elapsed().as_secs_f64() * 1e9 / float(steps));
    }
    black_box(at);
    costs
}

#[inline(never)]
fn walk(words: &[u64], from: usize, steps: usize) -> usize {
    let mut at = from;
    for _ in 0..steps {
        let next = words.get(at).copied().unwrap_or(0);
        at = usize::try_from(next).unwrap_or(0);
    }
    black_box(at)
}

#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
fn float(count: usize) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped in the same line"
)]
fn whole(count: f64) -> usize {
    count.clamp(1.0, 1e9) as usize
}

const HEADER: [&str; 8] = [
    "MiB",
    "memory",
    "launches",
    "in huge pages",
    "ns a step",
    "sd of ln",
    "robust sd of ln",
    "lag 1",
];

fn rows(known: &[Walked]) -> Vec<Vec<String>> {
    let mut sizes: Vec<usize> = known.iter().map(|one| one.mib).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let cells = sizes
        .into_iter()
        .flat_map(|mib| Way::ALL.into_iter().map(move |way| (mib, way)));
    cells
        .map(|(mib, way)| {
            let mine =
                known.iter().filter(|one| (one.way, one.mib) == (way, mib));
            row(mib, way, &mine.collect::<Vec<_>>())
        })
        .collect()
}

fn row(mib: usize, way: Way, mine: &[&Walked]) -> Vec<String> {
    let all: Vec<f64> = mine.iter().map(|one| one.location).collect();
    let told: Vec<bool> = mine.iter().filter_map(|one| one.huge).collect();
    let percent = |value: Option<f64>, digits: usize| {
        value.map_or("-".to_owned(), |v| format!("{:.digits$} %", v * 100.0))
    };
    let number = |value: Option<f64>| {
        value.map_or("-".to_owned(), |v| format!("{v:.2}"))
    };
    let robust = median(&all).and_then(|centre| {
        let off: Vec<f64> = all.iter().map(|v| (v - centre).abs()).collect();
        median(&off).map(|mad| MAD_TO_SD * mad)
    });
    vec![
        mib.to_string(),
        way.words().to_owned(),
        all.len().to_string(),
        percent(share(&told), 0),
        number(median(&all).map(f64::exp)),
        percent(deviation(&all), 2),
        percent(robust, 2),
        number(lag_one(&all)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_walk_goes_through_every_line_once() {
        let mut words = vec![0; 64 * LINE];
        cycle(&mut words, 3);
        assert_eq!(walk(&words, 0, 64), 0);
        for steps in 1..64 {
            assert_ne!(walk(&words, 0, steps), 0, "{steps}");
        }
    }

    #[test]
    fn a_row_has_the_spread_of_its_launches() {
        let one = |location| Walked {
            way: Way::Huge,
            mib: 8,
            number: 0,
            location,
            huge: Some(true),
        };
        let known = [one(1.0), one(1.01), one(1.02)];
        let all = rows(&known);
        assert_eq!(all.len(), Way::ALL.len());
        let row = all.iter().find(|row| row[2] == "3").expect("a row");
        assert_eq!(row[3], "100 %");
        assert_eq!((row[5].as_str(), row[6].as_str()), ("1.00 %", "1.48 %"));
    }
}
