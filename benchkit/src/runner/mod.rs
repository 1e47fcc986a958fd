//! Measures one benchmark in one launch: calibration, warm-up, sampling,
//! latency, threads. Implements [`Driver`](crate::workload::Driver).

mod host;

pub use host::Host;
