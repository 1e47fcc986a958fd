//! Projects as users have them, outside any workspace.

use crate::Common;
use benchkit_benches::{
    Failure,
    cargo::{cargo, executable},
    process::run_quietly,
    remark,
};
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// Which harness a project uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tool {
    /// This one, by path.
    Benchkit,
    /// divan 0.1.21 as published.
    Divan,
    /// criterion 0.8.2 as published.
    Criterion,
}

impl Tool {
    /// Those that `common` asks for.
    pub(crate) fn wanted(common: &Common) -> Vec<Self> {
        let mut tools = Vec::new();
        if !common.without_benchkit {
            tools.push(Self::Benchkit);
        }
        tools.push(Self::Divan);
        if common.criterion {
            tools.push(Self::Criterion);
        }
        tools
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Benchkit => "benchkit",
            Self::Divan => "divan",
            Self::Criterion => "criterion",
        }
    }

    /// The lines that its users write into their manifest.
    pub(crate) fn manifest_lines(self) -> String {
        let version = match self {
            Self::Benchkit => "0.1",
            Self::Divan => "=0.1.21",
            Self::Criterion => "=0.8.2",
        };
        format!(
            "[dev-dependencies]\n{} = \"{version}\"\n\n\
             [[bench]]\nname = \"work\"\nharness = false\n",
            self.name()
        )
    }

    /// A bench file of `count` workloads, one line each.
    pub(crate) fn bench_file(self, count: usize) -> String {
        let mut text = String::new();
        for at in 0..count {
            let work = format!("std::hint::black_box({at}_u64) + 1");
            let line = match self {
                Self::Benchkit => format!(
                    "#[benchkit::workload] fn w{at:05}() -> u64 {{ {work} }}"
                ),
                Self::Divan => {
                    format!("#[divan::bench] fn w{at:05}() -> u64 {{ {work} }}")
                }
                Self::Criterion => format!(
                    "    c.bench_function(\"w{at:05}\", |b| b.iter(|| {work}));"
                ),
            };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{line}");
        }
        match self {
            Self::Benchkit => format!("benchkit::main!();\n{text}"),
            Self::Divan => format!("fn main() {{ divan::main(); }}\n{text}"),
            Self::Criterion => format!(
                "fn all(c: &mut criterion::Criterion) {{\n{text}}}\n\
                 criterion::criterion_group!(group, all);\n\
                 criterion::criterion_main!(group);\n"
            ),
        }
    }
}

/// A project below the temporary folder, removed when it is dropped.
#[derive(Debug)]
pub(crate) struct Project {
    folder: PathBuf,
    bench: String,
    keep: bool,
}

impl Project {
    /// A project with `lines` in its manifest and `count` workloads in its
    /// bench target, everything that it needs fetched.
    ///
    /// # Errors
    /// When it cannot be written or its dependencies not be fetched.
    pub(crate) fn new(
        tool: Tool,
        lines: &str,
        count: usize,
        common: &Common,
    ) -> Result<Self, Failure> {
        let name = format!(
            "benchkit-cost-{}-{}-{count}",
            std::process::id(),
            tool.name()
        );
        let folder = std::env::temp_dir().join(name);
        let bench = bench_name(lines).unwrap_or("work").to_owned();
        let project = Self { folder, bench, keep: common.keep };
        fs::create_dir_all(project.folder.join("benches"))?;
        fs::create_dir_all(project.folder.join("src"))?;
        let manifest = manifest(tool, lines, &common.benchkit_path)?;
        fs::write(project.folder.join("Cargo.toml"), manifest)?;
        fs::write(project.folder.join("src/lib.rs"), "")?;
        project.write_bench(tool, count)?;
        if common.keep {
            remark(&format!("project: {}", project.folder.display()));
        }
        let fetched = run_quietly(project.cargo().arg("fetch"))?;
        if fetched.status.success() {
            Ok(project)
        } else {
            Err(format!("cargo fetch failed: {}", fetched.status).into())
        }
    }

    /// Replaces the bench file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn write_bench(
        &self,
        tool: Tool,
        count: usize,
    ) -> Result<(), Failure> {
        let path = self.folder.join("benches").join(&self.bench);
        Ok(fs::write(path.with_extension("rs"), tool.bench_file(count))?)
    }

    /// Removes all that was built.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub(crate) fn clean(&self) -> Result<(), Failure> {
        let target = self.folder.join("target");
        if target.exists() {
            fs::remove_dir_all(target)?;
        }
        Ok(())
    }

    /// CPU time of building the bench target as `cargo bench` does, cargo
    /// and compilers together.
    ///
    /// # Errors
    /// When it does not build, or the system does not tell.
    pub(crate) fn build_cost(&self) -> Result<Duration, Failure> {
        let used = run_quietly(&mut self.build_command())?;
        if !used.status.success() {
            // Once more, for the compiler's words.
            self.executable()?;
            return Err("a build failed once and then passed".into());
        }
        used.cpu.ok_or_else(|| "CPU time is not known here".into())
    }

    /// The bench binary, built if it was not.
    ///
    /// # Errors
    /// When it does not build.
    pub(crate) fn executable(&self) -> Result<PathBuf, Failure> {
        executable(&mut self.build_command(), &self.bench)
    }

    fn build_command(&self) -> Command {
        let mut command = self.cargo();
        command.args(["bench", "--offline", "--no-run", "--bench"]);
        command.arg(&self.bench);
        command
    }

    /// Without lints: cargo checks them for a package by path, but not for
    /// one of the registry, as users have it.
    fn cargo(&self) -> Command {
        let mut command = cargo();
        command.current_dir(&self.folder);
        command.env("RUSTFLAGS", "--cap-lints=allow");
        command
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        if !self.keep {
            // What stays behind lies in the temporary folder.
            drop(fs::remove_dir_all(&self.folder));
        }
    }
}

/// A manifest with the user's own `lines` in it, unchanged: the registry's
/// benchkit is replaced through a patch.
fn manifest(tool: Tool, lines: &str, path: &Path) -> Result<String, Failure> {
    let mut text = format!(
        "[package]\nname = \"cost\"\nversion = \"0.0.0\"\n\
         edition = \"2024\"\npublish = false\n\n{lines}\n[workspace]\n"
    );
    if tool == Tool::Benchkit {
        let path = path.canonicalize().map_err(|error| {
            format!("--benchkit-path {}: {error}", path.display())
        })?;
        let macros = path.with_file_name("benchkit-macros");
        // Writing to a string cannot fail; literal strings need no escapes.
        let _ = writeln!(
            text,
            "\n[patch.crates-io]\nbenchkit = {{ path = '{}' }}\n\
             benchkit-macros = {{ path = '{}' }}",
            path.display(),
            macros.display(),
        );
    }
    Ok(text)
}

/// The name of the first bench target in `lines`.
fn bench_name(lines: &str) -> Option<&str> {
    let (_, after) = lines.split_once("[[bench]]")?;
    let line =
        after.lines().find(|line| line.trim_start().starts_with("name"))?;
    line.split('"').nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bench_target_is_the_one_in_the_lines() {
        let lines = "[lib]\nname = \"x\"\n[[bench]]\nname = \"parse\"\n";
        assert_eq!(bench_name(lines), Some("parse"));
        assert_eq!(bench_name("[lib]\nname = \"x\"\n"), None);
    }

    #[test]
    fn every_workload_has_a_line() {
        for tool in [Tool::Benchkit, Tool::Divan, Tool::Criterion] {
            let file = tool.bench_file(12);
            assert_eq!(file.matches("black_box").count(), 12);
            assert!(file.contains("w00011"));
        }
    }
}
