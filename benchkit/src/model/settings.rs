//! Settings as people give them: all optional, merged from many places.
//!
//! Built-in < group < attribute < `benchkit.toml` < `BENCHKIT_*` < command
//! line. One table, [`SETTINGS`], names each of them; the file, the
//! environment and the command line are read through it.

use crate::{
    error::{Error, Result},
    model::{RunConfig, Warmup},
    unit::{Nanos, parse_duration},
};

/// What one place says about how to measure; `None` says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// See [`RunConfig::budget`].
    pub budget: Option<Nanos>,
    /// See [`RunConfig::warmup`].
    pub warmup: Option<Warmup>,
    /// See [`RunConfig::launches`].
    pub launches: Option<u32>,
    /// See [`RunConfig::launch_time`].
    pub launch_time: Option<Nanos>,
    /// See [`RunConfig::trial`].
    pub trial: Option<Nanos>,
    /// See [`RunConfig::iterations`].
    pub iterations: Option<u64>,
    /// See [`RunConfig::threads`].
    pub threads: Option<Vec<usize>>,
    /// See [`RunConfig::target`].
    pub target: Option<f64>,
    /// See [`RunConfig::confidence`].
    pub confidence: Option<f64>,
    /// See [`RunConfig::latency`].
    pub latency: Option<f64>,
    /// See [`RunConfig::once`].
    pub once: Option<bool>,
    /// See [`RunConfig::timeout`].
    pub timeout: Option<Nanos>,
    /// See [`RunConfig::pin`].
    pub pin: Option<usize>,
}

/// One setting: its name in the file and on the command line (with `-` for
/// `_`), what it expects, and how to read it.
#[derive(Debug)]
pub struct Setting {
    /// Its name in `snake_case`.
    pub name: &'static str,
    /// What a value looks like, for help and errors.
    pub expects: &'static str,
    /// One line of help.
    pub help: &'static str,
    set: fn(&mut Settings, &str) -> Option<()>,
}

impl Setting {
    /// Reads `text` into `settings`.
    ///
    /// # Errors
    /// When `text` is not what the setting expects; the error names both.
    pub fn apply(&self, settings: &mut Settings, text: &str) -> Result<()> {
        (self.set)(settings, text).ok_or_else(|| {
            Error::usage(format!(
                "`{} = {text:?}`: expected {}",
                self.name, self.expects
            ))
        })
    }
}

const DURATION: &str = "a duration such as \"300ms\"";
const SHARE: &str = "a share such as 1% or 0.01";

macro_rules! setting {
    ($name:ident, $expects:expr, $help:literal, $read:expr) => {
        Setting {
            name: stringify!($name),
            expects: $expects,
            help: $help,
            set: |settings, text| {
                settings.$name = Some($read(text)?);
                Some(())
            },
        }
    };
}

/// Every setting that the file, the environment and the command line know.
pub static SETTINGS: &[Setting] = &[
    setting!(
        budget,
        DURATION,
        "time a benchmark may take (default 3s)",
        positive
    ),
    setting!(
        warmup,
        "a duration such as \"300ms\" or a number of trials",
        "cap of the warm-up of a launch, or its number of trials",
        warmup
    ),
    setting!(
        launches,
        "a number of launches, at least 1",
        "fresh processes a benchmark (default 10, more until steady)",
        |text: &str| text.parse().ok().filter(|n| *n > 0)
    ),
    setting!(launch_time, DURATION, "time that one launch measures", positive),
    setting!(
        trial,
        DURATION,
        "length of one timed sample (default 100us)",
        positive
    ),
    setting!(
        iterations,
        "a number of iterations, at least 1",
        "iterations a trial, instead of as many as fit",
        |text: &str| text.parse().ok().filter(|n| *n > 0)
    ),
    setting!(
        threads,
        "numbers of threads such as 1,2,4",
        "threads that run a workload together",
        threads
    ),
    setting!(
        target,
        SHARE,
        "half-width of the interval at which launches stop (default 1%)",
        share
    ),
    setting!(
        confidence,
        "a confidence such as 95% or 0.95",
        "confidence of the interval",
        |text| share(text).filter(|c| (0.5..1.0).contains(c))
    ),
    setting!(
        latency,
        SHARE,
        "share of the budget for timing single iterations (default 10%)",
        |text| share(text).filter(|s| *s <= 1.0)
    ),
    setting!(
        once,
        "true or false",
        "one iteration in one launch, without warm-up",
        |text: &str| text.parse().ok()
    ),
    setting!(
        timeout,
        DURATION,
        "a launch that takes longer is killed (default 60s)",
        positive
    ),
    setting!(
        pin,
        "the number of a CPU",
        "the CPU to pin workers to",
        |text: &str| text.parse().ok()
    ),
];

fn positive(text: &str) -> Option<Nanos> {
    parse_duration(text).filter(|span| span.0 > 0)
}

fn warmup(text: &str) -> Option<Warmup> {
    text.parse()
        .map(Warmup::Trials)
        .ok()
        .or_else(|| parse_duration(text).map(Warmup::Until))
}

fn threads(text: &str) -> Option<Vec<usize>> {
    let mut counts = Vec::new();
    for part in text.split(',') {
        counts.push(part.trim().parse().ok().filter(|n| *n > 0)?);
    }
    Some(counts)
}

fn share(text: &str) -> Option<f64> {
    let share = match text.trim().strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok()? / 100.0,
        None => text.trim().parse().ok()?,
    };
    (share.is_finite() && share >= 0.0).then_some(share)
}

impl Settings {
    /// These settings, and where `over` says something, what it says.
    #[must_use]
    pub fn merge(self, over: &Self) -> Self {
        Self {
            budget: over.budget.or(self.budget),
            warmup: over.warmup.or(self.warmup),
            launches: over.launches.or(self.launches),
            launch_time: over.launch_time.or(self.launch_time),
            trial: over.trial.or(self.trial),
            iterations: over.iterations.or(self.iterations),
            threads: over.threads.clone().or(self.threads),
            target: over.target.or(self.target),
            confidence: over.confidence.or(self.confidence),
            latency: over.latency.or(self.latency),
            once: over.once.or(self.once),
            timeout: over.timeout.or(self.timeout),
            pin: over.pin.or(self.pin),
        }
    }

    /// The run config of these settings for `threads` threads, with the
    /// built-in values where they say nothing.
    pub fn resolve(&self, threads: usize) -> RunConfig {
        let built_in = match self.threads {
            None => RunConfig::default(),
            Some(_) => RunConfig::for_threads(),
        };
        RunConfig {
            budget: self.budget.unwrap_or(built_in.budget),
            warmup: self.warmup.unwrap_or(built_in.warmup),
            launches: self.launches.unwrap_or(built_in.launches),
            launches_fixed: self.launches.is_some(),
            launch_time: self.launch_time.unwrap_or(built_in.launch_time),
            trial: self.trial.unwrap_or(built_in.trial),
            iterations: self.iterations,
            threads,
            target: self.target.unwrap_or(built_in.target),
            confidence: self.confidence.unwrap_or(built_in.confidence),
            latency: self.latency.unwrap_or(built_in.latency),
            once: self.once.unwrap_or(built_in.once),
            timeout: self.timeout.unwrap_or(built_in.timeout),
            pin: self.pin,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_place_wins_and_silence_changes_nothing() {
        let attribute = Settings {
            launches: Some(3),
            once: Some(true),
            ..Settings::default()
        };
        let flags = Settings { launches: Some(5), ..Settings::default() };
        let both = attribute.merge(&flags);
        assert_eq!((both.launches, both.once), (Some(5), Some(true)));
    }

    #[test]
    fn a_bad_value_names_what_was_expected() {
        let warmup = SETTINGS.iter().find(|s| s.name == "warmup").unwrap();
        let error = warmup.apply(&mut Settings::default(), "fast").unwrap_err();
        let said = error.to_string();
        assert!(said.contains("`warmup = \"fast\"`: expected a duration"));
    }
}
