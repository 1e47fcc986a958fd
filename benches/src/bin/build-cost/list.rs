//! Time of `--list` and `--exact NAME`, as whole processes.

use crate::{
    Common,
    figures::Figure,
    project::{Project, Tool},
};
use benchkit_benches::{Failure, process::run_quietly, remark};
use clap::Args;
use std::{path::PathBuf, process::Command, time::Instant};

/// Most milliseconds that the large list may take.
const LARGE_TARGET: f64 = 30.0;

/// How much to list.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Workloads in the bench file that both list.
    #[arg(long, default_value_t = 1_000)]
    count: usize,
    /// Workloads in the large bench file; 0 for none.
    #[arg(long, default_value_t = 10_000)]
    large: usize,
    /// Processes of each kind, in turns.
    #[arg(long, default_value_t = 300)]
    repetitions: usize,
}

/// One kind of process.
struct Kind {
    name: String,
    binary: PathBuf,
    arguments: Vec<String>,
    milliseconds: Vec<f64>,
}

/// Starts every kind of process in turns.
///
/// # Errors
/// When a project does not build or a process fails.
pub(crate) fn run(
    options: &Options,
    common: &Common,
) -> Result<Vec<Figure>, Failure> {
    let mut projects = Vec::new();
    let mut kinds = Vec::new();
    for tool in Tool::wanted(common) {
        add(tool, options.count, common, &mut projects, &mut kinds)?;
        if tool == Tool::Benchkit && options.large > 0 {
            add(tool, options.large, common, &mut projects, &mut kinds)?;
        }
    }
    for _ in 0..options.repetitions {
        for kind in &mut kinds {
            let mut command = Command::new(&kind.binary);
            command.args(&kind.arguments);
            let start = Instant::now();
            let used = run_quietly(&mut command)?;
            let took = start.elapsed();
            if !used.status.success() {
                return Err(format!("{command:?}: {}", used.status).into());
            }
            kind.milliseconds.push(took.as_secs_f64() * 1_000.0);
        }
    }
    drop(projects);
    Ok(figures(kinds, options, common))
}

fn add(
    tool: Tool,
    count: usize,
    common: &Common,
    projects: &mut Vec<Project>,
    kinds: &mut Vec<Kind>,
) -> Result<(), Failure> {
    remark(&format!("building {count} workloads of {}", tool.name()));
    let project = Project::new(tool, &tool.manifest_lines(), count, common)?;
    let binary = project.executable()?;
    // It must stay until its binary has run.
    projects.push(project);
    let kind = |what: &str, arguments: Vec<String>| Kind {
        name: format!("{what}, {count} workloads, {}", tool.name()),
        binary: binary.clone(),
        arguments,
        milliseconds: Vec::new(),
    };
    let list = vec!["--list".to_owned()];
    let exact = vec![
        "--test".to_owned(),
        "--exact".to_owned(),
        full_name(tool, count / 2),
    ];
    kinds.push(kind("--list", list));
    kinds.push(kind("--exact", exact));
    Ok(())
}

/// The name that `--exact` wants.
fn full_name(tool: Tool, at: usize) -> String {
    match tool {
        Tool::Benchkit | Tool::Divan => format!("work::w{at:05}"),
        Tool::Criterion => format!("w{at:05}"),
    }
}

fn figures(
    kinds: Vec<Kind>,
    options: &Options,
    common: &Common,
) -> Vec<Figure> {
    let mut figures: Vec<Figure> = kinds
        .into_iter()
        .map(|kind| Figure::median(kind.name, "ms", kind.milliseconds))
        .collect();
    if common.without_benchkit {
        return figures;
    }
    let count = options.count;
    for what in ["--list", "--exact"] {
        let named = |tool: &str| {
            let name = format!("{what}, {count} workloads, {tool}");
            figures.iter().find(|figure| figure.name == name).cloned()
        };
        if let Some((ours, divan)) = named("benchkit").zip(named("divan")) {
            let name = format!("{what}, benchkit / divan");
            figures.push(Figure::ratio(name, &ours, &divan).at_most(1.0));
        }
    }
    let large = format!("--list, {} workloads, benchkit", options.large);
    for figure in &mut figures {
        if figure.name == large {
            figure.target = Some(LARGE_TARGET);
        }
    }
    figures
}
