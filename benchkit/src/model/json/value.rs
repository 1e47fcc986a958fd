//! JSON as a tree, and the reader of its text.

/// A value of JSON; it borrows from the text that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// As it was written: whole numbers keep all their digits.
    Number(&'a str),
    /// A string without its quotes and escapes.
    Text(String),
    /// The elements of an array.
    List(Vec<Value<'a>>),
    /// Members in the order of the text; the last of a name counts.
    Object(Vec<(String, Value<'a>)>),
}

/// What is wrong with a text; where is known to the reader.
type Read<T> = Result<T, &'static str>;

/// Reads one element of a list, or one member of an object.
type ReadItem<'r, 'a> = dyn FnMut(&mut Reader<'a>) -> Read<()> + 'r;

/// How deep lists and objects may lie in each other: the reader calls itself.
const DEEPEST: usize = 127;
const CUT: &str = "the text ends too early";

impl<'a> Value<'a> {
    /// Reads `text`, which holds one value and nothing else.
    ///
    /// # Errors
    /// When it is no JSON: what is wrong, with its line and column.
    pub(crate) fn parse(text: &'a str) -> Result<Self, String> {
        let mut reader = Reader { text, at: 0, depth: 0 };
        reader.document().map_err(|what| {
            let before = &text.as_bytes()[..reader.at];
            let mut place = (1, 1);
            for byte in before {
                place = match byte {
                    b'\n' => (place.0 + 1, 1),
                    _ => (place.0, place.1 + 1),
                };
            }
            format!("{what} at line {} column {}", place.0, place.1)
        })
    }

    /// The member `name` of an object.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().rev().find(|member| member.0 == name).map(|m| &m.1)
    }

    pub(super) fn number(&self) -> Option<&'a str> {
        if let Self::Number(text) = self { Some(text) } else { None }
    }

    pub(crate) fn as_u64(&self) -> Option<u64> {
        self.number()?.parse().ok()
    }

    pub(super) fn as_f64(&self) -> Option<f64> {
        self.number()?.parse().ok()
    }
}

struct Reader<'a> {
    text: &'a str,
    /// Where the next byte is read.
    at: usize,
    /// Lists and objects around it.
    depth: usize,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Read<Value<'a>> {
        let value = self.value()?;
        self.blanks();
        if self.at < self.text.len() {
            return Err("nothing more is expected");
        }
        Ok(value)
    }

    fn value(&mut self) -> Read<Value<'a>> {
        self.blanks();
        match self.peek() {
            Some(b'n') => self.word("null", Value::Null),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'"') => self.string().map(Value::Text),
            Some(b'[') => self.list(),
            Some(b'{') => self.object(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => Err("a value is expected"),
            None => Err(CUT),
        }
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Read<Value<'a>> {
        if !self.text[self.at..].starts_with(word) {
            return Err("a value is expected");
        }
        self.at += word.len();
        Ok(value)
    }

    fn list(&mut self) -> Read<Value<'a>> {
        let mut items = Vec::new();
        self.enclosed(b']', &mut |reader| {
            items.push(reader.value()?);
            Ok(())
        })?;
        Ok(Value::List(items))
    }

    fn object(&mut self) -> Read<Value<'a>> {
        let mut members = Vec::new();
        self.enclosed(b'}', &mut |reader| {
            reader.blanks();
            if reader.peek() != Some(b'"') {
                return Err(reader.expected("a name in quotes is expected"));
            }
            let name = reader.string()?;
            if !reader.take(b':') {
                return Err(reader.expected("a colon is expected"));
            }
            members.push((name, reader.value()?));
            Ok(())
        })?;
        Ok(Value::Object(members))
    }

    /// Reads the items from the bracket here up to `end`.
    fn enclosed(&mut self, end: u8, item: &mut ReadItem<'_, 'a>) -> Read<()> {
        if self.depth == DEEPEST {
            return Err("this lies too deep");
        }
        self.depth += 1;
        self.at += 1;
        let mut done = self.take(end);
        while !done {
            item(self)?;
            done = self.take(end);
            if !done && !self.take(b',') {
                return Err(self.expected("a comma or the end is expected"));
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn number(&mut self) -> Read<Value<'a>> {
        let from = self.at;
        self.one_of(b"-");
        let mut good = self.one_of(b"0") || self.digits();
        if self.one_of(b".") {
            good &= self.digits();
        }
        if self.one_of(b"eE") {
            self.one_of(b"+-");
            good &= self.digits();
        }
        if !good {
            return Err(self.expected("a digit is expected"));
        }
        let number = Value::Number(&self.text[from..self.at]);
        if number.as_f64().is_some_and(f64::is_finite) {
            Ok(number)
        } else {
            Err("this number is too large")
        }
    }

    fn string(&mut self) -> Read<String> {
        let mut text = String::new();
        self.at += 1;
        let mut from = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    text.push_str(&self.text[from..self.at]);
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    text.push_str(&self.text[from..self.at]);
                    self.at += 1;
                    text.push(self.escaped()?);
                    from = self.at;
                }
                Some(0..b' ') => return Err("this must be escaped"),
                Some(_) => self.at += 1,
                None => return Err(CUT),
            }
        }
    }

    /// The character whose escape goes on here, after the backslash.
    fn escaped(&mut self) -> Read<char> {
        let byte = self.peek().ok_or(CUT)?;
        let known = match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return Err("this escape is not known"),
        };
        self.at += 1;
        Ok(known)
    }

    /// `uXXXX`, or two of them for a character of more than 16 bits.
    fn unicode(&mut self) -> Read<char> {
        let first = self.sixteen_bits()?;
        let code = if (0xD800..0xDC00).contains(&first) {
            if !self.one_of(b"\\") {
                return Err("half of a character is missing");
            }
            let low = self.sixteen_bits()?.wrapping_sub(0xDC00);
            if low >= 0x400 {
                return Err("half of a character is missing");
            }
            0x1_0000 + ((first - 0xD800) << 10) + low
        } else {
            first
        };
        char::from_u32(code).ok_or("half of a character is missing")
    }

    fn sixteen_bits(&mut self) -> Read<u32> {
        if !self.one_of(b"u") {
            return Err("half of a character is missing");
        }
        let mut bits = 0;
        for _ in 0..4 {
            let digit = self.peek().map(char::from);
            let digit = digit.and_then(|digit| digit.to_digit(16));
            bits = bits * 16
                + digit.ok_or("four hexadecimal digits are expected")?;
            self.at += 1;
        }
        Ok(bits)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.one_of(b" \t\n\r") {}
    }

    /// Whether `byte` comes next, blanks apart; it is then passed.
    fn take(&mut self, byte: u8) -> bool {
        self.blanks();
        self.one_of(&[byte])
    }

    /// Whether one of `bytes` comes next; it is then passed.
    fn one_of(&mut self, bytes: &[u8]) -> bool {
        let found = self.peek().is_some_and(|next| bytes.contains(&next));
        self.at += usize::from(found);
        found
    }

    /// Whether a digit comes next; all of them are then passed.
    fn digits(&mut self) -> bool {
        let found = self.one_of(b"0123456789");
        while self.one_of(b"0123456789") {}
        found
    }

    /// `what`, unless there is nothing at all.
    fn expected(&self, what: &'static str) -> &'static str {
        if self.at < self.text.len() { what } else { CUT }
    }
}
