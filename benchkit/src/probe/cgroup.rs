//! Control groups, version 1 and 2: where the groups above this process are.

use super::files;
use std::path::{Path, PathBuf};

/// The folders of one controller, from the process's own group up to the
/// topmost one that is visible.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Groups {
    /// 1 or 2; a host may have some controllers in each.
    pub version: u32,
    /// The own group first.
    pub folders: Vec<PathBuf>,
}

/// The groups of `controller` ("cpu", "memory") above this process.
///
/// A controller lives in one hierarchy only: in version 1 where
/// `/proc/self/cgroup` lists it, else in version 2.
pub fn groups(root: &Path, controller: &str) -> Option<Groups> {
    let own = files::text(root, "/proc/self/cgroup")?;
    let mounts = files::text(root, "/proc/self/mountinfo")?;
    let lines = own.lines().filter_map(Line::parse);
    let (mut first, mut second) = (None, None);
    for line in lines {
        if line.controllers.split(',').any(|name| name == controller) {
            first = Some(line.path);
        } else if line.controllers.is_empty() {
            second = Some(line.path);
        }
    }
    let one = first.and_then(|path| {
        let mount = mount(&mounts, "cgroup", controller, path)?;
        Some(Groups { version: 1, folders: folders(root, &mount, path) })
    });
    one.or_else(|| {
        let path = second?;
        let mount = mount(&mounts, "cgroup2", "", path)?;
        Some(Groups { version: 2, folders: folders(root, &mount, path) })
    })
}

/// A line of `/proc/self/cgroup`: `4:cpu,cpuacct:/path`, or `0::/path`.
struct Line<'a> {
    controllers: &'a str,
    path: &'a str,
}

impl<'a> Line<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let mut parts = line.splitn(3, ':').skip(1);
        Some(Self { controllers: parts.next()?, path: parts.next()? })
    }
}

/// Where a hierarchy is mounted, and which of its groups is mounted there.
struct Mount {
    group: String,
    point: String,
}

/// The mount of the hierarchy that has `controller`; one that shows the
/// group `path` goes before one that does not.
fn mount(
    mounts: &str,
    kind: &str,
    controller: &str,
    path: &str,
) -> Option<Mount> {
    let mut other = None;
    for line in mounts.lines() {
        let Some(mount) = parse_mount(line, kind, controller) else {
            continue;
        };
        if inside(path, &mount.group).is_some() {
            return Some(mount);
        }
        other = other.or(Some(mount));
    }
    other
}

/// Reads `36 35 98:0 /group /point options - cgroup name cpu,rw`, see
/// `proc_pid_mountinfo(5)`.
fn parse_mount(line: &str, kind: &str, controller: &str) -> Option<Mount> {
    let (left, right) = line.split_once(" - ")?;
    let mut right = right.split(' ');
    let same_kind = right.next()? == kind;
    let options = right.nth(1).unwrap_or_default();
    let has = controller.is_empty()
        || options.split(',').any(|name| name == controller);
    if !same_kind || !has {
        return None;
    }
    let mut left = left.split(' ').skip(3);
    Some(Mount { group: unescape(left.next()?), point: unescape(left.next()?) })
}

/// Undoes the octal escapes of mountinfo (`\040` is a space).
fn unescape(text: &str) -> String {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail
            .get(..3)
            .filter(|_| *first == b'\\')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 8).ok());
        plain.push(code.unwrap_or(*first));
        rest = if code.is_some() { &tail[3..] } else { tail };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// `path` relative to the group `above`, where it lies below it.
fn inside<'a>(path: &'a str, above: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(above.trim_end_matches('/'))?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// The folders from the group `path` up to the mount point. A path that the
/// mount does not show (it belongs to another name space) leaves only the
/// mount point, which then is the group of the container.
fn folders(root: &Path, mount: &Mount, path: &str) -> Vec<PathBuf> {
    let top = files::below(root, &mount.point);
    let rest = inside(path, &mount.group)
        .filter(|rest| !rest.split('/').any(|part| part == ".."))
        .unwrap_or_default();
    let own = files::below(&top, rest);
    let mut folders = Vec::new();
    for folder in own.ancestors() {
        if !folder.starts_with(&top) {
            break;
        }
        if folder.is_dir() {
            folders.push(folder.to_path_buf());
        }
    }
    folders
}

/// The CPU quota of one group in CPUs; `None` where it has none.
pub fn quota(version: u32, folder: &Path) -> Option<f64> {
    let (quota, period): (f64, f64) = if version == 1 {
        (
            number(&folder.join("cpu.cfs_quota_us"))?,
            number(&folder.join("cpu.cfs_period_us"))?,
        )
    } else {
        let text = files::read(&folder.join("cpu.max"))?;
        let mut parts = text.split_whitespace();
        (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)
    };
    (quota > 0.0 && period > 0.0).then(|| quota / period)
}

/// The memory limit of one group in bytes; `None` where it has none.
pub(super) fn memory_limit(version: u32, folder: &Path) -> Option<u64> {
    /// Version 1 writes "no limit" as the largest multiple of a page.
    const NO_LIMIT: u64 = 1 << 62;
    let file =
        if version == 1 { "memory.limit_in_bytes" } else { "memory.max" };
    let text = files::read(&folder.join(file))?;
    text.trim().parse().ok().filter(|limit| *limit < NO_LIMIT)
}

fn number(path: &Path) -> Option<f64> {
    files::read(path)?.trim().parse().ok()
}
