//! Building with cargo, and finding what it built.

use crate::Failure;
use serde_json::Value;
use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

/// Runs `command`, a cargo build, and returns the executable of `target`.
///
/// # Errors
/// When the build fails or makes no such executable; the compiler's words go
/// to standard error.
pub fn executable(
    command: &mut Command,
    target: &str,
) -> Result<PathBuf, Failure> {
    let output = command
        .arg("--message-format=json-render-diagnostics")
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("cargo failed: {}", output.status).into());
    }
    let text = String::from_utf8(output.stdout)?;
    text.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == target)
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .next_back()
        .ok_or_else(|| format!("cargo built no executable {target}").into())
}

/// Cargo as this process was started with it, without variables that would
/// change what it builds.
pub fn cargo() -> Command {
    let name = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(name);
    for variable in [
        "CARGO_TARGET_DIR",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTFLAGS",
        "RUSTC_WRAPPER",
        "RUSTC_WORKSPACE_WRAPPER",
        "BENCHKIT_LAYOUT_SALT",
    ] {
        command.env_remove(variable);
    }
    command
}
