//! CPU time and size of a bench file of 1,000 one-line workloads.

use crate::{
    Common,
    figures::Figure,
    project::{Project, Tool},
};
use benchkit_benches::{Failure, remark};
use clap::Args;
use std::fs;

const MIB: f64 = 1_048_576.0;

/// How much to build.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Workloads in the bench file.
    #[arg(long, default_value_t = 1_000)]
    count: usize,
    /// Builds of each, in turns.
    #[arg(long, default_value_t = 1)]
    repetitions: usize,
}

struct Built {
    tool: Tool,
    project: Project,
    seconds: Vec<f64>,
}

/// Builds the bench file with its dependencies already built.
///
/// # Errors
/// When a project does not build.
pub(crate) fn run(
    options: &Options,
    common: &Common,
) -> Result<Vec<Figure>, Failure> {
    let mut all = Vec::new();
    for tool in Tool::wanted(common) {
        let project = Project::new(tool, &tool.manifest_lines(), 1, common)?;
        remark(&format!("dependencies of {}", tool.name()));
        project.build_cost()?;
        all.push(Built { tool, project, seconds: Vec::new() });
    }
    for round in 0..options.repetitions {
        for built in &mut all {
            remark(&format!("round {}: {}", round + 1, built.tool.name()));
            built.project.write_bench(built.tool, 1)?;
            built.project.build_cost()?;
            built.project.write_bench(built.tool, options.count)?;
            let cost = built.project.build_cost()?;
            built.seconds.push(cost.as_secs_f64());
        }
    }
    let mut costs = Vec::new();
    let mut sizes = Vec::new();
    for built in all {
        let name =
            format!("{} workloads, {}", options.count, built.tool.name());
        costs.push(Figure::median(&*name, "CPU s", built.seconds));
        let size = size_of_binary(&built.project)?;
        sizes.push(Figure::median(
            format!("{name}, binary"),
            "MiB",
            vec![size],
        ));
    }
    let mut figures = costs.clone();
    figures.extend(sizes.iter().cloned());
    figures.extend(ratios(&costs, &sizes, common));
    Ok(figures)
}

#[expect(clippy::cast_precision_loss, reason = "files are below 2^53 bytes")]
fn size_of_binary(project: &Project) -> Result<f64, Failure> {
    Ok(fs::metadata(project.executable()?)?.len() as f64 / MIB)
}

fn ratios(costs: &[Figure], sizes: &[Figure], common: &Common) -> Vec<Figure> {
    if common.without_benchkit {
        return Vec::new();
    }
    let mut ratios = Vec::new();
    if let [ours, divan, others @ ..] = costs {
        let name = "CPU, benchkit / divan";
        ratios.push(Figure::ratio(name, ours, divan).at_most(0.2));
        for other in others {
            let name = "CPU, benchkit / criterion";
            ratios.push(Figure::ratio(name, ours, other).at_most(0.2));
        }
    }
    if let [ours, divan, ..] = sizes {
        let name = "size, benchkit / divan";
        ratios.push(Figure::ratio(name, ours, divan).at_most(1.0));
    }
    ratios
}
