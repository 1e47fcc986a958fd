//! What `cargo benchkit compare` says before it builds anything: a project
//! whose bench binary does not compile.
#![cfg(unix)]

mod processes;
mod repository;

use processes::talk;
use repository::git;
use std::{env, fs, path::Path, process::Command};
use tempfile::TempDir;

const MANIFEST: &str = r#"[package]
name = "broken"
edition = "2024"

[workspace]

[[bench]]
name = "broken"
harness = false
"#;

fn project() -> TempDir {
    let project = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        ("Cargo.toml", MANIFEST),
        ("src/lib.rs", ""),
        ("benches/broken.rs", "no Rust\n"),
        (".gitignore", "target\nnothing\n"),
    ] {
        let path = project.path().join(name);
        let folder = path.parent().expect("a folder");
        fs::create_dir_all(folder).expect("made");
        fs::write(path, text).expect("written");
    }
    project
}

fn committed() -> TempDir {
    let project = project();
    git(project.path(), &["init", "-q"]);
    git(project.path(), &["add", "-A"]);
    git(project.path(), &["commit", "-q", "-m", "first"]);
    project
}

fn compare(project: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-benchkit"));
    command
        .arg("compare")
        .args(arguments)
        .arg("--target-dir")
        .arg(project.join("target"))
        .current_dir(project);
    command
}

/// What it refuses with, before a build, which would fail.
fn refused(command: &mut Command) -> String {
    let output = command.output().expect("starts");
    let said = talk(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

#[test]
fn a_revision_that_is_not_there_is_said_before_a_build() {
    let project = committed();
    for more in [&[][..], &["--layout"], &["--rev", "HEAD"]] {
        let mut arguments = more.to_vec();
        arguments.extend(["--rev", "typo"]);
        let said = refused(&mut compare(project.path(), &arguments));
        assert_eq!(
            said.trim_end(),
            "error: revision «typo» does not exist here"
        );
    }
    let worktrees = git(project.path(), &["worktree", "list"]);
    assert_eq!(worktrees.lines().count(), 1, "{worktrees}");
    // A tree that is there is built.
    let output = compare(project.path(), &["--rev", "HEAD"]).output();
    let said = talk(&output.expect("starts"));
    assert!(said.contains("the bench binaries do not build"), "{said}");
}

#[test]
fn what_a_revision_has_not_is_said_before_a_build() {
    let project = committed();
    let manifest =
        format!("{MANIFEST}\n[[bench]]\nname = \"new\"\nharness = false\n");
    fs::write(project.path().join("Cargo.toml"), manifest).expect("written");
    fs::write(project.path().join("benches/new.rs"), "no Rust\n")
        .expect("written");
    let arguments = ["--rev", "HEAD", "--bench", "new"];
    let said = refused(&mut compare(project.path(), &arguments));
    let expected = "error: revision «HEAD»: --bench new: the packages";
    assert!(said.starts_with(expected), "{said}");
}

#[test]
fn no_git_and_no_repository_are_said_before_a_build() {
    let project = committed();
    // No programs there; cargo is known by its path.
    let nothing = project.path().join("nothing");
    fs::create_dir_all(&nothing).expect("a folder");
    let mut command = compare(project.path(), &["--rev", "HEAD"]);
    command.env("CARGO", env!("CARGO")).env("PATH", &nothing);
    let said = refused(&mut command);
    assert!(
        said.starts_with("error: --rev needs a git repository: git: "),
        "{said}"
    );
    let outside = self::project();
    let said = refused(&mut compare(outside.path(), &["--rev", "HEAD"]));
    assert!(
        said.starts_with("error: --rev needs a git repository: "),
        "{said}"
    );
}

#[test]
fn mistakes_in_gates_are_said_before_a_build() {
    let project = committed();
    let gates = "[[gate]]\nscheme = \"percent\"\nfail_from = \"huge\"\n";
    fs::write(project.path().join("benchkit.toml"), gates).expect("written");
    for sides in [&["--rev", "HEAD"][..], &["--old", "a", "--new", "b"]] {
        let said = refused(&mut compare(project.path(), sides));
        assert!(said.starts_with("error: benchkit.toml:3: "), "{said}");
        let mut arguments = sides.to_vec();
        arguments.extend(["--gates", "missing.toml"]);
        let said = refused(&mut compare(project.path(), &arguments));
        assert!(said.starts_with("error: reading missing.toml: "), "{said}");
    }
}
