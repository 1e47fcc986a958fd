//! The files of the machines beside this one.

use std::{fs, path::Path};

/// Writes the files of `<name>.txt` below `folder`.
pub(crate) fn unpack(name: &str, folder: &Path) {
    let source = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../cargo-benchkit/tests/machines"
    ));
    let all = fs::read_to_string(source.join(format!("{name}.txt")));
    for part in all.expect("a machine").split("\n== ").skip(1) {
        let (path, content) = part.split_once('\n').unwrap_or((part, ""));
        let path = folder.join(path.trim_start_matches('/'));
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, content).expect("written");
    }
}
