//! Workloads that end their process, or never end.

use benchkit::{Bencher, black_box};
use std::process::{self, Command};

#[benchkit::workload]
fn panicking() {
    panic!("out of «cheese»");
}

#[benchkit::workload]
fn aborting() {
    super::printing::say("last words\n");
    process::abort();
}

#[benchkit::workload]
#[expect(unsafe_code, reason = "what is tested")]
fn segfaulting() {
    let nowhere: *mut u8 = black_box(std::ptr::without_provenance_mut(8));
    // SAFETY: there is none: the kernel ends the process here.
    unsafe {
        nowhere.write_volatile(1);
    }
}

#[benchkit::workload]
fn exiting() {
    #[expect(clippy::exit, reason = "what is tested")]
    process::exit(7);
}

#[benchkit::workload]
fn leaving() {
    #[expect(clippy::exit, reason = "what is tested")]
    process::exit(0);
}

#[benchkit::workload]
fn killed() {
    let id = process::id().to_string();
    drop(Command::new("kill").args(["-9", &id]).status());
}

#[benchkit::workload]
fn hanging() {
    super::hang();
}

/// Leaks until it is killed; ignored, for nothing may limit it.
#[benchkit::workload(ignore)]
fn leaking(b: &mut Bencher<'_>) {
    b.iter(|| black_box(vec![1_u8; 64 << 20].leak()).len());
}
