//! What is compared, in which order, and how long that may take.

use crate::peer_tools::Tool;
use cargo_benchkit::kernels::Kernel;

/// Rounds of a stage: so often its blocks take turns.
const ROUNDS: u32 = 15;

/// Comparisons of one kind, kept in one file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    pub(crate) name: String,
    pub(crate) task: Task,
    pub(crate) kernels: Vec<Kernel>,
    /// More work in thousandths.
    pub(crate) per_mille: Vec<u64>,
    pub(crate) noisy: bool,
    /// Comparisons of each kernel and amount of work.
    pub(crate) tries: u32,
    /// Blocks of one stage take turns, so that they meet the same minutes;
    /// the stages follow each other.
    pub(crate) stage: u32,
}

/// Who compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// One build of benchkit with itself, in so many seconds.
    Same { seconds: u32 },
    /// Builds of one source with other code layouts, functions aligned or
    /// not.
    Layouts { aligned: bool },
    /// Another tool.
    Peer(Tool),
}

/// A part of a block: up to so many comparisons of each kind.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Turn<'a> {
    pub(crate) block: &'a Block,
    pub(crate) tries: u32,
    pub(crate) round: u32,
}

impl Block {
    /// Kinds of comparisons.
    pub(crate) fn kinds(&self) -> usize {
        self.kernels.len() * self.per_mille.len()
    }

    /// Seconds that `tries` of each kind may take, by what a comparison took
    /// on a two-core virtual machine.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    pub(crate) fn seconds(&self, tries: u32) -> f64 {
        let each = match (self.task, self.noisy) {
            (Task::Same { seconds: 10 }, true) => 4.0,
            (Task::Peer(Tool::Criterion), _) => 17.0,
            (Task::Peer(Tool::CriterionShort), _) => 2.6,
            (Task::Peer(Tool::Tango), _) => 2.4,
            (_, false) => 0.9,
            (_, true) => 1.2,
        };
        each * f64::from(tries) * self.kinds() as f64
    }
}

/// Where a block's comparisons are kept: a block that only adds to another
/// one has its file.
pub(crate) fn file(name: &str) -> String {
    format!("{}.jsonl", name.trim_end_matches("-more"))
}

/// Name, stage, tries, task, kernels and thousandths of more work.
type Line = (&'static str, u32, u32, Task, &'static [Kernel], &'static [u64]);

const TWO: Task = Task::Same { seconds: 2 };
const TEN: Task = Task::Same { seconds: 10 };
const SHORT: Task = Task::Peer(Tool::CriterionShort);
const TANGO: Task = Task::Peer(Tool::Tango);
const CHAIN: &[Kernel] = &[Kernel::AluChain];
const ALL_WORK: &[u64] = &[0, 10, 20];
/// What there is time for where a comparison takes a quarter of a minute.
const COARSE: &[u64] = &[0, 10];

/// Beside noise one comparison in five is not pressed and does not count: so
/// many of each kernel make a thousand that do.
const SAME_NOISY: u32 = 330;

/// What is compared on a quiet host and on a noisy one.
const LINES: [Line; 11] = [
    ("same", 1, 250, TWO, &Kernel::TUNED, &[0]),
    ("more", 1, 60, TWO, &Kernel::TUNED, &[10, 20]),
    ("tango", 1, 15, TANGO, &Kernel::TUNED, ALL_WORK),
    ("short", 1, 15, SHORT, &Kernel::TUNED, ALL_WORK),
    ("heldout", 2, 60, TWO, &Kernel::HELD_OUT, ALL_WORK),
    ("fine", 2, 60, TWO, CHAIN, &[2, 5]),
    ("fine10", 2, 60, TEN, CHAIN, &[2, 5]),
    ("criterion", 4, 60, Task::Peer(Tool::Criterion), CHAIN, COARSE),
    ("beside", 4, 60, TWO, CHAIN, COARSE),
    ("tango", 5, 60, TANGO, &Kernel::TUNED, ALL_WORK),
    ("short", 5, 60, SHORT, &Kernel::TUNED, ALL_WORK),
];

/// All blocks, the most important first.
pub(crate) fn all() -> Vec<Block> {
    let mut blocks = Vec::new();
    for (noisy, host) in [(false, "quiet"), (true, "noisy")] {
        blocks.extend(LINES.iter().map(|line| block(line, noisy, host)));
    }
    for (aligned, host) in [(false, "plain"), (true, "aligned")] {
        let task = Task::Layouts { aligned };
        let line = ("layouts", 3, 30, task, &Kernel::ALL[..], ALL_WORK);
        blocks.push(block(&line, false, host));
    }
    blocks.sort_by_key(|block| block.stage);
    blocks
}

fn block(line: &Line, noisy: bool, host: &str) -> Block {
    let (name, stage, tries, task, kernels, per_mille) = *line;
    let more = if stage == 5 { "-more" } else { "" };
    let tries = if noisy && name == "same" { SAME_NOISY } else { tries };
    Block {
        name: format!("{name}-{host}{more}"),
        task,
        kernels: kernels.to_vec(),
        per_mille: per_mille.to_vec(),
        noisy,
        tries,
        stage,
    }
}

/// A few of each that benchkit makes, for minutes and not for hours.
pub(crate) fn extract() -> Vec<Block> {
    let kept = ["same-quiet", "more-quiet", "heldout-quiet", "same-noisy"];
    let mut blocks = all();
    blocks.retain(|block| kept.contains(&&*block.name));
    for block in &mut blocks {
        block.stage = 1;
        block.tries = match &*block.name {
            "same-quiet" => 12,
            _ => 6,
        };
    }
    blocks
}

/// The turns of `blocks` in their order.
pub(crate) fn turns(blocks: &[Block]) -> Vec<Turn<'_>> {
    let mut all = Vec::new();
    for stage in blocks.chunk_by(|one, next| one.stage == next.stage) {
        for round in 1..=ROUNDS {
            for block in stage {
                let upto = |round: u32| (block.tries * round).div_ceil(ROUNDS);
                let tries = upto(round);
                if tries > upto(round - 1) {
                    all.push(Turn { block, tries, round });
                }
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_stages_follow_each_other() {
        for blocks in [all(), extract()] {
            let names: BTreeSet<&str> =
                blocks.iter().map(|block| &*block.name).collect();
            assert_eq!(names.len(), blocks.len());
            assert!(blocks.is_sorted_by_key(|block| block.stage));
        }
    }

    #[test]
    fn a_thousand_of_the_same_binary_and_sixty_of_each_other_cell() {
        for host in ["quiet", "noisy"] {
            for block in all().iter().filter(|b| b.name.ends_with(host)) {
                let tries = block.tries as usize;
                if block.name.starts_with("same") {
                    assert!(tries * block.kinds() >= 1_000);
                    assert!(!block.kernels.contains(&Kernel::Parse));
                } else {
                    let cell = tries * block.kernels.len();
                    assert!(cell >= 60, "{}: {cell} a cell", block.name);
                }
                if block.name.starts_with("criterion") {
                    // All of one kernel, or a kernel's own rate is of half.
                    assert_eq!(block.kernels, [Kernel::AluChain]);
                    assert_eq!(block.per_mille, [0, 10]);
                }
            }
        }
    }

    #[test]
    fn the_blocks_of_a_stage_take_turns_and_end_with_all_tries() {
        let blocks = all();
        let turns = turns(&blocks);
        for block in &blocks {
            let own: Vec<u32> = turns
                .iter()
                .filter(|turn| turn.block == block)
                .map(|turn| turn.tries)
                .collect();
            assert_eq!(own.last(), Some(&block.tries), "{}", block.name);
            assert!(own.is_sorted_by(|one, next| one < next));
            assert!(own.len() > 14 || own.len() == block.tries as usize);
        }
        let first: Vec<&str> =
            turns.iter().take(5).map(|turn| &*turn.block.name).collect();
        assert_eq!(
            first,
            [
                "same-quiet",
                "more-quiet",
                "tango-quiet",
                "short-quiet",
                "same-noisy"
            ]
        );
    }

    #[test]
    fn a_block_that_adds_to_another_has_its_file() {
        assert_eq!(file("tango-quiet-more"), file("tango-quiet"));
        assert_eq!(file("same-quiet"), "same-quiet.jsonl");
    }

    #[test]
    fn the_extract_takes_minutes() {
        let blocks = extract();
        let seconds: f64 = blocks.iter().map(|b| b.seconds(b.tries)).sum();
        assert!((60.0..240.0).contains(&seconds), "{seconds}");
        assert_eq!(blocks.len(), 4);
    }
}
