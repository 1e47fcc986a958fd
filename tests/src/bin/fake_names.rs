//! Workloads whose names someone will try.

benchkit::workloads! {
    "a/b" => || 1,
    ".." => || 1,
    "../../escaped" => || 1,
    "with some spaces" => || 1,
    "\"double\" and 'single'" => || 1,
    "🦀 émoji" => || 1,
    "line\nbreak\tand\u{1b}[31mred\u{0}" => || 1,
    "[n=1]" => || 1,
    "-dash" => || 1,
    "<b>|`pipe`|" => || 1,
    "a,comma;semicolon" => || 1,
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" => || 1,
    "twice" => || 1,
    "twice#2" => || 1,
    "twice" => || 1,
    "twice" => || 1,
}

benchkit::main!();
