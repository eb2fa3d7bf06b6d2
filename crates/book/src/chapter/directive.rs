//! The text form of a directive: `{{#kind name… key=value key="a value"}}`.

use problem::SourceError;

const DIRECTIVE_START: &str = "{{#";

/// A directive as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive<'a> {
    /// All of it, with its braces.
    pub text: &'a str,
    pub kind: &'a str,
    /// What stands before the keys.
    pub names: Vec<&'a str>,
    key_values: Vec<(&'a str, &'a str)>,
}

impl<'a> Directive<'a> {
    /// `directive_text` with its braces.
    fn parse(directive_text: &'a str) -> Result<Self, SourceError> {
        let inner = directive_text
            .strip_prefix("{{#")
            .and_then(|rest| rest.strip_suffix("}}"))
            .unwrap_or(directive_text)
            .trim();
        let (kind, rest) =
            inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let mut directive = Directive {
            text: directive_text,
            kind,
            names: Vec::new(),
            key_values: Vec::new(),
        };
        directive.read_arguments(rest)?;
        Ok(directive)
    }

    fn read_arguments(
        &mut self,
        arguments_text: &'a str,
    ) -> Result<(), SourceError> {
        let mut rest = arguments_text.trim_start();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c == '=' || c.is_whitespace());
            match end {
                Some(end) if rest[end..].starts_with('=') => {
                    let (value, after) = split_value(&rest[end + 1..])?;
                    self.key_values.push((&rest[..end], value));
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
    pub fn only_name(&self) -> Result<&'a str, SourceError> {
        match self.names[..] {
            [name] => Ok(name),
            _ => Err(SourceError::new(
                format!(
                    "`{{{{#{}}}}}` takes one name and got {}",
                    self.kind,
                    self.names.len()
                ),
                format!("write `{{{{#{} NAME}}}}`", self.kind),
            )),
        }
    }

    pub fn value_of(&self, key: &str) -> Option<&'a str> {
        self.key_values
            .iter()
            .find(|(k, _)| *k == key)
            .map(|(_, v)| *v)
    }

    /// Refuses keys that the directive does not know.
    pub fn reject_other_keys(
        &self,
        allowed_keys: &[&str],
    ) -> Result<(), SourceError> {
        match self
            .key_values
            .iter()
            .find(|(key, _)| !allowed_keys.contains(key))
        {
            None => Ok(()),
            Some((key, _)) => {
                let allowed_keys = allowed_keys.iter().copied();
                let error = SourceError::not_found("key", key, allowed_keys);
                Err(error.within(format!("of `{{{{#{}}}}}`", self.kind)))
            }
        }
    }
}

fn split_value(argument_text: &str) -> Result<(&str, &str), SourceError> {
    if let Some(quoted) = argument_text.strip_prefix('"') {
        return quoted.split_once('"').ok_or_else(|| {
            SourceError::new(
                "a quoted value never ends",
                "add the closing `\"`",
            )
        });
    }
    let end = argument_text
        .find(char::is_whitespace)
        .unwrap_or(argument_text.len());
    Ok(argument_text.split_at(end))
}

/// The directive that has the whole line to itself, if there is one.
pub fn parse_line(line: &str) -> Option<Result<Directive<'_>, SourceError>> {
    let line = line.trim();
    let whole = line.starts_with("{{#")
        && line.ends_with("}}")
        && line.matches("{{#").count() == 1;
    whole.then(|| Directive::parse(line))
}

/// Replaces the directives within a line; inline code and `\{{#` stay.
pub fn expand_inline_directives(
    line: &str,
    mut expand: impl FnMut(Directive<'_>) -> anyhow::Result<String>,
) -> anyhow::Result<String> {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = next_directive(rest) {
        let end = end_of_directive(rest, start)?;
        out.push_str(&rest[..start]);
        let directive = Directive::parse(&rest[start..end])?;
        out.push_str(&expand(directive)?);
        rest = &rest[end..];
    }
    Ok(out + rest)
}

/// Where the directive at `start` ends. The next one must not start before.
fn end_of_directive(markdown: &str, start: usize) -> anyhow::Result<usize> {
    let inner = &markdown[start + DIRECTIVE_START.len()..];
    match (inner.find("}}"), inner.find(DIRECTIVE_START)) {
        (Some(end), next) if next.is_none_or(|next| end < next) => {
            Ok(start + DIRECTIVE_START.len() + end + 2)
        }
        _ => Err(SourceError::new(
            "a directive has no closing `}}`",
            r"add it, or write `\{{#` to show the braces as text",
        )
        .into()),
    }
}

/// Where the next directive starts that is not in inline code nor escaped.
fn next_directive(markdown: &str) -> Option<usize> {
    let mut start = 0;
    while let Some(found) = markdown[start..].find(['`', '{']) {
        let place = start + found;
        let rest = &markdown[place..];
        if rest.starts_with('`') {
            start = place + code_span_length(rest);
        } else if rest.starts_with(DIRECTIVE_START)
            && !markdown[..place].ends_with('\\')
        {
            return Some(place);
        } else {
            start = place + 1;
        }
    }
    None
}

/// The length of the inline code that `markdown` starts with: it ends with as
/// many backticks as it starts with. Without such an end, the backticks are
/// ordinary text.
fn code_span_length(markdown: &str) -> usize {
    let after = markdown.trim_start_matches('`');
    let ticks = markdown.len() - after.len();
    let mut end = ticks;
    while let Some(found) = markdown[end..].find('`') {
        let run = markdown[end + found..].bytes().take_while(|&b| b == b'`');
        let run = run.count();
        end += found + run;
        if run == ticks {
            return end;
        }
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_key_values_are_distinguished() {
        let line = r#"{{#chart a b caption="Two waits" kind=bars}}"#;
        let directive = parse_line(line).unwrap().unwrap();
        assert_eq!(directive.kind, "chart");
        assert_eq!(directive.names, ["a", "b"]);
        assert_eq!(directive.value_of("caption"), Some("Two waits"));
        assert_eq!(directive.value_of("kind"), Some("bars"));
        assert!(directive.reject_other_keys(&["caption"]).is_err());
    }

    #[test]
    fn directives_in_inline_code_stay() {
        let line = "a `{{#value x.y}}` and {{#value x.y}} and \\{{#value z}}";
        let out =
            expand_inline_directives(line, |d| Ok(d.names.join("+"))).unwrap();
        assert_eq!(out, "a `{{#value x.y}}` and x.y and \\{{#value z}}");
    }

    #[test]
    fn inline_code_ends_with_as_many_backticks_as_it_starts_with() {
        let line = "``a ` {{#value x.y}}`` ` {{#value x.y}}";
        let out =
            expand_inline_directives(line, |d| Ok(d.names.join("+"))).unwrap();
        assert_eq!(out, "``a ` {{#value x.y}}`` ` x.y");
    }

    #[test]
    fn a_missing_brace_is_an_error() {
        for line in [
            "a {{#value x.y} b",
            "{{#value x.y} {{#value x.z}}",
            "{{#listing two_waits}",
        ] {
            let error = expand_inline_directives(line, |_| Ok(String::new()))
                .unwrap_err();
            let error = error.downcast::<SourceError>().unwrap();
            assert_eq!(error.message, "a directive has no closing `}}`");
        }
    }

    #[test]
    fn an_unclosed_quote_is_an_error() {
        let parsed = parse_line(r#"{{#figure a caption="b}}"#).unwrap();
        let error = parsed.unwrap_err();
        assert_eq!(error.message, "a quoted value never ends");
    }
}
