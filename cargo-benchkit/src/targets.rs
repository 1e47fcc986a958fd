//! Which bench targets of a workspace bring their own `main`.

use crate::{
    cli::Asked,
    error::{Error, Result},
    packages::{self, Only},
};
use cargo_metadata::{Metadata, MetadataCommand, Package};
use serde::Deserialize;
use std::{collections::BTreeSet, fs, path::Path};
use wildmatch::WildMatch;

/// A bench target with `harness = false`: its manifest and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Target {
    pub(crate) manifest: String,
    pub(crate) name: String,
}

/// The part of a manifest that `cargo metadata` leaves out.
#[derive(Debug, Default, Deserialize)]
struct Manifest {
    #[serde(default)]
    bench: Vec<Bench>,
}

#[derive(Debug, Deserialize)]
struct Bench {
    name: Option<String>,
    path: Option<String>,
    harness: Option<bool>,
}

/// The bench targets to build, and what is left out of them.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) targets: Targets,
    /// A line for each target that lacks a feature.
    pub(crate) remarks: Vec<String>,
}

/// Bench targets, and how cargo is told to build these and no others.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    all: BTreeSet<Target>,
    pub(crate) calls: Vec<Call>,
}

/// One call of cargo.
#[derive(Debug)]
pub(crate) struct Call {
    bench: Vec<String>,
    /// The package, where it is not all that are asked for.
    only: Option<Only>,
}

impl Call {
    /// What is `asked`, as far as this call builds it.
    pub(crate) fn of(&self, asked: &Asked) -> Asked {
        let mut own = Asked { bench: self.bench.clone(), ..asked.clone() };
        if let Some(Only { package, features }) = &self.only {
            own.package = vec![package.clone()];
            own.features.clone_from(features);
            own.exclude.clear();
            own.workspace = false;
        }
        own
    }
}

impl Targets {
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(crate) fn contains(&self, target: &Target) -> bool {
        self.all.contains(target)
    }

    /// The folders of their packages, each once.
    #[cfg(unix)]
    pub(crate) fn folders(&self) -> BTreeSet<&Path> {
        let folders = self.all.iter().map(Target::folder);
        folders.collect()
    }
}

impl Target {
    /// The folder of its package.
    pub(crate) fn folder(&self) -> &Path {
        Path::new(&self.manifest).parent().unwrap_or(Path::new("."))
    }
}

/// The bench targets with `harness = false` of the packages that are asked
/// for; one that nobody named and that lacks a feature is left out.
///
/// # Errors
/// Where cargo finds no workspace, a manifest cannot be read, or a package
/// or target that is named is none of them.
pub(crate) fn own_harness(asked: &Asked) -> Result<Wanted> {
    let metadata = metadata(asked)?;
    let mut wanted = Wanted::default();
    let mut others = BTreeSet::new();
    let packages = packages::selected(&metadata, asked)?;
    for package in &packages {
        let own = of_package(package)?;
        for bench in packages::benches(package) {
            let found = own.iter().find(|target| target.name == bench.name);
            let Some(target) = found else {
                others.insert(bench.name.clone());
                continue;
            };
            let missing =
                packages::missing(package, &bench.required_features, asked);
            if !missing.is_empty() && asked.bench.is_empty() {
                wanted.remarks.push(format!(
                    "{} of {} is left out: it needs --features {}",
                    bench.name,
                    package.name,
                    missing.join(",")
                ));
            } else if asked.bench.is_empty() || is_named(&bench.name, asked) {
                wanted.targets.all.insert(target.clone());
            }
        }
    }
    for name in &asked.bench {
        let pattern = WildMatch::new(name);
        if !wanted.targets.all.iter().any(|t| pattern.matches(&t.name)) {
            return Err(unknown(name, others.contains(name)));
        }
    }
    wanted.targets.calls = calls(&packages, &wanted.targets.all, asked);
    Ok(wanted)
}

/// The calls of cargo that build `wanted` and nothing else: one where the
/// names alone do, else one a package. A target of libtest's that does not
/// compile, or one that lacks a feature, then stops nothing.
fn calls(
    packages: &[&Package],
    wanted: &BTreeSet<Target>,
    asked: &Asked,
) -> Vec<Call> {
    let names: BTreeSet<&str> =
        wanted.iter().map(|target| target.name.as_str()).collect();
    let of = |package: &Package| -> Vec<String> {
        let manifest = package.manifest_path.as_str();
        let own = wanted.iter().filter(|t| t.manifest == manifest);
        own.map(|target| target.name.clone()).collect()
    };
    if names.is_empty() {
        return Vec::new();
    }
    let is_exact = packages.iter().all(|package| {
        let own = of(package);
        packages::benches(package).all(|bench| {
            own.contains(&bench.name) || !names.contains(bench.name.as_str())
        })
    });
    if is_exact {
        let bench = names.into_iter().map(str::to_owned).collect();
        return vec![Call { bench, only: None }];
    }
    let all = packages.iter().map(|package| Call {
        bench: of(package),
        only: Some(packages::only(package, packages, asked)),
    });
    all.filter(|call| !call.bench.is_empty()).collect()
}

fn is_named(name: &str, asked: &Asked) -> bool {
    asked.bench.iter().any(|pattern| WildMatch::new(pattern).matches(name))
}

fn unknown(name: &str, is_libtest: bool) -> Error {
    Error::new(if is_libtest {
        format!(
            "bench target `{name}` has libtest's `main`: `harness = false` \
             beneath its `[[bench]]` in Cargo.toml makes it one of ours"
        )
    } else {
        format!(
            "--bench {name}: the packages that are asked for have no such \
             bench target with `harness = false`; `cargo benchkit list` \
             shows what they have"
        )
    })
}

/// What cargo says about the workspace.
///
/// # Errors
/// Where cargo finds no workspace.
pub(crate) fn metadata(asked: &Asked) -> Result<Metadata> {
    let mut command = MetadataCommand::new();
    let common: Vec<String> = asked
        .common()
        .into_iter()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    command.no_deps().other_options(common);
    if let Some(folder) = &asked.folder {
        command.current_dir(folder);
    }
    command.exec().map_err(|e| Error::because("cargo metadata failed", e))
}

fn of_package(package: &Package) -> Result<Vec<Target>> {
    let path = &package.manifest_path;
    let failed = |e: &dyn std::fmt::Display| Error::because(path.as_str(), e);
    let text = fs::read_to_string(path).map_err(|e| failed(&e))?;
    let names = without_harness(&text).map_err(|e| failed(&e))?;
    let manifest = path.to_string();
    let target = |name| Target { manifest: manifest.clone(), name };
    Ok(names.into_iter().map(target).collect())
}

/// The names of the bench targets with `harness = false` in a manifest.
fn without_harness(
    text: &str,
) -> std::result::Result<Vec<String>, toml::de::Error> {
    let manifest: Manifest = toml::from_str(text)?;
    let benches = manifest.bench.into_iter();
    Ok(benches
        .filter(|bench| bench.harness == Some(false))
        .filter_map(Bench::into_name)
        .collect())
}

impl Bench {
    /// Its name, or the one that cargo takes from its path.
    fn into_name(self) -> Option<String> {
        self.name.or_else(|| {
            let path = self.path?;
            let file = path.rsplit(['/', '\\']).next()?;
            Some(file.strip_suffix(".rs").unwrap_or(file).to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_targets_with_a_main_of_their_own() {
        let text = "[package]\nname = 'x'\n\
                    [[bench]]\nname = 'own'\nharness = false\n\
                    [[bench]]\nname = 'libtest'\n\
                    [[bench]]\npath = 'benches/by_path.rs'\nharness = false\n";
        let names = without_harness(text).expect("a manifest");
        assert_eq!(names, ["own", "by_path"]);
        let none = without_harness("[package]\nname = 'x'");
        assert_eq!(none, Ok(Vec::new()));
    }

    #[test]
    fn a_broken_manifest_is_an_error() {
        assert!(without_harness("[[bench]\n").is_err());
    }
}
