//! All that is needed to reproduce the run.
#![expect(
    clippy::disallowed_methods,
    reason = "the binary's own stamp is read here"
)]

use crate::{
    harness::{
        arguments::Arguments, environment::Surroundings, target::Target,
    },
    model::{Provenance, Sut},
    probe,
};
use std::{fs, path::Path, time::UNIX_EPOCH};

/// Asks the machine, the repository and the binary.
pub(super) fn provenance(
    target: &Target,
    around: &Surroundings,
    arguments: &Arguments,
) -> Provenance {
    let mut toolchain = probe::toolchain(target.debug_assertions);
    toolchain.profile = target.profile(&around.executable);
    let build = stamp(&around.executable);
    Provenance {
        sut: Sut {
            host: probe::host_facts(),
            toolchain,
            git: probe::git_facts(Path::new(target.manifest_dir)),
        },
        library: env!("CARGO_PKG_VERSION").to_owned(),
        executable: around.executable.display().to_string(),
        seed: arguments.seed.unwrap_or_else(|| hash(build.as_deref())),
        build,
        arguments: around.arguments.clone(),
        directory: around
            .directory
            .as_ref()
            .map(|directory| directory.display().to_string()),
        environment: probe::environment_that_matters(),
    }
}

/// The binary's length and time of change: another build, another stamp.
fn stamp(executable: &Path) -> Option<String> {
    let facts = fs::metadata(executable).ok()?;
    let changed = facts.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{}-{}", facts.len(), changed.as_nanos()))
}

/// A seed that nobody chose: new with each build and each moment.
fn hash(build: Option<&str>) -> u64 {
    use std::hash::{BuildHasher as _, Hasher as _, RandomState};
    let mut hasher = RandomState::new().build_hasher();
    hasher.write(build.unwrap_or_default().as_bytes());
    // Below 2^53, so that every JSON reader gets it whole.
    hasher.finish() >> 11
}
