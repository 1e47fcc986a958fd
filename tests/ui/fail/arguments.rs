//! Arguments that do not fit the signature.

#[benchkit::workload(args = [1])]
fn without() {}

#[benchkit::workload]
fn missing(n: usize) -> usize {
    n
}

#[benchkit::workload(args = [1])]
fn two(n: usize, m: usize) -> usize {
    n + m
}

#[benchkit::workload(args(sise = [1]))]
fn misspelt(size: usize) -> usize {
    size
}

#[benchkit::workload(args = [(1, 2)])]
fn nameless((n, _): (usize, usize)) -> usize {
    n
}

#[benchkit::workload(args = [vec![1]])]
fn mutable(list: &mut Vec<u8>) {
    list.push(1);
}

#[benchkit::workload(setup = Vec::<u8>::new)]
fn state(list: Vec<u8>) -> usize {
    list.len()
}

fn main() {}
