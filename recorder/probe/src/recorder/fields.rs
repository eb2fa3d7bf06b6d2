//! The fields that tokio gives with each span and event.

use std::borrow::Cow;
use tracing::Value;

/// All fields, in tokio's order.
pub struct Fields<'a>(&'a [(&'static str, Value<'a>)]);

impl<'a> Fields<'a> {
    pub fn new(fields: &'a [(&'static str, Value<'a>)]) -> Self {
        Self(fields)
    }

    pub fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        match self.get(name)? {
            Value::Text(text) => Some(text.into()),
            Value::Shown(text) => Some(match text.as_str() {
                Some(text) => text.into(),
                None => text.to_string().into(),
            }),
            _ => None,
        }
    }

    pub fn number(&self, name: &str) -> Option<u64> {
        match self.get(name)? {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    pub fn is_true(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Value::Flag(true)))
    }

    /// The first field: in a change of state, that is what has changed.
    pub fn first(&self) -> Option<(&'static str, Value<'a>)> {
        self.0.first().copied()
    }

    /// Where in the source, without the folders above a crate's own.
    pub fn place(&self) -> Option<(&'a str, u64)> {
        let Value::Text(file) = self.get("loc.file")? else {
            return None;
        };
        let crates = file.split_once("/registry/src/");
        let own = crates.and_then(|(_, path)| path.split_once('/'));
        Some((own.map_or(file, |(_, path)| path), self.number("loc.line")?))
    }

    fn get(&self, name: &str) -> Option<Value<'a>> {
        let named = self.0.iter().find(|(field, _)| *field == name);
        named.map(|(_, value)| *value)
    }
}
