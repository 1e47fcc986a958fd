//! Probes on small trees of files that look like `/`.

use super::{Counters, cgroup, counters, files, host, memory, virtualisation};
use crate::{
    model::{CgroupLimits, HostCounters, HostFacts, HostLoad},
    unit::Nanos,
};
use std::{
    env::consts::ARCH,
    fs,
    path::{Path, PathBuf},
};

fn tree(name: &str) -> PathBuf {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/host");
    let path = Path::new(fixtures).join(name);
    assert!(path.is_dir(), "{}", path.display());
    path
}

fn facts(name: &str) -> HostFacts {
    host::host_facts_below(&tree(name))
}

#[expect(clippy::unnecessary_wraps, reason = "compared with what may be None")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_virtual_machine_is_known() {
    let found = facts("vm-v1");
    assert_eq!(found.cpu, some("Intel(R) Xeon(R) Processor @ 2.60GHz"));
    assert_eq!(found.cpu_features, ["fpu", "sse2", "hypervisor", "avx2"]);
    assert_eq!(found.logical_cpus, Some(4));
    assert_eq!(found.physical_cores, Some(2));
    assert_eq!(found.memory, Some(16_265_848 * 1024));
    assert_eq!(found.kernel, some("5.10.0-21-amd64"));
    assert_eq!(found.virtualisation, some("qemu"));
    assert_eq!(found.container, None);
    let caches: Vec<(&str, u64)> = found
        .caches
        .iter()
        .map(|(name, bytes)| (&**name, bytes >> 10))
        .collect();
    let expected = [("L1d", 48), ("L1i", 32), ("L2", 2048), ("L3", 32_768)];
    assert_eq!(caches, expected);
    assert_eq!(
        found.fingerprint,
        format!(
            "Intel(R) Xeon(R) Processor @ 2.60GHz, 4 CPUs, 16 GiB, {ARCH}, qemu"
        )
    );
}

#[test]
fn a_host_of_its_own_is_known() {
    let found = facts("metal-v2");
    assert_eq!(found.physical_cores, Some(8));
    assert_eq!(found.virtualisation, some("none"));
    assert_eq!(found.container, some("none"));
    assert!(found.fingerprint.contains("8 CPUs, 32 GiB"));
    assert!(found.fingerprint.ends_with("none"), "{}", found.fingerprint);
}

#[test]
fn an_arm_container_is_known() {
    let found = facts("docker-v2-arm");
    assert_eq!(found.cpu, some("implementer 0x41 part 0xd40"));
    assert_eq!(found.cpu_features, ["fp", "asimd", "sve"]);
    assert_eq!((found.logical_cpus, found.physical_cores), (Some(2), Some(2)));
    assert_eq!(found.virtualisation, some("amazon"));
    assert_eq!(found.container, some("docker"));
    assert_eq!(found.kernel, None);
    assert!(found.caches.is_empty());
}

#[test]
fn a_hypervisor_without_a_name_and_a_pod_are_known() {
    let found = facts("kube-v1");
    assert_eq!(found.virtualisation, some("unknown hypervisor"));
    assert_eq!(found.container, some("kubernetes"));
    assert!(found.fingerprint.contains("unknown memory"));
}

#[test]
fn the_tightest_limit_of_all_ancestors_counts() {
    let limits = |cpus, memory, version| CgroupLimits {
        cpus,
        memory,
        version: Some(version),
    };
    let gib = 1 << 30;
    // The quota and the limit are the parent's.
    assert_eq!(facts("vm-v1").cgroup, limits(Some(0.5), Some(2 * gib), 1));
    assert_eq!(facts("metal-v2").cgroup, limits(None, None, 2));
    assert_eq!(
        facts("docker-v2-arm").cgroup,
        limits(Some(1.5), Some(gib / 2), 2)
    );
    assert_eq!(facts("kube-v1").cgroup, limits(Some(0.25), Some(gib), 1));
}

#[test]
fn groups_go_from_the_own_one_to_the_mount() {
    let root = tree("vm-v1");
    let found = cgroup::groups(&root, "memory").expect("in version 1");
    let top = root.join("sys/fs/cgroup/memory limits");
    let expected = [top.join("jobs/bench"), top.join("jobs"), top];
    assert_eq!((found.version, &*found.folders), (1, &expected[..]));
    // What version 1 does not list is in version 2.
    let found = cgroup::groups(&root, "io").expect("in version 2");
    assert_eq!(found.version, 2);

    // The mount shows only the container's own group.
    let root = tree("kube-v1");
    for controller in ["cpu", "memory"] {
        let found = cgroup::groups(&root, controller).expect("in version 1");
        let top = root.join("sys/fs/cgroup").join(controller);
        assert_eq!(found.folders, [top]);
    }
    assert_eq!(cgroup::groups(&root, "io"), None);
}

#[test]
fn nothing_is_known_where_there_are_no_files() {
    let root = Path::new("/nonexistent/benchkit");
    let found = host::host_facts_below(root);
    let expected = HostFacts {
        os: std::env::consts::OS.to_owned(),
        arch: ARCH.to_owned(),
        fingerprint: format!(
            "unknown CPU, unknown CPUs, unknown memory, {ARCH}, \
             unknown virtualisation"
        ),
        ..HostFacts::default()
    };
    assert_eq!(found, expected);
    let at = Nanos(7);
    let read = Counters::open(root).read(at);
    assert_eq!(read, HostCounters { at, ..HostCounters::default() });
    assert_eq!(memory::oom_kills(root), None);
    assert_eq!(memory::batch_cache(root), None);
    let load = counters::load(root, &read, &read);
    assert_eq!(load, HostLoad::default());
}

#[test]
fn counters_are_read_from_their_files() {
    let at = Nanos(42);
    let read = Counters::open(&tree("vm-v1")).read(at);
    let expected = HostCounters {
        at,
        // Growth since the counters were opened.
        throttled: Some(Nanos(0)),
        quota_periods: Some(0),
        throttled_periods: Some(0),
        run_delay: Some(Nanos(1_250_000)),
        cpu_pressure: Some(Nanos(123_456_000)),
        steal_ticks: Some(10),
        // Guest time is in user time already.
        total_ticks: Some(1_000),
    };
    assert_eq!(read, expected);
}

#[test]
fn what_the_kernel_does_not_count_is_absent() {
    let read = Counters::open(&tree("metal-v2")).read(Nanos(1));
    // No quota above the process, schedstats off, no pressure file.
    assert_eq!(read.throttled, None);
    assert_eq!(read.quota_periods, None);
    assert_eq!(read.run_delay, None);
    assert_eq!(read.cpu_pressure, None);
    // Bare metal counts steal: there is none.
    assert_eq!(read.steal_ticks, Some(0));
}

#[test]
fn kills_for_memory_are_counted_in_the_own_group() {
    let kills = |name: &str| memory::oom_kills(&tree(name));
    assert_eq!(kills("vm-v1"), Some(2));
    assert_eq!(kills("metal-v2"), Some(0));
    assert_eq!(kills("docker-v2-arm"), Some(3));
    assert_eq!(kills("kube-v1"), None);
}

#[test]
fn a_batch_should_fit_in_the_nearest_unified_cache() {
    assert_eq!(memory::batch_cache(&tree("vm-v1")), Some(2 << 20));
    assert_eq!(memory::batch_cache(&tree("metal-v2")), Some(512 << 10));
    assert_eq!(memory::batch_cache(&tree("docker-v2-arm")), None);
}

#[test]
fn the_load_is_of_the_time_between_the_readings() {
    let reading = |at, pressure, steal, total| HostCounters {
        at: Nanos(at),
        cpu_pressure: Some(Nanos(pressure)),
        steal_ticks: Some(steal),
        total_ticks: Some(total),
        ..HostCounters::default()
    };
    let before = reading(1_000, 500, 10, 100);
    let after = reading(2_000, 600, 15, 200);
    let load = counters::load(&tree("vm-v1"), &before, &after);
    assert_eq!(
        load,
        HostLoad {
            run_queue: Some(2),
            cpu_pressure: Some(0.1),
            steal: Some(0.05),
        }
    );
}

/// A tree of files that a test can change.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let name = format!("benchkit-probe-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("writable");
        Self(path)
    }

    #[expect(clippy::disallowed_methods, reason = "makes a fixture")]
    fn put(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("has one")).expect("writable");
        fs::write(path, text).expect("writable");
    }

    /// What `cpu.stat` of `group` (version 2) says from now on.
    fn stat(&self, group: &str, periods: u64, throttled: u64, usec: u64) {
        let text = format!(
            "usage_usec 5\nnr_periods {periods}\nnr_throttled {throttled}\n\
             throttled_usec {usec}\n"
        );
        self.put(&format!("sys/fs/cgroup/{group}/cpu.stat"), &text);
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

#[test]
fn the_ancestor_that_is_throttled_longest_is_reported() {
    let scratch = Scratch::new("throttled");
    scratch.put("proc/self/cgroup", "0::/a/b/c\n");
    let mount = "30 22 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
    scratch.put("proc/self/mountinfo", mount);
    scratch.put("sys/fs/cgroup/a/cpu.max", "50000 100000\n");
    scratch.put("sys/fs/cgroup/a/b/cpu.max", "20000 100000\n");
    scratch.put("sys/fs/cgroup/a/b/c/cpu.max", "max 100000\n");
    // The outer group was throttled much, long ago; `c` has no quota.
    scratch.stat("a", 900, 800, 70_000_000);
    scratch.stat("a/b", 10, 0, 0);
    scratch.stat("a/b/c", 0, 0, 0);
    let counters = Counters::open(&scratch.0);
    let before = counters.read(Nanos(0));
    scratch.stat("a", 920, 801, 70_001_000);
    scratch.stat("a/b", 30, 15, 40_000);
    scratch.stat("a/b/c", 99, 99, 99_999_999);
    let delta = counters.read(Nanos(2_000_000_000)).since(&before);
    assert_eq!(delta.throttled, Some(Nanos(40_000_000)));
    assert_eq!(delta.quota_periods, Some(20));
    assert_eq!(delta.throttled_periods, Some(15));

    // Then the outer one is, and the same start serves.
    let before = counters.read(Nanos(0));
    scratch.stat("a", 960, 841, 71_000_000);
    let delta = counters.read(Nanos(0)).since(&before);
    assert_eq!(delta.throttled, Some(Nanos(960_000_000)));
}

#[test]
fn a_process_outside_its_name_space_sees_only_the_mount() {
    let scratch = Scratch::new("outside");
    scratch.put("proc/self/cgroup", "0::/../../other\n");
    let mount = "30 22 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
    scratch.put("proc/self/mountinfo", mount);
    scratch.put("sys/fs/cgroup/cpu.max", "max 100000\n");
    scratch.put("other/cpu.max", "1 100000\n");
    let found = cgroup::groups(&scratch.0, "cpu").expect("version 2");
    assert_eq!(found.folders, [scratch.0.join("sys/fs/cgroup")]);
}

#[test]
fn broken_files_are_no_values() {
    let scratch = Scratch::new("broken");
    for text in
        ["", "cpu\n", "cpu  1 2 3\n", "\u{0}\u{0}\u{0}", "some total=\n"]
    {
        for path in [
            "proc/stat",
            "proc/pressure/cpu",
            "proc/cpuinfo",
            "proc/meminfo",
            "proc/self/cgroup",
            "proc/self/mountinfo",
            "proc/self/task/1/schedstat",
            "sys/devices/system/cpu/cpu0/cache/index0/size",
        ] {
            scratch.put(path, text);
        }
        let read = Counters::open(&scratch.0).read(Nanos(3));
        let none = HostCounters { at: Nanos(3), ..HostCounters::default() };
        assert_eq!(read, none, "{text:?}");
        let found = host::host_facts_below(&scratch.0);
        assert_eq!((found.cpu, found.memory), (None, None), "{text:?}");
        assert!(found.caches.is_empty());
    }
}

#[test]
fn products_tell_whose_hypervisor_it_is() {
    let scratch = Scratch::new("products");
    let named = |vendor: &str, product: &str, flags: &str| {
        let cpuinfo = format!("processor : 0\nflags : {flags}\n");
        scratch.put("proc/cpuinfo", &cpuinfo);
        scratch.put("sys/class/dmi/id/sys_vendor", vendor);
        scratch.put("sys/class/dmi/id/product_name", product);
        virtualisation::hypervisor(&scratch.0, Some(flags))
    };
    let guest = "fpu hypervisor";
    assert_eq!(named("QEMU\n", "KVM Virtual Machine\n", guest), some("kvm"));
    let found = named("Microsoft Corporation\n", "Virtual Machine\n", guest);
    assert_eq!(found, some("hyper-v"));
    let found = named("Google\n", "Google Compute Engine\n", guest);
    assert_eq!(found, some("google"));
    // The same firmware on a machine that is rented as a whole.
    assert_eq!(named("Amazon EC2\n", "m5.metal\n", "fpu"), some("none"));
    assert_eq!(named("Google\n", "", "fpu"), some("none"));
    scratch.put("sys/hypervisor/type", "xen\n");
    assert_eq!(named("", "", "fpu"), some("xen"));
}

#[test]
fn the_first_line_is_trimmed_and_empty_is_absent() {
    let scratch = Scratch::new("lines");
    scratch.put("a", "one \nsecond\n");
    scratch.put("b", "\n");
    assert_eq!(files::line(&scratch.0, "/a"), some("one"));
    assert_eq!(files::line(&scratch.0, "/b"), None);
    assert_eq!(files::value("a 1\nab 2\n", "ab"), Some(2));
    assert_eq!(files::value("a 1\nab x\n", "ab"), None);
}

#[test]
#[cfg(target_os = "linux")]
fn this_machine_tells_about_itself() {
    let found = super::host_facts();
    assert!(found.logical_cpus.is_some_and(|count| count > 0));
    assert!(found.usable_cpus.is_some_and(|count| count > 0));
    assert!(found.memory.is_some_and(|bytes| bytes > 1 << 20));
    assert!(found.kernel.is_some());
    assert_eq!(found.fingerprint, super::host_facts().fingerprint);
    let read = Counters::open(Path::new("/")).read(Nanos(1));
    assert!(read.total_ticks.is_some_and(|ticks| ticks > 0));
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn what_the_allocator_hands_out_is_counted() {
    const BYTES: u64 = 64 << 20;
    let before = super::heap_bytes().expect("glibc tells");
    let memory = std::hint::black_box(vec![0_u8; 64 << 20]);
    let during = super::heap_bytes().expect("glibc tells");
    drop(memory);
    let after = super::heap_bytes().expect("glibc tells");
    // Other tests allocate meanwhile, but not as much.
    assert!(during > before + BYTES / 2, "{before} {during}");
    assert!(after + BYTES / 2 < during, "{during} {after}");
}
