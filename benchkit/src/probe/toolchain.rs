//! What built the bench binary, as far as the build of the library knows.

use crate::model::Toolchain;
use std::path::Path;

/// What built the bench binary; `debug_assertions` is
/// `cfg!(debug_assertions)` of the bench target itself.
///
/// Compiler, target and optimisation level are those of this library's
/// build: the same invocation of cargo, but a profile may override the level
/// of one package.
pub fn toolchain(debug_assertions: bool) -> Toolchain {
    let owned = |value: Option<&str>| value.map(str::to_owned);
    let binary = std::env::current_exe().ok();
    Toolchain {
        rustc: owned(option_env!("LIBRARY_BUILD_RUSTC")),
        target: owned(option_env!("LIBRARY_BUILD_TARGET")),
        profile: binary
            .as_deref()
            .and_then(profile_of)
            .or_else(|| owned(option_env!("LIBRARY_BUILD_PROFILE"))),
        opt_level: owned(option_env!("LIBRARY_BUILD_OPT_LEVEL")),
        debug_assertions,
    }
}

/// The folder that cargo named after the profile: `target/release/deps/x`.
fn profile_of(binary: &Path) -> Option<String> {
    let folder = binary.parent()?;
    let inner = ["deps", "examples", "build"];
    let is_inner = inner.iter().any(|name| folder.ends_with(name));
    if !is_inner {
        return None;
    }
    let profile = folder.parent()?.file_name()?;
    Some(profile.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_is_the_folder_above_deps() {
        let of = |path: &str| profile_of(Path::new(path));
        let found = of("/x/target/release/deps/sort-0123");
        assert_eq!(found.as_deref(), Some("release"));
        let found = of("/x/target/triple/tuned/examples/sort");
        assert_eq!(found.as_deref(), Some("tuned"));
        assert_eq!(of("/usr/bin/sort"), None);
        assert_eq!(of("sort"), None);
    }

    #[test]
    fn the_build_told_what_it_is() {
        let built = toolchain(true);
        assert!(built.debug_assertions);
        assert!(built.rustc.expect("told").starts_with("rustc 1."));
        let target = built.target.expect("told");
        assert!(target.starts_with(std::env::consts::ARCH), "{target}");
        let level = built.opt_level.expect("told");
        assert!(["0", "1", "2", "3", "s", "z"].contains(&&*level), "{level}");
        assert!(built.profile.is_some());
    }
}
