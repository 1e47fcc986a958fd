//! SHA-256 with `sha2` and CRC-32 with `crc32fast`.
//!
//! Bound by compute: by special instructions where the CPU has them (SHA
//! extensions, carry-less multiplication), which both crates find out at run
//! time; the smallest input shows the fixed cost of a call. Checked against
//! known answers: FIPS 180-2 for SHA-256, a bit-by-bit CRC-32 for the other.

use crate::{
    data::{CORPUS_LENGTH, corpus},
    judge::ensure,
};
use benchkit::{Bencher, Throughput};
use sha2::{Digest as _, Sha256};
use std::hint::black_box;

/// FIPS 180-2, appendix B.3: the digest of a million letters "a".
pub const MILLION_DIGEST: &str =
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// CRC-32 (IEEE 802.3) of `bytes`.
pub fn crc32(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

/// CRC-32 by its definition, a bit at a time: the judge of the fast one.
pub fn crc32_by_bits(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    })
}

/// SHA-256 of a million letters, whose digest the standard gives.
#[benchkit::workload(
    throughput = bytes(1_000_000),
    tags = ["example", "cpu", "hash"],
)]
pub fn sha256_million(b: &mut Bencher<'_>) {
    let letters = vec![b'a'; 1_000_000];
    b.iter_verified(
        || sha256(black_box(&letters)),
        |digest| ensure(hex(digest) == MILLION_DIGEST, || hex(digest)),
    );
}

/// SHA-256 of a short message, "abc": the cost of a call.
#[benchkit::workload(verify = is_digest_of_abc, tags = ["example", "cpu", "hash"])]
pub fn sha256_short() -> [u8; 32] {
    sha256(black_box(b"abc"))
}

/// Whether `digest` is that of "abc": FIPS 180-2, appendix B.1.
pub fn is_digest_of_abc(digest: &[u8; 32]) -> bool {
    hex(digest)
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
}

/// CRC-32 of the first `n` bytes of the corpus.
#[benchkit::workload(
    args = [64, 4_096, CORPUS_LENGTH],
    tags = ["example", "cpu", "hash"],
)]
pub fn crc32_text(b: &mut Bencher<'_>, n: usize) {
    let input = &corpus().as_bytes()[..n.min(CORPUS_LENGTH)];
    let expected = crc32_by_bits(input);
    b.throughput(Throughput::bytes(input.len() as u64)).iter_verified(
        || crc32(black_box(input)),
        |sum| ensure(*sum == expected, || format!("{sum:08x}")),
    );
}

/// `bytes` as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::trying;

    #[test]
    fn sha256_gives_the_known_answers() {
        assert!(is_digest_of_abc(&sha256(b"abc")));
        assert!(!is_digest_of_abc(&sha256(b"abd")));
        assert_eq!(
            hex(&sha256(b"")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    /// The check value that every catalogue of CRCs gives, and zlib's sum of
    /// a million letters "a".
    #[test]
    fn crc32_gives_the_known_answers() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32_by_bits(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(&vec![b'a'; 1_000_000]), 0xdc25_bfbc);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn the_workloads_hold() {
        assert_eq!(trying::run(sha256_million), Ok(()));
        for n in [0, 64, 4_096, CORPUS_LENGTH] {
            assert_eq!(trying::run(|b| crc32_text(b, n)), Ok(()));
        }
        assert!(is_digest_of_abc(&sha256_short()));
    }
}
