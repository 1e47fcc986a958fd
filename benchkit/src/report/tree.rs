//! Results as a tree: bench target, modules, workload, parameters.

use crate::model::{BenchmarkId, BenchmarkResult};

/// One line of the tree, top to bottom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// Which of the nodes above are the last of their parent, and whether
    /// this one is; empty for children of the root that is not drawn.
    pub last: Vec<bool>,
    /// What stands at the branch.
    pub label: String,
    /// The result that it stands for, by position.
    pub result: Option<usize>,
}

/// The results as a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tree {
    /// What all results lie in: the bench target.
    pub root: String,
    /// The lines.
    pub nodes: Vec<Node>,
    /// By result: which results share its parent (the same number). They
    /// are one group in the table.
    pub groups: Vec<usize>,
}

/// A node while the tree grows.
struct Branch {
    name: String,
    result: Option<usize>,
    children: Vec<Branch>,
}

impl Branch {
    fn new(name: &str, result: Option<usize>) -> Self {
        Self { name: name.to_owned(), result, children: Vec::new() }
    }

    /// The branch called `name`, made if need be. The last one is tried
    /// first: results come sorted, and thousands may share a module.
    fn child(&mut self, name: &str) -> &mut Self {
        let found = self
            .children
            .iter()
            .rposition(|child| child.result.is_none() && child.name == name);
        let at = found.unwrap_or_else(|| {
            self.children.push(Self::new(name, None));
            self.children.len() - 1
        });
        &mut self.children[at]
    }

    /// Joins chains of only children into one line.
    fn join(&mut self) {
        for child in &mut self.children {
            child.join();
        }
        while self.result.is_none() && self.children.len() == 1 {
            let Some(only) = self.children.pop() else { return };
            if !only.name.is_empty() && !only.name.starts_with(['[', '#']) {
                self.name.push_str("::");
            }
            self.name.push_str(&only.name);
            self.result = only.result;
            self.children = only.children;
        }
    }
}

/// Builds the tree of `results`, in their order; `suite` names the root
/// where they do not.
pub(super) fn tree(results: &[BenchmarkResult], suite: &str) -> Tree {
    let mut top = Branch::new("", None);
    for (at, result) in results.iter().enumerate() {
        let mut branch = &mut top;
        for part in path(&result.workload) {
            branch = branch.child(part);
        }
        let parameters = Branch::new(&parameters(result), Some(at));
        branch.children.push(parameters);
    }
    let (root, mut children) = match top.children.len() {
        1 => {
            let only = top.children.remove(0);
            (only.name, only.children)
        }
        _ => (suite.to_owned(), top.children),
    };
    let mut tree =
        Tree { root, nodes: Vec::new(), groups: vec![0; results.len()] };
    for child in &mut children {
        child.join();
    }
    let mut group = 0;
    draw(&children, &[], &mut group, &mut tree);
    tree
}

/// Appends `branches` and what is below them; results among them are one
/// group.
fn draw(branches: &[Branch], above: &[bool], next: &mut usize, to: &mut Tree) {
    let group = *next;
    *next += 1;
    for (at, branch) in branches.iter().enumerate() {
        let mut last = above.to_vec();
        last.push(at + 1 == branches.len());
        if let Some(result) = branch.result {
            to.groups[result] = group;
        }
        let label = match branch.name.strip_prefix('[') {
            // Below its workload's name the brackets say nothing.
            Some(inner) if branch.result.is_some() => unbracketed(inner),
            _ => branch.name.clone(),
        };
        to.nodes.push(Node {
            last: last.clone(),
            label,
            result: branch.result,
        });
        draw(&branch.children, &last, next, to);
    }
}

fn unbracketed(inner: &str) -> String {
    match inner.rsplit_once(']') {
        Some((parameters, number)) => format!("{parameters}{number}"),
        None => inner.to_owned(),
    }
}

/// What stands behind the workload in the result's id: "[n=1000]", "#2".
fn parameters(result: &BenchmarkResult) -> String {
    let plain = BenchmarkId::new(&result.workload, &[]);
    match result.id.as_str().strip_prefix(plain.as_str()) {
        Some(rest) => rest.to_owned(),
        None => result.id.as_str().to_owned(),
    }
}

/// Splits at each `::` outside brackets: `a::b<c::d>` has two parts.
pub(super) fn path(workload: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    let bytes = workload.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'<' | b'(' | b'[' => depth += 1,
            b'>' | b')' | b']' => depth -= 1,
            b':' if depth <= 0
                && at >= start
                && bytes.get(at + 1) == Some(&b':') =>
            {
                parts.push(&workload[start..at]);
                start = at + 2;
            }
            _ => {}
        }
    }
    parts.push(workload.get(start..).unwrap_or_default());
    parts
}

/// The lines that lead from the root to a node: "│ ├ ".
pub(super) fn branches(last: &[bool], unicode: bool) -> String {
    let (pass, fork, end) =
        if unicode { ("│ ", "├ ", "└ ") } else { ("| ", "|-", "`-") };
    let mut text = String::new();
    for (depth, last_child) in last.iter().enumerate() {
        let here = depth + 1 == last.len();
        text.push_str(match (here, *last_child) {
            (true, true) => end,
            (true, false) => fork,
            (false, true) => "  ",
            (false, false) => pass,
        });
    }
    if !unicode && !text.is_empty() {
        text.push(' ');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_splits_outside_brackets() {
        assert_eq!(path("b::m::sort"), ["b", "m", "sort"]);
        assert_eq!(
            path("b::sort<alloc::vec::Vec>"),
            ["b", "sort<alloc::vec::Vec>"]
        );
        assert_eq!(path(""), [""]);
        assert_eq!(path("a:b::"), ["a:b", ""]);
        assert_eq!(path("a:::b"), ["a", ":b"]);
        assert_eq!(path("a>::b"), ["a>", "b"]);
    }

    #[test]
    fn branches_in_both_alphabets() {
        assert_eq!(branches(&[false, true], true), "│ └ ");
        assert_eq!(branches(&[true, false], true), "  ├ ");
        assert_eq!(branches(&[false, true], false), "| `- ");
        assert_eq!(branches(&[], false), "");
    }
}
