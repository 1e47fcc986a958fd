//! What the shell's own start takes.

use super::launch::{Call, Ended, Output, launch};
use crate::error::{Error, Result};
use benchkit::{
    Nanos,
    clock::Clock,
    stats::{median, sorted},
};
use std::sync::{Arc, atomic::AtomicBool};

/// Launches of the shell with nothing to do.
const LAUNCHES: usize = 20;

/// The median time, in nanoseconds, of `words`: a shell with nothing to do.
///
/// # Errors
/// When there is no such shell, or it fails.
pub(super) fn start_ns(
    words: &[String],
    timeout: Nanos,
    stop: &Arc<AtomicBool>,
    clock: Clock,
) -> Result<f64> {
    let name = words.first().map_or("", String::as_str);
    let call = Call {
        words,
        input: None,
        output: &Output::Null,
        timeout,
        stop,
        may_leave: false,
    };
    let mut times = Vec::new();
    // The first one is a warm-up.
    for number in 0..=LAUNCHES {
        let took = launch(&call, clock).map_err(|e| {
            Error::because(&format!("the shell «{name}» cannot be started"), e)
        })?;
        match took.ended {
            Ended::Stopped => break,
            ended if ended.code() != Some(0) => {
                return Err(Error::new(format!(
                    "«{}» failed: {}",
                    words.join(" "),
                    super::hooks::how(ended, timeout)
                )));
            }
            _ if number == 0 => {}
            #[expect(clippy::cast_precision_loss, reason = "far below 2^53 ns")]
            _ => times.push(took.wall_ns as f64),
        }
    }
    let typical = median(&sorted(times));
    Ok(if typical.is_finite() { typical } else { 0.0 })
}
