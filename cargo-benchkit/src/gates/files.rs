//! Where gates stand: `benchkit.toml`, or a file that is named.

use super::{
    model::Gate,
    read::{Form, read},
};
use crate::error::{Error, Result};
use benchkit::harness::settings_file;
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

/// The gates of each file.
pub(crate) type Sets = BTreeMap<PathBuf, Vec<Gate>>;

/// The gates that hold for the package in `folder`: those of `named`, else
/// of the nearest `benchkit.toml` no further up than the workspace's root,
/// as the bench binaries look for it. Adds their file to `sets`, and returns
/// its path.
///
/// # Errors
/// When the file cannot be read, or has mistakes: all of them, each with
/// file, line and key.
pub(crate) fn of_folder(
    sets: &mut Sets,
    folder: &Path,
    named: Option<&Path>,
) -> Result<Option<PathBuf>> {
    let path = named.map(Path::to_owned).or_else(|| settings_file(folder));
    if let Some(path) = &path
        && !sets.contains_key(path)
    {
        sets.insert(path.clone(), of_file(path)?);
    }
    Ok(path)
}

/// The gates in a file: JSON where its name says so, else TOML.
///
/// # Errors
/// As [`of_folder`].
fn of_file(path: &Path) -> Result<Vec<Gate>> {
    let shown = relative(path).display().to_string();
    let text = fs::read_to_string(path)
        .map_err(|e| Error::because(&format!("reading {shown}"), e))?;
    let json = path.extension().is_some_and(|end| end == "json");
    let form = if json { Form::Json } else { Form::Toml };
    read(&text, form, &shown).map_err(|mut all| {
        if all.len() > 1 {
            all.insert(0, format!("{} mistakes in {shown}", all.len()));
        }
        Error::new(all.join("\n  "))
    })
}

/// The path as somebody in the working directory would write it.
fn relative(path: &Path) -> PathBuf {
    let inside = env::current_dir()
        .ok()
        .and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    inside.unwrap_or_else(|| path.to_owned())
}

/// The width to write tables for.
pub(crate) fn columns() -> usize {
    let columns = env::var("COLUMNS").ok();
    columns.and_then(|text| text.parse().ok()).unwrap_or(100)
}
