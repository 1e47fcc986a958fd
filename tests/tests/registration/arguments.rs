//! Arguments, types and constants.

use super::{Bencher, cases, ids, log, logged, run};
use benchkit::{Throughput, workload::Note};
use std::fmt::{Display, Write as _};

const SIZES: &[usize] = &[10, 100];

#[benchkit::workload(args = [1, 2], throughput = bytes(n * 8))]
fn one(n: usize) -> usize {
    log(format!("n{n}"));
    n
}

#[benchkit::workload(args = SIZES)]
fn of_a_constant(n: usize) {
    log(format!("n{n}"));
}

#[benchkit::workload(args = (1..=3).map(|k| 10_u64.pow(k)))]
fn of_any_iterable(n: u64) {
    log(format!("n{n}"));
}

#[benchkit::workload(args(n = [1, 2], text = ["a", "b"]))]
fn named(text: &str, n: u8) {
    log(format!("{text}{n}"));
}

#[benchkit::workload(args = ([1, 2], 3..5))]
fn listed(n: i64, m: usize) {
    log(format!("{n},{m}"));
}

#[benchkit::workload(
    args = [String::from("x"), String::from("yz")],
    throughput = items(text.len())
)]
fn borrowed(text: &str) -> &str {
    log(text);
    text
}

#[benchkit::workload(args = vec![vec_of(1), vec_of(2)])]
fn owned(mut list: Shown) -> Shown {
    log(format!("{}", list.0.len()));
    list.0.push(0);
    list
}

#[benchkit::workload(args(list = [vec_of(3)], n = [7]))]
async fn owned_and_awaited(list: Shown, n: u8) -> usize {
    log(format!("{}{n}", list.0.len()));
    list.0.len()
}

#[benchkit::workload(args(_n = [1], r#type = [2.5]))]
fn with_bencher(b: &mut Bencher<'_>, _n: u8, r#type: f64) {
    b.iter(|| log(r#type.to_string()));
}

/// A list that can be printed, which lists cannot.
#[derive(Clone)]
pub(crate) struct Shown(Vec<u8>);

fn vec_of(len: usize) -> Shown {
    Shown(vec![0; len])
}

impl Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("len")?;
        f.write_char('=')?;
        write!(f, "{}", self.0.len())
    }
}

fn path(name: &str) -> String {
    format!("registration::arguments::{name}")
}

#[test]
fn each_value_is_a_case() {
    for (name, expected) in [
        ("one", vec!["n=1", "n=2"]),
        ("of_a_constant", vec!["n=10", "n=100"]),
        ("of_any_iterable", vec!["n=10", "n=100", "n=1000"]),
        ("borrowed", vec!["text=x", "text=yz"]),
        ("owned", vec!["list=len=1", "list=len=2"]),
        ("with_bencher", vec!["n=1,type=2.5"]),
    ] {
        assert_eq!(ids(&path(name)), expected, "{name}");
    }
}

#[test]
fn several_arguments_make_every_combination_in_signature_order() {
    let expected = ["text=a,n=1", "text=a,n=2", "text=b,n=1", "text=b,n=2"];
    assert_eq!(ids(&path("named")), expected);
    let expected = ["n=1,m=3", "n=1,m=4", "n=2,m=3", "n=2,m=4"];
    assert_eq!(ids(&path("listed")), expected);
}

#[test]
fn each_case_runs_with_its_own_values() {
    let twice = |word: &str| {
        format!("trial run {word} {word} end trial run {word} {word} end")
    };
    assert_eq!(logged(&path("one"), 1), twice("n2"));
    assert_eq!(logged(&path("of_a_constant"), 1), twice("n100"));
    assert_eq!(logged(&path("named"), 2), twice("b1"));
    assert_eq!(logged(&path("listed"), 3), twice("2,4"));
    assert_eq!(logged(&path("borrowed"), 1), twice("yz"));
    assert_eq!(logged(&path("owned"), 1), twice("2"), "a fresh clone each");
    assert_eq!(logged(&path("owned_and_awaited"), 0), twice("37"));
    assert_eq!(logged(&path("with_bencher"), 0), twice("2.5"));
}

#[test]
fn throughput_sees_the_arguments() {
    let (_, fake) = run(&path("one"), 1);
    assert_eq!(fake.notes, [Note::Throughput(Throughput::Bytes(16))]);
    let (_, fake) = run(&path("borrowed"), 1);
    assert_eq!(fake.notes, [Note::Throughput(Throughput::Items(2))]);
}

/// A constant with the name of a parameter that it stands for.
const N: usize = 3;

trait Kind {
    const NAME: &'static str;
}

impl Kind for u8 {
    const NAME: &'static str = "byte";
}

impl Kind for Vec<(u8, u8)> {
    const NAME: &'static str = "pairs";
}

#[benchkit::workload(types = [u8, Vec<(u8, u8)>])]
fn typed<T: Kind>() {
    log(T::NAME);
}

#[benchkit::workload(
    consts = [1, N, { N * 2 }],
    throughput = bytes(N * size_of::<[u64; N]>())
)]
fn constant<const N: usize>() -> [u8; N] {
    log(format!("N{N}"));
    [0; N]
}

#[benchkit::workload(
    types = [u8, u16],
    consts = [1, 2],
    args = [T::default(), 3]
)]
fn all<T: Default + Copy + Display + 'static, const N: usize>(n: T) {
    log(format!("{}{N}{n}", size_of::<T>()));
}

#[benchkit::workload(types(B = [u8], A = [u16, u32]), consts = ([1], [2]))]
fn several<A, B, const X: usize, const Y: u8>() {
    log(format!("{}{}{X}{Y}", size_of::<A>(), size_of::<B>()));
}

#[test]
fn types_and_constants_are_parameters() {
    assert_eq!(ids(&path("typed")), ["T=u8", "T=Vec<(u8, u8)>"]);
    assert_eq!(ids(&path("constant")), ["N=1", "N=3", "N=6"]);
    let all = ids(&path("all"));
    assert_eq!(all.len(), 8);
    assert_eq!(all[0], "T=u8,N=1,n=0");
    assert_eq!(all[7], "T=u16,N=2,n=3");
    let several = ids(&path("several"));
    assert_eq!(several, ["A=u16,B=u8,X=1,Y=2", "A=u32,B=u8,X=1,Y=2"]);
}

#[test]
fn each_instance_runs() {
    assert!(logged(&path("typed"), 1).contains("run pairs pairs end"));
    let (log, fake) = run(&path("constant"), 1);
    assert!(log.contains("run N3 N3 end"));
    assert_eq!(fake.notes, [Note::Throughput(Throughput::Bytes(72))]);
    assert!(logged(&path("all"), 7).contains("run 223 223 end"));
    assert!(logged(&path("several"), 1).contains("run 4112 4112 end"));
}

mod lazy {
    use super::log;

    fn values() -> [u8; 1] {
        log("evaluated");
        [1]
    }

    #[benchkit::workload(args = values())]
    fn listed_late(n: u8) -> u8 {
        n
    }
}

#[test]
fn arguments_are_evaluated_only_when_cases_are_listed() {
    super::LOG.take();
    let _all = benchkit::workload::workloads("registration");
    assert!(super::LOG.take().is_empty());
    cases(&path("lazy::listed_late"));
    assert_eq!(super::LOG.take(), ["evaluated"]);
}
