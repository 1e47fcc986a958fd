//! A revision as a tree of its own that can be built.

use super::{layout, worktree::Worktree};
use crate::{
    binaries::Binary,
    cli::Asked,
    error::{Error, Result},
    run, targets,
};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// A revision, checked out.
#[derive(Debug)]
pub(super) struct Revision {
    name: String,
    worktree: Worktree,
    /// What is built of it.
    asked: Asked,
    /// Where builds of revisions lie: not where the tree's own do, for cargo
    /// would take one for another.
    builds: PathBuf,
    /// Where its binaries are kept: the next revision is built over them.
    kept: PathBuf,
}

impl Revision {
    /// Checks out the revision `name` of the tree in `here`, of which `asked`
    /// is built, below `below`. What can be known without a build is looked
    /// at.
    ///
    /// # Errors
    /// When it does not exist, or has not what is asked for.
    pub(super) fn new(
        name: &str,
        asked: &Asked,
        here: &Path,
        below: &Path,
    ) -> Result<Self> {
        let worktree = Worktree::new(here, name, &below.join("worktrees"))?;
        let place = worktree.place_of(here);
        let builds = below.join("revisions");
        // Cargo reads its configuration where it is started.
        let asked = Asked {
            manifest_path: Some(place.join("Cargo.toml")),
            target_dir: Some(builds.clone()),
            folder: Some(place),
            ..asked.clone()
        };
        let kept = below.join("binaries").join(&worktree.commit);
        let name = name.to_owned();
        let own = Self { name, worktree, asked, builds, kept };
        own.say(own.worktree.has_own_configuration(here))?;
        own.say(targets::own_harness(&own.asked))?;
        Ok(own)
    }

    /// Its bench binaries.
    ///
    /// # Errors
    /// When they do not build.
    pub(super) fn build(&self, talk: &mut dyn Write) -> Result<Vec<Binary>> {
        keep_all(self.say(run::binaries(&self.asked, talk))?, &self.kept)
    }

    /// The same with aligned functions; `plain` are those without.
    ///
    /// # Errors
    /// When they do not build.
    pub(super) fn aligned(
        &self,
        plain: &[Binary],
        talk: &mut dyn Write,
    ) -> Result<Vec<Binary>> {
        let built = layout::build(&self.asked, &self.builds, plain, talk);
        keep_all(self.say(built)?, &self.kept.join("aligned"))
    }

    /// The checkout, for those who start the binaries.
    pub(super) fn into_worktree(self) -> Worktree {
        self.worktree
    }

    /// Names the revision where something failed.
    fn say<T>(&self, done: Result<T>) -> Result<T> {
        let what = format!("revision «{}»", self.name);
        done.map_err(|error| Error::because(&what, error))
    }
}

/// Copies of the binaries that later builds leave alone.
fn keep_all(all: Vec<Binary>, folder: &Path) -> Result<Vec<Binary>> {
    let fail = |e| Error::because(&folder.display().to_string(), e);
    fs::create_dir_all(folder).map_err(fail)?;
    all.into_iter()
        .map(|binary| {
            let name = binary.executable.file_name().unwrap_or_default();
            let executable = folder.join(name);
            fs::copy(&binary.executable, &executable).map_err(fail)?;
            Ok(Binary { executable, ..binary })
        })
        .collect()
}
