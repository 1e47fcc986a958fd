//! The programs that take part, as the command line names them.

use super::{
    launch::Output,
    line::{Lines, Shell},
    options::Options,
};
use crate::error::{Error, Result};
use benchkit::model::BenchmarkId;
use std::path::{Path, PathBuf};

/// A program: a command that is launched again and again.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// Its name in the report; no two share one.
    pub(super) id: BenchmarkId,
    /// What the user wrote.
    pub(super) command: String,
    /// What is executed.
    pub(super) words: Vec<String>,
    pub(super) prepare: Option<String>,
    pub(super) conclude: Option<String>,
    pub(super) output: Output,
}

/// All programs, the baseline first, and what they have in common.
#[derive(Clone, Debug)]
pub(super) struct Cast {
    pub(super) programs: Vec<Program>,
    /// The shell that starts them, with nothing to do.
    pub(super) empty_shell: Option<Vec<String>>,
    /// The shell of set-up and clean-up commands.
    pub(super) hook_shell: Vec<String>,
    pub(super) input: Option<PathBuf>,
    /// Exit codes beside 0 that count; an empty list means all.
    pub(super) ignored: Option<Vec<i32>>,
}

impl Cast {
    /// # Errors
    /// For fewer than two commands, a command that is none, and for flags
    /// that are given neither once nor once for each command.
    pub(super) fn of(options: &Options) -> Result<Self> {
        let commands = &options.command;
        let count = commands.len();
        if count < 2 {
            return Err(Error::new(
                "one --command has nothing to be compared with: give a second",
            ));
        }
        let names = &options.command_name;
        if !names.is_empty() && names.len() != count {
            return Err(Error::new(format!(
                "--command-name is given {} times for {count} commands",
                names.len()
            )));
        }
        let names = if names.is_empty() { commands } else { names };
        let shell =
            if options.no_shell { &Shell::None } else { &options.shell };
        let Lines { each, empty } = shell.lines(commands)?;
        let prepare = for_each("--prepare", &options.prepare, count)?;
        let conclude = for_each("--conclude", &options.conclude, count)?;
        let output = for_each("--output", &options.output, count)?;
        let ids = ids(names);
        let programs =
            each.into_iter().enumerate().map(|(at, words)| Program {
                id: ids[at].clone(),
                command: commands[at].clone(),
                words,
                prepare: prepare[at].clone(),
                conclude: conclude[at].clone(),
                output: output[at].as_deref().map_or(Output::Null, Output::of),
            });
        let null = Path::new("null");
        Ok(Self {
            programs: programs.collect(),
            empty_shell: empty,
            hook_shell: shell.or_sh(),
            input: Some(options.input.clone()).filter(|path| path != null),
            ignored: options.ignore_failure.clone(),
        })
    }

    /// Whether a launch that exited with `code` counts.
    pub(super) fn accepts(&self, code: i32) -> bool {
        let ignored = self.ignored.as_ref();
        code == 0
            || ignored
                .is_some_and(|list| list.is_empty() || list.contains(&code))
    }
}

/// What a flag says about each program.
fn for_each<T: Clone>(
    flag: &str,
    given: &[T],
    count: usize,
) -> Result<Vec<Option<T>>> {
    match given {
        [] => Ok(vec![None; count]),
        [one] => Ok(vec![Some(one.clone()); count]),
        all if all.len() == count => {
            Ok(all.iter().cloned().map(Some).collect())
        }
        all => Err(Error::new(format!(
            "{flag} is given {} times for {count} commands: once for all, \
             or once for each",
            all.len()
        ))),
    }
}

/// Ids of names, some of which may be equal.
fn ids(names: &[String]) -> Vec<BenchmarkId> {
    let mut ids: Vec<BenchmarkId> = Vec::new();
    for name in names {
        let name = BenchmarkId::from(name.trim());
        let mut id = name.clone();
        let mut number = 2;
        while ids.contains(&id) {
            id = name.numbered(number);
            number += 1;
        }
        ids.push(id);
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(commands: &[&str]) -> Options {
        Options {
            command: commands.iter().map(|c| (*c).to_owned()).collect(),
            input: "null".into(),
            ..Options::default()
        }
    }

    #[test]
    fn equal_commands_have_names_of_their_own() {
        let cast = Cast::of(&options(&["a", "a", "b", "a"])).expect("a cast");
        let ids: Vec<&str> =
            cast.programs.iter().map(|p| p.id.as_str()).collect();
        assert_eq!(ids, ["a", "a#2", "b", "a#3"]);
        assert_eq!(cast.input, None);
    }

    #[test]
    fn flags_are_for_all_or_for_each() {
        let mut three = options(&["a", "b", "c"]);
        three.prepare = vec!["p".to_owned()];
        let cast = Cast::of(&three).expect("a cast");
        assert!(cast.programs.iter().all(|p| p.prepare.is_some()));
        three.prepare = vec!["p".to_owned(); 2];
        let said = Cast::of(&three).expect_err("two of three").to_string();
        assert!(said.contains("--prepare is given 2 times"), "{said}");
        three.prepare.clear();
        three.command_name = vec!["n".to_owned()];
        let said = Cast::of(&three).expect_err("one of three").to_string();
        assert!(said.contains("--command-name"), "{said}");
        assert!(Cast::of(&options(&["a"])).is_err());
    }

    #[test]
    fn exit_codes_count_where_they_are_ignored() {
        let mut two = options(&["a", "b"]);
        let accepts =
            |two: &Options, code| Cast::of(two).expect("a cast").accepts(code);
        assert!(accepts(&two, 0) && !accepts(&two, 1));
        two.ignore_failure = Some(vec![1, 2]);
        assert!(accepts(&two, 2) && !accepts(&two, 3));
        two.ignore_failure = Some(Vec::new());
        assert!(accepts(&two, 3));
    }
}
