//! The bench target that a harness runs in.

/// What `main!` knows about the bench target, at compile time.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The target's crate name, `CARGO_CRATE_NAME`.
    pub crate_name: &'static str,
    /// The package's name, `CARGO_PKG_NAME`.
    pub package: &'static str,
    /// The package's folder, `CARGO_MANIFEST_DIR`.
    pub manifest_dir: &'static str,
    /// A folder for scratch files in the target directory,
    /// `CARGO_TARGET_TMPDIR`; absent where cargo sets none.
    pub tmpdir: Option<&'static str>,
    /// Whether the target was compiled with debug assertions.
    pub debug_assertions: bool,
}
