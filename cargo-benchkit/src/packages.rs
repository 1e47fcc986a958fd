//! Which packages of a workspace cargo would take, and with which features.

use crate::{
    cli::Asked,
    error::{Error, Result},
};
use cargo_metadata::{Metadata, Package, Target};
use std::collections::BTreeSet;
use wildmatch::WildMatch;

/// The packages that cargo would select.
///
/// # Errors
/// Names a package that is asked for and is none of the workspace's.
pub(crate) fn selected<'a>(
    metadata: &'a Metadata,
    asked: &Asked,
) -> Result<Vec<&'a Package>> {
    let all = metadata.workspace_packages();
    if asked.workspace {
        let out = |p: &&Package| !asked.exclude.iter().any(|s| is(p, s));
        return Ok(all.into_iter().filter(out).collect());
    }
    if asked.package.is_empty() {
        // An old cargo does not say which those are.
        return Ok(if metadata.workspace_default_members.is_available() {
            metadata.workspace_default_packages()
        } else {
            all
        });
    }
    for spec in &asked.package {
        if !all.iter().any(|package| is(package, spec)) {
            let names: Vec<&str> =
                all.iter().map(|package| package.name.as_str()).collect();
            return Err(Error::new(format!(
                "-p {spec}: the workspace has no such package; it has {}",
                names.join(", ")
            )));
        }
    }
    let named = |p: &&Package| asked.package.iter().any(|s| is(p, s));
    Ok(all.into_iter().filter(named).collect())
}

/// Whether cargo's `spec` means a package: its name, perhaps a pattern, with
/// or without a version; or its address, with name, version, both, or none.
/// <https://doc.rust-lang.org/cargo/reference/pkgid-spec.html>
fn is(package: &Package, spec: &str) -> bool {
    let Some((address, rest)) = address(spec) else {
        return is_called(package, spec);
    };
    let own = self::address(&package.id.repr).map(|(own, _)| own);
    let same = own == Some(address.trim_end_matches('/'));
    let version = rest.starts_with(|c: char| c.is_ascii_digit());
    same && match rest {
        "" => true,
        rest if version => is_version(package, rest),
        rest => is_called(package, rest),
    }
}

/// The address in a spec, without its kind, and what stands behind its `#`.
fn address(spec: &str) -> Option<(&str, &str)> {
    let (address, rest) = spec.split_once('#').unwrap_or((spec, ""));
    let (scheme, _) = address.split_once("://")?;
    let kind = scheme.find('+').map_or(0, |at| at + 1);
    Some((&address[kind..], rest))
}

/// By `name`, `name@version` or `name:version`.
fn is_called(package: &Package, spec: &str) -> bool {
    let (name, version) = spec.split_once(['@', ':']).unwrap_or((spec, ""));
    WildMatch::new(name).matches(package.name.as_str())
        && (version.is_empty() || is_version(package, version))
}

/// A version may be given in part.
fn is_version(package: &Package, version: &str) -> bool {
    let own = package.version.to_string();
    let rest = own.strip_prefix(version);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Its bench targets.
pub(crate) fn benches(package: &Package) -> impl Iterator<Item = &Target> {
    package.targets.iter().filter(|target| target.is_bench())
}

/// The features of `required` that a package is not built with.
pub(crate) fn missing(
    package: &Package,
    required: &[String],
    asked: &Asked,
) -> Vec<String> {
    if asked.all_features {
        return Vec::new();
    }
    let own = format!("{}/", package.name);
    let mut open: Vec<&str> =
        given(asked).map(|f| f.strip_prefix(&own).unwrap_or(f)).collect();
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

/// One package, for cargo.
#[derive(Debug)]
pub(crate) struct Only {
    /// Its spec.
    pub(crate) package: String,
    pub(crate) features: Vec<String>,
}

/// What is `asked` of one of the `selected` packages: cargo refuses a
/// feature that the package does not have, so those of others are left out.
pub(crate) fn only(
    package: &Package,
    selected: &[&Package],
    asked: &Asked,
) -> Only {
    let is_due = |feature: &&str| {
        takes(package, feature)
            || !selected.iter().any(|other| takes(other, feature))
    };
    Only {
        package: package.id.repr.clone(),
        features: given(asked).filter(is_due).map(str::to_owned).collect(),
    }
}

/// The features that are asked for.
fn given(asked: &Asked) -> impl Iterator<Item = &str> {
    let all = asked.features.iter().flat_map(|f| f.split([',', ' ']));
    all.filter(|feature| !feature.is_empty())
}

/// Whether a package has a feature: its own, or one of what it depends on.
fn takes(package: &Package, feature: &str) -> bool {
    let Some((of, inner)) = feature.split_once('/') else {
        return package.features.contains_key(feature);
    };
    let of = of.strip_suffix('?').unwrap_or(of);
    let depends = package.dependencies.iter().any(|dependency| {
        dependency.rename.as_ref().unwrap_or(&dependency.name) == of
    });
    depends
        || package.name.as_str() == of && package.features.contains_key(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The packages `a` 1.2.3 in /w and `b` 0.1.0 in /w/b of one workspace.
    fn workspace() -> Metadata {
        let package = |name: &str, version: &str, folder: &str, id: &str| {
            serde_json::json!({
                "name": name, "version": version, "id": id,
                "manifest_path": format!("{folder}/Cargo.toml"),
                "dependencies": [{
                    "name": "serde", "req": "*", "kind": null,
                    "optional": false, "uses_default_features": true,
                    "features": [], "target": null
                }],
                "targets": [], "features": {name: []},
            })
        };
        let ids = ["path+file:///w#a@1.2.3", "path+file:///w/b#0.1.0"];
        let metadata = serde_json::json!({
            "packages": [
                package("a", "1.2.3", "/w", ids[0]),
                package("b", "0.1.0", "/w/b", ids[1]),
            ],
            "workspace_members": ids,
            "workspace_default_members": [ids[0]],
            "resolve": null, "version": 1,
            "workspace_root": "/w", "target_directory": "/w/target",
        });
        serde_json::from_value(metadata).expect("metadata")
    }

    fn names(specs: &[&str]) -> String {
        let package = specs.iter().map(|spec| (*spec).to_owned()).collect();
        let asked = Asked { package, ..Asked::default() };
        let metadata = workspace();
        match selected(&metadata, &asked) {
            Ok(all) => {
                let all: Vec<_> = all.iter().map(|p| p.name.as_str()).collect();
                all.join(" ")
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_package_is_found_by_each_form_of_its_spec() {
        assert_eq!(names(&[]), "a");
        for spec in [
            "b",
            "b@0.1.0",
            "b:0.1",
            "path+file:///w/b",
            "file:///w/b/",
            "file:///w/b#b",
            "path+file:///w/b#0.1.0",
            "path+file:///w/b#b@0.1.0",
        ] {
            assert_eq!(names(&[spec]), "b", "{spec}");
        }
        assert_eq!(names(&["path+file:///w#a"]), "a");
        assert_eq!(names(&["a", "path+file:///w/b#b"]), "a b");
        assert_eq!(names(&["*"]), "a b");
    }

    #[test]
    fn a_spec_that_means_nothing_is_refused_by_name() {
        for spec in [
            "c",
            "b@0.2",
            "b@0.1.00",
            "path+file:///w#b",
            "file:///elsewhere#a",
            "path+file:///w/b#0.2.0",
        ] {
            let wanted = format!(
                "-p {spec}: the workspace has no such package; it has a, b"
            );
            assert_eq!(names(&["a", spec]), wanted);
        }
    }

    #[test]
    fn a_package_alone_is_asked_for_the_features_that_it_has() {
        let metadata = workspace();
        let all = metadata.workspace_packages();
        let features = vec!["a,b a/a".to_owned(), "serde/std,x".to_owned()];
        let asked = Asked { features, ..Asked::default() };
        let of = |at: usize| only(all[at], &all, &asked);
        assert_eq!(of(0).package, "path+file:///w#a@1.2.3");
        assert_eq!(of(0).features, ["a", "a/a", "serde/std", "x"]);
        assert_eq!(of(1).features, ["b", "serde/std", "x"]);
    }
}
