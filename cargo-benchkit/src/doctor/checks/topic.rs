//! What a check is about, and how it says what it found.

use crate::doctor::{Check, Status};

/// A respect in which a host can be unfit: its name and why it matters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Topic {
    pub(super) name: &'static str,
    pub(super) why: &'static str,
}

impl Topic {
    pub(super) fn ok(&self, evidence: impl Into<String>) -> Check {
        self.check(Status::Ok, evidence.into(), None)
    }

    pub(super) fn warn(
        &self,
        evidence: impl Into<String>,
        cure: impl Into<String>,
    ) -> Check {
        self.check(Status::Warn, evidence.into(), Some(cure.into()))
    }

    pub(super) fn error(
        &self,
        evidence: impl Into<String>,
        cure: impl Into<String>,
    ) -> Check {
        self.check(Status::Error, evidence.into(), Some(cure.into()))
    }

    pub(super) fn unknown(&self, reason: impl Into<String>) -> Check {
        self.check(Status::Unknown, reason.into(), None)
    }

    /// An error from `error` on, a warning above `warn`.
    pub(super) fn graded(
        &self,
        value: f64,
        [warn, error]: [f64; 2],
        evidence: String,
        cure: &str,
    ) -> Check {
        if value >= error {
            self.error(evidence, cure)
        } else if value > warn {
            self.warn(evidence, cure)
        } else {
            self.ok(evidence)
        }
    }

    fn check(
        &self,
        status: Status,
        evidence: String,
        cure: Option<String>,
    ) -> Check {
        Check {
            name: self.name.to_owned(),
            status,
            evidence,
            why: self.why.to_owned(),
            cure,
        }
    }
}
