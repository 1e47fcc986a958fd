//! Settings from every place, in their order, and mistakes in them.

use crate::{
    project::Project,
    support::{Answer, answer, clean, result},
};
use serde_json::Value;
use std::{path::PathBuf, process::Command};

/// A project and its bench target, which reads the project's file.
struct Configured {
    project: Project,
    first: PathBuf,
}

impl Configured {
    fn new(name: &str) -> Self {
        let project = Project::contract(name);
        let first = project.first();
        Self { project, first }
    }

    fn run(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Answer {
        let mut command = Command::new(&self.first);
        clean(&mut command);
        command.env("BENCHKIT_STORE", self.project.store.path());
        command.envs(variables.iter().copied());
        command.args(["--bench", "--json=-", "grouped"]).args(arguments);
        answer(&mut command)
    }

    /// The configs of the workload with settings of its own and of the one
    /// that has only its group's.
    fn configs(
        &self,
        variables: &[(&str, &str)],
        arguments: &[&str],
    ) -> [Value; 2] {
        let document = self.run(variables, arguments).exits(0).document();
        ["attribute", "inherited"]
            .map(|name| result(&document, name)["config"].clone())
    }
}

/// Each place says something about one more setting than the next one.
#[test]
fn places_are_merged_in_their_order() {
    let configured = Configured::new("config-order");
    configured.project.configure("");
    let short = [("BENCHKIT_LAUNCH_TIME", "2ms")];
    let [attribute, inherited] = configured.configs(&short, &[]);
    // Built in.
    assert_eq!(attribute["timeout"], 60_000_000_000_u64);
    assert_eq!(inherited["latency"], 0.1);
    assert_eq!(inherited["target"], 0.01);
    // The group's.
    assert_eq!(inherited["trial"], 40_000);
    assert_eq!(attribute["launches"], 2);
    assert_eq!(attribute["confidence"], 0.8);
    // The attribute's.
    assert_eq!(attribute["trial"], 60_000);
    assert_eq!(attribute["latency"], 0.05);
    assert_eq!(attribute["target"], 0.09);
    // The environment's.
    assert_eq!(attribute["launch_time"], 2_000_000);

    configured.project.configure(
        "# shared\ntrial = \"70us\"\nlaunches = 3\nlatency = \"7%\"\n\
         warmup = 30\nconfidence = 0.85\n",
    );
    let [attribute, inherited] = configured.configs(&short, &[]);
    for config in [&attribute, &inherited] {
        assert_eq!(config["trial"], 70_000, "the file over the attribute");
        assert_eq!(config["launches"], 3, "the file over the group");
        assert_eq!(config["warmup"]["trials"], 30);
    }
    assert_eq!(attribute["target"], 0.09, "where the file says nothing");

    let variables =
        [short[0], ("BENCHKIT_TRIAL", "80us"), ("BENCHKIT_LAUNCHES", "1")];
    let line = ["--trial=90us"];
    let [attribute, inherited] = configured.configs(&variables, &line);
    for config in [&attribute, &inherited] {
        assert_eq!(config["trial"], 90_000, "the command line over all");
        assert_eq!(config["launches"], 1, "the environment over the file");
        assert_eq!(config["latency"], 0.07, "the file, where they say nothing");
        assert_eq!(config["confidence"], 0.85);
    }
}

#[test]
fn a_mistake_in_the_file_names_file_line_and_key() {
    let configured = Configured::new("config-mistakes");
    for (text, place, what) in [
        ("warm_up = 3\n", ":1: ", "unknown key `warm_up`"),
        ("\n# x\nbudget = \"fast\"\n", ":3: ", "`budget = \"fast\"`: expected"),
        ("launches = 0\n", ":1: ", "`launches = \"0\"`: expected"),
        ("\nthreads = [1, \"x\"]", ":2: ", "`threads = \"1,x\"`: expected"),
        ("budget = ", ":1: ", "`budget`: expected \"text\" in quotes"),
        ("[budget]\nx = 1\n", ":1: ", "budget"),
        ("trial = \"1us\"\ntrial = \"2us\"\n", ":", "trial"),
    ] {
        configured.project.configure(text);
        let answer = configured.run(&[], &[]).exits(2);
        let answer = answer.complains("benchkit.toml").complains(place);
        let answer = answer.complains(what);
        assert!(answer.stdout.is_empty(), "{answer:#?}");
    }
}

/// The list for a tool must not fail late in a measurement: a mistake is
/// seen in every mode.
#[test]
fn a_mistake_in_the_file_is_seen_in_every_mode() {
    let configured = Configured::new("config-modes");
    configured.project.configure("warm_up = 3\n");
    for mode in [&["--list"][..], &["--test"], &[]] {
        let mut command = Command::new(&configured.first);
        clean(&mut command);
        let answer = answer(command.args(mode)).exits(2);
        answer.complains("unknown key `warm_up`");
    }
}

#[test]
fn threads_from_the_file_reach_the_workers() {
    let configured = Configured::new("config-threads");
    configured.project.configure("threads = [1, 2]\nlaunch_time = \"2ms\"\n");
    let document = configured.run(&[], &["inherited"]).document();
    for count in [1, 2] {
        let name = format!("inherited[threads={count}]");
        assert_eq!(result(&document, &name)["status"], "measured");
    }
}
