//! `main!`.

/// The `main` function of a bench target.
///
/// The target needs `harness = false` in `Cargo.toml`; where it is missing,
/// the build says so.
///
/// ```no_run
/// #[benchkit::workload]
/// fn sum() -> u64 {
///     (0..100).sum()
/// }
///
/// benchkit::main!();
/// ```
#[macro_export]
macro_rules! main {
    () => {
        fn main() -> ::std::process::ExitCode {
            $crate::__private::main(&$crate::__private::Target {
                crate_name: ::core::env!("CARGO_CRATE_NAME"),
                package: ::core::env!("CARGO_PKG_NAME"),
                manifest_dir: ::core::env!("CARGO_MANIFEST_DIR"),
                tmpdir: ::core::option_env!("CARGO_TARGET_TMPDIR"),
                debug_assertions: ::core::cfg!(debug_assertions),
            })
        }

        // Items under `#[test]` exist only where the test harness is built
        // in. A constant that panics, for editors evaluate none.
        #[test]
        fn benchkit_needs_harness_false() {
            const _: () = ::core::panic!(
                "a bench target with `benchkit::main!()` needs \
                 `harness = false` in Cargo.toml, below the name of its \
                 `[[bench]]`"
            );
        }
    };
}
