//! The two sides: built, or binaries that are there already.

use super::{pair::Side, suite::Contest, worktree::Worktree};
use crate::{
    binaries::{self, Binary},
    cli::Asked,
    error::{Error, Result},
    targets,
};
use benchkit::model::BenchmarkId;
use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What can be compared, and what is only on one side.
#[derive(Debug, Default)]
pub(crate) struct Field {
    pub(crate) contests: Vec<Contest>,
    pub(crate) only_old: Vec<BenchmarkId>,
    pub(crate) only_new: Vec<BenchmarkId>,
    pub(crate) labels: [String; 2],
    /// The checkout of the old side: it goes when the last worker has ended.
    pub(crate) worktree: Option<Worktree>,
}

/// Two bench binaries that lie somewhere.
///
/// # Errors
/// When one cannot be listed.
pub(crate) fn of_files(
    old: &Path,
    new: &Path,
    filters: &[String],
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
    let (old, new) = (side(old)?, side(new)?);
    let mut field = Field {
        labels: [old.label.clone(), new.label.clone()],
        ..Field::default()
    };
    pair_up(&mut field, &old, &new, filters)?;
    Ok(field)
}

/// A revision against the tree as it is.
///
/// # Errors
/// When the revision does not exist, or one of the sides does not build.
pub(crate) fn of_revision(
    revision: &str,
    asked: &Asked,
    filters: &[String],
) -> Result<Field> {
    let here = place(asked)?;
    let new = build(asked)?;
    let below = target_folder(asked)?.join("benchkit");
    let worktree = Worktree::new(&here, revision, &below.join("worktrees"))?;
    let there = Asked {
        manifest_path: Some(worktree.place_of(&here).join("Cargo.toml")),
        target_dir: Some(below.join("revisions")),
        ..asked.clone()
    };
    let old = build(&there)
        .map_err(|e| Error::because(&format!("revision «{revision}»"), e))?;
    let kept = below.join("binaries").join(&worktree.commit);
    let mut field = Field {
        labels: [revision.to_owned(), "here".to_owned()],
        ..Field::default()
    };
    for new in &new {
        let name = &new.target.name;
        let Some(old) = old.iter().find(|old| old.target.name == *name) else {
            let new = side("here", new);
            field.only_new.extend(list(&new, filters)?);
            continue;
        };
        // The next revision is built in the same folder.
        let old = keep(old, &kept)?;
        pair_up(
            &mut field,
            &side(revision, &old),
            &side("here", new),
            filters,
        )?;
    }
    field.worktree = Some(worktree);
    Ok(field)
}

/// Two workloads of one build.
///
/// # Errors
/// When it does not build, or one of them does not exist.
pub(crate) fn of_workloads(
    old: &str,
    new: &str,
    asked: &Asked,
) -> Result<Field> {
    let mut field =
        Field { labels: [old.to_owned(), new.to_owned()], ..Field::default() };
    for binary in build(asked)? {
        let side = side("", &binary);
        let all = list(&side, &[])?;
        let find = |wanted: &str| {
            let ends = format!("::{wanted}");
            all.iter().find(|id| {
                id.as_str() == wanted || id.as_str().ends_with(&ends)
            })
        };
        if let (Some(old), Some(new)) = (find(old), find(new)) {
            let ids = [old.clone(), new.clone()];
            let sides = [side.clone(), side.clone()];
            field.contests.push(Contest::new(ids, sides));
        }
    }
    if field.contests.is_empty() {
        return Err(Error::new(format!(
            "no bench binary has both `{old}` and `{new}`: `cargo benchkit \
             list` shows all"
        )));
    }
    Ok(field)
}

fn side(label: &str, binary: &Binary) -> Side {
    Side {
        label: label.to_owned(),
        program: binary.executable.clone(),
        folder: binary.folder().to_owned(),
    }
}

/// A copy of the binary that later builds leave alone.
fn keep(binary: &Binary, folder: &Path) -> Result<Binary> {
    let fail = |e| Error::because(&folder.display().to_string(), e);
    fs::create_dir_all(folder).map_err(fail)?;
    let name = binary.executable.file_name().unwrap_or_default();
    let executable = folder.join(name);
    fs::copy(&binary.executable, &executable).map_err(fail)?;
    Ok(Binary { executable, ..binary.clone() })
}

fn build(asked: &Asked) -> Result<Vec<Binary>> {
    let wanted = targets::own_harness(asked)?;
    let mut own = Vec::new();
    for binary in binaries::build(asked, &wanted)? {
        if binary.speaks_benchkit()? {
            own.push(binary);
        }
    }
    if own.is_empty() {
        return Err(Error::new(
            "no bench binary of benchkit's is built (`harness = false` and \
             `benchkit::main!();` make one)",
        ));
    }
    Ok(own)
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

/// Adds what both sides know.
fn pair_up(
    field: &mut Field,
    old: &Side,
    new: &Side,
    filters: &[String],
) -> Result<()> {
    let before: BTreeSet<BenchmarkId> =
        list(old, filters)?.into_iter().collect();
    let mut seen = BTreeSet::new();
    for id in list(new, filters)? {
        if before.contains(&id) {
            let sides = [old.clone(), new.clone()];
            let ids = [id.clone(), id.clone()];
            field.contests.push(Contest::new(ids, sides));
            seen.insert(id);
        } else {
            field.only_new.push(id);
        }
    }
    let gone = before.into_iter().filter(|id| !seen.contains(id));
    field.only_old.extend(gone);
    Ok(())
}

/// The benchmarks of a side, in their order.
fn list(side: &Side, filters: &[String]) -> Result<Vec<BenchmarkId>> {
    let what = side.program.display().to_string();
    let output = Command::new(&side.program)
        .args(["--bench", "--list", "--format", "terse"])
        .args(filters)
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
