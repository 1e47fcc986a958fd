//! A revision in a folder of its own: the user's tree is never touched.

use crate::error::{Error, Result};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A checkout of a revision, removed when this is dropped.
#[derive(Debug)]
pub(crate) struct Worktree {
    repository: PathBuf,
    pub(crate) folder: PathBuf,
    /// The commit's full hash.
    pub(crate) commit: String,
}

impl Worktree {
    /// Checks `revision` of the repository around `here` out below `below`.
    ///
    /// # Errors
    /// Without git or a repository, for a revision that does not exist, and
    /// where the folder cannot be made.
    pub(crate) fn new(
        here: &Path,
        revision: &str,
        below: &Path,
    ) -> Result<Self> {
        let repository = PathBuf::from(text(&git(
            here,
            &["rev-parse", "--show-toplevel"],
            "--rev needs a git repository",
        )?));
        let name = format!("{revision}^{{commit}}");
        let commit = text(&git(
            here,
            &["rev-parse", "--verify", "--quiet", "--end-of-options", &name],
            &format!("revision «{revision}» does not exist here"),
        )?);
        fs::create_dir_all(below).map_err(|e| {
            Error::because(&format!("cannot make {}", below.display()), e)
        })?;
        let short = commit.get(..12).unwrap_or(&commit);
        // A name that no other process and no other revision has.
        let folder = tempfile::Builder::new()
            .prefix(&format!("{short}-"))
            .tempdir_in(below)
            .map_err(|e| {
                Error::because(&format!("cannot make {}", below.display()), e)
            })?
            .keep();
        let path = folder.display().to_string();
        git(
            &repository,
            &["worktree", "add", "--detach", "--force", &path, &commit],
            &format!("revision «{revision}» cannot be checked out"),
        )?;
        Ok(Self { repository, folder, commit })
    }

    /// Cargo's configuration of the tree around the checkout that is not the
    /// revision's own: cargo would build the revision with both.
    ///
    /// # Errors
    /// Names the file, and the way out.
    pub(crate) fn has_own_configuration(&self, here: &Path) -> Result<()> {
        let inside = |path: &Path| {
            let path = path.canonicalize();
            let root = self.repository.canonicalize();
            path.ok().zip(root.ok()).and_then(|(path, root)| {
                path.strip_prefix(root).ok().map(Path::to_path_buf)
            })
        };
        let (Some(_), Some(inner)) = (inside(&self.folder), inside(here))
        else {
            return Ok(());
        };
        let folders = inner.ancestors().map(|at| at.join(".cargo"));
        let files = folders.flat_map(|folder| {
            ["config.toml", "config"].map(|name| folder.join(name))
        });
        for file in files {
            let ours = fs::read(self.repository.join(&file)).ok();
            let theirs = fs::read(self.folder.join(&file)).ok();
            // What git does not know belongs to the machine, and to both.
            if ours.is_some() && ours != theirs && self.knows(&file) {
                return Err(Error::new(format!(
                    "{} is not the one of the revision, and cargo would \
                     build the revision with both: --target-dir DIR, \
                     outside of {}",
                    file.display(),
                    self.repository.display()
                )));
            }
        }
        Ok(())
    }

    /// Whether git keeps this file of the tree.
    fn knows(&self, file: &Path) -> bool {
        let asked = command(&self.repository)
            .args(["ls-files", "--error-unmatch", "--"])
            .arg(file)
            .output();
        asked.is_ok_and(|output| output.status.success())
    }

    /// The place in the checkout that `here` is in the repository.
    pub(crate) fn place_of(&self, here: &Path) -> PathBuf {
        let root = self.repository.canonicalize();
        let here = here.canonicalize().unwrap_or_else(|_| here.to_owned());
        let inner = root.ok().and_then(|root| {
            here.strip_prefix(root).ok().map(Path::to_path_buf)
        });
        inner.map_or_else(
            || self.folder.clone(),
            |inner| self.folder.join(inner),
        )
    }
}

impl Drop for Worktree {
    fn drop(&mut self) {
        let path = self.folder.display().to_string();
        let removed = command(&self.repository)
            .args(["worktree", "remove", "--force", &path])
            .output();
        if !removed.is_ok_and(|output| output.status.success()) {
            // Git forgets a checkout whose folder is gone.
            drop(fs::remove_dir_all(&self.folder));
        }
    }
}

/// Git in `folder`, whatever repository a hook around this was started for:
/// with its index inherited, a checkout would go into the user's commit.
fn command(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(folder);
    for name in [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_PREFIX",
        "GIT_OBJECT_DIRECTORY",
        "GIT_COMMON_DIR",
    ] {
        git.env_remove(name);
    }
    git
}

fn git(folder: &Path, arguments: &[&str], what: &str) -> Result<Output> {
    let output = command(folder)
        .args(arguments)
        .output()
        .map_err(|e| Error::because(&format!("{what}: git"), e))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().last().unwrap_or_default().trim();
    let text = if said.is_empty() {
        what.to_owned()
    } else {
        format!("{what}: {said}")
    };
    Err(Error::new(text))
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
