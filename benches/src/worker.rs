//! The worker of the experiment: measures one kernel in its own process and
//! prints every trial, judging nothing.

use crate::{
    kernels::{Kernel, Prepared, Random},
    process::involuntary_switches,
};
use std::{
    fmt::Write as _,
    str::FromStr,
    time::{Duration, Instant},
};

/// Untimed work ahead of the first trial.
const WARM_UP: Duration = Duration::from_millis(5);

/// What a worker is asked to measure.
#[derive(Clone, Debug)]
pub struct Task {
    /// The kernel.
    pub kernel: Kernel,
    /// Length of a trial, where `iterations` does not say.
    pub trial: Duration,
    /// Time to measure each variant.
    pub launch: Duration,
    /// Extra work of each variant in per cent; they take turns.
    pub variants: Vec<u64>,
    /// Iterations a trial.
    pub iterations: Option<u64>,
    /// Seed of the order of the variants.
    pub seed: u64,
}

/// One timed sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Which variant.
    pub variant: usize,
    /// Wall time in nanoseconds.
    pub wall_ns: u64,
    /// Involuntary switches meanwhile; absent where unknown.
    pub switches: Option<u64>,
}

/// What a worker prints.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples {
    /// Iterations a trial.
    pub iterations: u64,
    /// Every trial in order.
    pub samples: Vec<Sample>,
}

/// Measures `task` in this process.
pub fn measure(task: &Task) -> Samples {
    let mut kernel = task.kernel.prepare(task.seed);
    let base = task.kernel.steps();
    warm_up(&mut kernel, base);
    let iterations = task
        .iterations
        .unwrap_or_else(|| calibrate(&mut kernel, base, task.trial));
    let mut order: Vec<(usize, u64)> = task
        .variants
        .iter()
        .map(|percent| base + base / 100 * percent)
        .enumerate()
        .collect();
    let turns = u32::try_from(order.len()).unwrap_or(u32::MAX);
    let mut random = Random::new(task.seed);
    let mut samples = Vec::with_capacity(16_384);
    let end = task.launch.saturating_mul(turns);
    let mut spent = Duration::ZERO;
    while spent < end && !order.is_empty() {
        random.shuffle(&mut order);
        for (variant, steps) in &order {
            let (wall, switches) = time(&mut kernel, *steps, iterations);
            spent += wall;
            let wall_ns = u64::try_from(wall.as_nanos()).unwrap_or(u64::MAX);
            samples.push(Sample { variant: *variant, wall_ns, switches });
        }
    }
    Samples { iterations, samples }
}

fn warm_up(kernel: &mut Prepared, steps: u64) {
    let start = Instant::now();
    while start.elapsed() < WARM_UP {
        kernel.run(steps);
    }
}

/// Iterations that take about `trial`: doubled until they take a quarter of
/// it, then scaled by the fastest of five.
fn calibrate(kernel: &mut Prepared, steps: u64, trial: Duration) -> u64 {
    let mut iterations = 1;
    loop {
        let fastest = (0..5)
            .map(|_| time(kernel, steps, iterations).0)
            .min()
            .unwrap_or(trial);
        if fastest * 4 >= trial || iterations > 1 << 40 {
            let wanted = trial.as_nanos() * u128::from(iterations);
            let scaled = wanted / fastest.as_nanos().max(1);
            return u64::try_from(scaled).unwrap_or(iterations).max(1);
        }
        iterations *= 2;
    }
}

fn time(
    kernel: &mut Prepared,
    steps: u64,
    iterations: u64,
) -> (Duration, Option<u64>) {
    let before = involuntary_switches();
    let start = Instant::now();
    for _ in 0..iterations {
        kernel.run(steps);
    }
    let wall = start.elapsed();
    let switches = involuntary_switches()
        .zip(before)
        .map(|(now, then)| now.saturating_sub(then));
    (wall, switches)
}

impl Samples {
    /// As text: the iterations, then a line a trial.
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n", self.iterations);
        for sample in &self.samples {
            let switches =
                sample.switches.map_or("-".to_owned(), |n| n.to_string());
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{} {} {switches}",
                sample.variant, sample.wall_ns
            );
        }
        text
    }
}

impl FromStr for Samples {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut lines = text.lines();
        let iterations = lines
            .next()
            .and_then(|line| line.parse().ok())
            .ok_or("the worker printed no number of iterations")?;
        let samples = lines
            .map(|line| {
                parse_sample(line).ok_or_else(|| format!("no trial: {line:?}"))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { iterations, samples })
    }
}

fn parse_sample(line: &str) -> Option<Sample> {
    let mut words = line.split(' ');
    let variant = words.next()?.parse().ok()?;
    let wall_ns = words.next()?.parse().ok()?;
    let switches = match words.next()? {
        "-" => None,
        number => Some(number.parse().ok()?),
    };
    Some(Sample { variant, wall_ns, switches })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_back() {
        let sample = Sample { variant: 2, wall_ns: 7, switches: None };
        let tagged = Sample { switches: Some(1), ..sample };
        let all = Samples { iterations: 9, samples: vec![sample, tagged] };
        assert_eq!(all.to_text().parse(), Ok(all));
        assert!("9\n1 x 3\n".parse::<Samples>().is_err());
        assert!("".parse::<Samples>().is_err());
    }

    #[test]
    fn every_variant_gets_as_many_trials() {
        let task = Task {
            kernel: Kernel::AluChain,
            trial: Duration::from_micros(20),
            launch: Duration::from_micros(200),
            variants: vec![0, 0, 1],
            iterations: Some(2),
            seed: 3,
        };
        let found = measure(&task);
        assert_eq!(found.iterations, 2);
        let count = |wanted| {
            found.samples.iter().filter(|s| s.variant == wanted).count()
        };
        assert!(count(0) > 0);
        assert_eq!((count(0), count(0)), (count(1), count(2)));
    }
}
