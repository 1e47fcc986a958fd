//! What only the compiler can see, said at the user's own tokens.

struct Silent;

#[benchkit::workload(args = ["a", "b"])]
fn mismatch(n: usize) -> usize {
    n
}

#[benchkit::workload(args = [Silent])]
fn no_display(value: &Silent) -> usize {
    std::mem::size_of_val(value)
}

fn number(_: &u8) -> u8 {
    1
}

#[benchkit::workload(verify = number)]
fn verified() -> u8 {
    1
}

#[benchkit::workload(budget = 3 + 4, launches = some_text())]
fn wrong_types() -> u8 {
    1
}

fn some_text() -> &'static str {
    "3"
}

fn main() {}
