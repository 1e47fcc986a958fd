//! What a run looks like in every format, against stored snapshots.
//!
//! `BENCHKIT_RENEW=1 cargo test -p benchkit-tests --test report` writes them
//! anew; look at the difference before committing it.

#[path = "report/fixture.rs"]
mod fixture;
#[path = "report/formats.rs"]
mod formats;
#[path = "report/schema.rs"]
mod schema;
#[path = "report/terminal.rs"]
mod terminal;
#[path = "report/valid.rs"]
mod valid;

use std::{env, fs, path::Path};

/// The command that renews what is stored.
const RENEW: &str =
    "BENCHKIT_RENEW=1 cargo test -p benchkit-tests --test report";

/// Compares `text` with the file `path` below the workspace, or writes it.
fn stored(path: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    if env::var_os("BENCHKIT_RENEW").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, text).expect("a writable file");
        return;
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == text,
        "{} is stale: look at the difference, then renew it with\n{RENEW}\n\
         Now:\n{text}",
        path.display()
    );
}

fn snapshot(name: &str, text: &str) {
    stored(&format!("tests/tests/snapshots/{name}"), text);
}
