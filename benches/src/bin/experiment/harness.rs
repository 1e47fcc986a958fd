//! Drives the real bench binary and reads what it writes.

use crate::plan::target_folder;
use benchkit::model::{RunDocument, from_json};
use benchkit_benches::{
    Failure,
    cargo::{cargo, executable},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Builds bench target `name` of this package.
///
/// # Errors
/// When it does not build.
pub(crate) fn build(name: &str, feature: &str) -> Result<PathBuf, Failure> {
    let mut command = cargo();
    command
        .args(["bench", "-p", "benchkit-benches", "--features", feature])
        .args(["--bench", name, "--no-run"])
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    executable(&mut command, name)
}

/// Runs the bench binary with `arguments` and returns its `run.json`.
///
/// # Errors
/// When it fails, or writes none.
pub(crate) fn measure(
    bench: &Path,
    arguments: &[&str],
) -> Result<RunDocument, Failure> {
    let folder = target_folder();
    fs::create_dir_all(&folder)?;
    let json = folder.join(format!("run-{}.json", std::process::id()));
    let mut command = clean(bench);
    command.args(arguments).arg("--json").arg(&json).arg("--bench");
    let output = command.output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("{command:?}: {}: {said}", output.status).into());
    }
    let text = fs::read_to_string(&json)?;
    fs::remove_file(&json)?;
    Ok(from_json(&text)?)
}

/// `bench` with default settings: no option out of the environment.
pub(crate) fn clean(bench: &Path) -> Command {
    let mut command = Command::new(bench);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("BENCHKIT_") || text.starts_with("CRITERION_") {
            command.env_remove(&name);
        }
    }
    command.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    command
}
