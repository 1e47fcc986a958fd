//! Builds the bench binaries, and tells benchkit's from others.

use crate::{
    cli::Asked,
    error::{Error, Result},
    signals,
    targets::Target,
};
use cargo_metadata::{Artifact, Message, TargetKind};
use std::{
    collections::BTreeSet,
    env,
    ffi::OsString,
    fs,
    io::BufReader,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
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
        Path::new(&self.target.manifest).parent().unwrap_or(Path::new("."))
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
pub(crate) fn build(
    asked: &Asked,
    wanted: &BTreeSet<Target>,
) -> Result<Vec<Binary>> {
    let failed = |e| Error::because("cargo bench --no-run failed", e);
    let mut command = Command::new(cargo());
    command
        .args(["bench", "--no-run"])
        .arg("--message-format=json-render-diagnostics")
        .args(asked.common())
        .args(asked.building());
    // Nothing else: a target of libtest's that does not compile stops nothing.
    let names: BTreeSet<&str> =
        wanted.iter().map(|target| target.name.as_str()).collect();
    for name in names {
        command.args(["--bench", name]);
    }
    add_flags(&mut command, &asked.rustflags);
    if let Some(folder) = &asked.folder {
        command.current_dir(folder);
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let running = Arc::new(AtomicU32::new(child.id()));
    signals::pass_on(Arc::clone(&running));
    let mut built = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        for message in Message::parse_stream(BufReader::new(stdout)) {
            if let Message::CompilerArtifact(artifact) =
                message.map_err(failed)?
            {
                built.extend(binary(artifact));
            }
        }
    }
    let ended = child.wait();
    running.store(0, Ordering::SeqCst);
    let status = ended.map_err(failed)?;
    if !status.success() {
        return Err(Error::new("the bench binaries do not build"));
    }
    built.retain(|binary| wanted.contains(&binary.target));
    built.sort_unstable();
    built.dedup();
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
