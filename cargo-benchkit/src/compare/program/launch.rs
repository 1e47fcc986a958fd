//! One process from its start to its end, timed: the only place that starts
//! any.

use super::reap;
use benchkit::{Nanos, clock::Clock};
use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    os::unix::process::{CommandExt as _, ExitStatusExt as _},
    path::{Path, PathBuf},
    process::{ChildStdout, Command, ExitStatus, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// What is kept of the end of standard error, in bytes.
const TAIL: u64 = 4096;

/// How often somebody looks whether a launch shall end.
const GLANCE: Duration = Duration::from_millis(100);

/// Time from SIGTERM to SIGKILL.
const GRACE: Duration = Duration::from_secs(2);

/// Where standard output goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Output {
    Null,
    /// Into a pipe that is read and forgotten.
    Pipe,
    Inherit,
    File(PathBuf),
}

impl Output {
    pub(super) fn of(path: &Path) -> Self {
        match path.to_str() {
            Some("null") => Self::Null,
            Some("pipe") => Self::Pipe,
            Some("inherit") => Self::Inherit,
            _ => Self::File(path.to_owned()),
        }
    }
}

/// What is started, and under which conditions.
#[derive(Clone, Debug)]
pub(super) struct Call<'a> {
    pub(super) words: &'a [String],
    /// Standard input; nothing without one.
    pub(super) input: Option<&'a Path>,
    pub(super) output: &'a Output,
    pub(super) timeout: Nanos,
    pub(super) stop: &'a Arc<AtomicBool>,
    /// Whether what it started may outlive it.
    pub(super) may_leave: bool,
}

/// How a launch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// By itself or by somebody's signal.
    Itself(ExitStatus),
    /// It took longer than it may.
    TimedOut,
    /// Somebody wants everything to end.
    Stopped,
}

impl Ended {
    /// The code that it exited with.
    pub(super) fn code(self) -> Option<i32> {
        match self {
            Self::Itself(status) => status.code(),
            _ => None,
        }
    }

    /// The signal that ended it.
    pub(super) fn signal(self) -> Option<i32> {
        match self {
            Self::Itself(status) => status.signal(),
            _ => None,
        }
    }
}

/// What a launch took.
#[derive(Clone, Debug)]
pub(super) struct Took {
    pub(super) wall_ns: u64,
    pub(super) user_ns: u64,
    pub(super) system_ns: u64,
    /// The most memory that it had, by the system's count.
    pub(super) peak_bytes: u64,
    /// That count is never below this.
    pub(super) peak_floor: u64,
    pub(super) ended: Ended,
    /// The end of what it wrote to standard error.
    pub(super) stderr: String,
}

/// Starts a process and waits for its end.
///
/// # Errors
/// When it could not be started or its files not be opened.
pub(super) fn launch(call: &Call<'_>, clock: Clock) -> io::Result<Took> {
    let Some((program, arguments)) = call.words.split_first() else {
        return Err(io::ErrorKind::NotFound.into());
    };
    let stderr = tempfile::tempfile()?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(input(call.input)?)
        .stdout(output(call.output)?)
        .stderr(stderr.try_clone()?)
        .process_group(0);
    let (to_watch, pid) = channel();
    let watch = watch(pid, call);
    let peak_floor = reap::own_peak();
    let start = clock.now();
    let mut child = command.spawn()?;
    let process =
        libc::pid_t::try_from(child.id()).map_err(io::Error::other)?;
    to_watch.send(process).map_err(io::Error::other)?;
    let drained = child.stdout.take().map(drain);
    reap::ended(process)?;
    let wall_ns = clock.now().saturating_sub(start);
    drop(to_watch);
    let cut = watch.join().ok().flatten();
    if !call.may_leave || cut.is_some() {
        reap::signal_group(process, libc::SIGKILL);
    }
    let used = reap::reap(process)?;
    // Not joined: a process that left the group may hold the pipe for ever.
    drop(drained);
    Ok(Took {
        wall_ns,
        user_ns: used.user_ns,
        system_ns: used.system_ns,
        peak_bytes: used.peak_bytes,
        peak_floor,
        ended: cut.unwrap_or(Ended::Itself(used.status)),
        stderr: tail(stderr).unwrap_or_default(),
    })
}

fn input(path: Option<&Path>) -> io::Result<Stdio> {
    path.map_or_else(|| Ok(Stdio::null()), |path| named(path, File::open(path)))
}

fn output(to: &Output) -> io::Result<Stdio> {
    match to {
        Output::Null => Ok(Stdio::null()),
        Output::Pipe => Ok(Stdio::piped()),
        Output::Inherit => Ok(Stdio::inherit()),
        Output::File(path) => named(path, File::create(path)),
    }
}

fn named(path: &Path, file: io::Result<File>) -> io::Result<Stdio> {
    file.map(Stdio::from).map_err(|error| {
        io::Error::other(format!("{}: {error}", path.display()))
    })
}

fn drain(mut from: ChildStdout) -> JoinHandle<()> {
    thread::spawn(move || {
        drop(io::copy(&mut from, &mut io::sink()));
    })
}

/// Ends the launch, whose process id comes through `pid`, when its time is
/// over or everything shall end; says so. It ends itself when the other end
/// of the channel is gone.
fn watch(
    pid: Receiver<libc::pid_t>,
    call: &Call<'_>,
) -> JoinHandle<Option<Ended>> {
    let limit = Duration::from_nanos(call.timeout.0);
    let stop = Arc::clone(call.stop);
    thread::spawn(move || {
        let process = pid.recv().ok()?;
        let start = Instant::now();
        let cut = loop {
            let left = limit.saturating_sub(start.elapsed());
            if gone(&pid, left.min(GLANCE)) {
                return None;
            }
            if stop.load(Ordering::SeqCst) {
                break Ended::Stopped;
            }
            if start.elapsed() >= limit {
                break Ended::TimedOut;
            }
        };
        reap::signal_group(process, libc::SIGTERM);
        if !gone(&pid, GRACE) {
            reap::signal_group(process, libc::SIGKILL);
        }
        Some(cut)
    })
}

/// Whether the other end of the channel went away within `time`.
fn gone(pid: &Receiver<libc::pid_t>, time: Duration) -> bool {
    pid.recv_timeout(time) == Err(RecvTimeoutError::Disconnected)
}

/// The last lines of a file.
fn tail(mut file: File) -> io::Result<String> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut bytes = Vec::new();
    file.take(TAIL).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
