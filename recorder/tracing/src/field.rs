//! What a field may hold.

use std::fmt;

#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    Nothing,
    Text(&'a str),
    Shown(fmt::Arguments<'a>),
    Number(u64),
    Flag(bool),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a &str> for Value<'a> {
    fn from(text: &'a &str) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<T> From<Option<T>> for Value<'_>
where
    Self: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Self::from)
    }
}

/// None of tokio's numbers is negative.
macro_rules! numbers {
    ($($kind:ty)*) => {
        $(impl From<$kind> for Value<'_> {
            fn from(number: $kind) -> Self {
                Self::Number(u64::try_from(number).unwrap_or(0))
            }
        })*
    };
}

numbers! { i32 u32 u64 usize }
