//! What a run looks like in every format, against stored snapshots.
//!
//! `BENCHKIT_RENEW=1 cargo test -p benchkit-tests --test report` writes them
//! anew; look at the difference before committing it.

#[path = "report/fixture.rs"]
mod fixture;

use benchkit::report::{self, Style};
use std::{env, fs, path::Path};

/// Compares `text` with the snapshot `name`, or writes it.
fn snapshot(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/snapshots")
        .join(name);
    if env::var_os("BENCHKIT_RENEW").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, text).expect("a writable snapshot");
        return;
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == text,
        "{name} differs; renew with BENCHKIT_RENEW=1. Now:\n{text}"
    );
}

#[test]
fn terminal_at_every_width() {
    let document = fixture::document();
    for width in [40, 60, 80, 100, 140, usize::MAX] {
        let style = Style { width, colour: false, unicode: true };
        let text = report::terminal(&document, Some("path/run.json"), &style);
        let name = if width == usize::MAX {
            "terminal-unlimited.txt".to_owned()
        } else {
            format!("terminal-{width}.txt")
        };
        snapshot(&name, &text);
    }
}
