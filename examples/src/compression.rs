//! DEFLATE with `flate2` (its pure Rust back-end) on 100 kB of text.
//!
//! Compression is bound by compute and by the latency of the L1 and L2
//! caches (hash chains of earlier positions), more so with each level;
//! decompression by branches and table look-ups that depend on each other.
//! Both are verified by the round trip.

use crate::{
    data::{CORPUS_LENGTH, corpus},
    judge::{Checked, ensure},
};
use benchkit::{Bencher, Direction};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use std::io::{self, Read as _, Write as _};

/// `input` compressed at `level`, 0 (stored) to 9.
///
/// # Errors
/// Never for memory; the encoder's interface is that of a file.
pub fn compress(input: &[u8], level: u32) -> io::Result<Vec<u8>> {
    let room = Vec::with_capacity(input.len() / 2);
    let mut encoder = DeflateEncoder::new(room, Compression::new(level.min(9)));
    encoder.write_all(input)?;
    encoder.finish()
}

/// What [`compress`] made, as it was; `length` is how much to expect.
///
/// # Errors
/// Where `input` is no DEFLATE stream, or ends early.
pub fn decompress(input: &[u8], length: usize) -> io::Result<Vec<u8>> {
    let mut output = Vec::with_capacity(length);
    DeflateDecoder::new(input).read_to_end(&mut output)?;
    Ok(output)
}

/// Compresses the corpus at `level`; its effect is in the metric `ratio`.
#[benchkit::workload(
    args = [1, 6, 9],
    throughput = bytes(CORPUS_LENGTH),
    tags = ["example", "cpu", "compress"],
)]
pub fn deflate(b: &mut Bencher<'_>, level: u32) {
    if let Ok(once) = compress(corpus().as_bytes(), level) {
        b.metric("ratio", "1", Direction::Higher, ratio(once.len()));
    }
    b.iter_verified(
        || compress(corpus().as_bytes(), level),
        |packed| match packed {
            Ok(packed) => is_corpus(&decompress(packed, CORPUS_LENGTH)),
            Err(error) => ensure(false, || error.to_string()),
        },
    );
}

/// Decompresses the corpus, compressed at level 6.
#[benchkit::workload(
    throughput = bytes(CORPUS_LENGTH),
    tags = ["example", "cpu", "compress"],
)]
pub fn inflate(b: &mut Bencher<'_>) {
    let packed = compress(corpus().as_bytes(), 6).unwrap_or_default();
    b.iter_verified(|| decompress(&packed, CORPUS_LENGTH), is_corpus);
}

fn is_corpus(bytes: &io::Result<Vec<u8>>) -> Checked {
    match bytes {
        Ok(bytes) => ensure(bytes == corpus().as_bytes(), || {
            format!("{} bytes of another text", bytes.len())
        }),
        Err(error) => ensure(false, || error.to_string()),
    }
}

/// How many times smaller the corpus became.
#[expect(clippy::cast_precision_loss, reason = "lengths of some 100,000")]
fn ratio(packed: usize) -> f64 {
    CORPUS_LENGTH as f64 / packed as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data::text, judge::trying};

    #[test]
    fn everything_comes_back_at_every_level() {
        for level in 0..=9 {
            for length in [0, 1, 1_000, 70_000] {
                let input = text(length, 1);
                let packed = compress(input.as_bytes(), level).expect("packed");
                let back = decompress(&packed, length).expect("unpacked");
                assert_eq!(back, input.as_bytes(), "level {level}");
            }
        }
    }

    /// RFC 1951: a final stored block (01), its length and the complement of
    /// it, then the bytes; a final block of fixed codes holding "aaa" as
    /// zlib writes it.
    #[test]
    fn known_streams_are_read() {
        let stored = [1, 3, 0, 0xfc, 0xff, b'a', b'b', b'c'];
        assert_eq!(decompress(&stored, 3).expect("valid"), b"abc");
        let fixed = [0x4b, 0x4c, 0x4c, 0x04, 0x00];
        assert_eq!(decompress(&fixed, 3).expect("valid"), b"aaa");
    }

    #[test]
    fn text_shrinks_and_a_broken_stream_is_an_error() {
        let packed = compress(corpus().as_bytes(), 6).expect("packed");
        assert!(packed.len() < CORPUS_LENGTH / 2, "{}", packed.len());
        assert!(decompress(&packed[..packed.len() / 2], 10).is_err());
        assert!(decompress(&[0xff; 9], 10).is_err());
        assert!(is_corpus(&Ok(b"else".to_vec())).is_err());
    }

    #[test]
    fn the_workloads_hold() {
        for level in [1, 6, 9] {
            assert_eq!(trying::run(|b| deflate(b, level)), Ok(()));
        }
        assert_eq!(trying::run(inflate), Ok(()));
    }
}
