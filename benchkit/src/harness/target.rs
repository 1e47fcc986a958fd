//! Which bench target this is: what `main!` knows at compile time.

use std::path::{Path, PathBuf};

/// What `benchkit::main!` says about the bench target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The target's crate name.
    pub crate_name: &'static str,
    /// The package's name.
    pub package: &'static str,
    /// The package's folder at compile time.
    pub manifest_dir: &'static str,
    /// `<target>/tmp`, where cargo told it.
    pub tmpdir: Option<&'static str>,
    /// Whether it was built with debug assertions.
    pub debug_assertions: bool,
}

impl Target {
    /// Cargo's target folder: from the compile-time folder if it is still
    /// there, else from the place of the executable
    /// (`<target>/<profile>/deps/<executable>`).
    pub fn target_dir(&self, executable: &Path) -> PathBuf {
        if let Some(parent) = self.tmpdir.map(Path::new).and_then(Path::parent)
            && parent.is_dir()
        {
            return parent.to_path_buf();
        }
        let mut above = executable.ancestors().skip(1);
        above
            .find(|folder| folder.join("CACHEDIR.TAG").is_file())
            .or_else(|| executable.ancestors().nth(3))
            .map_or_else(|| PathBuf::from("target"), Path::to_path_buf)
    }

    /// Cargo's profile folder, "release" or "debug", as far as the place of
    /// the executable tells.
    pub fn profile(&self, executable: &Path) -> Option<String> {
        let deps = executable.parent()?;
        let folder =
            if deps.file_name()? == "deps" { deps.parent()? } else { deps };
        Some(folder.file_name()?.to_string_lossy().into_owned())
    }
}
