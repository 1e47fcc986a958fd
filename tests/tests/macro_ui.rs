//! What the macros say about mistakes, and where they must not be noticed.

#[test]
fn messages_and_hygiene() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/pass/*.rs");
    cases.compile_fail("ui/fail/*.rs");
}
