//! The sides: built, or binaries that are there already.

use super::{
    contest::Contest, layout, named::choose, pair::Side, partners::partners,
    revision::Revision, worktree::Worktree,
};
use crate::{
    binaries::Binary,
    cli::Asked,
    error::{Error, Result},
    run, targets,
};
use benchkit::model::BenchmarkId;
use schemars::JsonSchema;
use serde::Serialize;
use std::{
    collections::BTreeSet,
    env,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

/// The tree as it is, in reports.
const HERE: &str = "here";

/// What can be compared, and what cannot.
#[derive(Debug, Default)]
pub(crate) struct Field {
    pub(crate) contests: Vec<Contest>,
    /// The same ones with aligned functions, where that was asked.
    pub(crate) aligned: Vec<Contest>,
    pub(crate) alone: Vec<Alone>,
    /// The new side of every bench binary that was looked at: of some
    /// nothing may be compared.
    pub(crate) news: Vec<Side>,
    /// The old sides.
    pub(crate) olds: Vec<String>,
    pub(crate) new: String,
    /// The checkouts of the old sides: they go when the last worker has
    /// ended.
    worktrees: Vec<Worktree>,
}

/// What one build has, and another one has not.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub(crate) struct Alone {
    /// The build that has them.
    pub(crate) build: String,
    /// The one that they would be compared with.
    pub(crate) other: String,
    /// Which.
    pub(crate) benchmarks: Vec<BenchmarkId>,
}

/// Bench binaries that lie somewhere.
///
/// # Errors
/// When one cannot be listed.
pub(crate) fn of_files(
    olds: &[PathBuf],
    new: &Path,
    flags: &[String],
) -> Result<Field> {
    let side = |path: &Path| -> Result<Side> {
        let program = path
            .canonicalize()
            .map_err(|e| Error::because(&path.display().to_string(), e))?;
        let folder = env::current_dir()
            .map_err(|e| Error::because("the working directory", e))?;
        let label = path.display().to_string();
        Ok(Side { label, program, folder })
    };
    let new = side(new)?;
    let mut field = Field {
        new: new.label.clone(),
        news: vec![new.clone()],
        ..Field::default()
    };
    for old in olds {
        let old = side(old)?;
        field.olds.push(old.label.clone());
        let contests = field.pair_up(&old, &new, flags)?;
        field.contests.extend(contests);
    }
    Ok(field)
}

/// Revisions against the tree as it is, with aligned functions too where
/// `layout` is asked.
///
/// # Errors
/// When a revision does not exist, or one of the sides does not build.
pub(crate) fn of_revisions(
    revisions: &[String],
    asked: &Asked,
    layout: bool,
    flags: &[String],
    talk: &mut dyn Write,
) -> Result<Field> {
    let here = place(asked)?;
    let below = target_folder(asked)?.join("benchkit");
    // Before the first build, which may take long.
    let checked_out = |name: &String| Revision::new(name, asked, &here, &below);
    let trees: Result<Vec<Revision>> =
        revisions.iter().map(checked_out).collect();
    let trees = trees?;
    let new = run::binaries(asked, talk)?;
    let aligned = layout.then(|| layout::build(asked, &below, &new, talk));
    let aligned = aligned.transpose()?;
    let mut field = Field {
        olds: revisions.to_vec(),
        new: HERE.to_owned(),
        news: new.iter().map(|binary| side(HERE, binary)).collect(),
        ..Field::default()
    };
    for (revision, tree) in revisions.iter().zip(trees) {
        let olds = tree.build(talk)?;
        let contests = field.pair_up_all(revision, &olds, &new, flags)?;
        field.contests.extend(contests);
        if let Some(new) = &aligned {
            let olds = tree.aligned(&olds, talk)?;
            let said = field.alone.len();
            let contests = field.pair_up_all(revision, &olds, new, flags)?;
            field.aligned.extend(contests);
            field.alone.truncate(said);
        }
        field.worktrees.push(tree.into_worktree());
    }
    Ok(field)
}

/// Workloads of one build, with aligned functions too where `layout` is
/// asked.
///
/// # Errors
/// When it does not build, or one of them does not exist.
pub(crate) fn of_workloads(
    olds: &[String],
    new: &str,
    asked: &Asked,
    layout: bool,
    flags: &[String],
    talk: &mut dyn Write,
) -> Result<Field> {
    let mut field =
        Field { olds: olds.to_vec(), new: new.to_owned(), ..Field::default() };
    let built = run::binaries(asked, talk)?;
    field.contests = named(&built, olds, new, flags)?;
    let found = field.contests.first();
    field.news = found.map(|c| c.sides[1].clone()).into_iter().collect();
    if layout {
        let below = target_folder(asked)?.join("benchkit");
        let aligned = layout::build(asked, &below, &built, talk)?;
        field.aligned = named(&aligned, olds, new, flags)?;
    }
    Ok(field)
}

/// The contests of workload `new` with each of `olds`, in the binary that
/// has them all.
fn named(
    built: &[Binary],
    olds: &[String],
    new: &str,
    flags: &[String],
) -> Result<Vec<Contest>> {
    let sides: Vec<Side> = built.iter().map(|b| side(new, b)).collect();
    let lists: Result<Vec<Vec<BenchmarkId>>> =
        sides.iter().map(|side| list(side, flags)).collect();
    let names: Vec<&str> =
        [new].into_iter().chain(olds.iter().map(String::as_str)).collect();
    let (at, ids) = choose(&lists?, &names)?;
    let side = &sides[at];
    let contest = |(id, label): (&BenchmarkId, &String)| {
        let old = Side { label: label.clone(), ..side.clone() };
        Contest::new([id.clone(), ids[0].clone()], [old, side.clone()])
    };
    Ok(ids[1..].iter().zip(olds).map(contest).collect())
}

impl Field {
    /// The contests of all binaries of a revision; what is in those that only
    /// one of both trees has is listed.
    fn pair_up_all(
        &mut self,
        revision: &str,
        olds: &[Binary],
        news: &[Binary],
        flags: &[String],
    ) -> Result<Vec<Contest>> {
        let mut contests = Vec::new();
        let (found, left) = partners(olds, news);
        for (new, old) in news.iter().zip(found) {
            let new = side(HERE, new);
            if let Some(old) = old {
                let old = side(revision, old);
                contests.extend(self.pair_up(&old, &new, flags)?);
            } else {
                let all = list(&new, flags)?;
                self.has_alone(&new.label, revision, all);
            }
        }
        for old in left {
            let all = list(&side(revision, old), flags)?;
            self.has_alone(revision, HERE, all);
        }
        Ok(contests)
    }

    /// The contests of what both sides know; the rest is listed.
    fn pair_up(
        &mut self,
        old: &Side,
        new: &Side,
        flags: &[String],
    ) -> Result<Vec<Contest>> {
        let before = list(old, flags)?;
        let now = list(new, flags)?;
        let known: BTreeSet<&BenchmarkId> = before.iter().collect();
        let (both, only_new): (Vec<_>, Vec<_>) =
            now.into_iter().partition(|id| known.contains(id));
        let seen: BTreeSet<&BenchmarkId> = both.iter().collect();
        let gone = before.iter().filter(|id| !seen.contains(id));
        let gone: Vec<BenchmarkId> = gone.cloned().collect();
        self.has_alone(&old.label, &new.label, gone);
        self.has_alone(&new.label, &old.label, only_new);
        let contest = |id: BenchmarkId| {
            Contest::new([id.clone(), id], [old.clone(), new.clone()])
        };
        Ok(both.into_iter().map(contest).collect())
    }

    fn has_alone(
        &mut self,
        build: &str,
        other: &str,
        benchmarks: Vec<BenchmarkId>,
    ) {
        if benchmarks.is_empty() {
            return;
        }
        let (build, other) = (build.to_owned(), other.to_owned());
        self.alone.push(Alone { build, other, benchmarks });
    }
}

fn side(label: &str, binary: &Binary) -> Side {
    Side {
        label: label.to_owned(),
        program: binary.executable.clone(),
        folder: binary.folder().to_owned(),
    }
}

/// The folder of the manifest that is asked for.
fn place(asked: &Asked) -> Result<PathBuf> {
    if let Some(folder) = asked.manifest_path.as_ref().and_then(|p| p.parent())
        && !folder.as_os_str().is_empty()
    {
        return Ok(folder.to_owned());
    }
    env::current_dir().map_err(|e| Error::because("the working directory", e))
}

fn target_folder(asked: &Asked) -> Result<PathBuf> {
    match &asked.target_dir {
        Some(folder) => std::path::absolute(folder)
            .map_err(|e| Error::because(&folder.display().to_string(), e)),
        None => Ok(targets::metadata(asked)?.target_directory.into()),
    }
}

/// The benchmarks of a side that a run of it would measure, in their order.
fn list(side: &Side, flags: &[String]) -> Result<Vec<BenchmarkId>> {
    let asked = |flag: &&str| flags.iter().any(|known| known == flag);
    let mut all = listed(side, flags, &[])?;
    if !["--ignored", "--include-ignored"].iter().any(asked) {
        let ignored = listed(side, flags, &["--ignored"])?;
        all.retain(|id| !ignored.contains(id));
    }
    Ok(all)
}

/// Of what `flags` choose, the benchmarks of a side whose workload has `tag`:
/// settings among them are part of an id.
///
/// # Errors
/// When it cannot be listed.
pub(super) fn tagged(
    side: &Side,
    flags: &[String],
    tag: &str,
) -> Result<Vec<BenchmarkId>> {
    listed(side, &untagged(flags), &[&format!("--tag={tag}")])
}

/// The flags without tags, one of which would be enough.
fn untagged(flags: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut all = flags.iter();
    while let Some(flag) = all.next() {
        if flag == "--tag" {
            all.next();
        } else if !flag.starts_with("--tag=") {
            kept.push(flag.clone());
        }
    }
    kept
}

fn listed(
    side: &Side,
    flags: &[String],
    more: &[&str],
) -> Result<Vec<BenchmarkId>> {
    let what = side.program.display().to_string();
    let output = Command::new(&side.program)
        .args(["--bench", "--list", "--format", "terse"])
        .args(more)
        .args(flags)
        .current_dir(&side.folder)
        .output()
        .map_err(|e| Error::because(&what, e))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Error::because(
            &format!("{what} --list"),
            said.lines().last().unwrap_or("failed"),
        ));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let names = text.lines().filter_map(|l| l.strip_suffix(": benchmark"));
    Ok(names.map(BenchmarkId::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_left_out_of_the_flags() {
        let all = ["--tag", "x", "--threads", "2", "--tag=y", "sort"];
        let kept = untagged(&all.map(str::to_owned));
        assert_eq!(kept, ["--threads", "2", "sort"]);
    }
}
