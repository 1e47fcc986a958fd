//! Which bench targets of a workspace bring their own `main`.

use crate::{
    cli::Asked,
    error::{Error, Result},
};
use cargo_metadata::{Metadata, MetadataCommand, Package};
use serde::Deserialize;
use std::{collections::BTreeSet, fs};

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

/// The bench targets with `harness = false` of the workspace's packages.
///
/// # Errors
/// Where cargo finds no workspace, or a manifest cannot be read.
pub(crate) fn own_harness(asked: &Asked) -> Result<BTreeSet<Target>> {
    let metadata = metadata(asked)?;
    let mut found = BTreeSet::new();
    for package in &metadata.packages {
        found.extend(of_package(package)?);
    }
    Ok(found)
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
