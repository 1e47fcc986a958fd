//! The entries of a table, read one by one; each mistake is kept with its
//! line and key.

use super::tree::{Entry, Mistake, Value};
use wildmatch::WildMatch;

/// The entries of one gate, and where its mistakes go.
pub(super) struct Table<'a> {
    pub(super) line: usize,
    pub(super) entries: &'a [Entry],
    pub(super) mistakes: &'a mut Vec<Mistake>,
}

impl Table<'_> {
    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        match &self.entry(key)?.node.value {
            Value::Text(text) if !text.trim().is_empty() => {
                return Some(text.clone());
            }
            Value::Text(_) => self.wrong(key, "it is empty"),
            _ => self.wrong(key, "expected \"text\" in quotes"),
        }
        None
    }

    pub(super) fn number(&mut self, key: &str) -> Option<f64> {
        match &self.entry(key)?.node.value {
            Value::Number(number) if number.is_finite() => {
                return Some(*number);
            }
            Value::Text(_) => self.wrong(
                key,
                "expected a number without quotes; its unit stands in `unit`",
            ),
            _ => self.wrong(key, "expected a number"),
        }
        None
    }

    /// One word of a table.
    pub(super) fn word<T: Copy>(
        &mut self,
        key: &str,
        table: &[(&str, T)],
    ) -> Option<T> {
        let text = self.text(key)?;
        let known = table.iter().find(|(name, _)| *name == text);
        if known.is_none() {
            let names: Vec<&str> =
                table.iter().map(|(name, _)| *name).collect();
            let near = nearest(&text, &names);
            let hint = near.map(|near| format!("; did you mean \"{near}\"?"));
            let hint = hint.unwrap_or_default();
            let names = names.join(", ");
            self.wrong(key, &format!("expected one of {names}{hint}"));
        }
        known.map(|(_, value)| *value)
    }

    /// A text, or a list of texts.
    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        let Some(entry) = self.entry(key) else { return Vec::new() };
        let texts: Option<Vec<String>> = match &entry.node.value {
            Value::Text(text) => Some(vec![text.clone()]),
            Value::List(items) => items
                .iter()
                .map(|item| match &item.value {
                    Value::Text(text) => Some(text.clone()),
                    _ => None,
                })
                .collect(),
            _ => None,
        };
        match texts {
            Some(texts)
                if !texts.is_empty()
                    && texts.iter().all(|t| !t.trim().is_empty()) =>
            {
                return texts;
            }
            Some(_) => self.wrong(key, "it is empty"),
            None => self.wrong(key, "expected \"text\" or a list of texts"),
        }
        Vec::new()
    }

    pub(super) fn patterns(&mut self, key: &str) -> Vec<WildMatch> {
        self.texts(key).iter().map(|text| WildMatch::new(text)).collect()
    }

    pub(super) fn mistake(&mut self, line: usize, what: String) {
        self.mistakes.push(Mistake { line, what });
    }

    /// What is wrong with the value of `key`.
    pub(super) fn wrong(&mut self, key: &str, why: &str) {
        if let Some(Entry { line, node, .. }) = self.entry(key) {
            let (line, what) =
                (*line, format!("`{key} = {}`: {why}", shown(&node.value)));
            self.mistake(line, what);
        }
    }

    /// What `key` needs beside it.
    pub(super) fn needs(&mut self, key: &str, what: &str) {
        if let Some(line) = self.entry(key).map(|entry| entry.line) {
            self.mistake(line, format!("`{key}` needs {what}"));
        }
    }

    pub(super) fn lacks(&mut self, what: &str) {
        self.mistake(self.line, format!("this gate has no {what}"));
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("{text:?}"),
        Value::Number(number) => number.to_string(),
        Value::Truth(truth) => truth.to_string(),
        Value::List(items) => {
            let items: Vec<String> =
                items.iter().map(|item| shown(&item.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(_) => "{…}".to_owned(),
        Value::Other(name) => (*name).to_owned(),
    }
}

/// What to say of a key that does not exist.
pub(super) fn unknown(key: &str, known: &[&str]) -> String {
    match nearest(key, known) {
        Some(near) => format!("unknown key `{key}`: did you mean `{near}`?"),
        None => format!("unknown key `{key}`; there are {}", known.join(", ")),
    }
}

/// The known word that a misspelt one most resembles.
fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let likeness = |known: &str| strsim::jaro_winkler(known, word);
    known
        .iter()
        .copied()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .filter(|near| likeness(near) > 0.8)
}
