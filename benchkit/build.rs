//! Tells the library what builds it: `rustc -V`, the target and the
//! optimisation level. Nothing else is probed, so it is quick. The names do not
//! begin with `BENCHKIT_`: cargo hands them to what it runs in this package too,
//! where they would look like settings.
#![expect(clippy::disallowed_methods, reason = "how cargo asks it")]

use std::{env, process::Command};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    for (variable, name) in [
        ("TARGET", "LIBRARY_BUILD_TARGET"),
        ("OPT_LEVEL", "LIBRARY_BUILD_OPT_LEVEL"),
        ("PROFILE", "LIBRARY_BUILD_PROFILE"),
    ] {
        if let Ok(value) = env::var(variable) {
            println!("cargo:rustc-env={name}={value}");
        }
    }
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("-V").output();
    let text = version.ok().and_then(|out| String::from_utf8(out.stdout).ok());
    if let Some(line) = text.as_deref().and_then(|text| text.lines().next()) {
        println!("cargo:rustc-env=LIBRARY_BUILD_RUSTC={line}");
    }
}
