//! One workload, many benchmarks: its combinations of arguments.

use crate::{model::Parameter, workload::Bencher};
use std::{fmt, rc::Rc};

/// A workload with its arguments.
pub type Run = Box<dyn Fn(&mut Bencher<'_>)>;

/// One combination of arguments, ready to run.
pub struct Case {
    /// The arguments as they stand in the benchmark's id.
    pub parameters: Vec<Parameter>,
    /// Runs the workload with them.
    pub run: Run,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case")
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}

/// Collects the combinations of a workload.
#[derive(Debug, Default)]
pub struct Cases {
    list: Vec<Case>,
}

impl Cases {
    /// Adds a combination: `parameters` as `(name, value)` pairs.
    pub fn push(&mut self, parameters: &[(&str, &dyn fmt::Display)], run: Run) {
        let parameters = parameters
            .iter()
            .map(|(name, value)| Parameter::new(*name, value))
            .collect();
        self.list.push(Case { parameters, run });
    }

    /// The combinations, in the order in which they were added.
    pub fn into_list(self) -> Vec<Case> {
        self.list
    }
}

/// Any iterable of values as a list that can be run through many times and
/// shared by many cases.
pub fn values<I: IntoIterator>(iterable: I) -> Vec<Rc<I::Item>> {
    iterable.into_iter().map(Rc::new).collect()
}

/// Any iterable of values as a list.
pub fn list<I: IntoIterator>(iterable: I) -> Vec<I::Item> {
    iterable.into_iter().collect()
}

/// Anything that is a text, owned.
pub fn text(text: impl Into<String>) -> String {
    text.into()
}

/// How a stored value becomes the argument that a signature asks for: by
/// clone, or by reference.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` cannot be passed as an argument of \
               type `{P}`",
    label = "values of type `{Self}`",
    note = "values are passed by clone or by reference"
)]
pub trait Argument<'a, P> {
    /// The argument.
    fn argument(&'a self) -> P;
}

impl<T: Clone> Argument<'_, T> for T {
    fn argument(&self) -> T {
        self.clone()
    }
}

impl<T: Clone> Argument<'_, T> for &T {
    fn argument(&self) -> T {
        T::clone(self)
    }
}

impl<'a, T> Argument<'a, &'a T> for T {
    fn argument(&'a self) -> &'a T {
        self
    }
}

impl<'a> Argument<'a, &'a str> for String {
    fn argument(&'a self) -> &'a str {
        self
    }
}

impl Argument<'_, String> for &str {
    fn argument(&self) -> String {
        (*self).to_owned()
    }
}
