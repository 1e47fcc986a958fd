//! A repository of git's, for the tests that compare revisions.

use crate::processes::{out, talk};
use std::{path::Path, process::Command};

/// Git in `folder`, as somebody; what it printed.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("git");
    assert!(output.status.success(), "{arguments:?}: {}", talk(&output));
    out(&output)
}
