//! Registration is data: what the attribute leaves behind.

use crate::{
    model::Settings,
    workload::{Bencher, Cases},
};

/// A registered workload, as the attribute emits it: plain static data.
/// Nothing of it runs before the workload is selected.
#[derive(Debug)]
pub struct Descriptor {
    /// The function's name, or the one given with `name`.
    pub name: &'static str,
    /// `module_path!()` at the function.
    pub module: &'static str,
    /// `file!()` at the function.
    pub file: &'static str,
    /// `line!()` at the function.
    pub line: u32,
    /// `column!()` at the function.
    pub column: u32,
    /// Structural hash of the function's tokens.
    pub hash: u64,
    /// Its options, built when they are asked for.
    pub options: Option<fn() -> Options>,
    /// What runs.
    pub body: Body,
}

/// What runs: one benchmark, or one for each combination of arguments.
#[derive(Clone, Copy, Debug)]
pub enum Body {
    /// One benchmark.
    One(fn(&mut Bencher<'_>)),
    /// Several: the function lists them.
    Many(fn(&mut Cases)),
}

/// Options of a module that its workloads inherit.
#[derive(Debug)]
pub struct GroupDescriptor {
    /// The module's full path.
    pub module: &'static str,
    /// The name shown instead of the module's.
    pub name: Option<&'static str>,
    /// Its options.
    pub options: Option<fn() -> Options>,
}

/// What the machine must have, else the workload is skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Requires {
    /// Bytes of memory.
    pub memory: Option<u64>,
    /// CPUs.
    pub cpus: Option<usize>,
}

/// Options of a workload or a group; `None` says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// How it is measured.
    pub settings: Settings,
    /// Words to select it by; a group's are added to the workload's.
    pub tags: Vec<String>,
    /// Whether it is the reference of its group.
    pub baseline: Option<bool>,
    /// Whether it runs only when asked for.
    pub ignore: Option<bool>,
    /// What the machine must have.
    pub requires: Requires,
    /// Its explicit version: results of different ones are not compared.
    pub version: Option<String>,
}

impl Options {
    /// These options, and where `over` says something, what it says.
    #[must_use]
    pub fn merge(self, over: &Self) -> Self {
        let mut tags = self.tags;
        tags.extend(over.tags.iter().cloned());
        tags.sort_unstable();
        tags.dedup();
        Self {
            settings: self.settings.merge(&over.settings),
            tags,
            baseline: over.baseline.or(self.baseline),
            ignore: over.ignore.or(self.ignore),
            requires: Requires {
                memory: over.requires.memory.or(self.requires.memory),
                cpus: over.requires.cpus.or(self.requires.cpus),
            },
            version: over.version.clone().or(self.version),
        }
    }
}

inventory::collect!(Descriptor);
inventory::collect!(GroupDescriptor);
