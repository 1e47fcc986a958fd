//! CPU time of clean builds of what the README tells users to write.

use crate::{
    Common,
    figures::Figure,
    project::{Project, Tool},
};
use benchkit_benches::{Failure, remark};
use clap::Args;
use std::fs;

/// How often to build.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// Clean builds of each, in turns.
    #[arg(long, default_value_t = 3)]
    repetitions: usize,
}

/// Builds every project cleanly, A B A B.
///
/// # Errors
/// When a project does not build.
pub(crate) fn run(
    options: &Options,
    common: &Common,
) -> Result<Vec<Figure>, Failure> {
    let mut projects = Vec::new();
    for tool in Tool::wanted(common) {
        let lines = match tool {
            Tool::Benchkit => readme_lines(common),
            _ => tool.manifest_lines(),
        };
        let project = Project::new(tool, &lines, 1, common)?;
        projects.push((tool, project, Vec::new()));
    }
    for round in 0..options.repetitions {
        for (tool, project, seconds) in &mut projects {
            remark(&format!("round {}: {}", round + 1, tool.name()));
            project.clean()?;
            seconds.push(project.build_cost()?.as_secs_f64());
        }
    }
    let mut figures: Vec<Figure> = projects
        .into_iter()
        .map(|(tool, _, seconds)| {
            let name = format!("clean build, {}", tool.name());
            Figure::median(name, "CPU s", seconds)
        })
        .collect();
    figures.extend(ratios(&figures, common));
    Ok(figures)
}

/// Ours to each of the others; only divan's is a target.
fn ratios(figures: &[Figure], common: &Common) -> Vec<Figure> {
    if common.without_benchkit {
        return Vec::new();
    }
    let mut ratios = Vec::new();
    if let [ours, divan, others @ ..] = figures {
        ratios
            .push(Figure::ratio("benchkit / divan", ours, divan).at_most(1.0));
        for other in others {
            ratios.push(Figure::ratio("benchkit / criterion", ours, other));
        }
    }
    ratios
}

/// The first TOML block of the README that has a bench target in it; the
/// plainest manifest where there is none.
fn readme_lines(common: &Common) -> String {
    let path = common.benchkit_path.join("../README.md");
    let text = fs::read_to_string(&path).unwrap_or_default();
    manifest_block(&text).map_or_else(
        || {
            remark(&format!(
                "{} has no TOML block with [dev-dependencies] and [[bench]]: \
                 measuring the plainest manifest",
                path.display()
            ));
            Tool::Benchkit.manifest_lines()
        },
        str::to_owned,
    )
}

fn manifest_block(readme: &str) -> Option<&str> {
    readme
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .find(|block| {
            block.contains("[dev-dependencies]") && block.contains("[[bench]]")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_lines_are_the_readmes_own() {
        let lines = "[dev-dependencies]\nb = \"1\"\n[[bench]]\nname = \"x\"\n";
        let readme =
            format!("# x\n```toml\n[lib]\n```\n```toml\n{lines}```\nend\n");
        assert_eq!(manifest_block(&readme), Some(lines));
        assert_eq!(manifest_block("# x\n"), None);
    }
}
