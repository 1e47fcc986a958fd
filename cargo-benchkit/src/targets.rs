//! Which bench targets of a workspace bring their own `main`.

use crate::{
    cli::Asked,
    error::{Error, Result},
};
use cargo_metadata::{Metadata, MetadataCommand, Package};
use serde::Deserialize;
use std::{collections::BTreeSet, fs};
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
    pub(crate) targets: BTreeSet<Target>,
    /// A line for each target that lacks a feature.
    pub(crate) remarks: Vec<String>,
}

/// The bench targets with `harness = false` of the packages that are asked
/// for; one that nobody named and that lacks a feature is left out.
///
/// # Errors
/// Where cargo finds no workspace, a manifest cannot be read, or a target
/// that is named is none of them.
pub(crate) fn own_harness(asked: &Asked) -> Result<Wanted> {
    let metadata = metadata(asked)?;
    let mut wanted = Wanted::default();
    let mut others = BTreeSet::new();
    for package in selected(&metadata, asked) {
        let own = of_package(package)?;
        let benches = package.targets.iter().filter(|t| t.is_bench());
        for bench in benches {
            let found = own.iter().find(|target| target.name == bench.name);
            let Some(target) = found else {
                others.insert(bench.name.clone());
                continue;
            };
            let missing = missing(package, &bench.required_features, asked);
            if !missing.is_empty() && asked.bench.is_empty() {
                wanted.remarks.push(format!(
                    "{} of {} is left out: it needs --features {}",
                    bench.name,
                    package.name,
                    missing.join(",")
                ));
            } else if asked.bench.is_empty() || is_named(&bench.name, asked) {
                wanted.targets.insert(target.clone());
            }
        }
    }
    for name in &asked.bench {
        let pattern = WildMatch::new(name);
        if !wanted.targets.iter().any(|t| pattern.matches(&t.name)) {
            return Err(unknown(name, others.contains(name)));
        }
    }
    Ok(wanted)
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

/// The packages that cargo would select. What it knows and this does not,
/// as the address of a package, is left to it.
fn selected<'a>(metadata: &'a Metadata, asked: &Asked) -> Vec<&'a Package> {
    let all = metadata.workspace_packages();
    let is = |package: &Package, spec: &String| {
        let name = spec.split('@').next().unwrap_or(spec);
        WildMatch::new(name).matches(package.name.as_str())
    };
    if asked.workspace {
        let out = |p: &&Package| !asked.exclude.iter().any(|s| is(p, s));
        return all.into_iter().filter(out).collect();
    }
    if asked.package.is_empty() {
        // An old cargo does not say which those are.
        return if metadata.workspace_default_members.is_available() {
            metadata.workspace_default_packages()
        } else {
            all
        };
    }
    let named = |p: &&Package| asked.package.iter().any(|s| is(p, s));
    let found: Vec<_> = all.iter().copied().filter(named).collect();
    if found.is_empty() { all } else { found }
}

/// The features of `required` that a package is not built with.
fn missing(
    package: &Package,
    required: &[String],
    asked: &Asked,
) -> Vec<String> {
    if asked.all_features {
        return Vec::new();
    }
    let given = asked.features.iter().flat_map(|f| f.split([',', ' ']));
    let own = format!("{}/", package.name);
    let mut open: Vec<&str> =
        given.map(|f| f.strip_prefix(&own).unwrap_or(f)).collect();
    if !asked.no_default_features {
        open.push("default");
    }
    let mut on = BTreeSet::new();
    while let Some(feature) = open.pop() {
        if on.insert(feature) {
            let more = package.features.get(feature);
            open.extend(more.into_iter().flatten().map(String::as_str));
        }
    }
    let lacks = |f: &&String| !on.contains(f.as_str());
    required.iter().filter(lacks).cloned().collect()
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
