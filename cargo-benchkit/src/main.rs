//! `cargo benchkit`; see the library.

use std::{env, io, process::ExitCode};

fn main() -> ExitCode {
    if let Some(code) = cargo_benchkit::worker() {
        return code;
    }
    let code = cargo_benchkit::main(
        env::args_os(),
        &mut io::stdout(),
        &mut io::stderr(),
    );
    ExitCode::from(code)
}
