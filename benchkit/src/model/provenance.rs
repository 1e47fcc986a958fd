//! All that is needed to reproduce a run.

use benchkit_macros::Json;

/// CPU and memory limits of the control groups above the process.
#[derive(Clone, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CgroupLimits {
    /// The smallest quota / period of all visible ancestors, in CPUs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpus: Option<f64>,
    /// The smallest memory limit, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<u64>,
    /// 1, 2, or absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
}

/// The machine; what it does not tell is absent.
#[derive(Clone, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HostFacts {
    /// Operating system, as Rust names it.
    pub os: String,
    /// Processor architecture, as Rust names it.
    pub arch: String,
    /// Kernel release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kernel: Option<String>,
    /// CPU model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu: Option<String>,
    /// CPU features that the kernel lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cpu_features: Vec<String>,
    /// Logical CPUs of the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logical_cpus: Option<usize>,
    /// Physical cores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub physical_cores: Option<usize>,
    /// CPUs that this process may use, quotas included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usable_cpus: Option<usize>,
    /// Size of each cache of CPU 0 in bytes, by name ("L1d", "L2", "L3").
    #[serde(default)]
    pub caches: Vec<(String, u64)>,
    /// Memory in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<u64>,
    /// The hypervisor's name, "none", or absent where unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub virtualisation: Option<String>,
    /// The kind of container, "none", or absent where unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// Limits of the control groups.
    #[serde(default)]
    pub cgroup: CgroupLimits,
    /// CPU model, core count, memory class, architecture and virtualisation
    /// as one line: two hosts that differ in it are not compared.
    pub fingerprint: String,
}

/// What built the bench binary.
#[derive(Clone, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Toolchain {
    /// `rustc --version` of the compiler, where the build told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rustc: Option<String>,
    /// Target triple, where the build told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Cargo's profile folder, "release" or "debug".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// Optimisation level of the library's build: "0" to "3", "s" or "z".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opt_level: Option<String>,
    /// Whether the bench binary was built with debug assertions.
    pub debug_assertions: bool,
}

/// The code's revision.
#[derive(Clone, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GitFacts {
    /// The commit's full hash.
    pub commit: String,
    /// Whether tracked files differ from it; absent where unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dirty: Option<bool>,
    /// The branch, if one is checked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
}

impl GitFacts {
    /// The commit, where no file is known to differ from it.
    pub fn clean_commit(&self) -> Option<&str> {
        (self.dirty == Some(false)).then_some(self.commit.as_str())
    }
}

/// A variable of the environment that changes how programs run.
#[derive(Clone, Debug, PartialEq, Eq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EnvironmentVariable {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// The system under test.
#[derive(Clone, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sut {
    /// The machine.
    pub host: HostFacts,
    /// What built the binary.
    pub toolchain: Toolchain,
    /// The code's revision; absent outside a repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub git: Option<GitFacts>,
}

/// All that is needed to reproduce a run.
#[derive(Clone, Debug, Default, PartialEq, Json)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Provenance {
    /// The system under test.
    #[serde(flatten)]
    pub sut: Sut,
    /// The library's version.
    pub library: String,
    /// The bench binary's path.
    pub executable: String,
    /// Length and time of change of the binary: another build, another text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The working directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<String>,
    /// `RUSTFLAGS`, `BENCHKIT_*`, `MALLOC_*` and the like, by name.
    pub environment: Vec<EnvironmentVariable>,
    /// Seed of the order of the launches.
    pub seed: u64,
}
