//! A project outside the workspace, of an older edition, with the library
//! renamed; and what it is told when it forgets `harness = false`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().expect("a workspace")
}

/// Copies the project out of the workspace's sources, its dependencies named
/// by absolute paths and locked as the workspace has them.
fn copied() -> PathBuf {
    let from = root().join("tests/fixtures/macros");
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join("macros");
    for file in [
        "Cargo.toml",
        "src/lib.rs",
        "benches/renamed.rs",
        "benches/forgotten.rs",
    ] {
        let text = fs::read_to_string(from.join(file)).expect("a fixture");
        let text = text.replace("../../..", &root().to_string_lossy());
        let path = to.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    fs::copy(root().join("Cargo.lock"), to.join("Cargo.lock")).expect("copied");
    to
}

fn check(project: &Path, target: &str) -> Output {
    Command::new(env::var_os("CARGO").expect("run by cargo"))
        .args(["check", "--bench", target])
        .current_dir(project)
        .env("CARGO_TARGET_DIR", project.join("target"))
        .output()
        .expect("cargo starts")
}

#[test]
fn old_editions_and_other_names_are_served_and_forgetting_is_named() {
    let project = copied();
    let renamed = check(&project, "renamed");
    let said = String::from_utf8_lossy(&renamed.stderr);
    assert!(renamed.status.success(), "{said}");
    assert!(!said.contains("warning: unexpected"), "{said}");
    let forgotten = check(&project, "forgotten");
    let said = String::from_utf8_lossy(&forgotten.stderr);
    assert!(!forgotten.status.success(), "{said}");
    assert!(said.contains("needs `harness = false` in Cargo.toml"), "{said}");
}
