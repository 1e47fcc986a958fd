//! Whether the machine is a virtual one, and whether this is a container.

use super::files;
use std::path::Path;

/// Words in the DMI's vendor or product, and whose hypervisor they tell.
const PRODUCTS: &[(&str, &str)] = &[
    ("KVM", "kvm"),
    ("Amazon EC2", "amazon"),
    ("Google", "google"),
    ("VMware", "vmware"),
    ("VirtualBox", "virtualbox"),
    ("innotek", "virtualbox"),
    ("Xen", "xen"),
    ("Virtual Machine", "hyper-v"),
    ("Parallels", "parallels"),
    ("Apple Virtualization", "apple"),
    ("BHYVE", "bhyve"),
    ("Alibaba Cloud", "alibaba"),
    ("DigitalOcean", "digitalocean"),
    ("Hetzner", "hetzner"),
    ("OpenStack", "openstack"),
    ("oVirt", "ovirt"),
    ("QEMU", "qemu"),
    ("Bochs", "bochs"),
];

/// The hypervisor's name, "unknown hypervisor", "none", or `None` where
/// nothing tells; `features` are the CPU's.
///
/// On x86 the CPU itself has a flag, without which there is none (but for
/// Xen's paravirtual guests, which `/sys/hypervisor` tells).
pub(super) fn hypervisor(
    root: &Path,
    features: Option<&str>,
) -> Option<String> {
    if let Some(name) = files::line(root, "/sys/hypervisor/type") {
        return Some(name);
    }
    let x86 = files::text(root, "/proc/cpuinfo")
        .is_some_and(|info| info.lines().any(|line| line.starts_with("flags")));
    let flag = features.filter(|_| x86).map(|features| {
        features.split_whitespace().any(|flag| flag == "hypervisor")
    });
    if flag == Some(false) {
        return Some("none".to_owned());
    }
    let named = product(root)
        .or_else(|| windows_subsystem(root))
        .or_else(|| device_tree(root));
    match named {
        Some(name) => Some(name),
        None if flag == Some(true) => Some("unknown hypervisor".to_owned()),
        None => None,
    }
}

/// What the firmware calls the machine.
fn product(root: &Path) -> Option<String> {
    let field = |name: &str| {
        files::line(root, &format!("/sys/class/dmi/id/{name}"))
            .unwrap_or_default()
    };
    let (vendor, product) = (field("sys_vendor"), field("product_name"));
    if product.contains("metal") {
        return Some("none".to_owned());
    }
    PRODUCTS
        .iter()
        .find(|(word, _)| product.contains(word) || vendor.contains(word))
        .map(|(_, name)| (*name).to_owned())
}

fn windows_subsystem(root: &Path) -> Option<String> {
    let kernel = files::line(root, "/proc/sys/kernel/osrelease")?;
    let is_one = kernel.to_lowercase().contains("microsoft");
    is_one.then(|| "hyper-v".to_owned())
}

fn device_tree(root: &Path) -> Option<String> {
    let path = "/proc/device-tree/hypervisor/compatible";
    let text = files::line(root, path)?;
    let name = if text.contains("kvm") { "kvm" } else { "xen" };
    Some(name.to_owned())
}

/// Words in the names of control groups, and whose containers they tell.
const MANAGERS: &[(&str, &str)] = &[
    ("kubepods", "kubernetes"),
    ("docker", "docker"),
    ("libpod", "podman"),
    ("containerd", "containerd"),
    ("lxc", "lxc"),
    ("garden", "garden"),
    (".nspawn", "nspawn"),
    ("machine.slice", "nspawn"),
];

/// Groups that only the host's own manager makes.
const HOSTS_OWN: &[&str] = &["/user.slice", "/system.slice", "/init.scope"];

/// The kind of container, "none", or `None` where nothing tells: a group
/// name space hides the names.
pub(super) fn container(root: &Path) -> Option<String> {
    let groups = files::text(root, "/proc/self/cgroup").unwrap_or_default();
    let mut paths = Vec::new();
    for line in groups.lines() {
        paths.extend(line.splitn(3, ':').nth(2));
    }
    let manager = MANAGERS
        .iter()
        .find(|(word, _)| paths.iter().any(|path| is_within(path, word)))
        .map(|(_, name)| (*name).to_owned());
    let exists = |path: &str| files::below(root, path).exists();
    if exists("/.dockerenv") {
        return manager.or_else(|| Some("docker".to_owned()));
    }
    if exists("/run/.containerenv") {
        return Some("podman".to_owned());
    }
    let told = files::line(root, "/run/systemd/container").or(manager);
    let own = paths
        .iter()
        .any(|path| HOSTS_OWN.iter().any(|own| path.starts_with(own)));
    told.or_else(|| own.then(|| "none".to_owned()))
}

/// Whether a group above the last one of `path`, or the last one, is a
/// manager's; its service itself (`docker.service`) is not its container.
fn is_within(path: &str, word: &str) -> bool {
    path.split('/')
        .any(|group| group.contains(word) && !group.ends_with(".service"))
}
