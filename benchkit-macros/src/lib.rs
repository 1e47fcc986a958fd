//! The attributes of benchkit: `#[workload]`, `#[group]` and `workloads!`.
//!
//! A pipe of five stages: `attr` reads options, `ast` reads functions and
//! closures, `valid` checks them against each other and says all that is
//! wrong at once, `expand` only quotes, and `fallback` emits the mistakes
//! with the untouched item, so that one mistake gives one message.
//!
//! Tokens are read by hand: what is needed of a function is its signature,
//! and options are plain expressions that the compiler reads anyway. So the
//! crate builds in a moment, and its own work for a thousand workloads is
//! small.

mod ast;
mod attr;
mod closure;
mod expand;
mod fallback;
mod json;
mod literal;
mod mistakes;
mod suggest;
mod tokens;
mod valid;

use proc_macro::TokenStream;

/// Registers a function as a workload.
///
/// The function stays as it is and can be called. What it may look like:
///
/// | signature | what is timed |
/// |---|---|
/// | `fn()`, `fn() -> T` | the call; the output is dropped in the timing |
/// | `fn() -> Result<T, E>`, also by an alias | the call; the first `Err` is a failure with the error's text and causes |
/// | `async fn` | the futures, within one `block_on` a trial |
/// | `fn(&mut Bencher)` | what it hands to its bencher; a returned `Err` is a failure |
/// | with arguments behind | the same, for each combination of `args` |
/// | with type or const parameters | the same, for each of `types` and `consts` |
///
/// Numbers, `bool`, `char` and shared references are passed in the loop
/// through `black_box`. An argument of any other type is cloned before each
/// trial and given away, and its output dropped after the timing.
///
/// # Options for the work
/// - `args = [1, 10]` or any expression that can be iterated over, for one
///   argument; `args(n = [1, 10], m = 2..5)` or, in the order of the
///   signature, `args = ([1, 10], 2..5)` for every combination of several.
///   The values stand in the benchmark's id (`Display`) by the argument's
///   name; they are evaluated only when the benchmarks are listed, each time
///   anew, and have to be the same each time.
/// - `types = [u8, Vec<u8>]`, `consts = [8, 64]`; for several parameters
///   `types(K = [..], V = [..])`. The parameters' names can be used in all
///   other options.
/// - `throughput = bytes(n * 8)` or `items(n)`: what one iteration
///   processes; arguments can be named.
/// - `setup = function` or any expression, such as `setup = corpus(n)`: runs
///   untimed, once a launch; `setup(process, ..)` once a process,
///   `setup(trial, ..)` before each trial. With one parameter more than
///   there are arguments, the function takes what the setup returns by `&`
///   or `&mut`.
/// - `teardown = function` or any expression: runs untimed after the launch
///   or the trial, when the state has been dropped.
/// - `verify = function`: is shown the last output of each trial (of a
///   `Result` the good one; nothing where there is a bencher) and returns
///   `bool` or a `Result`; `false` and `Err` make the benchmark a failed one.
/// - `runtime = function`: returns the `Runtime` that futures run on.
///
/// # Options for the measurement
/// - `budget`, `launch_time`, `trial`, `timeout`: a text such as `"300ms"`
///   or an expression that is a `Duration`; `warmup`: the same, or a number
///   of trials.
/// - `launches`, `iterations`: whole numbers. `threads = [1, 2, 4]`.
/// - `target`, `confidence`, `latency`: shares such as `0.01` or `"1%"`.
/// - `once`, `baseline`, `ignore` (also `#[ignore]` on the function): flags.
/// - `name = "shown"`, `tags = ["fast"]`, `version = "2"`.
/// - `requires(memory = "2GiB", cpus = 2)`: skipped where there is less.
/// - `crate = path`: where the library is, when it has been renamed or is
///   re-exported.
///
/// ```ignore
/// #[benchkit::workload(args = [1_000, 100_000], throughput = bytes(n))]
/// fn fill(n: usize) -> Vec<u8> {
///     vec![1; n]
/// }
/// ```
#[proc_macro_attribute]
pub fn workload(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::workload(options.into(), item.into()).into()
}

/// Hands options down to the workloads of a module, and of modules in it.
///
/// The options of a workload that shape its code (`args`, `setup`, …) and
/// `baseline` are not among them. `name` is shown instead of the module's.
/// A workload's own options come before its groups'; tags are added.
///
/// ```ignore
/// #[benchkit::group(name = "Sorting", tags = ["cpu"], launches = 20)]
/// mod sorting {
///     #[benchkit::workload]
///     fn stable() {}
/// }
/// ```
#[proc_macro_attribute]
pub fn group(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::group(options.into(), item.into()).into()
}

/// Declares workloads without the attribute: a table of names, options and
/// closures.
///
/// A first parameter without a type is the bencher. Options are those of the
/// attribute; `crate = path,` in front of the table is for all rows.
///
/// ```ignore
/// benchkit::workloads! {
///     "parse" => || parse(DOCUMENT),
///     "sort"(args = [10, 1_000], tags = ["cpu"]) => |n: usize| sorted(n),
///     "push" => |b| b.with_inputs(Vec::new).iter_refs(|v| v.push(1)),
/// }
/// ```
#[proc_macro]
pub fn workloads(table: TokenStream) -> TokenStream {
    expand::workloads(table.into()).into()
}

/// Reads and writes one of benchkit's own types as JSON.
#[doc(hidden)]
#[proc_macro_derive(Json, attributes(serde))]
pub fn json(item: TokenStream) -> TokenStream {
    json::derive(item.into()).into()
}
