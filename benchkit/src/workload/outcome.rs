//! What the attribute's functions return: a value, or a `Result` whose
//! `Err` is a failure.
//!
//! The macro sees only tokens, so the decision is the type system's: the
//! traits below are tried in the order of the references that a method call
//! adds (`Call(f).drive(b)` on `&mut &mut Call` and so on).

use crate::workload::{Bencher, routines::describe_error};
use std::{error::Error, fmt};

/// A function whose output decides how it is driven.
#[derive(Debug)]
pub struct Call<F>(pub F);

/// A function whose future's output decides how it is driven.
#[derive(Debug)]
pub struct CallAsync<F>(pub F);

/// A returned value that may be a `Result`.
#[derive(Debug)]
pub struct Checked<T>(pub T);

/// The traits that the macro's method calls choose from.
pub mod drive {
    use super::{Bencher, Call, Error, describe_error, fmt};

    /// `Result` with an error that has a text and causes.
    pub trait DriveError {
        /// Times the function; its first `Err` is a failure.
        fn drive(self, bencher: &mut Bencher<'_>);
    }

    impl<O, E, F> DriveError for Call<F>
    where
        E: Into<Box<dyn Error>>,
        F: FnMut() -> Result<O, E>,
    {
        fn drive(self, bencher: &mut Bencher<'_>) {
            bencher.try_iter_with(self.0, describe_error);
        }
    }

    /// `Result` with an error that can only be debugged.
    pub trait DriveDebug {
        /// Times the function; its first `Err` is a failure.
        fn drive(self, bencher: &mut Bencher<'_>);
    }

    impl<O, E, F> DriveDebug for &mut Call<F>
    where
        E: fmt::Debug,
        F: FnMut() -> Result<O, E>,
    {
        fn drive(self, bencher: &mut Bencher<'_>) {
            bencher.try_iter_with(&mut self.0, |error| format!("{error:?}"));
        }
    }

    /// Anything else.
    pub trait DriveValue {
        /// Times the function.
        fn drive(self, bencher: &mut Bencher<'_>);
    }

    impl<O, F: FnMut() -> O> DriveValue for &mut &mut Call<F> {
        fn drive(self, bencher: &mut Bencher<'_>) {
            bencher.iter(&mut self.0);
        }
    }
}
