//! A project outside the workspace, as cargo and its tools see it.

use crate::support::{Answer, Folder, answer, clean};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A copy of a fixture. It stays from run to run, so that little has to be
/// built anew.
pub(crate) struct Project {
    folder: PathBuf,
    pub(crate) store: Folder,
}

/// Where the copies are, and what is built of them.
fn place() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects")
}

/// Writes a file at once, unless it is so already: several tests may.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|there| there == text) {
        return;
    }
    let above = Folder::new();
    let new = above.join("new");
    fs::write(&new, text).expect("written");
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::rename(new, path).expect("renamed");
}

impl Project {
    /// Copies the files of a fixture; its dependencies are named by absolute
    /// paths and locked as the workspace has them. Copies of another name are
    /// other packages.
    pub(crate) fn new(fixture: &str, name: &str, files: &[&str]) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let root = root.canonicalize().expect("a workspace");
        let from = root.join("tests/fixtures").join(fixture);
        let folder = place().join(name);
        for file in files {
            let text = fs::read_to_string(from.join(file)).expect("a fixture");
            let text = text.replace("../../..", &root.to_string_lossy());
            let named = format!("name = \"{name}\"\nversion");
            let old = format!("name = \"{fixture}\"\nversion");
            write(&folder.join(file), &text.replace(&old, &named));
        }
        if !folder.join("Cargo.lock").exists() {
            let lock = fs::read_to_string(root.join("Cargo.lock"));
            write(&folder.join("Cargo.lock"), &lock.expect("a lock file"));
        }
        Self { folder, store: Folder::new() }
    }

    pub(crate) fn contract(name: &str) -> Self {
        let benches = ["benches/first.rs", "benches/second.rs"];
        let files = [&["Cargo.toml", "src/lib.rs"][..], &benches].concat();
        Self::new("contract", name, &files)
    }

    /// Writes `benchkit.toml` at the project's root.
    pub(crate) fn configure(&self, text: &str) {
        fs::write(self.folder.join("benchkit.toml"), text).expect("written");
    }

    fn prepared(&self, mut command: Command) -> Command {
        clean(&mut command);
        for (name, value) in [
            ("BENCHKIT_BUDGET", "300ms"),
            ("BENCHKIT_LAUNCHES", "2"),
            ("BENCHKIT_LAUNCH_TIME", "3ms"),
            ("BENCHKIT_WARMUP", "20"),
        ] {
            command.env(name, value);
        }
        command.env("BENCHKIT_STORE", self.store.path());
        command.env("CARGO_TARGET_DIR", place().join("target"));
        command.current_dir(&self.folder);
        command
    }

    /// Cargo with `arguments`, in the project, offline.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let cargo = env::var_os("CARGO").expect("run by cargo");
        let mut command = self.prepared(Command::new(cargo));
        command.args(arguments).env("CARGO_NET_OFFLINE", "true");
        command
    }

    /// The bench target `first`, built, without the settings above.
    pub(crate) fn first(&self) -> PathBuf {
        let build = ["bench", "--no-run", "--bench", "first"];
        let built = answer(&mut self.cargo(&build)).exits(0);
        let line = built.stderr.lines().find_map(|line| {
            let (_, path) = line.split_once("Executable ")?;
            path.split_once('(')?.1.strip_suffix(')')
        });
        PathBuf::from(line.expect("an executable"))
    }

    pub(crate) fn bench(&self, arguments: &[&str]) -> Answer {
        let arguments = [&["bench"][..], arguments].concat();
        answer(&mut self.cargo(&arguments))
    }
}
