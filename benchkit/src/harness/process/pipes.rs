//! What comes out of a worker: answers, and what the workload prints.
#![expect(unsafe_code, reason = "poll has no safe form in std")]
#![expect(
    clippy::disallowed_methods,
    reason = "the edge where a worker's streams enter and are passed on"
)]

use crate::{
    clock::Clock,
    harness::{process::reply, signals},
    model::{PROTOCOL_VERSION, Reply},
};
use std::{
    io::{self, PipeReader, PipeWriter, Read, Write as _},
    os::fd::{AsRawFd, RawFd},
    process::{ChildStderr, ChildStdout},
};

/// What is kept of a worker's standard error.
const KEPT: usize = 16 * 1024;
/// A worker that says more than this in one answer is not one of ours.
const LONGEST_ANSWER: usize = 64 << 20;
const CHUNK: usize = 64 * 1024;
/// How often to look for a signal or a worker's end that no pipe tells of,
/// in milliseconds.
const LOOK_MS: i32 = 100;

/// What a worker said, if anything.
pub(super) enum Heard {
    /// An answer.
    Said(Reply),
    /// It closed its pipe, or ended, without one; this is what it had begun.
    Closed(Vec<u8>),
    /// Something that is no answer.
    Garbage(String),
    /// Nothing until the deadline.
    Nothing,
    /// This process was asked to end meanwhile.
    Interrupted,
}

/// The pipes between a harness and one worker.
pub(super) struct Pipes {
    pub(super) requests: PipeWriter,
    replies: PipeReader,
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
    answer: Vec<u8>,
    printed: Vec<u8>,
}

impl Pipes {
    pub(super) fn new(
        requests: PipeWriter,
        replies: PipeReader,
        streams: (Option<ChildStdout>, Option<ChildStderr>),
    ) -> Self {
        Self {
            requests,
            replies,
            stdout: streams.0,
            stderr: streams.1,
            answer: Vec::new(),
            printed: Vec::new(),
        }
    }

    /// Waits for the worker's next answer, draining what it prints meanwhile.
    /// `ended` says whether it has: a process that it started may hold the
    /// pipe open.
    pub(super) fn listen(
        &mut self,
        clock: Clock,
        deadline: u64,
        show: bool,
        ended: &mut dyn FnMut() -> bool,
    ) -> Heard {
        loop {
            let left = deadline.saturating_sub(clock.now());
            if left == 0 {
                return Heard::Nothing;
            }
            if signals::received().is_some() {
                return Heard::Interrupted;
            }
            // Several answers may have come at once.
            if let Some(heard) = self.understand() {
                return heard;
            }
            let ready = self.wait(milliseconds(left).min(LOOK_MS));
            self.drain(ready, show);
            // What it said before it ended is there when it has ended.
            if !ready[0] && ended() && !self.wait(0)[0] {
                return Heard::Closed(std::mem::take(&mut self.answer));
            }
            if ready[0]
                && let Some(heard) = self.hear()
            {
                return heard;
            }
        }
    }

    /// Reads on in the answer; `None` when more must come.
    fn hear(&mut self) -> Option<Heard> {
        match read_some(&mut self.replies, &mut self.answer) {
            Ok(0) | Err(_) => {
                Some(Heard::Closed(std::mem::take(&mut self.answer)))
            }
            Ok(_) => self.understand(),
        }
    }

    /// Whole lines of the answer so far; `None` when more must come.
    fn understand(&mut self) -> Option<Heard> {
        if let Some(end) = self.answer.iter().position(|b| *b == b'\n') {
            let line: Vec<u8> = self.answer.drain(..=end).collect();
            match reply(&line) {
                Err(what) => return Some(Heard::Garbage(what)),
                Ok(Reply::Hello { protocol, library, .. })
                    if protocol != PROTOCOL_VERSION =>
                {
                    return Some(Heard::Garbage(format!(
                        "the worker (benchkit {library}) speaks protocol \
                         {protocol}, this harness {PROTOCOL_VERSION}"
                    )));
                }
                Ok(reply) => return Some(Heard::Said(reply)),
            }
        }
        (self.answer.len() > LONGEST_ANSWER).then(|| {
            Heard::Garbage("the worker's answer does not end".to_owned())
        })
    }

    /// Which of answers, standard output and standard error can be read.
    fn wait(&self, timeout_ms: i32) -> [bool; 3] {
        let descriptors = [
            Some(self.replies.as_raw_fd()),
            self.stdout.as_ref().map(AsRawFd::as_raw_fd),
            self.stderr.as_ref().map(AsRawFd::as_raw_fd),
        ];
        poll(descriptors, timeout_ms)
    }

    fn drain(&mut self, ready: [bool; 3], show: bool) {
        let mut said = Vec::new();
        if ready[1] && ended(self.stdout.as_mut(), &mut said) {
            self.stdout = None;
        }
        let from_stderr = said.len();
        if ready[2] && ended(self.stderr.as_mut(), &mut said) {
            self.stderr = None;
        }
        if show {
            drop(io::stderr().write_all(&said));
        }
        self.printed.extend_from_slice(&said[from_stderr..]);
        if self.printed.len() > 2 * KEPT {
            let surplus = self.printed.len() - KEPT;
            self.printed.drain(..surplus);
        }
    }

    /// What is already there once the worker has ended; does not wait for
    /// processes that it left behind.
    pub(super) fn drain_leftovers(&mut self, show: bool) {
        for _ in 0..64 {
            let [_, out, err] = self.wait(0);
            if !out && !err {
                return;
            }
            self.drain([false, out, err], show);
        }
    }

    /// The end of the worker's standard error.
    pub(super) fn captured_stderr(&self) -> String {
        let start = self.printed.len().saturating_sub(KEPT);
        String::from_utf8_lossy(&self.printed[start..]).trim_end().to_owned()
    }
}

fn milliseconds(nanoseconds: u64) -> i32 {
    i32::try_from(nanoseconds / 1_000_000 + 1).unwrap_or(i32::MAX)
}

/// Reads what is there; true when the stream has ended.
fn ended<R: Read>(stream: Option<&mut R>, into: &mut Vec<u8>) -> bool {
    stream
        .is_none_or(|stream| matches!(read_some(stream, into), Ok(0) | Err(_)))
}

fn read_some<R: Read>(stream: &mut R, into: &mut Vec<u8>) -> io::Result<usize> {
    let mut chunk = vec![0; CHUNK];
    loop {
        match stream.read(&mut chunk) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
            Ok(count) => {
                into.extend_from_slice(&chunk[..count]);
                return Ok(count);
            }
        }
    }
}

fn poll(descriptors: [Option<RawFd>; 3], timeout_ms: i32) -> [bool; 3] {
    let mut polled = descriptors.map(|fd| libc::pollfd {
        fd: fd.unwrap_or(-1),
        events: libc::POLLIN,
        revents: 0,
    });
    // SAFETY: the pointer and the count describe `polled`; a negative
    // descriptor is skipped by poll.
    let found = unsafe { libc::poll(polled.as_mut_ptr(), 3, timeout_ms) };
    polled.map(|p| found > 0 && p.revents != 0)
}
