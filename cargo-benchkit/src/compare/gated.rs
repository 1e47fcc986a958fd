//! Gates on comparisons: what two builds in turns say about a change.

use super::contest::Contest;
use crate::{
    error::Result,
    export::{Case, Outcome},
    gates::{
        self, Command, Gate, GateResult, Metric, Reading, Sets, Subject, Tally,
        Unit,
    },
};
use std::{path::Path, time::Duration};

/// What the gates said of all comparisons.
#[derive(Debug, Default)]
pub(crate) struct Gated {
    pub(crate) results: Vec<GateResult>,
    pub(crate) tally: Tally,
}

/// The gates that hold for `contests`: those of `named`, else of the
/// `benchkit.toml` of each new side's package.
///
/// # Errors
/// When a file cannot be read, or has mistakes.
pub(crate) fn sets(contests: &[Contest], named: Option<&Path>) -> Result<Sets> {
    let mut sets = Sets::new();
    for contest in contests {
        gates::of_folder(&mut sets, &contest.sides[1].folder, named)?;
    }
    Ok(sets)
}

/// Judges them.
///
/// # Errors
/// As [`sets`].
pub(crate) fn judge(
    contests: &[Contest],
    named: Option<&Path>,
) -> Result<Gated> {
    let sets = sets(contests, named)?;
    let mut results = Vec::new();
    for (path, set) in &sets {
        let mut own: Vec<&dyn Subject> = Vec::new();
        for contest in contests {
            let mut one = Sets::new();
            let folder = &contest.sides[1].folder;
            let file = gates::of_folder(&mut one, folder, named)?;
            if file.as_ref() == Some(path) {
                own.push(contest);
            }
        }
        for gate in set.iter().filter(|g| g.judged_by(Command::Compare)) {
            results.extend(gates::judge(gate, &own));
        }
    }
    let all: Vec<&Gate> = sets.values().flatten().collect();
    let tally = Tally::of(&results, &all, Command::Compare);
    Ok(Gated { results, tally })
}

impl Subject for Contest {
    fn id(&self) -> &str {
        self.ids[1].as_str()
    }

    fn tags(&self) -> Option<&[String]> {
        None
    }

    fn reading(&self, gate: &Gate) -> std::result::Result<Reading, String> {
        if gate.metric != Metric::Change {
            return Err("a comparison has only the change".to_owned());
        }
        if let Some(failed) = &self.failure {
            return Err(format!("a side failed: {}", failed.failure.message));
        }
        let judged = self.judged.as_ref().ok_or_else(|| {
            let pairs = self.pairs.len();
            format!("{pairs} launch pairs are too few for a verdict (--budget)")
        })?;
        Ok(Reading {
            point: judged.point.exp(),
            interval: Some((judged.lower.exp(), judged.upper.exp())),
            n: self.pairs.len() as u64,
            unit: Unit::ratio(),
            advisory: false,
        })
    }
}

/// A comparison as a test case; `verdict` is what the table says of it.
pub(crate) fn case(contest: &Contest, verdict: &str) -> Case {
    let id = contest.ids[1].to_string();
    let suite = id.split("::").next().unwrap_or_default().to_owned();
    let outcome = match (&contest.failure, &contest.judged) {
        (Some(_), _) => Outcome::Failed(verdict.to_owned()),
        (None, Some(judged)) if judged.regression => {
            Outcome::Bad(verdict.to_owned())
        }
        _ => Outcome::Ok,
    };
    let time = Duration::from_nanos(contest.spent.0);
    Case { suite, id, outcome, time, said: verdict.to_owned() }
}
