//! The text form of a directive: `{{#word name… key=value key="a value"}}`.

use super::Wrong;

/// A directive as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive<'a> {
    /// All of it, with its braces.
    pub text: &'a str,
    pub word: &'a str,
    /// What stands before the keys.
    pub names: Vec<&'a str>,
    keys: Vec<(&'a str, &'a str)>,
}

impl<'a> Directive<'a> {
    /// `text` with its braces.
    fn parse(text: &'a str) -> Result<Self, Wrong> {
        let inner = text
            .strip_prefix("{{#")
            .and_then(|rest| rest.strip_suffix("}}"))
            .unwrap_or(text)
            .trim();
        let (word, rest) =
            inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let mut directive = Directive {
            text,
            word,
            names: Vec::new(),
            keys: Vec::new(),
        };
        directive.read_arguments(rest)?;
        Ok(directive)
    }

    fn read_arguments(&mut self, text: &'a str) -> Result<(), Wrong> {
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c == '=' || c.is_whitespace());
            match end {
                Some(end) if rest[end..].starts_with('=') => {
                    let (value, after) = value(&rest[end + 1..])?;
                    self.keys.push((&rest[..end], value));
                    rest = after.trim_start();
                }
                _ => {
                    let end = end.unwrap_or(rest.len());
                    self.names.push(&rest[..end]);
                    rest = rest[end..].trim_start();
                }
            }
        }
        Ok(())
    }

    /// The only name, where the directive takes just one.
    pub fn one_name(&self) -> Result<&'a str, Wrong> {
        match self.names[..] {
            [name] => Ok(name),
            _ => Err((
                format!(
                    "`{{{{#{}}}}}` takes one name and got {}",
                    self.word,
                    self.names.len()
                ),
                format!("write `{{{{#{} NAME}}}}`", self.word),
            )),
        }
    }

    pub fn key(&self, key: &str) -> Option<&'a str> {
        self.keys.iter().find(|(k, _)| *k == key).map(|(_, v)| *v)
    }

    /// Refuses keys that the directive does not know.
    pub fn only_keys(&self, known: &[&str]) -> Result<(), Wrong> {
        match self.keys.iter().find(|(key, _)| !known.contains(key)) {
            None => Ok(()),
            Some((key, _)) => Err((
                format!("`{{{{#{}}}}}` has no key `{key}`", self.word),
                crate::problem::suggest(key, known.iter().copied()),
            )),
        }
    }
}

fn value(text: &str) -> Result<(&str, &str), Wrong> {
    if let Some(quoted) = text.strip_prefix('"') {
        return quoted.split_once('"').ok_or_else(|| {
            (
                "a quoted value never ends".to_owned(),
                "add the closing `\"`".to_owned(),
            )
        });
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    Ok(text.split_at(end))
}

/// The directive that has the whole line to itself, if there is one.
pub fn alone(line: &str) -> Option<Result<Directive<'_>, Wrong>> {
    let line = line.trim();
    let whole = line.starts_with("{{#")
        && line.ends_with("}}")
        && line.matches("{{#").count() == 1;
    whole.then(|| Directive::parse(line))
}

/// Replaces the directives within a line; inline code and `\{{#` stay.
pub fn inline(
    line: &str,
    mut expand: impl FnMut(Directive<'_>) -> anyhow::Result<String>,
) -> anyhow::Result<String> {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = next_directive(rest) {
        let Some(length) = rest[start..].find("}}") else {
            break;
        };
        let end = start + length + 2;
        out.push_str(&rest[..start]);
        let directive =
            Directive::parse(&rest[start..end]).map_err(super::wrong)?;
        out.push_str(&expand(directive)?);
        rest = &rest[end..];
    }
    Ok(out + rest)
}

/// Where the next directive starts that is not in inline code nor escaped.
fn next_directive(text: &str) -> Option<usize> {
    let mut in_code = false;
    text.char_indices().find_map(|(i, c)| {
        if c == '`' {
            in_code = !in_code;
        }
        let escaped = text[..i].ends_with('\\');
        (!in_code && !escaped && text[i..].starts_with("{{#")).then_some(i)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_keys_are_told_apart() {
        let line = r#"{{#chart a b caption="Two waits" kind=bars}}"#;
        let directive = alone(line).unwrap().unwrap();
        assert_eq!(directive.word, "chart");
        assert_eq!(directive.names, ["a", "b"]);
        assert_eq!(directive.key("caption"), Some("Two waits"));
        assert_eq!(directive.key("kind"), Some("bars"));
        assert!(directive.only_keys(&["caption"]).is_err());
    }

    #[test]
    fn directives_in_inline_code_stay() {
        let line = "a `{{#value x.y}}` and {{#value x.y}} and \\{{#value z}}";
        let out = inline(line, |d| Ok(d.names.join("+"))).unwrap();
        assert_eq!(out, "a `{{#value x.y}}` and x.y and \\{{#value z}}");
    }

    #[test]
    fn an_open_quote_is_said() {
        let (what, _) =
            alone(r#"{{#figure a caption="b}}"#).unwrap().unwrap_err();
        assert_eq!(what, "a quoted value never ends");
    }
}
