//! The registered workloads, in the order of their source.

use crate::workload::{Descriptor, GroupDescriptor, Options};

/// A registered workload: its path below the bench target, and its options
/// with those of its groups merged in.
#[derive(Clone, Debug)]
pub struct Workload {
    /// `<bench target>::<module path>::<name>`.
    pub path: String,
    /// What the attribute left behind.
    pub descriptor: &'static Descriptor,
}

impl Workload {
    /// Its options over those of the groups around it, the innermost last.
    pub fn options(&self) -> Options {
        let mut groups: Vec<&GroupDescriptor> = Vec::new();
        for group in groups_of(self.descriptor) {
            let depth = group.module.len();
            let place = groups.partition_point(|g| g.module.len() <= depth);
            groups.insert(place, group);
        }
        let mut inherited = Options::default();
        for options in groups.iter().filter_map(|group| group.options) {
            inherited = inherited.merge(&options());
        }
        match self.descriptor.options {
            Some(own) => inherited.merge(&own()),
            None => inherited,
        }
    }
}

/// All registered workloads of bench target `target`, by file and line.
pub fn workloads(target: &str) -> Vec<Workload> {
    let mut all: Vec<&'static Descriptor> =
        inventory::iter::<Descriptor>.into_iter().collect();
    all.sort_unstable_by_key(|d| (d.module, d.file, d.line, d.column, d.name));
    let renamed: Vec<&GroupDescriptor> = inventory::iter::<GroupDescriptor>
        .into_iter()
        .filter(|group| group.name.is_some())
        .collect();
    all.into_iter()
        .map(|descriptor| Workload {
            path: path_of(descriptor, target, &renamed),
            descriptor,
        })
        .collect()
}

/// The workloads whose path is `path`.
pub fn find(target: &str, path: &str) -> Vec<Workload> {
    workloads(target).into_iter().filter(|w| w.path == path).collect()
}

fn groups_of(descriptor: &Descriptor) -> Vec<&'static GroupDescriptor> {
    inventory::iter::<GroupDescriptor>
        .into_iter()
        .filter(|group| holds(group.module, descriptor.module))
        .collect()
}

fn holds(outer: &str, inner: &str) -> bool {
    inner
        .strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// The module path below the target: a workload of the bench crate itself
/// loses the crate's name, one of another crate keeps it.
fn path_of(
    descriptor: &Descriptor,
    target: &str,
    renamed: &[&GroupDescriptor],
) -> String {
    let mut shown = String::from(target);
    let mut so_far = String::new();
    for (at, segment) in descriptor.module.split("::").enumerate() {
        if at > 0 {
            so_far.push_str("::");
        }
        so_far.push_str(segment);
        if at == 0 && segment == target.replace('-', "_") {
            continue;
        }
        let name = renamed
            .iter()
            .find(|group| group.module == so_far)
            .and_then(|group| group.name);
        shown.push_str("::");
        shown.push_str(name.unwrap_or(segment));
    }
    shown.push_str("::");
    shown.push_str(descriptor.name);
    shown
}
