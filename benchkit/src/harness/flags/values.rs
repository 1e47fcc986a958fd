//! What follows a flag, as a value.

use crate::{
    error::{Error, Result},
    harness::arguments::{Arguments, Color},
    harness::flags::kinds::Takes,
    model::SETTINGS,
    unit::{Nanos, parse_duration},
};

pub(super) const NOTHING: Takes = Takes::Nothing;
pub(super) const FILE: Takes = Takes::Value("FILE|-");
pub(super) const NAME: Takes = Takes::Value("NAME");
pub(super) const TIME: Takes = Takes::Value("TIME");
pub(super) const NUMBER: Takes = Takes::Value("N");

/// A flag whose value cannot be wrong.
macro_rules! set {
    (|$arguments:ident, $value:ident| $body:expr) => {
        |$arguments, $value| {
            $body;
            Ok(())
        }
    };
}

pub(super) use set;

#[expect(clippy::unnecessary_wraps, reason = "has the form of a flag")]
pub(super) fn ignore(_: &mut Arguments, _: &str) -> Result<()> {
    Ok(())
}

pub(super) fn remark(arguments: &mut Arguments, text: &str) {
    arguments.remarks.push(text.to_owned());
}

pub(super) fn color(arguments: &mut Arguments, value: &str) -> Result<()> {
    arguments.color = match value {
        "auto" => Color::Auto,
        "always" => Color::Always,
        "never" => Color::Never,
        _ => return one_of(value, &["auto", "always", "never"]),
    };
    Ok(())
}

pub(super) fn one_of(value: &str, known: &[&str]) -> Result<()> {
    if known.contains(&value) {
        return Ok(());
    }
    Err(Error::usage(format!("`{value}`: expected {}", known.join(", "))))
}

pub(super) fn number(value: &str) -> Result<u64> {
    value
        .parse()
        .map_err(|_| Error::usage(format!("`{value}`: expected a number")))
}

pub(super) fn duration(value: &str) -> Result<Nanos> {
    parse_duration(value).ok_or_else(|| {
        Error::usage(format!("`{value}`: expected a duration such as 300ms"))
    })
}

/// Criterion's times are bare seconds, which as a warm-up would be a number
/// of trials.
pub(super) fn seconds(value: &str) -> String {
    let bare = value.parse::<f64>().is_ok();
    if bare { format!("{value}s") } else { value.to_owned() }
}

pub(super) fn forward(
    arguments: &mut Arguments,
    name: &str,
    value: &str,
) -> Result<()> {
    match SETTINGS.iter().find(|setting| setting.name == name) {
        Some(setting) => setting.apply(&mut arguments.settings, value),
        None => Ok(()),
    }
}
