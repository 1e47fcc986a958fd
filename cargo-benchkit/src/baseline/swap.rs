//! A folder in the place of another.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs::{self, File},
    io,
    path::Path,
};

/// Puts the folder `new` in the place of `there`, which need not exist. At no
/// moment is neither there, so a crash loses nothing; what `there` was is
/// then at `new`, or gone.
///
/// # Errors
/// When a file cannot be renamed or removed.
pub(super) fn put(new: &Path, there: &Path) -> io::Result<()> {
    if !there.exists() {
        fs::rename(new, there)?;
    } else if exchange(new, there).is_err() {
        put_files(new, there)?;
    }
    // In force without; durable where a folder can be opened.
    if let Some(folder) = there.parent()
        && let Ok(folder) = File::open(folder)
    {
        drop(folder.sync_all());
    }
    Ok(())
}

/// Exchanges two folders at once, where the system and the file system can.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The same file by file: each is the old or the new one, and those that
/// `new` lacks go last.
fn put_files(new: &Path, there: &Path) -> io::Result<()> {
    let files = |folder: &Path| -> io::Result<BTreeSet<OsString>> {
        fs::read_dir(folder)?.map(|file| Ok(file?.file_name())).collect()
    };
    let wanted = files(new)?;
    for name in &wanted {
        fs::rename(new.join(name), there.join(name))?;
    }
    for name in files(there)?.difference(&wanted) {
        fs::remove_file(there.join(name))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        sync::atomic::{AtomicBool, Ordering},
        thread,
    };

    /// A folder with the files `names`, each with `text`.
    fn folder(path: &Path, names: &[&str], text: &str) {
        fs::create_dir_all(path).expect("made");
        for name in names {
            fs::write(path.join(name), text).expect("written");
        }
    }

    /// Somebody who looks all the time always finds the file: a crash at any
    /// moment would leave it.
    #[test]
    fn at_no_moment_is_a_file_missing() {
        for replace in [put, put_files] {
            let scratch = tempfile::tempdir().expect("a folder");
            let at = |name: &str| scratch.path().join(name);
            let there = at("there");
            folder(&there, &["a.json", "b.json"], "0");
            let over = AtomicBool::new(false);
            thread::scope(|scope| {
                scope.spawn(|| {
                    for round in 1..200 {
                        let new = at(&format!("new-{round}"));
                        folder(&new, &["a.json"], &round.to_string());
                        replace(&new, &there).expect("replaced");
                    }
                    over.store(true, Ordering::SeqCst);
                });
                while !over.load(Ordering::SeqCst) {
                    fs::read(there.join("a.json")).expect("always there");
                }
            });
            let last = fs::read_to_string(there.join("a.json"));
            assert_eq!(last.expect("there"), "199");
            assert!(!there.join("b.json").exists());
        }
    }

    #[test]
    fn where_nothing_was_it_is_a_rename() {
        let scratch = tempfile::tempdir().expect("a folder");
        let (new, there) =
            (scratch.path().join("new"), scratch.path().join("there"));
        folder(&new, &["a.json"], "1");
        put(&new, &there).expect("put");
        assert!(there.join("a.json").exists() && !new.exists());
    }
}
