//! What the experiment kept.

use super::{blocks::Block, records::Compared};
use crate::peers::Said;

/// What was kept; only what counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    pub(crate) blocks: Vec<(Block, Vec<Compared>)>,
    pub(crate) peers: Vec<Said>,
    /// Comparisons by benchkit that count for nothing.
    pub(crate) left_out: usize,
    /// The revision that was measured.
    pub(crate) built: String,
}

impl Kept {
    /// Comparisons of one build with itself on a quiet or a noisy host;
    /// those of the blocks whose names begin with `ahead`.
    pub(crate) fn some(&self, noisy: bool, ahead: &[&str]) -> Vec<&Compared> {
        let own = |block: &Block| {
            block.noisy == noisy
                && ahead.iter().any(|one| {
                    let rest = block.name.strip_prefix(one);
                    rest.is_some_and(|rest| rest.starts_with('-'))
                })
        };
        let blocks = self.blocks.iter().filter(|(block, _)| own(block));
        blocks.flat_map(|(_, all)| all).collect()
    }

    /// All with two seconds.
    pub(crate) fn two(&self, noisy: bool) -> Vec<&Compared> {
        self.some(noisy, &["same", "more", "heldout", "fine"])
    }
}
