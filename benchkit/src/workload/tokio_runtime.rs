//! Asynchronous workloads on tokio.

use crate::workload::Runtime;
use std::{fmt, io, pin::Pin};

/// A tokio runtime for asynchronous workloads; needs the feature `tokio`.
///
/// It is made once for each launch, outside the timing.
///
/// ```
/// use benchkit::TokioRuntime;
///
/// #[benchkit::workload(runtime = TokioRuntime::new)]
/// async fn yields() {
///     tokio::task::yield_now().await;
/// }
/// ```
///
/// [`new`](Self::new) runs everything on the thread that is timed. For any
/// other runtime, write a function that builds it and makes a `TokioRuntime`
/// of it with `From`:
///
/// ```
/// fn with_a_name() -> benchkit::TokioRuntime {
///     tokio::runtime::Builder::new_current_thread()
///         .enable_all()
///         .thread_name("bench")
///         .build()
///         .into()
/// }
///
/// #[benchkit::workload(runtime = with_a_name)]
/// async fn yields() {
///     tokio::task::yield_now().await;
/// }
/// ```
pub struct TokioRuntime(io::Result<tokio::runtime::Runtime>);

impl TokioRuntime {
    /// A runtime on the calling thread alone, with time and, where the
    /// program's tokio has it, input and output. Where tokio cannot build it,
    /// the benchmark is a failed one that says why.
    #[must_use]
    pub fn new() -> Self {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .into()
    }
}

impl Default for TokioRuntime {
    fn default() -> Self {
        Self::new()
    }
}

impl From<tokio::runtime::Runtime> for TokioRuntime {
    fn from(runtime: tokio::runtime::Runtime) -> Self {
        Self(Ok(runtime))
    }
}

impl From<io::Result<tokio::runtime::Runtime>> for TokioRuntime {
    fn from(built: io::Result<tokio::runtime::Runtime>) -> Self {
        Self(built)
    }
}

impl fmt::Debug for TokioRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TokioRuntime").field(&self.0).finish()
    }
}

impl Runtime for TokioRuntime {
    fn block_on(&self, future: Pin<&mut dyn Future<Output = ()>>) {
        if let Ok(runtime) = &self.0 {
            runtime.block_on(future);
        }
    }

    fn fault(&self) -> Option<String> {
        let error = self.0.as_ref().err()?;
        Some(format!("tokio cannot build its runtime: {error}"))
    }
}
