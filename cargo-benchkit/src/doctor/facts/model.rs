//! The facts.

use crate::doctor::Noise;
use benchkit::{clock::Reading, model::HostFacts};
use std::collections::BTreeMap;

/// A fact, or the reason why it is not known, with the place.
pub(crate) type Fact<T> = Result<T, String>;

/// All that the checks judge by.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) host: HostFacts,
    /// How many CPUs have which governor, and their driver.
    pub(crate) governors: Fact<(BTreeMap<String, usize>, Option<String>)>,
    pub(crate) turbo: Fact<Turbo>,
    pub(crate) smt: Fact<Smt>,
    /// The tightest quota; `None` where no group has one.
    pub(crate) quota: Fact<Option<Quota>>,
    pub(crate) throttling: Fact<Option<Throttling>>,
    pub(crate) steal: Fact<Share>,
    pub(crate) cpu_pressure: Fact<Share>,
    pub(crate) memory_pressure: Fact<Share>,
    pub(crate) io_pressure: Fact<Share>,
    pub(crate) running: Fact<Running>,
    pub(crate) clocksource: Fact<Clocksource>,
    pub(crate) clock: Fact<Reading>,
    pub(crate) randomisation: Fact<Randomisation>,
    pub(crate) build: Fact<Build>,
    pub(crate) supplies: Fact<Vec<Supply>>,
    /// Each vulnerability with what the kernel does about it.
    pub(crate) mitigations: Fact<Vec<(String, String)>>,
    pub(crate) huge_pages: Fact<String>,
    /// The CPUs of each node with memory.
    pub(crate) nodes: Fact<Vec<String>>,
    pub(crate) swap: Fact<Swap>,
    pub(crate) affinity: Fact<Affinity>,
    /// CPUs that the scheduler leaves alone, as the kernel lists them.
    pub(crate) isolated: Fact<String>,
    pub(crate) perf_event_paranoid: Fact<i64>,
    pub(crate) noise: Fact<Noise>,
}

/// Whether CPUs may run above their nominal clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Turbo {
    pub(crate) on: bool,
    pub(crate) file: String,
}

/// Whether several CPUs share a core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Smt {
    pub(crate) active: bool,
    /// The CPUs that share CPU 0's core.
    pub(crate) siblings: Option<String>,
    pub(crate) file: &'static str,
}

/// A limit of a control group on CPU time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quota {
    pub(crate) cpus: f64,
    pub(crate) file: String,
}

/// What a quota did.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Throttling {
    /// Share of the time of the look that it stopped the process; absent
    /// where there was no look.
    pub(crate) share: Option<f64>,
    /// Periods and throttled ones, in the look, or else since the group was
    /// made.
    pub(crate) periods: u64,
    pub(crate) throttled: u64,
    pub(crate) span: String,
}

/// A share of some time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Share {
    pub(crate) share: f64,
    /// "3.0 s", "the last 10 s", "the time since boot".
    pub(crate) span: String,
}

/// Who else wanted a CPU.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Running {
    /// Other tasks that ran or waited, at each look, in rising order.
    pub(crate) others: Vec<u64>,
    /// The load of the last minute.
    pub(crate) load: Option<f64>,
}

/// What the kernel's clock counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clocksource {
    pub(crate) current: String,
    pub(crate) available: Vec<String>,
}

/// Whether addresses differ from process to process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Randomisation {
    /// `randomize_va_space`: 0 off, 1 without the heap, 2 full.
    pub(crate) level: u8,
    /// Whether it is off for this process, where that is told.
    pub(crate) off_here: Option<bool>,
}

/// How cargo builds bench targets here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Build {
    pub(crate) profile: String,
    pub(crate) opt_level: Setting,
    pub(crate) debug_assertions: Setting,
    pub(crate) overflow_checks: Setting,
    pub(crate) incremental: Setting,
}

/// A setting of a profile and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    pub(crate) value: String,
    pub(crate) place: String,
}

impl Setting {
    pub(crate) fn is_on(&self) -> bool {
        !["false", "0", "off", "no"].contains(&self.value.as_str())
    }
}

/// A power supply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Supply {
    pub(crate) name: String,
    /// "Mains", "Battery", "USB".
    pub(crate) kind: String,
    pub(crate) online: Option<bool>,
    /// "Discharging", "Full".
    pub(crate) status: Option<String>,
}

/// Memory on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Swap {
    pub(crate) total: u64,
    pub(crate) used: u64,
    /// Pages that went to or came from it during the look.
    pub(crate) moved: Option<u64>,
}

/// Which CPUs this process may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Affinity {
    pub(crate) allowed: String,
    pub(crate) count: usize,
    /// All that are online, where that is told.
    pub(crate) online: Option<String>,
}
