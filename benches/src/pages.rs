//! Memory straight from the kernel, in small or in huge pages.
#![cfg(target_os = "linux")]
#![expect(unsafe_code, reason = "mappings have no safe form in std")]

use std::{fs, io, ptr, slice};

/// A huge page of x86-64 and most of aarch64.
const HUGE: usize = 2 << 20;

/// A private mapping, given back when this is dropped.
#[derive(Debug)]
pub struct Pages {
    base: *mut libc::c_void,
    mapped: usize,
    words: *mut u64,
    count: usize,
}

impl Pages {
    /// `bytes` zeroed bytes from the beginning of a huge page; huge pages are
    /// asked for where `huge` says so, else what the system gives.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub fn new(bytes: usize, huge: bool) -> io::Result<Self> {
        let mapped = bytes + HUGE;
        // SAFETY: a new private mapping at an address of the kernel's choice.
        let base = unsafe {
            libc::mmap(
                ptr::null_mut(),
                mapped,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        if base == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let skipped = base.align_offset(HUGE);
        // SAFETY: the mapping is a huge page longer than `bytes`.
        let words = unsafe { base.byte_add(skipped) }.cast::<u64>();
        let count = bytes / size_of::<u64>();
        let pages = Self { base, mapped, words, count };
        if huge {
            // SAFETY: the range lies within the mapping above.
            let said = unsafe {
                libc::madvise(words.cast(), bytes, libc::MADV_HUGEPAGE)
            };
            if said != 0 {
                return Err(io::Error::last_os_error());
            }
        }
        Ok(pages)
    }

    /// Its words.
    pub fn words(&mut self) -> &mut [u64] {
        // SAFETY: zeroed by the kernel, aligned, and borrowed with `self`.
        unsafe { slice::from_raw_parts_mut(self.words, self.count) }
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        // SAFETY: exactly the mapping that `new` made.
        unsafe {
            libc::munmap(self.base, self.mapped);
        }
    }
}

/// Bytes of this process in huge pages; `None` where the kernel does not
/// tell.
pub fn huge_bytes() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/smaps_rollup").ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix("AnonHugePages:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_zeroed_aligned_and_written_to() {
        for huge in [false, true] {
            let mut pages = Pages::new(4 << 20, huge).expect("mapped");
            let words = pages.words();
            assert_eq!(words.len(), 524_288);
            assert_eq!(words.as_ptr().align_offset(HUGE), 0);
            assert!(words.iter().all(|word| *word == 0));
            words.fill(7);
            assert_eq!(words.iter().sum::<u64>(), 7 * 524_288);
        }
    }
}
