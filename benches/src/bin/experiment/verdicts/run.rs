//! Doing it: builds, turns, files.

use super::{
    blocks::{Block, Task, Turn, all, extract, file, turns},
    kept::Kept,
    records::Compared,
    report,
};
use crate::{
    layout::{build_one, salts},
    peer_tools::Builds,
    peers::{self, Wanted},
    plan::target_folder,
};
use benchkit_benches::{
    Failure,
    cargo::{cargo, copy_whole, executable},
    lines::Lines,
    print, remark,
};
use clap::Args;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// Builds of each kind with other layouts.
const LAYOUTS: usize = 30;

/// What to do.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Only this block (may be repeated); `--list` names them.
    #[arg(long, value_name = "BLOCK")]
    only: Vec<String>,
    /// Begin nothing new after so many minutes.
    #[arg(long, value_name = "N")]
    minutes: Option<f64>,
    /// No more than so many comparisons of each kind.
    #[arg(long, value_name = "N")]
    tries: Option<u32>,
    #[command(flatten)]
    instead: Instead,
    /// A few minutes' extract, in a folder of its own, which is emptied
    /// first; fails where a promise is broken.
    #[arg(long, conflicts_with = "folder")]
    extract: bool,
    /// Seed of every order.
    #[arg(long, default_value_t = 20_261_124)]
    seed: u64,
    /// Where builds and comparisons are kept; another one begins anew.
    #[arg(long)]
    folder: Option<PathBuf>,
}

/// What to do instead of comparing.
#[derive(Clone, Copy, Debug, Args)]
#[group(multiple = false)]
struct Instead {
    /// Print the blocks, what is there of them and how long they may take.
    #[arg(long)]
    list: bool,
    /// Build what the blocks need, and compare nothing.
    #[arg(long)]
    build: bool,
    /// Print the tables of what is there.
    #[arg(long)]
    report: bool,
}

impl Options {
    fn folder(&self) -> PathBuf {
        let name = if self.extract { "extract" } else { "verdicts" };
        self.folder.clone().unwrap_or_else(|| target_folder().join(name))
    }

    fn blocks(&self) -> Result<Vec<Block>, Failure> {
        let mut blocks = if self.extract { extract() } else { all() };
        for name in &self.only {
            if !blocks.iter().any(|block| block.name == *name) {
                return Err(format!(
                    "no block is called «{name}»: --list names them"
                )
                .into());
            }
        }
        let none = self.only.is_empty();
        blocks.retain(|block| none || self.only.contains(&block.name));
        for block in &mut blocks {
            block.tries = block.tries.min(self.tries.unwrap_or(u32::MAX));
        }
        Ok(blocks)
    }
}

/// Compares what the folder lacks, or prints what it holds.
///
/// # Errors
/// When a build, a comparison or a file fails; with `--extract` also when a
/// promise is broken.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let folder = options.folder();
    let blocks = options.blocks()?;
    if options.instead.list {
        return list(&blocks, &folder);
    }
    if options.instead.report {
        return Ok(print(&report::text(&kept(&folder)?))?);
    }
    if options.extract && folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let stage = Stage::new(&blocks, &folder, options.seed)?;
    if options.instead.build {
        return Ok(());
    }
    stage.play(&blocks, options.minutes)?;
    let kept = kept(&stage.folder)?;
    print(&report::text(&kept))?;
    match report::broken(&kept) {
        Some(broken) if options.extract => Err(broken.into()),
        _ => Ok(()),
    }
}

fn list(blocks: &[Block], folder: &Path) -> Result<(), Failure> {
    let mut rows = Vec::new();
    let mut sum = 0.0;
    for block in blocks {
        let kept = folder.join(file(&block.name));
        let there = if kept.exists() {
            let text = fs::read_to_string(kept)?;
            text.lines().filter(|line| line.contains("\"kernel\"")).count()
        } else {
            0
        };
        let all = block.kinds() * block.tries as usize;
        let minutes = block.seconds(block.tries) / 60.0;
        sum += minutes;
        let kernels: Vec<&str> =
            block.kernels.iter().map(|kernel| kernel.name()).collect();
        rows.push(vec![
            block.name.clone(),
            block.stage.to_string(),
            format!("{} of {all}", there.min(all)),
            block.tries.to_string(),
            format!("{minutes:.0} min"),
            format!("{sum:.0} min"),
            kernels.join(", "),
        ]);
    }
    let header =
        ["block", "stage", "there", "tries", "all of it", "sum", "kernels"];
    Ok(print(&benchkit_benches::lines::markdown(&header, &rows))?)
}

/// What was kept, by file.
fn kept(folder: &Path) -> Result<Kept, Failure> {
    let mut kept = Kept::default();
    let mut seen = BTreeSet::new();
    for block in all() {
        let name = file(&block.name);
        let lines = Lines::new(folder.join(&name));
        if !seen.insert(name) {
            continue;
        }
        if let Task::Peer(_) = block.task {
            kept.peers.extend(lines.read::<peers::Said>()?);
        } else {
            let all = lines.read::<Compared>()?;
            kept.left_out +=
                all.iter().filter(|one| !one.counts(block.noisy)).count();
            let counting = all.into_iter().filter(|o| o.counts(block.noisy));
            kept.blocks.push((block.clone(), counting.collect()));
        }
    }
    let built = folder.join("built.txt");
    kept.built = fs::read_to_string(built).unwrap_or_default();
    Ok(kept)
}

/// The builds, and where all is kept.
struct Stage {
    folder: PathBuf,
    tool: PathBuf,
    peers: Option<Builds>,
    seed: u64,
}

impl Stage {
    fn new(
        blocks: &[Block],
        folder: &Path,
        seed: u64,
    ) -> Result<Self, Failure> {
        fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        let tool = tool(&folder)?;
        let mut tools = Vec::new();
        for block in blocks {
            match block.task {
                Task::Layouts { aligned } => layouts(&folder, aligned, seed)?,
                Task::Peer(peer) => tools.push(peer),
                Task::Same { .. } => {}
            }
        }
        let peers = if tools.is_empty() {
            None
        } else {
            let place = folder.join("peers");
            Some(Builds::new(&tools, &[0, 1, 2], &place, true)?)
        };
        Ok(Self { folder, tool, peers, seed })
    }

    fn play(
        &self,
        blocks: &[Block],
        minutes: Option<f64>,
    ) -> Result<(), Failure> {
        let limit = minutes.map(|some| Duration::from_secs_f64(some * 60.0));
        let begun = Instant::now();
        for turn in turns(blocks) {
            let spent = begun.elapsed();
            if limit.is_some_and(|limit| spent >= limit) {
                remark("the time is over; the same command goes on");
                break;
            }
            remark(&format!(
                "{:.1} min · stage {} round {} · {} {} of {}",
                spent.as_secs_f64() / 60.0,
                turn.block.stage,
                turn.round,
                turn.block.name,
                turn.tries,
                turn.block.tries
            ));
            if let Task::Peer(tool) = turn.block.task {
                self.peer(&turn, tool)?;
            } else {
                self.check(&turn)?;
            }
        }
        Ok(())
    }

    fn check(&self, turn: &Turn<'_>) -> Result<(), Failure> {
        let block = turn.block;
        let mut command = Command::new(&self.tool);
        command
            .args(["selfcheck", "--journal"])
            .arg(self.folder.join(file(&block.name)))
            .args(["--repetitions", &turn.tries.to_string()])
            .args(["--seed", &self.seed.to_string(), "--delta"])
            .arg(percents(&block.per_mille));
        for kernel in &block.kernels {
            command.args(["--kernel", kernel.name()]);
        }
        if let Task::Same { seconds } = block.task {
            command.args(["--budget", &format!("{seconds}s")]);
        }
        if let Task::Layouts { aligned } = block.task {
            let place = layout_folder(&self.folder, aligned);
            command.arg("--old-exe").arg(&place);
            command.arg("--new-exe").arg(&place);
        }
        if block.noisy {
            command.arg("--noise");
        }
        let output = command.stdin(Stdio::null()).output()?;
        // A broken promise is a result, and no failure of the experiment.
        if matches!(output.status.code(), Some(0 | 4)) {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(format!("{command:?}: {}: {said}", output.status).into())
    }

    fn peer(
        &self,
        turn: &Turn<'_>,
        tool: crate::peer_tools::Tool,
    ) -> Result<(), Failure> {
        let block = turn.block;
        let builds = self.peers.as_ref().ok_or("the peers are not built")?;
        let wanted = Wanted {
            tools: vec![tool],
            kernels: block.kernels.clone(),
            percents: block.per_mille.iter().map(|work| work / 10).collect(),
            repetitions: turn.tries,
            noisy: block.noisy,
            seed: self.seed,
        };
        let lines = Lines::new(self.folder.join(file(&block.name)));
        peers::compare(&wanted, builds, &lines, &self.tool)
    }
}

/// "0,0.2,1": thousandths as `selfcheck` takes them.
fn percents(per_mille: &[u64]) -> String {
    let one = |work: &u64| format!("{}.{}", work / 10, work % 10);
    per_mille.iter().map(one).collect::<Vec<_>>().join(",")
}

fn layout_folder(folder: &Path, aligned: bool) -> PathBuf {
    folder.join(if aligned { "layouts-aligned" } else { "layouts-plain" })
}

/// Builds of one source whose kernels lie elsewhere, as far as they are not
/// there yet.
fn layouts(folder: &Path, aligned: bool, seed: u64) -> Result<(), Failure> {
    let place = layout_folder(folder, aligned);
    for salt in salts(seed, LAYOUTS) {
        let kept = place.join(format!("salt-{salt:04}"));
        if !kept.exists() {
            remark(&format!("layout {salt}, aligned {aligned}"));
            build_one(salt, aligned, kept)?;
        }
    }
    Ok(())
}

/// The tool that all is measured with: built once for the folder, so that a
/// change of the source meanwhile is not measured with the rest.
fn tool(folder: &Path) -> Result<PathBuf, Failure> {
    let kept = folder.join("cargo-benchkit");
    if kept.exists() {
        remark(&format!(
            "with the build in {}: another --folder begins anew",
            folder.display()
        ));
        return Ok(kept);
    }
    let mut build = cargo();
    build
        .args(["build", "--release", "-p", "cargo-benchkit"])
        .args(["--bin", "cargo-benchkit"])
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    let built = executable(&mut build, "cargo-benchkit")?;
    fs::write(folder.join("built.txt"), revision())?;
    copy_whole(&built, &kept)?;
    Ok(kept)
}

/// The revision that is built, as git names it; empty where it cannot.
fn revision() -> String {
    let output = Command::new("git")
        .args(["describe", "--always", "--dirty"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    output
        .ok()
        .filter(|output| output.status.success())
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, clap::Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    #[test]
    fn the_extract_empties_nobody_elses_folder() {
        use clap::Parser as _;
        let line = |text: &str| Line::try_parse_from(text.split(' '));
        let both = line("verdicts --extract --folder X").expect_err("refused");
        assert_eq!(both.kind(), clap::error::ErrorKind::ArgumentConflict);
        let own = line("verdicts --extract").expect("right usage");
        assert!(own.options.folder().ends_with("extract"));
        assert!(line("verdicts --folder X").is_ok());
    }

    #[test]
    fn thousandths_are_told_as_per_cent() {
        assert_eq!(percents(&[0, 2, 10, 25]), "0.0,0.2,1.0,2.5");
    }
}
