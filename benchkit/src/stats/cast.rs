//! Conversions between counts and floating point, in one place.

/// A length as a floating-point number.
#[expect(clippy::cast_precision_loss, reason = "lengths stay below 2^53")]
pub fn float(count: usize) -> f64 {
    count as f64
}

/// A count as a floating-point number.
#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
pub fn float64(count: u64) -> f64 {
    count as f64
}

/// The whole part of `position` as an index; 0 for a negative one or NaN.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, which is what is documented"
)]
pub fn index(position: f64) -> usize {
    position as usize
}
