//! The journal of a run: appended to while it goes, read back after a crash.

use super::{RunFolder, Store, document};
use crate::{
    error::{Error, Result},
    model::{
        BenchmarkId, JournalEntry, RunConfig, RunDocument, from_json, to_json,
    },
};
use std::{
    fs::File,
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

/// The file of a journal in the folder of its run.
pub(super) const FILE: &str = "journal.jsonl";

/// A run that was interrupted, as far as its journal has it.
#[derive(Clone, Debug)]
pub struct Unfinished {
    /// The run's id.
    pub id: String,
    /// The run's folder.
    pub path: PathBuf,
    /// The run and its provenance, without results.
    pub header: RunDocument,
    /// How each benchmark was measured.
    pub configs: Vec<(BenchmarkId, RunConfig)>,
    /// What was measured, in order; the header is not repeated.
    pub entries: Vec<JournalEntry>,
    /// Lines that could not be read: the last one, torn by a crash.
    pub damaged: usize,
}

impl RunFolder {
    /// Appends one line to the journal; it is with the operating system when
    /// this returns, so only a crash of the system can lose it.
    ///
    /// # Errors
    ///
    /// The journal cannot be written, or the entry has a number that is not
    /// finite. What was appended before stays readable, and the next append
    /// begins a new line.
    pub fn append(&mut self, entry: &JournalEntry) -> Result<()> {
        let path = self.path.join(FILE);
        let mut line = String::new();
        if self.torn {
            line.push('\n');
        }
        line.push_str(&to_line(&path, entry)?);
        line.push('\n');
        self.torn = true;
        self.journal
            .write_all(line.as_bytes())
            .and_then(|()| self.journal.flush())
            .map_err(|error| document::unwritable(&path, error))?;
        self.torn = false;
        Ok(())
    }
}

/// The entry as a line that [`read`] can read back.
fn to_line(path: &Path, entry: &JournalEntry) -> Result<String> {
    let line = to_json(entry);
    if line.contains("null")
        && let Err(error) = from_json::<JournalEntry>(&line)
    {
        return Err(Error::format(format!(
            "{}: an entry is not written: a number is not finite",
            path.display()
        ))
        .because(error));
    }
    Ok(line)
}

/// Opens the journal in `folder`, which must not have one.
pub(super) fn create(folder: &Path) -> Result<File> {
    let path = folder.join(FILE);
    File::create_new(&path).map_err(|error| document::unwritable(&path, error))
}

/// Entries of a journal, and the number of lines that are none.
fn read(path: &Path) -> Result<(Vec<JournalEntry>, usize)> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            let path = path.display();
            return Err(Error::io(format!("cannot read {path}"), error));
        }
    };
    let (mut entries, mut damaged) = (Vec::new(), 0);
    for line in bytes.split(|byte| *byte == b'\n') {
        let entry = std::str::from_utf8(line)
            .ok()
            .and_then(|line| from_json(line).ok());
        match entry {
            Some(entry) => entries.push(entry),
            None if line.is_empty() => {}
            None => damaged += 1,
        }
    }
    Ok((entries, damaged))
}

impl Store {
    /// The newest run of `suite`, where it was interrupted: it has no
    /// `run.json`, or one that is marked partial.
    ///
    /// `None` where the newest run is complete, or there is none, or it
    /// stopped before its journal had a header. A run that is going on in
    /// another process looks interrupted.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or a newer major version has written it.
    pub fn last_unfinished(&self, suite: &str) -> Result<Option<Unfinished>> {
        let Some(path) = self.runs_of(suite)?.into_iter().next() else {
            return Ok(None);
        };
        let written = document::read(&path.join(super::runs::FILE))?;
        if written.is_some_and(|document| !document.run.partial) {
            return Ok(None);
        }
        let journal = path.join(FILE);
        let (mut entries, damaged) = read(&journal)?;
        if entries.is_empty() {
            return Ok(None);
        }
        let JournalEntry::Header { document, configs } = entries.remove(0)
        else {
            return Ok(None);
        };
        document::check_version(&document.schema_version, &journal)?;
        let header = *document;
        let id = super::runs::id_of(&path);
        Ok(Some(Unfinished { id, path, header, configs, entries, damaged }))
    }
}
