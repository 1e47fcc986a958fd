//! What the host did to the calling thread: read around every trial.

use crate::model::HostTags;

/// What the host did to the calling thread so far.
///
/// Three system calls on Linux, about half a microsecond; they stand outside
/// the timed region. Absent on other systems.
#[cfg(target_os = "linux")]
pub fn tags() -> HostTags {
    linux::tags()
}

/// What the host did to the calling thread so far: unknown on this system.
#[cfg(not(target_os = "linux"))]
pub fn tags() -> HostTags {
    HostTags::default()
}

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "libc has no safe form of these calls")]
mod linux {
    use crate::{model::HostTags, unit::Nanos};
    use std::mem::MaybeUninit;

    pub(super) fn tags() -> HostTags {
        let usage = usage();
        HostTags {
            thread_cpu: cpu_time(libc::CLOCK_THREAD_CPUTIME_ID),
            process_cpu: cpu_time(libc::CLOCK_PROCESS_CPUTIME_ID),
            involuntary_switches: usage.and_then(|u| count(u.ru_nivcsw)),
            page_faults: usage.and_then(|u| {
                Some(count(u.ru_minflt)?.saturating_add(count(u.ru_majflt)?))
            }),
        }
    }

    fn usage() -> Option<libc::rusage> {
        let mut usage = MaybeUninit::<libc::rusage>::zeroed();
        // SAFETY: the pointer is valid for writes of one `rusage`.
        let failed =
            unsafe { libc::getrusage(libc::RUSAGE_THREAD, usage.as_mut_ptr()) };
        // SAFETY: all-zero bytes are a valid `rusage`, written to or not.
        (failed == 0).then(|| unsafe { usage.assume_init() })
    }

    fn cpu_time(source: libc::clockid_t) -> Option<Nanos> {
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: `time` is a valid timespec that lives through the call.
        let failed = unsafe { libc::clock_gettime(source, &raw mut time) };
        if failed != 0 {
            return None;
        }
        let seconds = count(time.tv_sec)?.checked_mul(1_000_000_000)?;
        Some(Nanos(seconds.checked_add(count(time.tv_nsec)?)?))
    }

    fn count(value: impl TryInto<u64>) -> Option<u64> {
        value.try_into().ok()
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::hint::black_box;

    #[test]
    fn work_costs_cpu_time_and_new_memory_costs_faults() {
        let before = tags();
        let memory = black_box(vec![1_u8; 8 << 20]);
        let after = tags().since(&before);
        drop(memory);
        let cpu = after.thread_cpu.expect("Linux tells");
        assert!(cpu.0 > 0);
        // The two clocks are read one after the other, not at once.
        let process = after.process_cpu.expect("Linux tells").0;
        assert!(process + 1_000_000 >= cpu.0);
        assert!(after.page_faults.expect("Linux tells") > 0);
        assert!(after.involuntary_switches.is_some());
    }

    #[test]
    fn another_thread_s_work_is_not_this_thread_s() {
        let before = tags();
        let other = std::thread::spawn(|| {
            let start = tags();
            while tags()
                .since(&start)
                .thread_cpu
                .is_some_and(|t| t.0 < 5_000_000)
            {}
        });
        other.join().expect("no panic");
        let passed = tags().since(&before);
        let (own, all) = (passed.thread_cpu, passed.process_cpu);
        assert!(all.expect("known").0 >= 5_000_000);
        assert!(own.expect("known").0 < 5_000_000, "{passed:?}");
    }
}
