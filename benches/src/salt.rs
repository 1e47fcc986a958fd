//! How many bytes of padding to put ahead of the kernels.
//!
//! `BENCHKIT_LAYOUT_SALT=N` at build time puts `N` bytes that are never
//! executed into the code section ahead of the kernels: the same source, the
//! same instructions, other addresses. It takes effect on Linux only.

/// Bytes of padding that the build was asked for.
pub const SALT: usize = parse(option_env!("BENCHKIT_LAYOUT_SALT"));

/// Per cent more work that a peer's bench binary does: the same build with
/// `BENCHKIT_PEER_PERCENT=N` is its slower version.
pub const PEER_PERCENT: u64 =
    parse(option_env!("BENCHKIT_PEER_PERCENT")) as u64;

/// The decimal number in `text`; 0 for none or for anything else.
const fn parse(text: Option<&str>) -> usize {
    let Some(text) = text else { return 0 };
    let bytes = text.as_bytes();
    let mut number = 0;
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() || number > 1_000_000 {
            return 0;
        }
        number = number * 10 + (bytes[at] - b'0') as usize;
        at += 1;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn only_decimal_numbers_count() {
        assert_eq!(parse(Some("176")), 176);
        assert_eq!(parse(Some("17x")), 0);
        assert_eq!(parse(None), 0);
    }
}
