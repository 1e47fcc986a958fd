# What must pass before a change is handed in.
gate: fmt clippy test doc layers

# All that CI checks; longer than the gate.
ci:
    .ci/run

# Formatting, without changing it.
fmt:
    cargo fmt --all --check

# Lints of every package and target, the peers' bench targets apart.
clippy:
    cargo clippy --workspace --all-targets -- -D warnings

# All tests of the default members and of benches/.
test:
    cargo test
    cargo test -p benchkit-benches

# The documentation, every broken link an error.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# Which module may name which.
layers:
    cargo test -p benchkit-tests --test layering

# The same kernels under criterion, divan and tango: heavy, not in the gate.
peers:
    cargo clippy -p benchkit-benches --features peers --all-targets -- -D warnings
    cargo bench -p benchkit-benches --features peers

# What benchkit costs beside divan; an idle machine is needed.
cost:
    cargo run --release -p benchkit-benches --bin build-cost -- readme
    cargo run --release -p benchkit-benches --bin build-cost -- thousand --criterion
    cargo run --release -p benchkit-benches --bin build-cost -- list
    cargo run --release -p benchkit-benches --bin build-cost -- memory

# The experiments behind the defaults; an idle machine is needed.
experiment *arguments:
    cargo build --release -p benchkit-benches --bins
    cargo run --release -p benchkit-benches --bin experiment -- {{arguments}}
