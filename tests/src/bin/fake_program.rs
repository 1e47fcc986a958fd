//! A program to be launched as a whole: what it does is its first argument.

use std::{
    env,
    hint::black_box,
    io::{self, Write as _},
    process::{self, ExitCode},
    thread,
    time::Duration,
};

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let number = arguments.next().and_then(|n| n.parse::<u64>().ok());
    match what.as_str() {
        "spin" => {
            let steps = number.unwrap_or(1);
            black_box((0..steps).fold(1, |sum, step| black_box(sum ^ step)));
            ExitCode::SUCCESS
        }
        "fail" => {
            // A lost line would show in the test.
            drop(io::stderr().write_all(b"first\nno such corpus\n\n"));
            ExitCode::from(u8::try_from(number.unwrap_or(3)).unwrap_or(3))
        }
        "die" => process::abort(),
        "hang" => {
            thread::sleep(Duration::from_secs(3600));
            ExitCode::SUCCESS
        }
        _ => ExitCode::from(2),
    }
}
