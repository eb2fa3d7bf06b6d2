//! The values of the commands for exercises and progress.

use super::super::Wish;
use anyhow::{Result, anyhow, bail};

pub fn exercise(name: Option<String>, command: &str) -> Result<String> {
    name.ok_or_else(|| {
        anyhow!(
            "`{command}` needs an exercise's name; `cargo run -- list` shows \
             them"
        )
    })
}

pub fn steps(text: &str) -> Result<usize> {
    let steps = text.parse().ok().filter(|steps| *steps > 0);
    steps.ok_or_else(|| {
        anyhow!("`{text}` is no number of steps; write 1, 2 or 3")
    })
}

/// `export FILE`, `import FILE`, `reset`, or nothing.
pub fn wish(
    word: Option<String>,
    file: Option<String>,
    sure: bool,
) -> Result<Wish> {
    Ok(match (word.as_deref(), file) {
        (None, None) => Wish::Show,
        (Some("reset"), None) => Wish::Reset { sure },
        (Some("export"), Some(file)) => Wish::Export(file.into()),
        (Some("import"), Some(file)) => Wish::Import(file.into()),
        (Some(word @ ("export" | "import")), None) => {
            bail!("`progress {word}` needs a file's name")
        }
        (word, _) => bail!(
            "`progress {}` is not understood; write `progress`, \
             `progress export FILE`, `progress import FILE` or \
             `progress reset`",
            word.unwrap_or_default()
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::{Command, Wish, parse};
    use anyhow::Result;
    use std::ffi::OsString;

    fn parsed(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(OsString::from))
    }

    fn refused(line: &str) -> String {
        parsed(line).unwrap_err().to_string()
    }

    #[test]
    fn exercises_have_their_commands() {
        let root = None;
        assert_eq!(
            parsed("check").unwrap(),
            Command::Check {
                root: None,
                name: None
            }
        );
        assert_eq!(
            parsed("hint one_stalls 2").unwrap(),
            Command::Hint {
                root: None,
                name: "one_stalls".into(),
                steps: 2
            }
        );
        assert_eq!(
            parsed("reset one_stalls --yes").unwrap(),
            Command::Reset {
                root: None,
                name: "one_stalls".into(),
                sure: true
            }
        );
        let wish = Wish::Export("mine.json".into());
        assert_eq!(
            parsed("progress export mine.json").unwrap(),
            Command::Progress { root, wish }
        );
        assert!(refused("hint").contains("an exercise's name"));
        assert!(refused("hint a nine").contains("no number of steps"));
        assert!(refused("check a b").contains("`cargo run -- --help`"));
        assert!(refused("progress import").contains("a file's name"));
        assert!(refused("progress erase").contains("not understood"));
    }
}
