# Shared by the scripts here: steps that are announced, timed and summed up.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# A toolchain that scripts/setup has installed a moment ago.
PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"

export CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-never}"
if [[ -n ${CI:-} ]]; then
    # Nothing is built twice there.
    export CARGO_INCREMENTAL=0
fi
# A network that fails once is no failed build.
export CARGO_NET_RETRY="${CARGO_NET_RETRY:-5}"
# Settings of whoever calls must not change what the tests see.
for name in "${!BENCHKIT_@}"; do
    unset "$name"
done

# The oldest compiler that Cargo.toml promises to work with.
msrv() {
    sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml
}

skipped=()
started=$SECONDS

# step TITLE COMMAND…: says what it does, does it, says how long it took.
step() {
    local title=$1 begin=$SECONDS
    shift
    printf '\n== %s\n+ %s\n' "$title" "$*"
    "$@" || {
        local code=$?
        printf '== %s: FAILED (%s) after %s s\n' "$title" "$code" \
            "$((SECONDS - begin))" >&2
        exit "$code"
    }
    printf '== %s: %s s\n' "$title" "$((SECONDS - begin))"
}

# skip WHAT WHY: what this machine cannot do is said, at the end again.
skip() {
    printf '\n== %s: SKIPPED, %s\n' "$1" "$2"
    skipped+=("$1: $2")
}

# summary: how long all took, and what was left out.
summary() {
    printf '\nall passed in %s s' "$((SECONDS - started))"
    if ((${#skipped[@]})); then
        printf '; not checked here:\n'
        printf '  %s\n' "${skipped[@]}"
    else
        printf '\n'
    fi
}
