//! Variables of the environment that change how programs build and run.

use crate::model::EnvironmentVariable;

/// Names that matter as a whole.
const NAMES: &[&str] = &[
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_INCREMENTAL",
    "CUDA_VISIBLE_DEVICES",
    "DYLD_INSERT_LIBRARIES",
    "GLIBC_TUNABLES",
    "LD_BIND_NOW",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "MKL_NUM_THREADS",
    "NO_COLOR",
    "OPENBLAS_NUM_THREADS",
    "RAYON_NUM_THREADS",
    "RUSTC_WRAPPER",
    "RUSTFLAGS",
    "RUSTUP_TOOLCHAIN",
    "RUST_BACKTRACE",
    "RUST_LIB_BACKTRACE",
    "RUST_LOG",
    "RUST_MIN_STACK",
    "TOKIO_WORKER_THREADS",
    "_RJEM_MALLOC_CONF",
];

/// Beginnings of names that matter.
const PREFIXES: &[&str] = &[
    "BENCHKIT_",
    "CARGO_BUILD_",
    "CARGO_PROFILE_",
    "GOMP_",
    "KMP_",
    "MALLOC_",
    "MIMALLOC_",
    "OMP_",
    "TCMALLOC_",
];

/// Parts of names whose values are nobody's business.
const SECRETS: &[&str] =
    &["CREDENTIAL", "PASSWD", "PASSWORD", "SECRET", "TOKEN", "_KEY"];

/// The variables of this process that change how programs build and run,
/// by name; never one whose name looks like a secret's.
pub fn environment_that_matters() -> Vec<EnvironmentVariable> {
    let mut found: Vec<EnvironmentVariable> = Vec::new();
    for (name, value) in std::env::vars_os() {
        let Ok(name) = name.into_string() else { continue };
        if matters(&name) {
            let value = value.to_string_lossy().into_owned();
            let place = found.partition_point(|other| other.name <= name);
            found.insert(place, EnvironmentVariable { name, value });
        }
    }
    found
}

fn matters(name: &str) -> bool {
    let flags = name.starts_with("CARGO_TARGET_")
        && (name.ends_with("_RUSTFLAGS") || name.ends_with("_RUNNER"));
    let listed = flags
        || NAMES.contains(&name)
        || PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    listed && !SECRETS.iter().any(|secret| name.contains(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_a_measurement_is_kept_and_secrets_are_not() {
        for name in [
            "RUSTFLAGS",
            "CARGO_PROFILE_BENCH_LTO",
            "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS",
            "BENCHKIT_BUDGET",
            "MALLOC_ARENA_MAX",
            "RAYON_NUM_THREADS",
            "OMP_NUM_THREADS",
        ] {
            assert!(matters(name), "{name}");
        }
        for name in [
            "HOME",
            "PATH",
            "HOSTNAME",
            "CARGO_TARGET_DIR",
            "CARGO_REGISTRY_TOKEN",
            "BENCHKIT_API_TOKEN",
            "BENCHKIT_SECRET",
            "BENCHKIT_API_KEY",
            "AWS_SECRET_ACCESS_KEY",
        ] {
            assert!(!matters(name), "{name}");
        }
    }
}
