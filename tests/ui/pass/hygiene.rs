//! Macro output under the strictest lints, among names that shadow its own.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unused, unreachable_pub, single_use_lifetimes)]
#![deny(rust_2018_idioms, unused_qualifications, let_underscore_drop)]
#![deny(trivial_casts, trivial_numeric_casts, unused_results)]
#![deny(unused_lifetimes, unnameable_types, missing_debug_implementations)]

/// Everything that macro output could mean by accident.
mod shadowed {
    #![allow(dead_code, unused_macros, non_camel_case_types)]

    mod std {}
    mod core {}
    mod alloc {}
    mod inventory {}
    struct Option;
    struct Result;
    struct Vec;
    struct String;
    struct Box;
    struct Some;
    struct None;
    struct Rc;
    struct Default;
    struct Clone;
    struct Descriptor;
    struct Bencher;
    struct u64;
    struct usize;
    trait From {}
    trait Into {}
    trait Drop {}
    trait FnMut {}
    macro_rules! line { () => { "wrong" } }
    macro_rules! file { () => { 1 } }
    macro_rules! concat { ($($any:tt)*) => { 1 } }
    macro_rules! module_path { () => { 1 } }
    macro_rules! vec { ($($any:tt)*) => { 1 } }
    fn bencher() {}
    fn options() {}
    fn black_box() {}
    const COUNT: i32 = 2;

    #[::benchkit::workload]
    fn one() -> u32 {
        1
    }

    #[::benchkit::workload(
        args(n = [1, COUNT], stored_0 = [1]),
        tags = ["a"],
        budget = "1s",
        warmup = 2,
        threads = [1, 2],
        version = "1",
        requires(memory = "1MB"),
        throughput = bytes(n),
        setup = ready,
        teardown = ready,
        verify = holds
    )]
    fn several(n: i32, stored_0: i32, state: &i32) -> i32 {
        n + state + stored_0
    }

    fn ready() -> i32 {
        1
    }

    fn holds(output: &i32) -> bool {
        *output > 0
    }

    #[::benchkit::workload]
    fn results() -> ::std::result::Result<(), ::std::io::Error> {
        Ok(())
    }

    #[::benchkit::workload]
    async fn asynchronous() -> ::std::io::Result<()> {
        Ok(())
    }

    #[::benchkit::workload(types = [u8, [u8; 2]], consts = [1, 2])]
    fn generic<T, const N: i8>() {}

    #[::benchkit::group(tags = ["g"])]
    mod inner {
        #[::benchkit::workload]
        fn deep() {}
    }

    ::benchkit::workloads! {
        "a" => |b| b.iter(|| 1),
        "b"(args = [1]) => |bencher: i32| bencher,
    }
}

/// A name that is its own argument, and a function inside a function.
pub fn outer() {
    #[benchkit::workload(args = [1, 2], throughput = items(inner as u64))]
    fn inner(inner: u32) -> u32 {
        inner
    }

    benchkit::workloads! { "in a function" => || 1 }
}

#[deprecated]
#[benchkit::workload(args = [1])]
fn deprecated(_n: u8) {}

/// Public, with an attribute from a `macro_rules!`.
macro_rules! made {
    ($name:ident, $text:literal, $value:expr, $ty:ty, $out:ty) => {
        #[benchkit::workload(name = $text, args = [$value], throughput = bytes($value))]
        /// Made.
        pub fn $name(n: $ty) -> $out {
            Ok(n)
        }
    };
}

made!(made_one, "one", 1 + 1, u64, Result<u64, String>);
made!(made_two, "two", 2, u64, Result<u64, String>);

#[cfg(any())]
#[benchkit::workload]
fn absent_before() {}

#[benchkit::workload]
#[cfg(any())]
fn absent_behind() {}

#[benchkit::workload(args = ["x"])]
fn lifetimes<'a>(text: &'a str) -> &'a str {
    text
}

#[benchkit::workload(args = [1_u8], throughput = bytes(r#type))]
fn r#fn(r#type: u8) -> u8 {
    r#type
}

mod target {
    #![allow(dead_code)]

    benchkit::main!();
}

fn main() {}
