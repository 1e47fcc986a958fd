//! The words of the project as plain data: no clock, no file, no terminal.
//!
//! Everything that is written to disk or passes between processes is one of
//! these types. A value that was not measured is absent, never 0.

mod baseline;
mod config;
mod counters;
mod event;
mod failure;
mod finding;
mod id;
mod journal;
pub(crate) mod json;
mod launch;
mod metric;
mod noise;
mod percentile;
mod protocol;
mod provenance;
mod result;
mod run;
#[cfg(feature = "schema")]
mod schema;
mod settings;
pub mod thresholds;
mod trial;
mod verdict;

pub use baseline::Baseline;
pub use config::{RunConfig, Warmup};
pub use counters::{HostCounters, HostLoad};
pub use event::{Event, Observer};
pub use failure::{Failure, FailureKind};
pub use finding::{Finding, FindingKind, Severity};
pub use id::{BenchmarkId, Parameter};
pub use journal::JournalEntry;
pub use json::{FromJson, Mismatch, ToJson, Value, from_json, to_json};
pub use launch::{
    BATCH_SIZE_UNKNOWN, COLD_ONLY, ClockFacts, HostDelta, Launch,
    LaunchOutcome, ThreadFacts, WarmupFacts,
};
pub use metric::{Direction, Metric, MetricValue, Throughput};
pub use noise::{NoiseFloor, PastResult, PastRun};
pub use percentile::{Buckets, Percentile, Percentiles};
pub use protocol::{PROTOCOL_VERSION, Reply, Request};
pub use provenance::{
    CgroupLimits, EnvironmentVariable, GitFacts, HostFacts, Provenance, Sut,
    Toolchain,
};
pub use result::{
    BenchmarkResult, Estimate, Origin, Status, ThreadRow, TrialQuantiles,
    Trials,
};
pub use run::{Run, RunDocument, SCHEMA_VERSION};
#[cfg(feature = "schema")]
pub use schema::{run_schema, schema_of};
pub use settings::{SETTINGS, Setting, Settings};
pub use trial::{HostTags, Trial};
pub use verdict::{Comparison, Ratio, Standing, Verdict};
