//! File names for any text: safe, distinct and of bounded length.

/// Longest file name made here, before an extension.
const LONGEST: usize = 100;
/// What stands before the hash of a name that cannot be read back from its
/// file name; itself always encoded in a name.
pub(super) const MARK: char = '~';

/// A file name for `name`.
///
/// ASCII letters, digits and `._-` stay, all other bytes become `%XX`; so
/// does a dot at either end, and the first byte of what Windows reserves. Two
/// names never share a file, on file systems without upper and lower case
/// either: a name with capitals and one that is too long carry a hash of the
/// whole behind a `~`.
pub(super) fn encode(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let reserved = is_reserved(name);
    for (at, byte) in name.bytes().enumerate() {
        let edge = at == 0 || at + 1 == name.len();
        match byte {
            b'.' if edge => escape(byte, &mut text),
            _ if at == 0 && reserved => escape(byte, &mut text),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => {
                text.push(char::from(byte));
            }
            _ => escape(byte, &mut text),
        }
    }
    if name.is_empty() {
        text.push('%');
    }
    if text.len() > LONGEST || has_capitals(name) {
        text.truncate(LONGEST - 17);
        text = format!("{text}{MARK}{:016x}", hash(name));
    }
    text
}

/// The name of a file name without a [`MARK`].
pub(super) fn decode(file: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(file.len());
    let mut rest = file.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).filter(|_| *first == b'%');
        let code = match digits {
            Some(digits) => {
                let digits = std::str::from_utf8(digits).ok()?;
                Some(u8::from_str_radix(digits, 16).ok()?)
            }
            None => None,
        };
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).ok()
}

fn escape(byte: u8, text: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    text.push('%');
    for half in [byte >> 4, byte & 15] {
        text.push(char::from(DIGITS[usize::from(half)]));
    }
}

fn has_capitals(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Whether Windows takes the name for a device, with any extension.
fn is_reserved(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let stem = lower.split('.').next().unwrap_or_default();
    let port = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|rest| {
            rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit())
        })
    };
    matches!(stem, "con" | "prn" | "aux" | "nul") || port("com") || port("lpt")
}

/// FNV-1a with 64 bits (Fowler, Noll, Vo).
fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Names that someone will try.
    pub(in crate::store) fn weird() -> Vec<String> {
        let mut names: Vec<String> = [
            "plain",
            "Plain",
            "PLAIN",
            "a/b",
            "a_b",
            "a%2Fb",
            "a%2fb",
            "..",
            ".",
            "...",
            "../../etc/passwd",
            "a b",
            "a  b",
            "\"quoted\"",
            "'quoted'",
            "🦀",
            "🦀🦀",
            "é",
            "e\u{301}",
            "a\\b",
            "C:\\x",
            "nul",
            "NUL",
            "nul.txt",
            "com1",
            "-rf",
            "~",
            "a~b",
            "a\nb",
            "a\0b",
            "*",
            "name.",
            "name",
            " name",
            "name ",
        ]
        .map(String::from)
        .to_vec();
        names.push("x".repeat(500));
        names.push("x".repeat(501));
        names.push("🦀".repeat(125));
        names.push("é".repeat(126));
        names
    }

    #[test]
    fn names_are_safe_and_distinct_whatever_the_case() {
        let names = weird();
        let files: Vec<String> = names.iter().map(|n| encode(n)).collect();
        for file in &files {
            assert!(file.len() <= LONGEST && !file.is_empty(), "{file}");
            assert!(!file.starts_with('.') && !file.ends_with('.'), "{file}");
            let safe =
                |b: u8| b.is_ascii_alphanumeric() || b"._-%~".contains(&b);
            assert!(file.bytes().all(safe), "{file}");
        }
        let distinct: BTreeSet<String> =
            files.iter().map(|file| file.to_lowercase()).collect();
        assert_eq!(distinct.len(), names.len(), "{files:?}");
    }

    #[test]
    fn names_without_a_hash_can_be_read_back() {
        let mut plain = 0;
        for name in weird() {
            let file = encode(&name);
            if !file.contains(MARK) {
                assert_eq!(decode(&file).as_deref(), Some(&*name));
                plain += 1;
            }
        }
        assert!(plain > 20);
        assert_eq!(encode("main-2.1_x"), "main-2.1_x");
        assert_eq!(encode(""), "%");
        assert_eq!(encode(".."), "%2E%2E");
        assert_eq!(encode("nul.txt"), "%6Eul.txt");
        assert_eq!(encode("A"), "A~af63fc4c860222ec");
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        // Test vectors of draft-eastlake-fnv.
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash("foobar"), 0x8594_4171_f739_67e8);
    }
}
