//! What the CPUs are set to.

use super::{Affinity, Fact, Smt, Tree, Turbo, absent};
use std::collections::BTreeMap;

const CPUS: &str = "/sys/devices/system/cpu";

/// The CPUs in a list such as "0-3,8"; `None` where it is none.
pub(super) fn listed(list: &str) -> Option<usize> {
    let mut count = 0_usize;
    for part in list.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last): (usize, usize) =
            (first.parse().ok()?, last.parse().ok()?);
        count = count.checked_add(last.checked_sub(first)?.checked_add(1)?)?;
    }
    Some(count)
}

/// The folders of the CPUs.
fn cpus(tree: &Tree) -> Fact<Vec<String>> {
    let is_cpu = |name: &String| {
        name.strip_prefix("cpu").is_some_and(|n| n.parse::<usize>().is_ok())
    };
    let names = tree.names(CPUS)?;
    Ok(names.into_iter().filter(is_cpu).collect())
}

pub(super) fn governors(
    tree: &Tree,
) -> Fact<(BTreeMap<String, usize>, Option<String>)> {
    const FILE: &str = "cpufreq/scaling_governor";
    let mut found = BTreeMap::new();
    // "cpu*" where it is missing for all of them.
    let mut reason = absent(&format!("{CPUS}/cpu*/{FILE}"));
    for cpu in cpus(tree)? {
        let file = format!("{CPUS}/{cpu}/{FILE}");
        match tree.line(&file) {
            Ok(governor) => *found.entry(governor).or_default() += 1,
            Err(other) if other != absent(&file) => reason = other,
            Err(_) => {}
        }
    }
    if found.is_empty() {
        return Err(reason);
    }
    let driver = tree.line(&format!("{CPUS}/cpu0/cpufreq/scaling_driver"));
    Ok((found, driver.ok()))
}

pub(super) fn turbo(tree: &Tree) -> Fact<Turbo> {
    let off = format!("{CPUS}/intel_pstate/no_turbo");
    if let Ok(value) = tree.number::<u8>(&off) {
        return Ok(Turbo { on: value == 0, file: off });
    }
    let boost = format!("{CPUS}/cpufreq/boost");
    let mut files = vec![boost.clone()];
    for policy in tree.names(&format!("{CPUS}/cpufreq")).unwrap_or_default() {
        files.push(format!("{CPUS}/cpufreq/{policy}/boost"));
    }
    let mut found = None;
    for file in files {
        if let Ok(value) = tree.number::<u8>(&file) {
            let turbo = Turbo { on: value != 0, file };
            if turbo.on {
                return Ok(turbo);
            }
            found = found.or(Some(turbo));
        }
    }
    found.ok_or_else(|| format!("neither {off} nor {boost} can be read"))
}

pub(super) fn smt(tree: &Tree) -> Fact<Smt> {
    const ACTIVE: &str = "/sys/devices/system/cpu/smt/active";
    const SIBLINGS: &str =
        "/sys/devices/system/cpu/cpu0/topology/thread_siblings_list";
    let siblings = tree.line(SIBLINGS);
    if let Ok(value) = tree.number::<u8>(ACTIVE) {
        let active = value == 1;
        return Ok(Smt { active, siblings: siblings.ok(), file: ACTIVE });
    }
    let siblings =
        siblings.map_err(|why| format!("{ACTIVE} is not there, {why}"))?;
    let count = listed(&siblings)
        .ok_or_else(|| format!("{SIBLINGS}: no list: {siblings:?}"))?;
    let active = count > 1;
    Ok(Smt { active, siblings: Some(siblings), file: SIBLINGS })
}

pub(super) fn affinity(tree: &Tree) -> Fact<Affinity> {
    const STATUS: &str = "/proc/self/status";
    let text = tree.text(STATUS)?;
    let allowed = text
        .lines()
        .find_map(|line| line.strip_prefix("Cpus_allowed_list:"))
        .ok_or_else(|| format!("{STATUS} has no Cpus_allowed_list"))?
        .trim();
    let count = listed(allowed)
        .ok_or_else(|| format!("{STATUS}: no list: {allowed:?}"))?;
    let online = tree.line(&format!("{CPUS}/online")).ok();
    Ok(Affinity { allowed: allowed.to_owned(), count, online })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_cpus_is_counted() {
        for (list, count) in [
            ("0", Some(1)),
            ("0-3", Some(4)),
            ("0-1,4-7, 9", Some(7)),
            ("", Some(0)),
            ("3-1", None),
            ("a", None),
            ("0-18446744073709551615", None),
        ] {
            assert_eq!(listed(list), count, "{list}");
        }
    }
}
