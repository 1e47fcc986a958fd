//! How cargo builds bench targets: the profile as it comes out of manifest,
//! cargo's configuration and environment.

use super::{
    Fact,
    model::{Build, Setting},
};
use crate::{cli::Asked, targets};
use std::{
    env, fs,
    path::{Path, PathBuf},
};
use toml::{Table, Value};

/// Where settings stand: those of the environment, and tables of profiles
/// with their files, the strongest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) files: Vec<(String, Table)>,
}

/// The profile `name` of the project that `asked` means.
pub(crate) fn build(asked: &Asked, name: &str) -> Fact<Build> {
    let metadata = targets::metadata(asked).map_err(|error| {
        let text = error.to_string();
        let last = text.lines().rfind(|line| !line.trim().is_empty());
        let last = last.unwrap_or_default().trim();
        format!("no project: {}", last.trim_start_matches("error: "))
    })?;
    let root = metadata.workspace_root.as_std_path();
    let mut files = Vec::new();
    for path in configurations(root) {
        if path.is_file() {
            files.push((path.display().to_string(), parsed(&path)?));
        }
    }
    let manifest = root.join("Cargo.toml");
    files.push(("Cargo.toml".to_owned(), parsed(&manifest)?));
    let environment = env::vars_os()
        .filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        })
        .collect();
    resolve(&Sources { environment, files }, name)
}

/// The files that cargo reads for a project at `root`, the strongest first.
fn configurations(root: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        root.ancestors().map(|folder| folder.join(".cargo")).collect();
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    folders.extend(
        home.or_else(|| env::home_dir().map(|home| home.join(".cargo"))),
    );
    let mut files = Vec::new();
    for folder in folders {
        // The older name goes before the newer one, as cargo has it.
        for name in ["config", "config.toml"] {
            let file = folder.join(name);
            if !files.contains(&file) {
                files.push(file);
            }
        }
    }
    files
}

fn parsed(path: &Path) -> Fact<Table> {
    let text = fs::read_to_string(path)
        .map_err(|e| format!("{}: {e}", path.display()))?;
    text.parse().map_err(|e: toml::de::Error| {
        format!("{}: {}", path.display(), e.message())
    })
}

/// What comes out for the profile `name`.
///
/// Each setting is looked for in the profile, then in the one that it
/// inherits from; at each, in the environment, then in the files in their
/// order ("Profiles" and "Configuration" of the Cargo book).
pub(crate) fn resolve(sources: &Sources, name: &str) -> Fact<Build> {
    let chain = chain(sources, name)?;
    let is_debug = chain.last().is_some_and(|base| base == "dev");
    let switch = if is_debug { "true" } else { "false" };
    let level = if is_debug { "0" } else { "3" };
    let find = |key: &str, default: &str| {
        let base = chain.last().map_or("release", String::as_str);
        chain
            .iter()
            .find_map(|profile| sources.setting(profile, key))
            .unwrap_or_else(|| Setting {
                value: default.to_owned(),
                place: format!("cargo's default for {base}"),
            })
    };
    let debug_assertions = find("debug-assertions", switch);
    let overflow_checks = find("overflow-checks", &debug_assertions.value);
    let incremental = sources
        .variable("CARGO_INCREMENTAL")
        .unwrap_or_else(|| find("incremental", switch));
    Ok(Build {
        profile: name.to_owned(),
        opt_level: find("opt-level", level),
        debug_assertions,
        overflow_checks,
        incremental,
    })
}

/// The profile and those it inherits from, down to "dev" or "release".
fn chain(sources: &Sources, name: &str) -> Fact<Vec<String>> {
    let mut chain = vec![name.to_owned()];
    loop {
        let last = chain.last().map_or("", String::as_str);
        let next = match last {
            "dev" | "release" => return Ok(chain),
            "bench" => "release".to_owned(),
            "test" => "dev".to_owned(),
            other => sources
                .setting(other, "inherits")
                .map(|setting| setting.value)
                .ok_or_else(|| format!("there is no profile {other:?}"))?,
        };
        if chain.contains(&next) {
            return Err(format!("the profile {next:?} inherits from itself"));
        }
        chain.push(next);
    }
}

impl Sources {
    fn variable(&self, name: &str) -> Option<Setting> {
        let (_, value) = self.environment.iter().find(|(n, _)| n == name)?;
        Some(Setting { value: value.clone(), place: format!("${name}") })
    }

    fn setting(&self, profile: &str, key: &str) -> Option<Setting> {
        let variable = format!("CARGO_PROFILE_{profile}_{key}");
        let variable = variable.to_uppercase().replace('-', "_");
        self.variable(&variable).or_else(|| {
            self.files.iter().find_map(|(file, table)| {
                let profiles = table.get("profile")?;
                let value = profiles.get(profile)?.get(key)?;
                Some(Setting {
                    value: plain(value),
                    place: format!("{file} [profile.{profile}]"),
                })
            })
        })
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Boolean(is_on) => is_on.to_string(),
        other => other.type_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(environment: &[(&str, &str)], files: &[&str]) -> Sources {
        let own = |(name, value): &(&str, &str)| {
            ((*name).to_owned(), (*value).to_owned())
        };
        Sources {
            environment: environment.iter().map(own).collect(),
            files: files
                .iter()
                .enumerate()
                .map(|(at, text)| {
                    (format!("file {at}"), text.parse().expect("a table"))
                })
                .collect(),
        }
    }

    fn of(sources: &Sources, name: &str) -> [String; 4] {
        let build = resolve(sources, name).expect("a profile");
        [
            build.opt_level,
            build.debug_assertions,
            build.overflow_checks,
            build.incremental,
        ]
        .map(|setting| setting.value)
    }

    #[test]
    fn the_defaults_are_cargos() {
        let none = sources(&[], &[""]);
        assert_eq!(of(&none, "bench"), ["3", "false", "false", "false"]);
        assert_eq!(of(&none, "dev"), ["0", "true", "true", "true"]);
        assert_eq!(of(&none, "test"), ["0", "true", "true", "true"]);
    }

    #[test]
    fn a_profile_goes_before_the_one_it_inherits_from() {
        let text = "[profile.release]\nopt-level = 1\n\
                    debug-assertions = true\n\
                    [profile.bench]\nopt-level = 's'\n\
                    [profile.tuned]\ninherits = 'bench'\nincremental = true";
        let found = sources(&[], &[text]);
        assert_eq!(of(&found, "bench"), ["s", "true", "true", "false"]);
        assert_eq!(of(&found, "tuned"), ["s", "true", "true", "true"]);
        let build = resolve(&found, "tuned").expect("a profile");
        assert_eq!(build.opt_level.place, "file 0 [profile.bench]");
    }

    #[test]
    fn the_environment_goes_before_files_and_the_near_before_the_far() {
        let files = [
            "[profile.bench]\nopt-level = 2",
            "[profile.bench]\nopt-level = 1\nincremental = true",
        ];
        let found = sources(&[], &files);
        assert_eq!(of(&found, "bench"), ["2", "false", "false", "true"]);
        let set = [
            ("CARGO_PROFILE_BENCH_OPT_LEVEL", "0"),
            ("CARGO_INCREMENTAL", "0"),
        ];
        let found = sources(&set, &files);
        assert_eq!(of(&found, "bench"), ["0", "false", "false", "0"]);
    }

    #[test]
    fn a_profile_that_does_not_exist_is_unknown() {
        let none = sources(&[], &[]);
        assert!(resolve(&none, "tuned").is_err());
        let circle = "[profile.a]\ninherits = 'b'\n\
                      [profile.b]\ninherits = 'a'";
        assert!(resolve(&sources(&[], &[circle]), "a").is_err());
    }
}
