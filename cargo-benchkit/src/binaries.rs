//! Builds the bench binaries, and tells benchkit's from others.

use crate::{
    cli::Asked,
    error::{Error, Result},
    signals::Stop,
    targets::{Target, Targets},
};
use cargo_metadata::{Artifact, Message, TargetKind};
use std::{
    env,
    ffi::OsString,
    fs,
    io::BufReader,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A bench binary.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Binary {
    pub(crate) target: Target,
    pub(crate) executable: PathBuf,
}

impl Binary {
    /// The folder in which it runs, as cargo would run it.
    pub(crate) fn folder(&self) -> &Path {
        self.target.folder()
    }

    /// Whether `benchkit::main!()` is in it: its workers' variable is then a
    /// text of the binary. Nothing is started to find out, since a foreign
    /// binary might measure, or write, whatever it is told.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub(crate) fn speaks_benchkit(&self) -> Result<bool> {
        const MARK: &[u8] = b"BENCHKIT_WORKER";
        let path = &self.executable;
        let bytes = fs::read(path)
            .map_err(|e| Error::because(&path.display().to_string(), e))?;
        Ok(memchr::memmem::find(&bytes, MARK).is_some())
    }
}

/// The cargo that this is a subcommand of.
pub(crate) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Builds what was `asked` for; the binaries of `wanted` targets, by manifest
/// and name.
///
/// # Errors
/// Where cargo cannot be started or the build fails; cargo has said why.
pub(crate) fn build(asked: &Asked, wanted: &Targets) -> Result<Vec<Binary>> {
    let mut built = Vec::new();
    for call in &wanted.calls {
        built.extend(one_call(&call.of(asked))?);
    }
    built.retain(|binary| wanted.contains(&binary.target));
    built.sort_unstable();
    built.dedup();
    Ok(built)
}

/// One call of cargo, which builds the targets that are asked for by name.
fn one_call(asked: &Asked) -> Result<Vec<Binary>> {
    let failed = |e| Error::because("cargo bench --no-run failed", e);
    let mut command = Command::new(cargo());
    command
        .args(["bench", "--no-run"])
        .arg("--message-format=json-render-diagnostics")
        .args(asked.common())
        .args(asked.building());
    for name in &asked.bench {
        command.args(["--bench", name]);
    }
    add_flags(&mut command, &asked.rustflags);
    if let Some(folder) = &asked.folder {
        command.current_dir(folder);
    }
    let stop = Stop::watch();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let stdout = child.stdout.take();
    let child = stop.tell(child);
    let mut built = Vec::new();
    if let Some(stdout) = stdout {
        for message in Message::parse_stream(BufReader::new(stdout)) {
            if let Message::CompilerArtifact(artifact) =
                message.map_err(failed)?
            {
                built.extend(binary(artifact));
            }
        }
    }
    let status = child.wait().map_err(failed)?;
    if !status.success() {
        return Err(Error::new("the bench binaries do not build"));
    }
    Ok(built)
}

/// Adds `flags` for the compiler to the user's own, where cargo takes those
/// from: its variables stand above its files.
fn add_flags(command: &mut Command, flags: &[String]) {
    if flags.is_empty() {
        return;
    }
    for (name, separator) in
        [("CARGO_ENCODED_RUSTFLAGS", "\x1f"), ("RUSTFLAGS", " ")]
    {
        if let Ok(own) = env::var(name) {
            let more = flags.join(separator);
            command.env(name, [own, more].join(separator));
            return;
        }
    }
    // A list of texts is written alike in JSON and TOML.
    let list = serde_json::Value::from(flags.to_vec());
    command.args(["--config", &format!("build.rustflags = {list}")]);
}

fn binary(artifact: Artifact) -> Option<Binary> {
    let bench = artifact.target.kind.contains(&TargetKind::Bench);
    let executable = artifact.executable.filter(|_| bench)?;
    Some(Binary {
        target: Target {
            manifest: artifact.manifest_path.into_string(),
            name: artifact.target.name,
        },
        executable: executable.into_std_path_buf(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targets;

    /// The bench targets of `a` and `b` are called alike: one of them is
    /// libtest's and does not compile, one lacks a feature.
    #[test]
    fn only_what_is_wanted_is_built() {
        let root = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, text).expect("written");
        };
        write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"a\", \"b\"]\n",
        );
        let bench = |name: &str, more: &str| {
            format!("[[bench]]\nname = \"{name}\"\n{more}\n")
        };
        let own = "harness = false";
        let lacking = "harness = false\nrequired-features = [\"extra\"]";
        for (package, features, benches) in [
            ("a", "fast = []", [bench("perf", own), bench("more", "")]),
            ("b", "extra = []", [bench("perf", lacking), bench("more", own)]),
        ] {
            let text = format!(
                "[package]\nname = \"{package}\"\nedition = \"2024\"\n\
                 [features]\n{features}\n{}",
                benches.concat()
            );
            write(&format!("{package}/Cargo.toml"), &text);
            write(&format!("{package}/src/lib.rs"), "");
        }
        write("a/benches/perf.rs", "fn main() {}\n");
        write("a/benches/more.rs", "no Rust\n");
        write("b/benches/perf.rs", "no Rust\n");
        write("b/benches/more.rs", "fn main() {}\n");
        let asked = Asked {
            manifest_path: Some(root.path().join("Cargo.toml")),
            target_dir: Some(root.path().join("target")),
            features: vec!["fast".to_owned()],
            profile: Some("dev".to_owned()),
            offline: true,
            ..Asked::default()
        };
        let wanted = targets::own_harness(&asked).expect("a workspace");
        assert_eq!(
            wanted.remarks,
            ["perf of b is left out: it needs --features extra"]
        );
        let built = build(&asked, &wanted.targets).expect("builds");
        let names: Vec<_> = built
            .iter()
            .map(|binary| {
                let package = binary.folder().file_name().expect("a name");
                (package.to_str(), binary.target.name.as_str())
            })
            .collect();
        assert_eq!(names, [(Some("a"), "perf"), (Some("b"), "more")]);
    }
}
