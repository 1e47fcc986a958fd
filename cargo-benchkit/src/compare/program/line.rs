//! A command as words: started directly, or by a shell where it needs one.

use crate::error::{Error, Result};

/// What starts the commands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shell {
    /// Nothing, unless one of them needs `sh`.
    #[default]
    Auto,
    /// Nothing.
    None,
    /// A shell, with its own arguments.
    Words(Vec<String>),
}

/// How all commands are started: all alike, or their ratio would hold the
/// shell's start on one side only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lines {
    /// What is executed for each command.
    pub(crate) each: Vec<Vec<String>>,
    /// The shell with nothing to do, where there is a shell.
    pub(crate) empty: Option<Vec<String>>,
}

/// Words with which a command is the shell's own.
const OWN: [&str; 28] = [
    ".", ":", "alias", "break", "case", "cd", "command", "continue", "eval",
    "exec", "exit", "export", "for", "function", "if", "read", "readonly",
    "return", "set", "shift", "source", "times", "trap", "type", "ulimit",
    "umask", "unset", "while",
];

impl Shell {
    /// "auto", "none", or a shell such as "bash --norc".
    ///
    /// # Errors
    /// For quotes that do not close, and for nothing.
    pub(crate) fn parse(text: &str) -> std::result::Result<Self, String> {
        match text.trim() {
            "auto" => Ok(Self::Auto),
            "none" => Ok(Self::None),
            other => match shell_words::split(other) {
                Ok(words) if !words.is_empty() => Ok(Self::Words(words)),
                Ok(_) => Err("expected auto, none or a shell".to_owned()),
                Err(error) => Err(error.to_string()),
            },
        }
    }

    /// The shell that set-up and clean-up commands get: always one.
    pub(crate) fn or_sh(&self) -> Vec<String> {
        match self {
            Self::Words(words) => words.clone(),
            Self::Auto | Self::None => vec!["sh".to_owned()],
        }
    }

    /// What is executed for `commands`.
    ///
    /// # Errors
    /// For a command without words, or whose quotes do not close.
    pub(crate) fn lines(&self, commands: &[String]) -> Result<Lines> {
        if let Some(at) = commands.iter().position(|c| c.trim().is_empty()) {
            return Err(Error::new(format!(
                "--command number {} is empty",
                at + 1
            )));
        }
        let through = match self {
            Self::Auto => commands.iter().any(|c| needs_shell(c)),
            Self::None => false,
            Self::Words(_) => true,
        };
        if through {
            let shell = self.or_sh();
            let each = commands.iter().map(|c| told(&shell, c)).collect();
            return Ok(Lines { each, empty: Some(told(&shell, "")) });
        }
        let each: Result<Vec<Vec<String>>> =
            commands.iter().map(|c| words(c)).collect();
        Ok(Lines { each: each?, empty: None })
    }
}

/// The shell's words that execute `command`.
pub(crate) fn told(shell: &[String], command: &str) -> Vec<String> {
    let mut words = shell.to_vec();
    words.extend(["-c".to_owned(), command.to_owned()]);
    words
}

fn words(command: &str) -> Result<Vec<String>> {
    let words = shell_words::split(command).map_err(|e| {
        Error::because(&format!("--command «{command}» cannot be split"), e)
    })?;
    match words.first() {
        Some(first) if !first.is_empty() => Ok(words),
        _ => Err(Error::new(format!("--command «{command}» has no program"))),
    }
}

/// Whether anything in `command` means something to a shell beyond words and
/// quotes.
fn needs_shell(command: &str) -> bool {
    let first = command.split_whitespace().next().unwrap_or_default();
    if OWN.contains(&first) || first.contains('=') {
        return true;
    }
    let (mut quote, mut escaped, mut begins) = (None, false, true);
    for c in command.trim().chars() {
        let special = match quote {
            Some('\'') => false,
            Some(_) => matches!(c, '$' | '`'),
            None => {
                matches!(
                    c,
                    '|' | '&'
                        | ';'
                        | '<'
                        | '>'
                        | '('
                        | ')'
                        | '$'
                        | '`'
                        | '*'
                        | '?'
                        | '['
                        | '{'
                        | '}'
                        | '\n'
                ) || begins && matches!(c, '~' | '#' | '!')
            }
        };
        if special && !escaped {
            return true;
        }
        begins = quote.is_none() && !escaped && c.is_whitespace();
        if escaped {
            escaped = false;
            continue;
        }
        match (quote, c) {
            (Some('\''), '\\') => {}
            (_, '\\') => escaped = true,
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_a_shell_gets_one() {
        for plain in [
            "sleep 1",
            "grep 'a|b' file",
            r#"x "a b; c""#,
            r"x a\ b \$HOME",
            "x a=b --c=d",
            "x a~ b#c",
            r"x 'a\' b",
        ] {
            assert!(!needs_shell(plain), "{plain}");
        }
        for shell in [
            "a | b",
            "a > b",
            "A=1 b",
            "cd a",
            "a $B",
            r#"a "$B""#,
            "a *.c",
            "a ~/b",
            "a # b",
            "a\nb",
            "! a",
            "a; b",
            r"x 'a\' | b",
        ] {
            assert!(needs_shell(shell), "{shell}");
        }
    }

    #[test]
    fn one_command_that_needs_a_shell_takes_the_others_with_it() {
        let all = ["a 'b c'".to_owned(), "d".to_owned()];
        let direct = Shell::Auto.lines(&all).expect("lines");
        assert_eq!(direct.each[0], ["a", "b c"]);
        assert_eq!(direct.empty, None);
        let all = ["a 'b c'".to_owned(), "d | e".to_owned()];
        let through = Shell::Auto.lines(&all).expect("lines");
        assert_eq!(through.each[0], ["sh", "-c", "a 'b c'"]);
        assert_eq!(through.empty.expect("a shell"), ["sh", "-c", ""]);
        let none = Shell::None.lines(&all).expect("lines");
        assert_eq!(none.each[1], ["d", "|", "e"]);
        let bash = Shell::parse("bash --norc").expect("a shell");
        let lines = bash.lines(&all[..1]).expect("lines");
        assert_eq!(lines.each[0], ["bash", "--norc", "-c", "a 'b c'"]);
    }

    #[test]
    fn what_is_no_command_is_named() {
        let wrong = |command: &str| {
            let all = ["a".to_owned(), command.to_owned()];
            Shell::None.lines(&all).expect_err("wrong").to_string()
        };
        assert!(wrong("b 'c").contains("«b 'c»"), "{}", wrong("b 'c"));
        assert!(wrong(" ").contains("number 2"), "{}", wrong(" "));
        assert!(Shell::parse("").is_err());
    }
}
