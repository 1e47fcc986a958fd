//! Says every line once: several builds of one tree have the same remarks.

use std::{
    collections::BTreeSet,
    io::{Result, Write},
};

/// Passes on whole lines that it has not passed on yet.
pub(super) struct Once<'t> {
    talk: &'t mut dyn Write,
    said: BTreeSet<Vec<u8>>,
    line: Vec<u8>,
}

impl<'t> Once<'t> {
    pub(super) fn new(talk: &'t mut dyn Write) -> Self {
        Self { talk, said: BTreeSet::new(), line: Vec::new() }
    }
}

impl Write for Once<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                let line = std::mem::take(&mut self.line);
                if !self.said.contains(&line) {
                    self.talk.write_all(&line)?;
                    self.said.insert(line);
                }
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        // Whoever flushes has no more of this line.
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() && !self.said.contains(&line) {
            self.talk.write_all(&line)?;
            self.said.insert(line);
        }
        self.talk.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_said_once_however_it_comes() {
        let mut heard = Vec::new();
        let mut once = Once::new(&mut heard);
        for text in ["a is left", " out\nb\n", "a is left out\n", "b\nc\n"] {
            once.write_all(text.as_bytes()).expect("written");
        }
        once.write_all(b"no end").expect("written");
        once.flush().expect("flushed");
        let heard = String::from_utf8_lossy(&heard);
        assert_eq!(heard, "a is left out\nb\nc\nno end");
    }
}
