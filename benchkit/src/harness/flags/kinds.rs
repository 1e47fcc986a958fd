//! What a flag is.

use crate::{error::Result, harness::arguments::Arguments};

/// What follows a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::harness) enum Takes {
    Nothing,
    /// A value, named so in the help.
    Value(&'static str),
}

/// Where a flag comes from; decides its place in the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::harness) enum Origin {
    /// The library's own.
    Own,
    /// A word of libtest, as cargo and nextest send it.
    Libtest,
    /// A word of criterion.
    Criterion,
}

/// One flag.
pub(in crate::harness) struct Flag {
    pub(in crate::harness) name: &'static str,
    pub(in crate::harness) short: Option<&'static str>,
    pub(in crate::harness) takes: Takes,
    pub(in crate::harness) origin: Origin,
    pub(in crate::harness) help: &'static str,
    pub(in crate::harness) apply: fn(&mut Arguments, &str) -> Result<()>,
}

impl Flag {
    /// Whether `BENCHKIT_<NAME>` sets it: all but those that say what the
    /// binary is asked to do at all.
    pub(in crate::harness) fn in_environment(&self) -> bool {
        !["bench", "test", "list", "help", "version"].contains(&self.name)
    }
}

pub(super) type Apply = fn(&mut Arguments, &str) -> Result<()>;

pub(super) const fn flag(
    name: &'static str,
    takes: Takes,
    origin: Origin,
    help: &'static str,
    apply: Apply,
) -> Flag {
    Flag { name, short: None, takes, origin, help, apply }
}

impl Flag {
    pub(super) const fn short(mut self, short: &'static str) -> Self {
        self.short = Some(short);
        self
    }
}
