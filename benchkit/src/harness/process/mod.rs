//! The harness's side of a launch: a fresh process, watched until it ends.

mod pipes;
mod reap;
mod spawn;
mod turns;

use crate::{
    clock::Clock,
    harness::{benchmark::Benchmark, launcher::Launcher},
    model::{
        Failure, FailureKind, LaunchOutcome, PROTOCOL_VERSION, Reply, Request,
        from_json, to_json,
    },
    probe,
    runner::Plan,
};
use pipes::Heard;
pub use spawn::pin_to;
use std::{ffi::OsString, io::Write as _, path::PathBuf};
pub use turns::Worker;

/// Starts a fresh worker for each launch.
#[derive(Debug)]
pub(super) struct Workers {
    /// What to start.
    pub(super) program: PathBuf,
    /// What it is called there.
    pub(super) name: OsString,
    /// Whether to pass on what workloads print.
    pub(super) show: bool,
    pub(super) clock: Clock,
}

impl Launcher for Workers {
    fn launch(&mut self, benchmark: &Benchmark, plan: &Plan) -> LaunchOutcome {
        self.try_launch(benchmark, plan).unwrap_or_else(LaunchOutcome::Failed)
    }
}

impl Workers {
    fn try_launch(
        &self,
        benchmark: &Benchmark,
        plan: &Plan,
    ) -> Result<LaunchOutcome, Failure> {
        let deadline = self.clock.now().saturating_add(plan.config.timeout.0);
        let kills = probe::out_of_memory_kills();
        let (child, mut pipes) = spawn::worker(&spawn::Start {
            program: &self.program,
            name: &self.name,
            directory: None,
            pin: plan.config.pin,
        })?;
        let mut child = reap::Group::new(child);
        let request = Request::Measure {
            protocol: PROTOCOL_VERSION,
            id: benchmark.id.clone(),
            config: Box::new(plan.config.clone()),
            time_ns: plan.time.0,
        };
        // A worker that is gone already shows in what is heard from it.
        drop(writeln!(pipes.requests, "{}", to_json(&request)));
        let mut listen = || {
            let ended = &mut || child.has_ended();
            pipes.listen(self.clock, deadline, self.show, ended)
        };
        let mut heard = listen();
        if let Heard::Said(Reply::Hello { .. }) = heard {
            heard = listen();
        }
        let patience = match heard {
            Heard::Said(_) | Heard::Closed(_) => reap::PATIENCE,
            _ => 0,
        };
        let end = child.end(self.clock, patience);
        pipes.drain_leftovers(self.show);
        let stderr = pipes.captured_stderr();
        let mut outcome = judge(heard, &end, plan);
        if let LaunchOutcome::Failed(failure) = &mut outcome {
            if failure.signal == Some(libc::SIGKILL)
                && out_of_memory(kills, probe::out_of_memory_kills())
            {
                failure.kind = FailureKind::OutOfMemory;
                "killed for memory (seen in the memory group's events)"
                    .clone_into(&mut failure.message);
            }
            failure.stderr = stderr;
        }
        Ok(outcome)
    }
}

fn out_of_memory(before: Option<u64>, after: Option<u64>) -> bool {
    before.zip(after).is_some_and(|(then, now)| now > then)
}

/// What was heard and how the process ended, as one outcome.
fn judge(heard: Heard, end: &reap::End, plan: &Plan) -> LaunchOutcome {
    let failure = match heard {
        Heard::Said(Reply::Done { outcome }) => {
            match end.failure("after it had measured") {
                None => return outcome,
                Some(failure) => match outcome {
                    LaunchOutcome::Failed(_) => return outcome,
                    LaunchOutcome::Measured(_) => failure,
                },
            }
        }
        Heard::Said(_) => Failure::new(
            FailureKind::Protocol,
            "answered with something that it was not asked for",
        ),
        Heard::Closed(begun) => end
            .failure("before it had measured")
            .or_else(|| unfinished(&begun))
            .unwrap_or_else(|| {
                Failure::new(
                    FailureKind::Exited,
                    "exited with code 0 before it had measured",
                )
            }),
        Heard::Garbage(what) => Failure::new(FailureKind::Protocol, what),
        Heard::Interrupted => {
            Failure::new(FailureKind::Signalled, "interrupted")
        }
        Heard::Nothing => Failure::new(
            FailureKind::TimedOut,
            format!(
                "did not answer within {} s and was killed (--timeout)",
                plan.config.timeout.as_f64() / 1e9
            ),
        ),
    };
    LaunchOutcome::Failed(failure)
}

/// Half an answer before a good exit was no answer.
fn unfinished(begun: &[u8]) -> Option<Failure> {
    let what = (!begun.is_empty()).then(|| reply(begun).err())??;
    Some(Failure::new(FailureKind::Protocol, what))
}

/// One line of a worker as a reply.
fn reply(line: &[u8]) -> Result<Reply, String> {
    let text = String::from_utf8_lossy(line);
    from_json(&text).map_err(|_| {
        let start: String = text.chars().take(60).collect();
        format!("what came over the worker's pipe is no answer: {start:?}")
    })
}
