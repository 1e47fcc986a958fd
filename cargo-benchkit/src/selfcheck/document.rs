//! The whole check as JSON.

use super::{
    claims::Claims,
    journal::Rules,
    record::Compared,
    tally::{Cell, cells},
};
use crate::noise::PRESSURE;
use benchkit::model::{HostFacts, schema_of};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// Version of the document: the major number changes when older readers
/// would misread it.
pub(crate) const SCHEMA_VERSION: &str = "1.0";

/// A selfcheck of benchkit. Absent values are left out, never `null`; shares
/// lie between 0 and 1, times are in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub(crate) struct Document {
    /// Version of the document.
    pub(crate) schema_version: String,
    /// The tool that was checked.
    pub(crate) tool: Tool,
    /// The machine.
    pub(crate) host: HostFacts,
    /// Seed of every order.
    pub(crate) seed: u64,
    /// Time of one comparison, process starts included, in seconds.
    pub(crate) budget: f64,
    /// Margin of all comparisons; where it is absent, half of what was added,
    /// and at most 0.01.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) margin: Option<f64>,
    /// Slow-down beyond which a change is a regression, a share.
    pub(crate) threshold: f64,
    /// The noise beside it; absent without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) noise: Option<Noise>,
    /// Comparisons that were asked for.
    pub(crate) planned: usize,
    /// Whether it ended before all of them were made.
    pub(crate) partial: bool,
    /// Comparisons that count for nothing.
    pub(crate) left_out: LeftOut,
    /// What it comes to.
    pub(crate) claims: Claims,
    /// What each kernel and work comes to.
    pub(crate) cells: Vec<Cell>,
    /// Every comparison.
    pub(crate) comparisons: Vec<Compared>,
}

/// The tool that was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Tool {
    /// Its version.
    pub(crate) version: String,
    /// A hash of its binary: which build of that version.
    pub(crate) build: String,
    /// Whether it was built with debug assertions: its kernels are not those
    /// of an installed tool then.
    pub(crate) debug: bool,
}

/// The noise beside the comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub(crate) struct Noise {
    /// Processes that are on and off, one a CPU.
    pub(crate) hogs: usize,
    /// Mean time for which a hog is on, and off.
    pub(crate) mean: f64,
    /// Share of the last ten seconds in which some task must have waited for
    /// a CPU, for a comparison to count.
    pub(crate) pressure_needed: f64,
    /// Whether the system told it. Where it did not, every comparison counts,
    /// and nothing says that there was noise.
    pub(crate) validated: bool,
}

/// Comparisons that count for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct LeftOut {
    /// A side failed.
    pub(crate) failed: usize,
    /// The noise did not press the host.
    pub(crate) without_pressure: usize,
}

/// What is known beside the comparisons.
#[derive(Clone, Debug)]
pub(crate) struct Around {
    pub(crate) host: HostFacts,
    /// Whether this is a debug build.
    pub(crate) debug: bool,
    /// Hogs, with `--noise`.
    pub(crate) hogs: Option<usize>,
    pub(crate) planned: usize,
    pub(crate) partial: bool,
}

impl Document {
    /// The check that `comparisons` are.
    pub(crate) fn new(
        rules: &Rules,
        around: Around,
        comparisons: Vec<Compared>,
    ) -> Self {
        let noise = around.hogs.map(|hogs| Noise {
            hogs,
            mean: crate::noise::MEAN.as_secs_f64(),
            pressure_needed: PRESSURE,
            validated: comparisons.iter().any(|one| one.pressure.is_some()),
        });
        let well = comparisons.iter().filter(|one| one.failure.is_none());
        let (counting, calm): (Vec<_>, Vec<_>) =
            well.partition(|one| !rules.noise || one.is_pressed());
        let left_out = LeftOut {
            failed: comparisons.len() - counting.len() - calm.len(),
            without_pressure: calm.len(),
        };
        let cells = cells(&counting);
        let claims = Claims::of(&counting, &cells);
        Self {
            schema_version: SCHEMA_VERSION.to_owned(),
            tool: Tool {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                build: rules.build.clone(),
                debug: around.debug,
            },
            host: around.host,
            seed: rules.seed,
            budget: rules.budget.as_f64() / 1e9,
            margin: rules.margin,
            threshold: rules.threshold,
            noise,
            planned: around.planned,
            partial: around.partial,
            left_out,
            claims,
            cells,
            comparisons,
        }
    }
}

/// The JSON Schema of a [`Document`].
pub(crate) fn schema() -> Value {
    schema_of::<Document>("A selfcheck of benchkit")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{super::record::fixture::compared, *};
    use benchkit::{Nanos, model::Verdict};

    pub(crate) fn document(noise: bool, all: Vec<Compared>) -> Document {
        let rules = Rules {
            schema_version: SCHEMA_VERSION.to_owned(),
            build: "b".to_owned(),
            seed: 5,
            budget: Nanos(2_000_000_000),
            margin: None,
            threshold: 0.01,
            noise,
        };
        let around = Around {
            host: HostFacts::default(),
            debug: false,
            hogs: noise.then_some(2),
            planned: all.len(),
            partial: false,
        };
        Document::new(&rules, around, all)
    }

    #[test]
    fn what_failed_or_was_not_pressed_counts_for_nothing() {
        let one = || compared("sweep", 0, Verdict::Equivalent);
        let pressed = |share| Compared { pressure: share, ..one() };
        let failed = Compared { failure: Some("no".to_owned()), ..one() };
        let all = vec![
            pressed(Some(0.31)),
            pressed(Some(0.29)),
            failed,
            pressed(Some(0.9)),
        ];
        let noisy = document(true, all.clone());
        let out = LeftOut { failed: 1, without_pressure: 1 };
        assert_eq!((noisy.left_out, noisy.cells[0].comparisons), (out, 2));
        assert!(noisy.noise.is_some_and(|noise| noise.validated));
        let quiet = document(false, all);
        let out = LeftOut { failed: 1, without_pressure: 0 };
        assert_eq!((quiet.left_out, quiet.cells[0].comparisons), (out, 3));
        assert_eq!(quiet.noise, None);
        // A system that tells nothing: all count, and it is said.
        let untold = document(true, vec![one()]);
        assert_eq!(untold.cells[0].comparisons, 1);
        assert!(untold.noise.is_some_and(|noise| !noise.validated));
        // Noise that was none is no check.
        let calm = document(true, vec![pressed(Some(0.1))]);
        assert!(calm.claims.broken[0].contains("nothing was checked"));
    }
}
