//! How far runs of unchanged code lie apart on a host: the noise floor.
//!
//! The interval of one run knows what differs from one of its launches to
//! the next, and nothing of what the host does a minute later: another clock
//! of its processor, another neighbour at its memory. Earlier runs of the
//! same binary show that, with no model of the cause. The band of a
//! benchmark reaches from the 2.5 % quantile of the lower ends of their
//! intervals to the 97.5 % quantile of the upper ends.

use crate::{
    model::{
        BenchmarkId, Estimate, NoiseFloor, PastResult, PastRun, RunDocument,
        SCHEMA_VERSION, Status,
        thresholds::{FLOOR_RUNS, FLOOR_WINDOW},
    },
    stats::{quantile, sorted},
};
use std::collections::HashMap;

/// What is cut off at either side.
const TAIL: f64 = 0.025;

/// Where the intervals of earlier runs lie, in nanoseconds an iteration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Earlier runs that are in it.
    pub runs: u32,
    /// Whether they ran the binary that runs now.
    pub same_build: bool,
    /// Its lower end, above 0.
    pub lower: f64,
    /// Its upper end.
    pub upper: f64,
}

impl Band {
    /// Upper end / lower end, at least 1.
    pub fn range(&self) -> f64 {
        self.upper / self.lower
    }

    /// The relative half-width that an interval cannot be narrower than.
    pub fn half_width(&self) -> f64 {
        (self.range() - 1.0) / 2.0
    }

    /// The estimate with the band inside its interval: where runs of this
    /// binary lay; of another binary only how far they lay apart.
    pub fn widen(&self, estimate: &mut Estimate) {
        let Some((lower, upper)) = estimate.alone() else { return };
        let range = self.range();
        let (least, most) = if self.same_build {
            (self.lower.min(lower), self.upper.max(upper))
        } else {
            (lower / range, upper * range)
        };
        (estimate.lower, estimate.upper) = (Some(least), Some(most));
        estimate.floor = Some(NoiseFloor {
            runs: self.runs,
            same_build: self.same_build,
            range,
            alone_lower: lower,
            alone_upper: upper,
        });
    }
}

/// The binary that measured it, and what.
type Past<'a> = (&'a str, &'a PastResult);

/// The bands of a suite's benchmarks.
#[derive(Debug, Default)]
pub struct Bands(HashMap<BenchmarkId, Band>);

impl Bands {
    /// The bands that `log`, oldest run first, shows on `host` for the
    /// binary `build`: of its own runs where there are enough, else of the
    /// last binary that had enough.
    pub fn new(log: &[PastRun], host: &str, build: Option<&str>) -> Self {
        let mut past: HashMap<&BenchmarkId, Vec<Past<'_>>> = HashMap::new();
        for run in log.iter().rev().filter(|run| run.host == host) {
            for result in run.results.iter().filter(|r| is_usable(r)) {
                let runs = past.entry(&result.id).or_default();
                runs.push((&run.build, result));
            }
        }
        let bands = past.into_iter().filter_map(|(id, runs)| {
            let band = band(&runs, build)?;
            Some((id.clone(), band))
        });
        Self(bands.collect())
    }

    /// The band of `id`; `None` where too few runs show one.
    pub fn of(&self, id: &BenchmarkId) -> Option<Band> {
        self.0.get(id).copied()
    }
}

/// Whether it can be in a band: a number below the clock's cost is none that
/// ranges can be made of.
fn is_usable(result: &PastResult) -> bool {
    let PastResult { lower, point, upper, .. } = *result;
    lower > 0.0 && lower <= point && point <= upper && upper.is_finite()
}

/// The band of one benchmark from its `runs`, newest first.
fn band(runs: &[Past<'_>], build: Option<&str>) -> Option<Band> {
    let of = |build: &str| {
        let same = runs.iter().filter(|(of, _)| *of == build);
        let same = same.take(FLOOR_WINDOW).map(|(_, result)| *result);
        Some(same.collect::<Vec<_>>()).filter(|all| all.len() >= FLOOR_RUNS)
    };
    let own = build.and_then(of);
    let same_build = own.is_some();
    let runs = own.or_else(|| runs.iter().find_map(|(build, _)| of(build)))?;
    let lowers = sorted(runs.iter().map(|result| result.lower));
    let uppers = sorted(runs.iter().map(|result| result.upper));
    Some(Band {
        runs: u32::try_from(runs.len()).unwrap_or(u32::MAX),
        same_build,
        lower: quantile(&lowers, TAIL),
        upper: quantile(&uppers, 1.0 - TAIL),
    })
}

/// What later runs need of this one; `None` where it teaches nothing: it was
/// interrupted, no benchmark has an interval, or the binary is unknown.
pub fn past_run(document: &RunDocument) -> Option<PastRun> {
    let provenance = &document.provenance;
    let build = provenance.build.clone().filter(|_| !document.run.partial)?;
    let mut results = Vec::new();
    for result in &document.results {
        let asked = result.config.confidence;
        let estimate = result.estimate.as_ref().filter(|estimate| {
            result.status == Status::Measured
                && estimate.confidence.is_some_and(|has| has >= asked - 1e-9)
        });
        let Some(estimate) = estimate else { continue };
        let Some((lower, upper)) = estimate.alone() else { continue };
        let id = result.id.clone();
        results.push(PastResult { id, lower, point: estimate.point, upper });
    }
    results.retain(is_usable);
    (!results.is_empty()).then(|| PastRun {
        schema_version: SCHEMA_VERSION.to_owned(),
        started: document.run.started.clone(),
        host: provenance.sut.host.fingerprint.clone(),
        build,
        results,
    })
}

#[cfg(test)]
#[path = "noise_tests.rs"]
mod tests;
