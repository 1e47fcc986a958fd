//! Criterion and tango: their builds, and one comparison by each.

use crate::{harness::clean, plan::target_folder};
use benchkit_benches::{
    Failure,
    cargo::{cargo, copy_whole, executable},
};
use cargo_benchkit::kernels::Kernel;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs,
    path::{Path, PathBuf},
};

/// A peer with a comparison of its own, and how long it may take.
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
    /// The same with a second a side: the two seconds that benchkit takes.
    CriterionShort,
    /// `compare` for the two seconds that benchkit takes.
    Tango,
}

impl Tool {
    /// All of them.
    pub(crate) const ALL: [Self; 3] =
        [Self::Criterion, Self::CriterionShort, Self::Tango];

    /// What a table calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Criterion => "criterion 0.8.2, defaults",
            Self::CriterionShort => "criterion 0.8.2, 1 s a side",
            Self::Tango => "tango-bench 0.9, 2 s",
        }
    }

    /// Its bench target.
    fn target(self) -> &'static str {
        match self {
            Self::Criterion | Self::CriterionShort => "peer_criterion",
            Self::Tango => "peer_tango",
        }
    }
}

/// What a tool said of a comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Word {
    /// -1 faster, 0 no change, 1 slower.
    pub(crate) verdict: i8,
    /// Ends of the ratio's interval, where the tool has one.
    pub(crate) interval: Option<(f64, f64)>,
}

/// Builds of the tools' bench binaries, by target and per cent more work.
#[derive(Clone, Debug)]
pub(crate) struct Builds(BTreeMap<(&'static str, u64), PathBuf>);

impl Builds {
    /// Builds what `tools` need for `percents` into `folder`; what lies there
    /// already is kept with `keep`.
    ///
    /// # Errors
    /// When a build fails.
    pub(crate) fn new(
        tools: &[Tool],
        percents: &[u64],
        folder: &Path,
        keep: bool,
    ) -> Result<Self, Failure> {
        let mut all = BTreeMap::new();
        for tool in tools {
            for percent in [0].iter().chain(percents) {
                let key = (tool.target(), *percent);
                if let Entry::Vacant(place) = all.entry(key) {
                    place.insert(build(key, folder, keep)?);
                }
            }
        }
        Ok(Self(all))
    }

    /// Compares `kernel` with the build of it that does `percent` more work.
    ///
    /// # Errors
    /// When a build is missing, or the tool fails or says nothing.
    pub(crate) fn compare(
        &self,
        tool: Tool,
        kernel: Kernel,
        percent: u64,
    ) -> Result<Word, Failure> {
        let side = |percent| {
            let found = self.0.get(&(tool.target(), percent));
            found.ok_or_else(|| format!("no build of {percent} % more work"))
        };
        let sides = [side(0)?, side(percent)?];
        match tool {
            Tool::Criterion => criterion(sides, kernel, &[]),
            Tool::CriterionShort => criterion(sides, kernel, &SHORT),
            Tool::Tango => tango(sides, kernel),
        }
    }
}

/// A second a side, as criterion counts it.
const SHORT: [&str; 2] = ["--warm-up-time=0.3", "--measurement-time=0.7"];

/// A copy of the bench binary that does so many per cent more work.
fn build(
    (name, percent): (&str, u64),
    folder: &Path,
    keep: bool,
) -> Result<PathBuf, Failure> {
    let kept = folder.join(format!("{name}-{percent}"));
    if keep && kept.exists() {
        return Ok(kept);
    }
    let mut command = cargo();
    command
        .args(["bench", "-p", "benchkit-benches", "--features", "peers"])
        .args(["--bench", name, "--no-run"])
        .env("BENCHKIT_PEER_PERCENT", percent.to_string())
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    let built = executable(&mut command, name)?;
    fs::create_dir_all(folder)?;
    copy_whole(&built, &kept)?;
    Ok(kept)
}

/// The old build's run as a baseline, then the new one's against it.
fn criterion(
    [old, new]: [&PathBuf; 2],
    kernel: Kernel,
    more: &[&str],
) -> Result<Word, Failure> {
    let home = target_folder().join("criterion-peers");
    drop(fs::remove_dir_all(&home));
    let name = format!("known_{kernel}");
    let run = |bench: &Path, flag: &str| -> Result<String, Failure> {
        let mut command = clean(bench);
        command
            .args(["--bench", "--noplot", flag, "old", &format!("^{name}$")])
            .args(more)
            .env("CRITERION_HOME", &home);
        let output = command.output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let status = output.status;
            return Err(format!("{command:?}: {status}: {said}").into());
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    run(old, "--save-baseline")?;
    let said = run(new, "--baseline")?;
    let path = home.join(&name).join("change/estimates.json");
    let change: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let ends = &change["mean"]["confidence_interval"];
    let interval = ends["lower_bound"]
        .as_f64()
        .zip(ends["upper_bound"].as_f64())
        .map(|(lower, upper)| (1.0 + lower, 1.0 + upper));
    Ok(Word { verdict: criterion_verdict(&said)?, interval })
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

fn tango([old, new]: [&PathBuf; 2], kernel: Kernel) -> Result<Word, Failure> {
    let mut command = clean(new);
    command
        .args(["--color=never", "compare", "--time=2", "--filter"])
        .arg(kernel.name())
        .arg(old);
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let verdict = tango_verdict(&said, kernel.name()).ok_or_else(|| {
        let talk = String::from_utf8_lossy(&output.stderr).into_owned();
        format!("{command:?}: {}: {said}{talk}", output.status)
    })?;
    Ok(Word { verdict, interval: None })
}

/// The kernel's line ends with "+1.02%*" where the change is significant.
fn tango_verdict(said: &str, kernel: &str) -> Option<i8> {
    let line = said.lines().find(|line| line.trim().starts_with(kernel))?;
    let last = line.split_whitespace().last()?;
    let change: f64 = last.trim_end_matches(['%', '*']).parse().ok()?;
    Some(match last.ends_with('*') {
        true if change > 0.0 => 1,
        true => -1,
        false => 0,
    })
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
}
