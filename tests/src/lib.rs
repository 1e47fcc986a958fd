//! What the tests of benchkit share.

use std::{
    fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

/// The examples of the README, as doctests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[derive(Debug)]
pub struct Readme;

/// A folder of one test, which goes away with it.
#[derive(Debug)]
pub struct Folder(pub PathBuf);

impl Folder {
    /// A new one below `below`, whose name begins with `name`.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn new(below: &str, name: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{name}-{}-{number}", process::id());
        let path = Path::new(below).join(name);
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    /// The path of `name` in it, as text.
    pub fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    /// What the file `name` in it says; nothing where it is not there.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap_or_default()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
