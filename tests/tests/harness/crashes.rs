//! A workload that ends its process, or never ends, is a failed result with
//! its reason; everything else is measured and kept.

use crate::support::{
    Folder, SHORT, SUITE, answer, clean, command, measure, measure_in, result,
    results, skipped, stored, until,
};
use serde_json::Value;
use std::{fs, path::PathBuf, process, process::Command};

/// Measures `name` beside a good workload, which must not suffer; the failed
/// result.
#[track_caller]
fn failed(name: &str, more: &[&str]) -> Value {
    let store = Folder::new();
    let path = format!("crashing::{name}");
    let answer = measure_in(&store, &[&[&*path, "plain"], more].concat());
    let document = answer.exits(1).document();
    assert_eq!(results(&document).len(), 2, "{document:#}");
    let plain = result(&document, "plain");
    assert_eq!(plain["status"], "measured", "{plain:#}");
    assert!(plain["launches"].as_array().is_some_and(|l| l.len() == 2));
    let failed = result(&document, name).clone();
    assert_eq!(failed["status"], "failed", "{failed:#}");
    assert!(failed.get("estimate").is_none(), "{failed:#}");
    assert_eq!(stored(&store), [document], "kept as it was printed");
    failed
}

#[track_caller]
fn failure(name: &str, kind: &str, message: &str) -> Value {
    let result = failed(name, &[]);
    let failure = result["failure"].clone();
    assert_eq!(failure["kind"], kind, "{result:#}");
    let said = failure["message"].as_str().unwrap_or_default();
    assert!(said.contains(message), "{result:#}");
    assert_eq!(result["reason"], failure["message"]);
    failure
}

#[test]
fn a_panic_is_told_with_its_message() {
    let failure = failure("panicking", "panicked", "out of «cheese»");
    let stderr = failure["stderr"].as_str().unwrap_or_default();
    assert!(stderr.contains("crashing.rs:"), "{failure:#}");
}

#[test]
fn an_abort_is_told_with_its_signal_and_last_words() {
    let failure = failure("aborting", "signalled", "signal 6 (SIGABRT)");
    assert_eq!(failure["signal"], 6);
    assert_eq!(failure["stderr"], "last words");
}

#[test]
fn a_segfault_is_told_with_its_signal() {
    let failure = failure("segfaulting", "signalled", "signal 11 (SIGSEGV)");
    assert_eq!(failure["signal"], 11);
}

#[test]
fn an_exit_is_told_with_its_code() {
    let exited = failure("exiting", "exited", "exited with code 7 before");
    assert_eq!(exited["code"], 7);
    failure("leaving", "exited", "exited with code 0 before it had measured");
}

/// Nobody saw the kernel run out of memory, so nobody says so.
#[test]
fn a_kill_is_no_lack_of_memory() {
    let failure = failure("killed", "signalled", "signal 9 (SIGKILL)");
    assert_eq!(failure["signal"], 9);
    assert!(!failure["message"].to_string().contains("memory"));
}

#[test]
fn a_hanging_worker_is_killed() {
    let result = failed("hanging", &["--timeout=500ms"]);
    assert_eq!(result["failure"]["kind"], "timed_out");
    let message = result["failure"]["message"].as_str().unwrap_or_default();
    assert!(message.contains("0.5 s") && message.contains("--timeout"));
}

#[test]
fn the_table_names_what_failed_and_how() {
    let store = Folder::new();
    let mut command = command(SUITE, &store);
    let answer = answer(command.args(SHORT).args(["aborting", "plain"]));
    let answer = answer.exits(1).says("aborting").says("failed");
    let answer = answer.says("signal 6 (SIGABRT)").says("last words");
    assert!(answer.stdout.contains("1 measured, 1 failed"), "{answer:#?}");
}

#[test]
fn what_was_measured_before_a_failure_is_kept() {
    let (gate, store) = (Folder::new(), Folder::new());
    let mut command = command(SUITE, &store);
    command.args(SHORT).args(["gated", "--json=-", "--timeout=500ms"]);
    command.args(["--launches=5", "--budget=60s"]);
    command.env("FAKE_GATE", gate.path());
    let document = answer(&mut command).exits(1).document();
    let gated = result(&document, "gated");
    assert_eq!(gated["status"], "failed");
    assert_eq!(gated["failure"]["kind"], "timed_out");
    let launches = gated["launches"].as_array().expect("launches");
    assert_eq!(launches.len(), 2, "{gated:#}");
}

#[test]
fn all_of_them_at_once_leave_the_good_ones_measured() {
    let answer = measure(&["crashing::", "steady::plain", "--timeout=500ms"]);
    let document = answer.exits(1).document();
    for result in results(&document) {
        let id = result["id"].as_str().unwrap_or_default();
        let expected = match id {
            _ if id.ends_with("plain") => "measured",
            _ if id.ends_with("leaking") => "skipped",
            _ => "failed",
        };
        assert_eq!(result["status"], expected, "{id}");
    }
}

/// A memory group with a limit (cgroup version 1), where one can be made.
struct MemoryGroup(PathBuf);

impl MemoryGroup {
    fn new(bytes: u64) -> Result<Self, String> {
        let name = format!("benchkit-test-{}", process::id());
        let path = PathBuf::from("/sys/fs/cgroup/memory").join(name);
        if !path.parent().is_some_and(|p| p.join("tasks").is_file()) {
            return Err("no memory group of cgroup version 1".to_owned());
        }
        fs::create_dir_all(&path).map_err(|e| e.to_string())?;
        let group = Self(path);
        let limit = group.0.join("memory.limit_in_bytes");
        fs::write(limit, bytes.to_string()).map_err(|e| e.to_string())?;
        // Absent where swap is not counted.
        let swap = group.0.join("memory.memsw.limit_in_bytes");
        drop(fs::write(swap, bytes.to_string()));
        Ok(group)
    }

    /// Whether the kernel counts here whom it kills.
    fn counts_kills(&self) -> bool {
        let text = fs::read_to_string(self.0.join("memory.oom_control"));
        text.is_ok_and(|text| text.contains("oom_kill "))
    }
}

impl Drop for MemoryGroup {
    fn drop(&mut self) {
        until("an empty group", || {
            fs::remove_dir(&self.0).is_ok() || !self.0.exists()
        });
    }
}

#[test]
fn a_worker_that_the_kernel_kills_for_memory_is_told_so() {
    let group = match MemoryGroup::new(128 << 20) {
        Ok(group) => group,
        Err(reason) => {
            skipped(&reason);
            return;
        }
    };
    let store = Folder::new();
    let mut command = Command::new("sh");
    clean(&mut command);
    let enter = "echo $$ > \"$GROUP\" && exec \"$0\" \"$@\"";
    command.env("GROUP", group.0.join("cgroup.procs"));
    command.args(["-c", enter, SUITE]).args(SHORT);
    command.args(["--include-ignored", "leaking", "plain", "--json=-"]);
    command.arg("--store").arg(store.path());
    let document = answer(&mut command).exits(1).document();
    let leaking = result(&document, "leaking");
    assert_eq!(leaking["failure"]["signal"], 9, "{leaking:#}");
    let kind = if group.counts_kills() { "out_of_memory" } else { "signalled" };
    assert_eq!(leaking["failure"]["kind"], kind, "{leaking:#}");
    assert_eq!(result(&document, "plain")["status"], "measured");
}
