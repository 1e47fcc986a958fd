//! A run document on disk: whole or absent, never a newer one replaced.

use crate::{
    error::{Error, Result},
    model::{FromJson, RunDocument, SCHEMA_VERSION, from_json, to_json},
};
use benchkit_macros::Json;
use std::{
    collections::hash_map::RandomState,
    fs::{self, File},
    hash::{BuildHasher as _, Hasher as _},
    io::{ErrorKind, Write as _},
    path::Path,
};

/// The only part of a document that every version has.
#[derive(Json)]
pub(super) struct Versioned {
    pub(super) schema_version: String,
}

/// Reads the document `path`; `None` where there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<RunDocument>> {
    let Some(text) = read_text(path)? else { return Ok(None) };
    let version: Versioned = parse(&text, path)?;
    check_version(&version.schema_version, path)?;
    parse(&text, path).map(Some)
}

fn read_text(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            let path = path.display();
            Err(Error::io(format!("cannot read {path}"), error))
        }
    }
}

fn parse<T: FromJson>(text: &str, path: &Path) -> Result<T> {
    from_json(text).map_err(|error| {
        let path = path.display();
        Error::format(format!(
            "{path} is no whole run document; delete it or save it anew"
        ))
        .because(error)
    })
}

/// An error where the document at `path` has a newer major version.
pub(super) fn check_version(found: &str, path: &Path) -> Result<()> {
    let path = path.display();
    let Some(major) = major(found) else {
        return Err(Error::format(format!(
            "{path} has the schema version {found:?}, which is no \
             \"major.minor\"; delete it or save it anew"
        )));
    };
    if major > major_of_library() {
        return Err(Error::format(format!(
            "{path} was written by a newer benchkit (schema version {found}, \
             this one knows {SCHEMA_VERSION}); update benchkit here, or use \
             another name or folder"
        )));
    }
    Ok(())
}

fn major(version: &str) -> Option<u64> {
    let (major, minor) = version.split_once('.')?;
    minor.parse::<u64>().ok()?;
    major.parse().ok()
}

fn major_of_library() -> u64 {
    major(SCHEMA_VERSION).unwrap_or(u64::MAX)
}

/// Writes the document to `path`, at once and synced; refuses where a newer
/// document is there.
pub(super) fn write(path: &Path, document: &RunDocument) -> Result<()> {
    not_newer(path)?;
    replace(path, &checked(path, document)?)
}

/// An error where a newer major version wrote the document at `path`.
pub(super) fn not_newer(path: &Path) -> Result<()> {
    if let Ok(Some(text)) = read_text(path)
        && let Ok(version) = from_json::<Versioned>(&text)
        && major(&version.schema_version).is_some()
    {
        check_version(&version.schema_version, path)?;
    }
    Ok(())
}

/// The document as text that [`read`] can read back.
fn checked(path: &Path, document: &RunDocument) -> Result<String> {
    let text = to_json(document);
    // JSON has no NaN: it would be written as null, and not be read back.
    if text.contains("null")
        && let Err(error) = from_json::<RunDocument>(&text)
    {
        return Err(Error::format(format!(
            "{} is not written: a number in it is not finite",
            path.display()
        ))
        .because(error));
    }
    Ok(text)
}

/// Replaces the file `path` by `text`: under a temporary name, synced, then
/// renamed, so that it is the old or the new one after a crash.
pub(super) fn replace(path: &Path, text: &str) -> Result<()> {
    let temporary = path.with_extension(format!("{:08x}.tmp", random()));
    let done = write_synced(&temporary, text)
        .and_then(|()| fs::rename(&temporary, path));
    if let Err(error) = done {
        // What is left of it is of no use; the first error is the one told.
        fs::remove_file(&temporary).ok();
        return Err(unwritable(path, error));
    }
    // The rename itself is durable once the folder is synced, where a folder
    // can be opened; it is in force without.
    if let Some(folder) = path.parent()
        && let Ok(folder) = File::open(folder)
    {
        folder.sync_all().ok();
    }
    Ok(())
}

fn write_synced(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

/// 32 random bits: the keys of the standard library's hasher are.
pub(super) fn random() -> u32 {
    let bits = RandomState::new().build_hasher().finish();
    u32::try_from(bits >> 32).unwrap_or_default()
}

/// A file or folder that could not be written, with what to do about it.
pub(super) fn unwritable(path: &Path, error: std::io::Error) -> Error {
    let cure = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "free some space, or use another disk: --store DIR"
        }
        _ => "use a folder that can be written: --store DIR",
    };
    let path = path.display();
    Error::io(format!("cannot write {path} ({cure})"), error)
}
