//! Memory: what the allocator holds, which caches there are, and whom the
//! kernel killed for it.

use super::{cgroup, files};
use once_cell::sync::OnceCell;
use std::path::Path;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
use std::{hint::black_box, sync::OnceLock};

/// Bytes that the C library's allocator has handed out.
///
/// Absent where it is not glibc, and where this program has another
/// `#[global_allocator]`: what that one hands out is not counted.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn heap_bytes() -> Option<u64> {
    static COUNTED: OnceLock<bool> = OnceLock::new();
    // Another thread may free something meanwhile.
    let seen = || (0..3).any(|_| is_counted());
    COUNTED.get_or_init(seen).then(handed_out)?
}

/// Whether an allocation of this program shows in the C library's count.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn is_counted() -> bool {
    // Too large for the caches of threads, which are not counted.
    const BYTES: usize = 64 << 10;
    let before = handed_out();
    let _block = black_box(Vec::<u8>::with_capacity(BYTES));
    let grown =
        before.zip(handed_out()).map(|(then, now)| now.saturating_sub(then));
    grown.is_some_and(|grown| grown >= BYTES as u64)
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "libc has no safe form of mallinfo2")]
fn handed_out() -> Option<u64> {
    // SAFETY: `mallinfo2` takes the locks of the allocator and has no
    // arguments.
    let info = unsafe { libc::mallinfo2() };
    let (small, mapped) = (info.uordblks, info.hblkhd);
    u64::try_from(small.checked_add(mapped)?).ok()
}

/// Bytes that the allocator has handed out: unknown on this system.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn heap_bytes() -> Option<u64> {
    None
}

/// Bytes that the inputs of a batch should fit in: the cache nearest to the
/// core that holds data and instructions, mostly the L2.
///
/// Read once a process: a batch may ask.
pub fn batch_cache_bytes() -> Option<u64> {
    static BYTES: OnceCell<u64> = OnceCell::new();
    let read = || batch_cache(Path::new("/")).ok_or(());
    BYTES.get_or_try_init(read).ok().copied()
}

/// A cache of CPU 0.
pub(super) struct Cache {
    level: u32,
    kind: char,
    pub(super) bytes: u64,
}

impl Cache {
    /// "L1d", "L1i", "L2".
    pub(super) fn name(&self) -> String {
        match self.kind {
            'D' => format!("L{}d", self.level),
            'I' => format!("L{}i", self.level),
            _ => format!("L{}", self.level),
        }
    }
}

/// The caches of CPU 0, nearest first.
pub(super) fn caches(root: &Path) -> Vec<Cache> {
    const FOLDER: &str = "/sys/devices/system/cpu/cpu0/cache";
    let mut caches: Vec<Cache> = Vec::new();
    for name in files::names(root, FOLDER) {
        if name.starts_with("index")
            && let Some(new) = cache(root, &format!("{FOLDER}/{name}"))
        {
            let key = (new.level, new.kind);
            let place = caches.partition_point(|c| (c.level, c.kind) <= key);
            caches.insert(place, new);
        }
    }
    caches
}

fn cache(root: &Path, folder: &str) -> Option<Cache> {
    let field = |name: &str| files::line(root, &format!("{folder}/{name}"));
    let bytes = crate::unit::parse_bytes(&field("size")?)?;
    Some(Cache {
        level: field("level")?.parse().ok()?,
        kind: field("type")?.chars().next()?,
        bytes,
    })
}

pub(super) fn batch_cache(root: &Path) -> Option<u64> {
    let unified = caches(root).into_iter().find(|cache| cache.kind == 'U')?;
    (unified.bytes > 0).then_some(unified.bytes)
}

/// How many processes of this process's control group the kernel has killed
/// for memory so far; workers are in the same group.
///
/// From `memory.events` (version 2) or `memory.oom_control` (version 1);
/// absent where there is no such file.
pub fn out_of_memory_kills() -> Option<u64> {
    oom_kills(Path::new("/"))
}

pub(super) fn oom_kills(root: &Path) -> Option<u64> {
    let groups = cgroup::groups(root, "memory")?;
    let file = if groups.version == 1 {
        "memory.oom_control"
    } else {
        "memory.events"
    };
    let text = files::read(&groups.folders.first()?.join(file))?;
    files::value(&text, "oom_kill")
}
