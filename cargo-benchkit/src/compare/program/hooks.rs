//! Set-up and clean-up commands: not timed, always through a shell.

use super::{
    launch::{Call, Ended, Output, Took, launch},
    line::told,
};
use benchkit::{
    Nanos,
    clock::Clock,
    model::{Failure, FailureKind},
    unit::duration,
};
use std::sync::{Arc, atomic::AtomicBool};

/// How set-up and clean-up commands are executed.
#[derive(Clone, Debug)]
pub(super) struct Hooks {
    pub(super) shell: Vec<String>,
    pub(super) timeout: Nanos,
    pub(super) stop: Arc<AtomicBool>,
}

impl Hooks {
    /// Executes `command`, which `flag` gave; its standard output is not
    /// shown. What it starts in the background may go on.
    ///
    /// # Errors
    /// When it does not return 0; the kind is `Exited` with no code and no
    /// signal where everything shall end.
    pub(super) fn execute(
        &self,
        flag: &str,
        command: &str,
        clock: Clock,
    ) -> Result<(), Failure> {
        let words = told(&self.shell, command);
        let call = Call {
            words: &words,
            input: None,
            output: &Output::Null,
            timeout: self.timeout,
            stop: &self.stop,
            may_leave: true,
        };
        let what = format!("{flag} «{command}»");
        match launch(&call, clock) {
            Ok(took) if took.ended.code() == Some(0) => Ok(()),
            Ok(took) => Err(failure(&took, &what, self.timeout)),
            Err(error) => Err(Failure::new(
                FailureKind::Spawn,
                format!("{what} cannot be started: {error}"),
            )),
        }
    }
}

/// What went wrong in a launch; `what` stands before it unless it is empty.
pub(super) fn failure(took: &Took, what: &str, timeout: Nanos) -> Failure {
    let kind = match took.ended {
        Ended::TimedOut => FailureKind::TimedOut,
        ended if ended.signal().is_some() => FailureKind::Signalled,
        _ => FailureKind::Exited,
    };
    let how = how(took.ended, timeout);
    let text = if what.is_empty() { how } else { format!("{what}: {how}") };
    Failure {
        signal: took.ended.signal(),
        code: took.ended.code(),
        stderr: took.stderr.clone(),
        ..Failure::new(kind, text)
    }
}

/// How a launch ended, in words.
pub(super) fn how(ended: Ended, timeout: Nanos) -> String {
    match ended {
        Ended::Itself(status) => match (status.code(), ended.signal()) {
            (Some(127), _) => {
                "exit code 127: not found by the shell".to_owned()
            }
            (Some(code), _) => format!("exit code {code}"),
            (None, Some(_)) => status.to_string(),
            (None, None) => "ended".to_owned(),
        },
        Ended::TimedOut => format!(
            "did not end within {} (--timeout)",
            duration(timeout.as_f64())
        ),
        Ended::Stopped => "interrupted".to_owned(),
    }
}

/// The last line that is not empty.
pub(super) fn last_line(text: &str) -> Option<&str> {
    text.lines().rev().map(str::trim).find(|line| !line.is_empty())
}
