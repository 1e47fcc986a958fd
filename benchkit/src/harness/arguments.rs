//! The command line and the environment as values.

use crate::{
    compat::libtest::Format,
    error::{Error, Result},
    harness::flags::{Flag, Takes, flags},
    model::{SETTINGS, Setting, Settings},
    unit::Nanos,
};
use std::path::PathBuf;

/// Looks a variable of the environment up.
pub(super) type Variables<'v> = &'v dyn Fn(&str) -> Option<String>;

/// Which of the ignored workloads run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Ignored {
    /// None of them.
    #[default]
    Skip,
    /// They alone.
    Only,
    /// They too.
    Include,
}

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Color {
    /// On a terminal that has no `NO_COLOR`.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What the binary is asked to do beside measuring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mode {
    /// Run each workload once: what cargo test asks for.
    #[default]
    Test,
    /// Measure: what cargo bench asks for.
    Bench,
    /// List the benchmarks.
    List,
    /// Print the help.
    Help,
    /// Print the version.
    Version,
}

/// What to compare with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Baselines {
    /// Keep this run under a name.
    pub(super) save: Option<String>,
    /// Compare with this one.
    pub(super) with: Option<String>,
    /// Whether a missing one is no error.
    pub(super) lenient: bool,
    /// Compare in spite of another host, build or version.
    pub(super) force: bool,
    /// Compare this stored one instead of measuring.
    pub(super) load: Option<String>,
}

/// Where results go beside the terminal and the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outputs {
    /// JSON; `-` is standard output.
    pub(super) json: Option<PathBuf>,
    /// Markdown; `-` is standard output.
    pub(super) markdown: Option<PathBuf>,
    /// One line a launch; `-` is standard output.
    pub(super) csv: Option<PathBuf>,
    /// libtest's bench lines instead of the table.
    pub(super) bencher: bool,
}

/// Everything that a bench binary was asked.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Arguments {
    /// `--bench` was given.
    pub(super) bench: bool,
    /// `--test` was given.
    pub(super) test: bool,
    /// `--list`, `--help` or `--version` was given.
    pub(super) mode: Mode,
    /// Filters must match whole ids.
    pub(super) exact: bool,
    /// Which ignored workloads run.
    pub(super) ignored: Ignored,
    /// Ids to run: any that contains one of these.
    pub(super) filters: Vec<String>,
    /// Ids to leave out.
    pub(super) skips: Vec<String>,
    /// Tags to run.
    pub(super) tags: Vec<String>,
    /// How lists and tests print.
    pub(super) format: Format,
    /// Print less.
    pub(super) quiet: bool,
    /// Pass on what workloads print.
    pub(super) nocapture: bool,
    /// When to colour.
    pub(super) color: Color,
    /// How to measure.
    pub(super) settings: Settings,
    /// What to compare with.
    pub(super) baselines: Baselines,
    /// Where results go.
    pub(super) outputs: Outputs,
    /// Time for all benchmarks together.
    pub(super) suite_budget: Option<Nanos>,
    /// Go on with the last interrupted run.
    pub(super) resume: bool,
    /// Measure in this process.
    pub(super) in_process: bool,
    /// Run each workload this long, for a profiler.
    pub(super) profile_time: Option<Nanos>,
    /// Seed of the order of launches.
    pub(super) seed: Option<u64>,
    /// The store's folder instead of `<target>/benchkit`.
    pub(super) store: Option<PathBuf>,
    /// A doubtful or missing answer fails the run.
    pub(super) strict: bool,
    /// What fails the run: "regression", "gate", "inconclusive".
    pub(super) fail_on: Vec<String>,
    /// Remarks on flags that were accepted but do nothing here.
    pub(super) remarks: Vec<String>,
}

impl Arguments {
    /// Reads the environment through `variable`, then `arguments` (without
    /// the program's name) over it.
    ///
    /// # Errors
    /// When a flag is unknown or a value is not what it expects; the error
    /// names the flag or the variable.
    pub(super) fn parse(
        arguments: &[String],
        variable: Variables<'_>,
    ) -> Result<Self> {
        let mut parsed = Self::default();
        parsed.read_environment(variable)?;
        parsed.read_line(arguments)?;
        Ok(parsed)
    }

    /// What to do: the contract with cargo, nextest and libtest.
    pub(super) fn mode(&self) -> Mode {
        match self.mode {
            Mode::Test if self.bench && !self.test => Mode::Bench,
            mode => mode,
        }
    }

    fn read_environment(&mut self, variable: Variables<'_>) -> Result<()> {
        let named = |name: &str| {
            let name = format!("BENCHKIT_{}", name.to_uppercase());
            let name = name.replace('-', "_");
            variable(&name).map(|value| (name, value))
        };
        for setting in SETTINGS {
            if let Some((name, value)) = named(setting.name) {
                setting
                    .apply(&mut self.settings, &value)
                    .map_err(|e| Error::usage(format!("{name}: {e}")))?;
            }
        }
        for flag in flags().filter(|flag| flag.in_environment()) {
            if let Some((name, value)) = named(flag.name) {
                self.apply_variable(flag, &value)
                    .map_err(|e| Error::usage(format!("{name}: {e}")))?;
            }
        }
        let shown = variable("RUST_TEST_NOCAPTURE");
        self.nocapture |= shown.is_some_and(|value| value != "0");
        Ok(())
    }

    fn apply_variable(&mut self, flag: &Flag, value: &str) -> Result<()> {
        match (flag.takes, value) {
            (Takes::Nothing, "" | "0" | "false") => Ok(()),
            (Takes::Nothing, "1" | "true") => (flag.apply)(self, ""),
            (Takes::Nothing, _) => Err(Error::usage(format!(
                "`{value}`: expected 1, true, 0 or false"
            ))),
            (Takes::Value(_), _) => (flag.apply)(self, value),
        }
    }

    fn read_line(&mut self, arguments: &[String]) -> Result<()> {
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            if argument == "--" {
                self.filters.extend(rest.by_ref().cloned());
            } else if let Some(long) = argument.strip_prefix("--") {
                self.read_long(long, &mut rest)?;
            } else if argument.len() > 1 && argument.starts_with('-') {
                self.read_short(argument, &mut rest)?;
            } else {
                self.filters.push(argument.clone());
            }
        }
        Ok(())
    }

    fn read_long(
        &mut self,
        long: &str,
        rest: &mut std::slice::Iter<'_, String>,
    ) -> Result<()> {
        let (name, inline) = match long.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (long, None),
        };
        if let Some(flag) = flags().find(|flag| flag.name == name) {
            return self.apply(flag, &format!("--{name}"), inline, rest);
        }
        match setting(name) {
            Some(setting) => {
                let value = value_for(&format!("--{name}"), inline, rest)?;
                setting.apply(&mut self.settings, &value)
            }
            None => Err(unknown(&format!("--{name}"))),
        }
    }

    fn read_short(
        &mut self,
        argument: &str,
        rest: &mut std::slice::Iter<'_, String>,
    ) -> Result<()> {
        let (short, inline) = argument.split_at(2.min(argument.len()));
        let flag = flags()
            .find(|flag| flag.short == Some(short))
            .ok_or_else(|| unknown(argument))?;
        let inline = (!inline.is_empty())
            .then(|| inline.trim_start_matches('=').to_owned());
        self.apply(flag, short, inline, rest)
    }

    fn apply(
        &mut self,
        flag: &Flag,
        name: &str,
        inline: Option<String>,
        rest: &mut std::slice::Iter<'_, String>,
    ) -> Result<()> {
        let value = match (flag.takes, inline) {
            (Takes::Nothing, None) => String::new(),
            (Takes::Nothing, Some(value)) => {
                return Err(Error::usage(format!(
                    "{name} takes no value, but was given `{value}`"
                )));
            }
            (Takes::Value(_), inline) => value_for(name, inline, rest)?,
        };
        (flag.apply)(self, &value)
            .map_err(|e| Error::usage(format!("{name}: {e}")))
    }
}

fn setting(name: &str) -> Option<&'static Setting> {
    let name = name.replace('-', "_");
    SETTINGS.iter().find(|setting| setting.name == name)
}

fn value_for(
    name: &str,
    inline: Option<String>,
    rest: &mut std::slice::Iter<'_, String>,
) -> Result<String> {
    // Cargo puts `--bench` last, where it is nobody's value.
    inline
        .or_else(|| rest.next().filter(|next| !next.starts_with("--")).cloned())
        .ok_or_else(|| Error::usage(format!("{name} needs a value")))
}

fn unknown(argument: &str) -> Error {
    let near = nearest(argument.trim_start_matches('-'));
    let hint = near.map_or(String::new(), |n| format!(" (is it --{n}?)"));
    Error::usage(format!(
        "unexpected argument {argument}{hint}. Another target of this \
         package may also have received it: add `[lib] bench = false`, name \
         the target with `cargo bench --bench NAME`, use `cargo benchkit run \
         -- …`, or set it as BENCHKIT_* in the environment. --help lists all"
    ))
}

/// The known flag that a misspelt one most resembles.
fn nearest(name: &str) -> Option<String> {
    let mut nearest = None;
    let mut least = usize::MAX;
    let mut look = |known: String| {
        let distance = distance(&known, name);
        if distance < least && distance <= known.len().div_ceil(3) {
            least = distance;
            nearest = Some(known);
        }
    };
    for flag in flags() {
        look(flag.name.to_owned());
    }
    for setting in SETTINGS {
        look(setting.name.replace('_', "-"));
    }
    nearest
}

/// Levenshtein's edit distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let change = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
