//! Functions that cannot be workloads.

use benchkit::Bencher;

#[benchkit::workload]
fn generic<T: Default, const N: usize>() -> T {
    T::default()
}

#[benchkit::workload(types = [u8])]
fn plain() {}

#[benchkit::workload(args = [1])]
fn opaque(n: impl Into<u64>) -> u64 {
    n.into()
}

#[benchkit::workload]
unsafe fn dangerous() {}

#[benchkit::workload]
fn by_value(b: Bencher<'_>) {
    drop(b);
}

#[benchkit::workload]
async fn both(b: &mut Bencher<'_>) {
    b.iter(|| 1);
}

#[benchkit::workload(verify = holds, runtime = holds)]
fn nothing() {}

struct Thing;

impl Thing {
    #[benchkit::workload]
    fn method(&self) {}
}

#[benchkit::workload]
struct NoFunction;

fn main() {}
