//! Workloads that write where they should not.

use benchkit::Bencher;
use std::{
    fs::{self, File},
    io::{self, Write as _},
    process::{Command, Stdio},
    thread,
};

/// Writes to standard error, past what captures `eprint!`.
pub(crate) fn say(text: &str) {
    drop(io::stderr().write_all(text.as_bytes()));
}

/// Megabytes on both streams, lines of the worker's protocol among them.
#[benchkit::workload]
fn noisy(b: &mut Bencher<'_>) {
    let line = "{\"done\":{\"outcome\":{\"failed\":null}}}\n".repeat(1_000);
    for _ in 0..100 {
        drop(io::stdout().write_all(line.as_bytes()));
        say(&line);
    }
    b.iter(|| 1);
}

/// The pipe on which this worker answers, opened once more.
fn answers() -> Option<File> {
    for entry in fs::read_dir("/proc/self/fd").ok()?.flatten() {
        let name = entry.file_name();
        let number: u32 = name.to_str()?.parse().ok()?;
        let link = fs::read_link(entry.path()).unwrap_or_default();
        let path = format!("/proc/self/fdinfo/{number}");
        let facts = fs::read_to_string(path).unwrap_or_default();
        let flags = facts.lines().find_map(|l| l.strip_prefix("flags:"));
        let writes = flags.is_some_and(|flags| flags.trim().ends_with('1'));
        let pipe = link.to_string_lossy().starts_with("pipe:");
        if number > 2 && pipe && writes {
            return File::options().write(true).open(entry.path()).ok();
        }
    }
    None
}

fn scribble(text: &[u8]) {
    if let Some(mut pipe) = answers() {
        drop(pipe.write_all(text));
    }
}

/// A whole line of rubbish among the worker's answers.
#[benchkit::workload]
fn scribbling() {
    scribble(b"\xff\x00 this is no answer\n");
}

/// Half a line, then a good exit.
#[benchkit::workload]
fn unfinished() {
    scribble(b"half a line");
    #[expect(clippy::exit, reason = "what is tested")]
    std::process::exit(0);
}

fn leave_behind(stdin: Stdio) {
    let child =
        Command::new("setsid").args(["sleep", "60"]).stdin(stdin).spawn();
    if let Ok(child) = child {
        // Before that it is of the worker's group and ends with it.
        let name = format!("/proc/{}/comm", child.id());
        while fs::read_to_string(&name).is_ok_and(|name| name != "sleep\n") {
            thread::yield_now();
        }
        say(&format!("left behind {}\n", child.id()));
    }
}

/// Leaves a process behind that keeps its standard streams.
#[benchkit::workload(once)]
fn parent() {
    leave_behind(Stdio::null());
}

/// Leaves a process behind that keeps the pipe of its answers, and dies.
#[benchkit::workload(once)]
fn dying_parent() {
    leave_behind(answers().map_or_else(Stdio::null, Stdio::from));
    std::process::abort();
}
