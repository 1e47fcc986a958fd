//! The registered workloads, in the order of their source.

use crate::workload::{Descriptor, GroupDescriptor, Options};
use std::sync::{Arc, OnceLock};

/// A registered workload: its place below the bench target, and its options
/// with those of its groups merged in.
#[derive(Clone, Debug)]
pub struct Workload {
    /// What the attribute left behind.
    pub descriptor: &'static Descriptor,
    module: Arc<Module>,
}

impl Workload {
    /// `<bench target>::<module path>::<name>`.
    pub fn path(&self) -> String {
        let (module, name) = (&*self.module.path, self.descriptor.name);
        let mut path = String::with_capacity(module.len() + 2 + name.len());
        path.extend([module, "::", name]);
        path
    }

    /// Its options over those of the groups around it. Workloads that say
    /// nothing themselves share those of their module.
    pub fn options(&self) -> Arc<Options> {
        let inherited = self.module.options();
        match self.descriptor.options {
            Some(own) => {
                let inherited = Options::clone(inherited);
                Arc::new(inherited.merge(&own()))
            }
            None => Arc::clone(inherited),
        }
    }
}

/// What the workloads of one module have in common.
#[derive(Debug)]
struct Module {
    /// `<bench target>::<module path>`.
    path: String,
    /// The groups around it, the innermost last.
    groups: Vec<&'static GroupDescriptor>,
    options: OnceLock<Arc<Options>>,
}

impl Module {
    fn new(module: &str, target: &str) -> Self {
        let mut groups: Vec<&GroupDescriptor> =
            inventory::iter::<GroupDescriptor>
                .into_iter()
                .filter(|group| holds(group.module, module))
                .collect();
        groups.sort_by_key(|group| group.module.len());
        let path = path_of(module, target, &groups);
        Self { path, groups, options: OnceLock::new() }
    }

    /// The options of its groups, evaluated when they are first asked for.
    fn options(&self) -> &Arc<Options> {
        self.options.get_or_init(|| {
            let said = self.groups.iter().filter_map(|group| group.options);
            Arc::new(said.fold(Options::default(), |outer, options| {
                outer.merge(&options())
            }))
        })
    }
}

/// All registered workloads of bench target `target`, by file and line.
pub fn workloads(target: &str) -> Vec<Workload> {
    let mut all: Vec<&'static Descriptor> =
        inventory::iter::<Descriptor>.into_iter().collect();
    // Numbers first: texts are slower to compare, and mostly equal.
    all.sort_by_key(|d| (d.line, d.column, d.name));
    all.sort_by_key(|d| (d.module, d.file));
    let mut workloads = Vec::with_capacity(all.len());
    for of_module in all.chunk_by(|a, b| a.module == b.module) {
        let module = Arc::new(Module::new(of_module[0].module, target));
        workloads.extend(of_module.iter().map(|&descriptor| Workload {
            descriptor,
            module: Arc::clone(&module),
        }));
    }
    workloads
}

/// The workloads whose path is `path`.
pub fn find(target: &str, path: &str) -> Vec<Workload> {
    workloads(target).into_iter().filter(|w| w.path() == path).collect()
}

fn holds(outer: &str, inner: &str) -> bool {
    inner
        .strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// The module path below the target: a module of the bench crate itself
/// loses the crate's name, one of another crate keeps it. A group shows its
/// own name for its module's.
fn path_of(module: &str, target: &str, groups: &[&GroupDescriptor]) -> String {
    let mut shown = String::from(target);
    let mut so_far = String::new();
    for (at, segment) in module.split("::").enumerate() {
        if at > 0 {
            so_far.push_str("::");
        }
        so_far.push_str(segment);
        if at == 0 && segment == target.replace('-', "_") {
            continue;
        }
        let name = groups
            .iter()
            .filter(|group| group.module == so_far)
            .find_map(|group| group.name);
        shown.push_str("::");
        shown.push_str(name.unwrap_or(segment));
    }
    shown
}
