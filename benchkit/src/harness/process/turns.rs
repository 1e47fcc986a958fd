//! A worker that stays: it is spoken to until nobody asks any more.

use super::{
    pipes::{Heard, Pipes},
    reap, spawn,
};
use crate::{
    clock::Clock,
    model::{Failure, FailureKind, LaunchOutcome, Reply, Request, to_json},
    unit::Nanos,
};
use std::{ffi::OsStr, io::Write as _, path::Path};

/// A worker process of some bench binary, alive until this is dropped.
///
/// It is a process group of its own and dies with this process. What the
/// workload prints is drained while an answer is waited for.
pub struct Worker {
    // Dropped first: the process ends before its pipes do.
    group: reap::Group,
    pipes: Pipes,
    clock: Clock,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").finish_non_exhaustive()
    }
}

impl Worker {
    /// Starts `program` as a worker in `directory`, on CPU `pin` where there
    /// is one.
    ///
    /// # Errors
    /// When the system refuses to start it, or to pin it.
    pub fn start(
        program: &Path,
        directory: Option<&Path>,
        pin: Option<usize>,
    ) -> Result<Self, Failure> {
        let name = program.file_name().unwrap_or(OsStr::new("worker"));
        let start = spawn::Start { program, name, directory, pin };
        let (child, pipes) = spawn::worker(&start)?;
        let group = reap::Group::new(child);
        Ok(Self { group, pipes, clock: Clock::new() })
    }

    /// Sends a request; one that is gone shows in its answer.
    pub fn ask(&mut self, request: &Request) {
        drop(writeln!(self.pipes.requests, "{}", to_json(request)));
    }

    /// Its next answer; a failure of the workload is an error.
    ///
    /// # Errors
    /// When none comes within `time`, it ends, breaks the protocol, or says
    /// that the launch failed. What it wrote to standard error is with it.
    pub fn answer(&mut self, time: Nanos) -> Result<Reply, Failure> {
        let deadline = self.clock.now().saturating_add(time.0);
        let Self { group, pipes, clock } = self;
        let heard =
            pipes.listen(*clock, deadline, false, &mut || group.has_ended());
        let failure = match heard {
            Heard::Said(Reply::Done {
                outcome: LaunchOutcome::Failed(failure),
            }) => failure,
            Heard::Said(reply) => return Ok(reply),
            Heard::Garbage(what) => Failure::new(FailureKind::Protocol, what),
            Heard::Interrupted => {
                Failure::new(FailureKind::Signalled, "interrupted")
            }
            Heard::Nothing => Failure::new(
                FailureKind::TimedOut,
                format!("did not answer within {} s", time.as_f64() / 1e9),
            ),
            Heard::Closed(_) => group
                .end(*clock, reap::PATIENCE)
                .failure("while it took turns")
                .unwrap_or_else(|| {
                    Failure::new(
                        FailureKind::Exited,
                        "exited with code 0 while it took turns",
                    )
                }),
        };
        self.pipes.drain_leftovers(false);
        let stderr = self.pipes.captured_stderr();
        Err(Failure { stderr, ..failure })
    }
}
