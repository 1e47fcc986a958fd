//! Building with cargo, and finding what it built.

use crate::Failure;
use serde_json::Value;
use std::{
    fs, io,
    path::{Path, PathBuf},
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

/// Copies what was `built` to `kept`, which is there whole or not at all.
///
/// # Errors
/// When it cannot be copied or named so.
pub fn copy_whole(built: &Path, kept: &Path) -> io::Result<()> {
    let mut part = kept.as_os_str().to_owned();
    part.push(".part");
    fs::copy(built, &part)?;
    fs::rename(part, kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_whole_or_not_there() {
        let name = format!("benchkit-keep-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a folder");
        let [built, kept] = ["built", "kept"].map(|name| folder.join(name));
        let missing = copy_whole(&built, &kept).expect_err("nothing is built");
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        assert!(!kept.exists());
        fs::write(&built, "whole").expect("written");
        copy_whole(&built, &kept).expect("kept");
        assert_eq!(fs::read(&kept).expect("kept"), b"whole");
        // A reader of the old one keeps it: nothing is written into it.
        let reader = folder.join("reader");
        fs::hard_link(&kept, &reader).expect("linked");
        fs::write(&built, "another").expect("written");
        copy_whole(&built, &kept).expect("kept");
        assert_eq!(fs::read(&kept).expect("kept"), b"another");
        assert_eq!(fs::read(&reader).expect("kept"), b"whole");
        let left = fs::read_dir(&folder).expect("a folder").count();
        assert_eq!(left, 3);
        fs::remove_dir_all(&folder).expect("removed");
    }
}
