//! Gates on comparisons: what two builds in turns say about a change.

use super::{
    contest::Contest,
    sources::{Alone, Field, tagged},
};
use crate::{
    cli::Asked,
    error::{Error, Result},
    export::{Case, Outcome},
    gates::{
        self, Command, Gate, GateResult, Metric, Reading, Sets, Subject, Tally,
        Unit,
    },
    targets,
};
use benchkit::model::BenchmarkId;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Duration,
};

/// What the gates said of all comparisons.
#[derive(Debug, Default)]
pub(crate) struct Gated {
    pub(crate) results: Vec<GateResult>,
    pub(crate) tally: Tally,
}

/// The gates that hold for the new sides, and what they ask of those.
#[derive(Debug, Default)]
pub(crate) struct Gates {
    sets: Sets,
    /// The file of the gates of each new side's folder.
    files: BTreeMap<PathBuf, PathBuf>,
    /// Of the tags that gates ask for, those of each benchmark of a binary.
    tags: BTreeMap<(PathBuf, BenchmarkId), Vec<String>>,
}

impl Gates {
    /// The gates that hold for `field`: those of `named`, else of the
    /// `benchkit.toml` of each new side's package, also where nothing of it
    /// is compared. `flags` are what every side is told.
    ///
    /// # Errors
    /// When a file cannot be read, or has mistakes, or a binary does not say
    /// which of its benchmarks have a tag.
    pub(crate) fn of(
        field: &Field,
        flags: &[String],
        named: Option<&Path>,
    ) -> Result<Self> {
        let mut all = Self::default();
        for side in &field.news {
            let folder = &side.folder;
            let file = gates::of_folder(&mut all.sets, folder, named)?;
            let Some(file) = file else { continue };
            let gates = all.sets.get(&file).into_iter().flatten();
            let own = gates.filter(|gate| gate.judged_by(Command::Compare));
            let wanted: BTreeSet<&String> =
                own.flat_map(|gate| &gate.scope.tags).collect();
            for tag in wanted {
                let found = tagged(side, flags, tag).map_err(|e| {
                    Error::because(&format!("the tag «{tag}» of a gate"), e)
                })?;
                for id in found {
                    let key = (side.program.clone(), id);
                    all.tags.entry(key).or_default().push(tag.clone());
                }
            }
            all.files.insert(folder.clone(), file);
        }
        Ok(all)
    }

    /// Judges the comparisons; `alone` is what could not be compared.
    pub(crate) fn judge(&self, contests: &[Contest], alone: &[Alone]) -> Gated {
        let mut results = Vec::new();
        for (path, set) in &self.sets {
            let own = contests.iter().filter(|contest| {
                self.files.get(&contest.sides[1].folder) == Some(path)
            });
            let own: Vec<Compared<'_>> =
                own.map(|contest| self.compared(contest)).collect();
            let subjects: Vec<&dyn Subject> =
                own.iter().map(|one| one as &dyn Subject).collect();
            for gate in set.iter().filter(|g| g.judged_by(Command::Compare)) {
                let judged = gates::judge(gate, &subjects);
                results.extend(judged.into_iter().map(|mut result| {
                    if result.benchmark.is_none() {
                        explain(&mut result, gate, alone);
                    }
                    result
                }));
            }
        }
        let all: Vec<&Gate> = self.sets.values().flatten().collect();
        let tally = Tally::of(&results, &all, Command::Compare);
        Gated { results, tally }
    }

    fn compared<'a>(&'a self, contest: &'a Contest) -> Compared<'a> {
        let [_, new] = &contest.ids;
        let key = (contest.sides[1].program.clone(), new.clone());
        let tags = self.tags.get(&key).map(Vec::as_slice);
        Compared { contest, tags: tags.unwrap_or_default() }
    }
}

/// Reads the gates that [`Gates::of`] will read once `asked` is built.
///
/// # Errors
/// When a file cannot be read, or has mistakes.
pub(crate) fn check(asked: &Asked, named: Option<&Path>) -> Result<()> {
    let wanted = targets::own_harness(asked)?;
    let mut sets = Sets::new();
    for folder in wanted.targets.folders() {
        gates::of_folder(&mut sets, folder, named)?;
    }
    Ok(())
}

/// Adds which benchmarks the gate would have taken, had both builds them.
fn explain(result: &mut GateResult, gate: &Gate, alone: &[Alone]) {
    if !gate.scope.tags.is_empty() {
        return;
    }
    for Alone { build, other, benchmarks } in alone {
        let ids = benchmarks.iter().map(BenchmarkId::as_str);
        let ids: Vec<&str> = ids.filter(|id| gate.scope.takes_id(id)).collect();
        if ids.is_empty() {
            continue;
        }
        let known = result.reason.take().unwrap_or_default();
        let ids = ids.join(", ");
        result.reason =
            Some(format!("{known}; in {build}, not in {other}: {ids}"));
    }
}

/// A comparison, and those of its tags that gates ask for.
#[derive(Clone, Copy, Debug)]
struct Compared<'a> {
    contest: &'a Contest,
    tags: &'a [String],
}

impl Subject for Compared<'_> {
    fn id(&self) -> &str {
        self.contest.ids[1].as_str()
    }

    fn old(&self) -> Option<&str> {
        Some(&self.contest.sides[0].label)
    }

    fn tags(&self) -> &[String] {
        self.tags
    }

    fn reading(&self, gate: &Gate) -> std::result::Result<Reading, String> {
        let contest = self.contest;
        if gate.metric != Metric::Change {
            return Err("a comparison has only the change".to_owned());
        }
        if let Some(failed) = &contest.failure {
            return Err(format!("a side failed: {}", failed.failure.message));
        }
        let judged = contest.judged.as_ref().ok_or_else(|| {
            let pairs = contest.pairs.len();
            format!("{pairs} launch pairs are too few for a verdict (--budget)")
        })?;
        Ok(Reading {
            point: judged.point.exp(),
            interval: Some((judged.lower.exp(), judged.upper.exp())),
            n: contest.pairs.len() as u64,
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
        (Some(_), _) if contest.is_left_out() => {
            Outcome::Skipped(verdict.to_owned())
        }
        (Some(_), _) => Outcome::Failed(verdict.to_owned()),
        (None, Some(judged)) if judged.regression => {
            Outcome::Bad(verdict.to_owned())
        }
        _ => Outcome::Ok,
    };
    let time = Duration::from_nanos(contest.spent.0);
    Case {
        suite,
        id,
        old: Some(contest.sides[0].label.clone()),
        outcome,
        time,
        said: verdict.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{compare::pair::Side, gates::GateStatus};
    use std::fs;

    const GATE: &str =
        "[[gate]]\nscheme = \"percent\"\nfail_from = \"major\"\n";

    /// Two packages, each with a gate; only of one something is compared.
    #[test]
    fn a_package_of_which_nothing_is_compared_has_its_gates() {
        let root = tempfile::tempdir().expect("a folder");
        let news = ["a", "b"].map(|package| {
            let folder = root.path().join(package);
            fs::create_dir_all(&folder).expect("made");
            fs::write(folder.join("Cargo.toml"), "").expect("written");
            fs::write(folder.join("benchkit.toml"), GATE).expect("written");
            let program = folder.join("bench");
            Side { label: "here".to_owned(), program, folder }
        });
        let old = Side { label: "main".to_owned(), ..news[0].clone() };
        let id = BenchmarkId::from("a::works");
        let sides = [old, news[0].clone()];
        let contests = vec![Contest::new([id.clone(), id], sides)];
        let alone = [Alone {
            build: "here".to_owned(),
            other: "main".to_owned(),
            benchmarks: vec![BenchmarkId::from("b::fresh")],
        }];
        let mut field = Field::default();
        (field.contests, field.news) = (contests, news.to_vec());
        let gates = Gates::of(&field, &[], None).expect("sound");
        let Gated { results, tally } = gates.judge(&field.contests, &alone);
        let said: Vec<_> = results
            .iter()
            .map(|r| {
                assert_eq!(r.status, GateStatus::NotEvaluable);
                (r.benchmark.as_deref(), r.old.as_deref(), r.reason.as_deref())
            })
            .collect();
        assert_eq!(
            said,
            [
                (
                    Some("a::works"),
                    Some("main"),
                    Some("0 launch pairs are too few for a verdict (--budget)"),
                ),
                (
                    None,
                    None,
                    Some(
                        "no benchmark was «*»; in here, not in main: b::fresh"
                    ),
                ),
            ]
        );
        assert!(tally.fails());
    }
}
