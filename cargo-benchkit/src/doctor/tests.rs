//! Whole machines, as files below a root, and what the doctor says of them.

use super::{
    Check, Document, KernelNoise, Noise, Status,
    command::{code, document},
    facts::{Facts, Measured, Tree, read},
    limits,
    text::text,
};
use benchkit::{clock::Reading, report::Style};
use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
};

#[path = "../../tests/machines/unpack.rs"]
mod machines;
use machines::unpack;

/// The files of `tests/machines/<name>.txt` in a folder of their own.
struct Machine(PathBuf);

impl Machine {
    fn new(name: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir()
            .join(format!("doctor-{name}-{}-{number}", process::id()));
        unpack(name, &folder);
        Self(folder)
    }

    fn put(self, path: &str, content: &str) -> Self {
        fs::write(self.0.join(path.trim_start_matches('/')), content)
            .expect("written");
        self
    }

    fn facts(&self) -> Facts {
        let not = || "not measured".to_owned();
        let measured = Measured {
            window: None,
            clock: Err(not()),
            noise: Err(not()),
            build: Err(not()),
        };
        read(&Tree::new(&self.0), measured)
    }

    fn document(&self) -> Document {
        document("2025-01-01T00:00:00.000Z".to_owned(), &self.facts())
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// The names of the checks of `document` with a status.
fn named(document: &Document, status: Status) -> Vec<&str> {
    document
        .checks
        .iter()
        .filter(|check| check.status == status)
        .map(|check| check.name.as_str())
        .collect()
}

fn check<'a>(document: &'a Document, name: &str) -> &'a Check {
    document
        .checks
        .iter()
        .find(|check| check.name == name)
        .unwrap_or_else(|| panic!("{name}"))
}

/// What is never known of a tree of files alone.
const MEASURED: [&str; 5] =
    ["build", "timer", "noise-compute", "noise-memory", "noise-wake-up"];

/// What is unknown of `document` beside that.
fn unknown(document: &Document) -> Vec<&str> {
    let all = named(document, Status::Unknown);
    all.into_iter().filter(|name| !MEASURED.contains(name)).collect()
}

#[test]
fn a_laptop_on_battery() {
    let found = Machine::new("laptop").document();
    assert_eq!(named(&found, Status::Error), [""; 0]);
    assert_eq!(
        named(&found, Status::Warn),
        ["cpu-pressure", "run-queue", "battery", "governor", "turbo", "smt"]
    );
    assert_eq!(unknown(&found), [""; 0]);
    let battery = check(&found, "battery");
    assert!(battery.evidence.starts_with("BAT0 is discharging"));
    let turbo = check(&found, "turbo");
    let cure =
        "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo";
    assert_eq!(turbo.cure.as_deref(), Some(cure));
    let smt = check(&found, "smt");
    assert!(smt.evidence.contains("CPUs 0,2 share"), "{}", smt.evidence);
    let swap = check(&found, "swap");
    assert!(swap.evidence.starts_with("1 GiB of 2 GiB"), "{}", swap.evidence);
}

#[test]
fn a_container_with_half_a_cpu_of_version_2() {
    let found = Machine::new("container-v2").document();
    assert_eq!(named(&found, Status::Error), ["quota"]);
    assert_eq!(named(&found, Status::Warn), ["throttling", "virtualisation"]);
    assert_eq!(unknown(&found), ["governor", "turbo"]);
    let quota = check(&found, "quota");
    assert_eq!(quota.evidence, "0.50 CPUs (/sys/fs/cgroup/cpu.max)");
    let throttling = check(&found, "throttling");
    assert!(throttling.evidence.starts_with("140 of 200 periods"));
    let governor = check(&found, "governor");
    assert!(governor.evidence.contains("hypervisor does not show"));
}

#[test]
fn a_container_of_version_1_with_room_for_two() {
    let found = Machine::new("container-v1").document();
    assert_eq!(named(&found, Status::Error), [""; 0]);
    assert_eq!(named(&found, Status::Warn), ["quota"]);
    let quota = check(&found, "quota");
    assert_eq!(
        quota.evidence,
        "2.50 CPUs (/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us)"
    );
    assert!(quota.cure.as_deref().is_some_and(|c| c.contains("2 threads")));
    assert_eq!(check(&found, "throttling").status, Status::Ok);
}

#[test]
fn no_period_is_no_sign_of_health() {
    let stat = "/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.stat";
    let idle = "nr_periods 0\nnr_throttled 0\nthrottled_time 0\n";
    let found = Machine::new("container-v1").put(stat, idle).document();
    assert_eq!(check(&found, "throttling").status, Status::Unknown);
}

#[test]
fn a_quota_that_cannot_be_read_is_not_none() {
    let broken = "/sys/fs/cgroup/cpu.max";
    let found = Machine::new("container-v2").put(broken, "lots").document();
    assert_eq!(check(&found, "quota").status, Status::Unknown);
    let elsewhere = "30 23 0:26 / /nowhere ro - cgroup2 cgroup2 rw\n";
    let found = Machine::new("container-v2")
        .put("/proc/self/mountinfo", elsewhere)
        .document();
    assert_eq!(check(&found, "quota").status, Status::Unknown);
    assert_eq!(check(&found, "throttling").status, Status::Unknown);
}

#[test]
fn a_virtual_machine_with_steal() {
    let found = Machine::new("vm-steal").document();
    assert_eq!(named(&found, Status::Error), ["steal"]);
    assert_eq!(
        named(&found, Status::Warn),
        ["clocksource", "smt", "virtualisation"]
    );
    let steal = check(&found, "steal");
    assert!(steal.evidence.contains("15 % of the time since boot"));
    let clock = check(&found, "clocksource");
    assert!(clock.cure.as_deref().is_some_and(|c| c.contains("echo tsc")));
}

#[test]
fn a_machine_without_pressure_information() {
    let found = Machine::new("no-psi").document();
    assert_eq!(named(&found, Status::Warn), ["governor", "aslr"]);
    assert_eq!(
        unknown(&found),
        ["cpu-pressure", "memory-pressure", "io-pressure"]
    );
    assert_eq!(
        check(&found, "cpu-pressure").evidence,
        "/proc/pressure/cpu is not there"
    );
}

#[test]
fn a_quiet_server_has_nothing_to_hide() {
    let found = Machine::new("server").document();
    assert_eq!((found.count.error, found.count.warn), (0, 0));
    assert_eq!(unknown(&found), [""; 0]);
    assert_eq!(found.status, Status::Ok);
    let isolated = check(&found, "isolated");
    assert!(isolated.evidence.contains("12-15"), "{}", isolated.evidence);
}

#[test]
fn two_nodes_one_cpu_and_one_layout() {
    let found = Machine::new("server-numa").document();
    assert_eq!(named(&found, Status::Warn), ["aslr", "affinity", "numa"]);
    let nodes = check(&found, "numa");
    assert!(nodes.evidence.starts_with("2 nodes, CPUs 0-7 and 8-15"));
    assert!(check(&found, "aslr").evidence.contains("personality"));
}

#[test]
fn an_arm_board_without_cpufreq() {
    let found = Machine::new("arm-board").document();
    assert_eq!(named(&found, Status::Warn), [""; 0]);
    assert_eq!(
        unknown(&found),
        [
            "battery",
            "governor",
            "turbo",
            "numa",
            "virtualisation",
            "huge-pages"
        ]
    );
    // The siblings tell where the switch does not exist.
    assert_eq!(check(&found, "smt").status, Status::Ok);
}

#[test]
fn a_tree_without_files_knows_nothing_and_claims_nothing() {
    let machine = Machine(env::temp_dir().join("doctor-no-such-folder"));
    let found = machine.document();
    assert_eq!(found.count.ok, 0, "{:?}", named(&found, Status::Ok));
    assert_eq!((found.count.error, found.count.warn), (0, 0));
}

#[test]
fn garbage_is_unknown_with_its_place() {
    let garbage = Machine::new("server")
        .put("/proc/sys/kernel/randomize_va_space", "yes")
        .put("/proc/pressure/cpu", "\u{0}\u{1}")
        .put("/proc/self/status", "Cpus_allowed_list:\tall")
        .put("/sys/kernel/mm/transparent_hugepage/enabled", "on");
    let found = garbage.document();
    for (name, place) in [
        ("aslr", "randomize_va_space"),
        ("cpu-pressure", "/proc/pressure/cpu"),
        ("affinity", "/proc/self/status"),
        ("huge-pages", "transparent_hugepage"),
    ] {
        let check = check(&found, name);
        assert_eq!(check.status, Status::Unknown, "{name}");
        assert!(check.evidence.contains(place), "{}", check.evidence);
    }
}

/// The server's facts with a measured clock and noise.
fn measured(change: impl FnOnce(&mut Facts)) -> Document {
    let machine = Machine::new("server");
    let mut facts = machine.facts();
    facts.clock = Ok(Reading { resolution_ns: 1.0, overhead_ns: 20.0 });
    facts.noise = Ok(noise(0.002, 1e6));
    change(&mut facts);
    document("2025-01-01T00:00:00.000Z".to_owned(), &facts)
}

fn noise(repeatability: f64, interruption_ns: f64) -> Noise {
    let kernel = |name: &str| KernelNoise {
        kernel: name.to_owned(),
        operation: "a step".to_owned(),
        trials: 10_000,
        median_ns: 1.2,
        spread: 0.003,
        p99_over_median: Some(1.05),
        interruption_ns,
        preempted: Some(0.01),
        slices: 20,
        slice_seconds: 0.05,
        repeatability: Some(repeatability),
    };
    let kernels = ["compute", "memory", "wake-up"].map(kernel).into();
    Noise { seconds: 3.0, kernels }
}

#[test]
fn the_clock_is_judged_by_its_steps_and_its_cost() {
    let status = |resolution_ns, overhead_ns| {
        let found = measured(|facts| {
            facts.clock = Ok(Reading { resolution_ns, overhead_ns });
        });
        check(&found, "timer").status
    };
    let edge = limits::TRIAL_NS / limits::STEPS_A_TRIAL;
    assert_eq!(status(edge, 20.0), Status::Ok);
    assert_eq!(status(edge * 1.01, 20.0), Status::Warn);
    assert_eq!(status(4e6, 20.0), Status::Error);
    assert_eq!(status(1.0, 1_001.0), Status::Warn);
    let found = measured(|facts| {
        facts.clock = Err("the clock stands still".to_owned());
    });
    assert_eq!(check(&found, "timer").status, Status::Error);
}

#[test]
fn noise_is_judged_by_its_limits() {
    let statuses = |limit, interruption| {
        let found =
            measured(|facts| facts.noise = Ok(noise(limit, interruption)));
        ["noise-compute", "noise-memory", "noise-wake-up"]
            .map(|name| check(&found, name).status)
    };
    let (ok, warn, error) = (Status::Ok, Status::Warn, Status::Error);
    assert_eq!(statuses(0.01, 1e6), [ok, ok, ok]);
    assert_eq!(statuses(0.011, 1e6), [warn, ok, ok]);
    assert_eq!(statuses(0.06, 1e6), [warn, warn, ok]);
    assert_eq!(statuses(0.3, 1e6), [error, error, warn]);
    assert_eq!(statuses(0.001, 21e6), [warn, warn, warn]);
    let few = measured(|facts| {
        if let Ok(noise) = &mut facts.noise {
            noise.kernels[0].repeatability = None;
            noise.kernels.truncate(1);
        }
    });
    assert_eq!(check(&few, "noise-compute").status, Status::Unknown);
    assert_eq!(check(&few, "noise-wake-up").status, Status::Unknown);
}

#[test]
fn each_share_has_its_limits() {
    let status = |share, name: &str| {
        let found = measured(|facts| {
            let fact = super::facts::Share { share, span: "3 s".to_owned() };
            facts.steal = Ok(fact.clone());
            facts.cpu_pressure = Ok(fact.clone());
            facts.io_pressure = Ok(fact);
        });
        check(&found, name).status
    };
    assert_eq!(status(0.02, "steal"), Status::Ok);
    assert_eq!(status(0.03, "steal"), Status::Warn);
    assert_eq!(status(0.1, "steal"), Status::Error);
    assert_eq!(status(0.05, "cpu-pressure"), Status::Ok);
    assert_eq!(status(0.06, "cpu-pressure"), Status::Warn);
    assert_eq!(status(0.3, "cpu-pressure"), Status::Error);
    assert_eq!(status(0.9, "io-pressure"), Status::Warn);
}

#[test]
fn a_quota_that_stops_the_work_is_an_error() {
    let status = |share| {
        let found = measured(|facts| {
            facts.throttling = Ok(Some(super::facts::Throttling {
                share: Some(share),
                periods: 30,
                throttled: 3,
                span: "3 s".to_owned(),
            }));
        });
        check(&found, "throttling").status
    };
    assert_eq!(status(0.01), Status::Ok);
    assert_eq!(status(0.02), Status::Warn);
    assert_eq!(status(0.05), Status::Error);
}

#[test]
fn an_error_is_code_4_and_strict_makes_warnings_5() {
    assert_eq!(code(Status::Error, false), 4);
    assert_eq!(code(Status::Error, true), 4);
    assert_eq!(code(Status::Warn, false), 0);
    assert_eq!(code(Status::Warn, true), 5);
    assert_eq!(code(Status::Ok, true), 0);
}

const PLAIN: Style = Style { width: 80, colour: false, unicode: false };

#[test]
fn text_fits_its_width_and_has_no_escapes() {
    let found = measured(|facts| facts.noise = Ok(noise(0.3, 2e9)));
    for machine in ["laptop", "container-v1", "arm-board", "vm-steal"] {
        for width in [80, 120] {
            let style = Style { width, ..PLAIN };
            for all in [false, true] {
                let both = [
                    text(&Machine::new(machine).document(), &style, all),
                    text(&found, &style, all),
                ];
                for text in both {
                    assert!(text.is_ascii(), "{text}");
                    let long = text.lines().filter(|line| {
                        // A path that is longer is not broken.
                        line.len() > width && line.trim().contains(' ')
                    });
                    assert_eq!(long.collect::<Vec<_>>(), [""; 0]);
                }
            }
        }
    }
}

#[test]
fn colour_carries_only_what_words_say() {
    let found = Machine::new("vm-steal").document();
    let rich = Style { colour: true, ..PLAIN };
    let shown = text(&found, &rich, true);
    let mut plain = String::new();
    for part in shown.split('\x1b') {
        let code = part.find('m').filter(|_| part.starts_with('['));
        plain.push_str(code.map_or(part, |at| &part[at + 1..]));
    }
    assert_eq!(plain, text(&found, &PLAIN, true));
    assert_ne!(plain, shown);
}

/// `BENCHKIT_RENEW=1 cargo test -p cargo-benchkit doctor` writes it anew.
#[test]
fn what_a_person_sees() {
    let mut all = String::new();
    for (name, width) in [("laptop", 80), ("vm-steal", 120)] {
        let style = Style { width, ..PLAIN };
        let _ = writeln!(all, "# {name}, {width} columns");
        all += &text(&Machine::new(name).document(), &style, false);
        all.push('\n');
    }
    all += "# server, measured, everything\n";
    all += &text(&measured(|_| ()), &PLAIN, true);
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/snapshots/doctor.txt");
    if env::var_os("BENCHKIT_RENEW").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, &all).expect("written");
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == all, "{} is stale; now:\n{all}", path.display());
}
