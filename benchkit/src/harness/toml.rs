//! As much of TOML as a list of settings is: `key = value` lines, and below
//! them gates, `[[gate]]` with lines of their own.
//!
//! Keys, strings on one line, decimal numbers, booleans, arrays of these and
//! comments. What else TOML has is refused by its line; nothing is read in
//! another way than TOML reads it. A whole TOML library would be an eighth of
//! what a user compiles.

/// One `key = value`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The line it begins in, from 1.
    pub(super) line: usize,
    pub(super) key: String,
    /// The value as it would stand on the command line; an array has commas.
    pub(super) value: String,
    /// The gate that it belongs to, from 1; 0 is none.
    pub(super) gate: usize,
}

/// What is wrong, and in which line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) line: usize,
    pub(super) what: String,
}

type Result<T> = std::result::Result<T, Mistake>;

/// The entries of `text`, in order.
///
/// # Errors
/// When `text` is no TOML, or has what a list of settings has not.
pub(super) fn read(text: &str) -> Result<Vec<Entry>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { rest: text, line: 1 };
    let mut entries: Vec<Entry> = Vec::new();
    let mut gate = 0;
    while reader.more() {
        let line = reader.line;
        if reader.gate() {
            gate += 1;
            reader.end("[[gate]]")?;
            continue;
        }
        let key = reader.key()?;
        if entries.iter().any(|e| e.gate == gate && e.key == key) {
            return reader.mistake(&format!("`{key}` is set a second time"));
        }
        reader.blanks();
        if !reader.takes('=') {
            return reader.mistake(&format!("expected `{key} = …`"));
        }
        reader.blanks();
        let value = reader.value().map_err(|mistake| Mistake {
            what: format!("`{key}`: {}", mistake.what),
            ..mistake
        })?;
        reader.end(&key)?;
        entries.push(Entry { line, key, value, gate });
    }
    Ok(entries)
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Reader<'a> {
    fn mistake<T>(&self, what: &str) -> Result<T> {
        Err(Mistake { line: self.line, what: what.to_owned() })
    }

    fn takes(&mut self, c: char) -> bool {
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Takes the characters up to the first one that `ends` knows.
    fn until(&mut self, ends: fn(char) -> bool) -> &'a str {
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn blanks(&mut self) {
        self.until(|c| c != ' ' && c != '\t');
    }

    fn newline(&mut self) -> bool {
        let rest = self.rest.strip_prefix("\r\n");
        let rest = rest.or_else(|| self.rest.strip_prefix('\n'));
        self.rest = rest.unwrap_or(self.rest);
        self.line += usize::from(rest.is_some());
        rest.is_some()
    }

    fn comment(&mut self) {
        if self.takes('#') {
            self.until(is_control);
        }
    }

    /// Skips blanks, comments and ends of lines; says whether more follows.
    fn more(&mut self) -> bool {
        loop {
            self.blanks();
            self.comment();
            if !self.newline() {
                return !self.rest.is_empty();
            }
        }
    }

    /// Takes the header of a gate.
    fn gate(&mut self) -> bool {
        let before = self.rest;
        let words = ["[[", "gate", "]]"];
        let taken = words.into_iter().all(|word| {
            self.blanks();
            let rest = self.rest.strip_prefix(word);
            self.rest = rest.unwrap_or(self.rest);
            rest.is_some()
        });
        if !taken {
            self.rest = before;
        }
        taken
    }

    /// Nothing but a comment may follow `what` in its line.
    fn end(&mut self, what: &str) -> Result<()> {
        self.blanks();
        self.comment();
        if self.rest.is_empty() || self.newline() {
            return Ok(());
        }
        self.mistake(&format!("the value of `{what}` should end here"))
    }

    fn key(&mut self) -> Result<String> {
        if self.rest.starts_with('[') {
            let table = self.rest.lines().next().unwrap_or_default().trim();
            let what = format!(
                "`{table}`: there are no tables here but [[gate]], only \
                 `key = value`"
            );
            return self.mistake(&what);
        }
        if self.rest.starts_with(['"', '\'']) {
            return self.string();
        }
        let key =
            self.until(|c| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
        if key.is_empty() {
            return self.mistake("expected a key");
        }
        Ok(key.to_owned())
    }

    fn value(&mut self) -> Result<String> {
        if !self.takes('[') {
            return self.scalar();
        }
        let mut all = Vec::new();
        loop {
            self.more();
            if self.takes(']') {
                return Ok(all.join(","));
            }
            all.push(self.scalar()?);
            self.more();
            if !self.takes(',') && !self.rest.starts_with(']') {
                return self.mistake("expected `,` or `]`");
            }
        }
    }

    fn scalar(&mut self) -> Result<String> {
        if self.rest.starts_with(['"', '\'']) {
            return self.string();
        }
        let word = self.until(|c| is_control(c) || " \t,]#".contains(c));
        if word == "true" || word == "false" {
            return Ok(word.to_owned());
        }
        match number(word) {
            Some(number) => Ok(number),
            None => self.mistake(
                "expected \"text\" in quotes, a decimal number, true or false",
            ),
        }
    }

    /// A string in quotes of either kind, on one line.
    fn string(&mut self) -> Result<String> {
        if self.rest.starts_with("\"\"\"") || self.rest.starts_with("'''") {
            return self.mistake("there are no strings over lines here");
        }
        if self.takes('\'') {
            let text = self.until(|c| is_control(c) || c == '\'');
            return self.closed('\'', text.to_owned());
        }
        self.takes('"');
        let mut text = String::new();
        loop {
            text.push_str(self.until(|c| is_control(c) || "\"\\".contains(c)));
            if !self.takes('\\') {
                return self.closed('"', text);
            }
            text.push(self.escape()?);
        }
    }

    fn closed(&mut self, quote: char, text: String) -> Result<String> {
        if self.takes(quote) {
            return Ok(text);
        }
        self.mistake("the string does not end in its line")
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Result<char> {
        let plain = [
            ('b', '\u{8}'),
            ('t', '\t'),
            ('n', '\n'),
            ('f', '\u{c}'),
            ('r', '\r'),
            ('"', '"'),
            ('\\', '\\'),
        ];
        for (name, meant) in plain {
            if self.takes(name) {
                return Ok(meant);
            }
        }
        let digits = match (self.takes('u'), self.takes('U')) {
            (true, _) => 4,
            (_, true) => 8,
            _ => 0,
        };
        let code = self.rest.get(..digits).unwrap_or_default();
        let scalar = code.bytes().all(|b| b.is_ascii_hexdigit());
        let scalar = scalar.then(|| u32::from_str_radix(code, 16).ok());
        let Some(meant) = scalar.flatten().and_then(char::from_u32) else {
            return self.mistake("TOML has no such escape");
        };
        self.rest = &self.rest[digits..];
        Ok(meant)
    }
}

/// What may stand neither in a string nor in a comment.
fn is_control(c: char) -> bool {
    (c < ' ' && c != '\t') || c == '\u{7f}'
}

/// A decimal number, without the underscores and the plus that TOML allows.
fn number(word: &str) -> Option<String> {
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    let mut rest = unsigned;
    let whole = digits(&mut rest)?;
    if whole.len() > 1 && whole.starts_with('0') {
        return None;
    }
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction;
        digits(&mut rest)?;
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        rest = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        digits(&mut rest)?;
    }
    let sign = if word.starts_with('-') { "-" } else { "" };
    rest.is_empty().then(|| format!("{sign}{}", unsigned.replace('_', "")))
}

/// Takes digits with single underscores between them.
fn digits<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '_');
    let (taken, after) = rest.split_at(end.unwrap_or(rest.len()));
    *rest = after;
    let apart = taken.split('_').all(|group| !group.is_empty());
    apart.then_some(taken)
}

#[cfg(test)]
#[path = "toml_tests.rs"]
mod tests;
