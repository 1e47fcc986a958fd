//! Goes on with an interrupted run.

use crate::{
    error::{Error, Result},
    harness::{benchmark::Benchmark, suite::Ledger},
    model::{
        BenchmarkId, EnvironmentVariable, JournalEntry, LaunchOutcome,
        Provenance, RunConfig, Warmup,
    },
    store::Store,
    unit::{Nanos, duration},
};

/// What an interrupted run has left to go on from.
pub(super) struct Resumed {
    pub(super) ledgers: Vec<Ledger>,
    /// Launches that were taken over.
    pub(super) launches: usize,
    pub(super) run: String,
    /// Lines of its journal that could not be read.
    pub(super) damaged: usize,
}

/// The launches of the suite's last run, where it was interrupted and was
/// measured by the same binary on the same host.
///
/// # Errors
/// When there is nothing to go on from, or it was another binary, host or
/// way of measuring; the error says which.
pub(super) fn resume(
    store: &Store,
    suite: &str,
    provenance: &Provenance,
    benchmarks: &[Benchmark],
) -> Result<Resumed> {
    let unfinished = store.last_unfinished(suite)?.ok_or_else(|| {
        Error::usage(format!(
            "there is no interrupted run of `{suite}` to --resume"
        ))
    })?;
    let then = &unfinished.header.provenance;
    if then.build != provenance.build {
        return Err(Error::usage(format!(
            "the bench binary was built anew since run {}: measure again \
             without --resume",
            unfinished.id
        )));
    }
    if then.sut.host.fingerprint != provenance.sut.host.fingerprint {
        return Err(Error::usage(format!(
            "run {} was measured on another host ({})",
            unfinished.id, then.sut.host.fingerprint
        )));
    }
    if in_process(then) != in_process(provenance) {
        return Err(Error::usage(format!(
            "one of run {} and this one measures --in-process: repeat what \
             it was asked, or measure again without --resume",
            unfinished.id
        )));
    }
    let mut ledgers: Vec<Ledger> =
        benchmarks.iter().map(|_| Ledger::default()).collect();
    for entry in unfinished.entries {
        let JournalEntry::Launch { id, outcome } = entry else { continue };
        let Some(at) = benchmarks.iter().position(|b| b.id == id) else {
            continue;
        };
        let config = benchmarks[at].config();
        let old = unfinished.configs.iter().find(|(of, _)| *of == id);
        same_settings(&unfinished.id, &id, old.map(|(_, c)| c), config)?;
        match outcome {
            LaunchOutcome::Measured(l) => ledgers[at].launches.push(*l),
            LaunchOutcome::Failed(failure) => {
                ledgers[at].failure = Some(failure);
            }
        }
    }
    Ok(Resumed {
        launches: ledgers.iter().map(|ledger| ledger.launches.len()).sum(),
        ledgers,
        run: unfinished.id,
        damaged: unfinished.damaged,
    })
}

/// Whether a run measured in the harness's own process.
fn in_process(provenance: &Provenance) -> bool {
    let asked = |v: &EnvironmentVariable| {
        v.name == "BENCHKIT_IN_PROCESS"
            && ["1", "true"].contains(&v.value.as_str())
    };
    provenance.arguments.iter().any(|a| a == "--in-process")
        || provenance.environment.iter().any(asked)
}

/// Launches measured in different ways are never put together.
fn same_settings(
    run: &str,
    id: &BenchmarkId,
    then: Option<&RunConfig>,
    now: &RunConfig,
) -> Result<()> {
    let Some(then) = then else {
        return Err(Error::usage(format!(
            "run {run} did not keep how `{id}` was measured: measure again \
             without --resume"
        )));
    };
    if then == now {
        return Ok(());
    }
    let mut differences = Vec::new();
    for ((name, then), (_, now)) in settings(then).iter().zip(settings(now)) {
        if *then != now {
            differences.push(format!("{name} was {then} and is {now}"));
        }
    }
    Err(Error::usage(format!(
        "run {run} measured `{id}` in another way: {}; repeat its settings, \
         or measure again without --resume",
        differences.join(", ")
    )))
}

/// Every setting of a config with its value, as a person reads it.
fn settings(config: &RunConfig) -> [(&'static str, String); 14] {
    #[expect(clippy::cast_precision_loss, reason = "for people, rounded")]
    let time =
        |nanos: Nanos| format!("{} ({} ns)", duration(nanos.0 as f64), nanos.0);
    let warmup = match config.warmup {
        Warmup::Until(cap) => time(cap),
        Warmup::Trials(count) => format!("{count} trials"),
    };
    let optional = |value: Option<u64>| {
        value.map_or("unset".to_owned(), |v| v.to_string())
    };
    let pin = config.pin.and_then(|cpu| u64::try_from(cpu).ok());
    [
        ("budget", time(config.budget)),
        ("warmup", warmup),
        ("launches", config.launches.to_string()),
        ("launches fixed", config.launches_fixed.to_string()),
        ("launch-time", time(config.launch_time)),
        ("trial", time(config.trial)),
        ("iterations", optional(config.iterations)),
        ("threads", config.threads.to_string()),
        ("target", config.target.to_string()),
        ("confidence", config.confidence.to_string()),
        ("latency", config.latency.to_string()),
        ("once", config.once.to_string()),
        ("timeout", time(config.timeout)),
        ("pin", optional(pin)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_settings_are_refused_with_both_values() {
        let id = BenchmarkId::new("a", &[]);
        let then = RunConfig::default();
        assert!(same_settings("r", &id, Some(&then), &then).is_ok());
        let now = RunConfig {
            budget: Nanos(500_000_000),
            iterations: Some(7),
            ..RunConfig::default()
        };
        let said = same_settings("r", &id, Some(&then), &now)
            .expect_err("they differ")
            .to_string();
        for part in
            ["3000000000", "500000000", "iterations was unset and is 7", "`a`"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(!said.contains("launches"), "{said}");
        assert!(same_settings("r", &id, None, &now).is_err());
    }
}
