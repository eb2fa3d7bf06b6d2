//! The two macros, with the forms in which tokio writes them.

/// Makes a span.
#[macro_export]
macro_rules! trace_span {
    (target: $target:expr, $($rest:tt)*) => {
        $crate::trace_span!($($rest)*)
    };
    (parent: None, $($rest:tt)*) => {
        $crate::trace_span!(@ $crate::Made::NO_PARENT, $($rest)*)
    };
    (parent: $parent:expr, $($rest:tt)*) => {
        $crate::trace_span!(@ $crate::Span::id($parent), $($rest)*)
    };
    (@ $parent:expr, $name:literal $(, $($fields:tt)*)?) => {
        match $crate::listener() {
            Some(listener) => $crate::Span::new(listener, &$crate::Made {
                name: $name,
                parent: Some($parent),
                fields: $crate::fields!([] $($($fields)*)?),
            }),
            None => $crate::Span::none(),
        }
    };
    ($name:literal $(, $($fields:tt)*)?) => {
        match $crate::listener() {
            Some(listener) => $crate::Span::new(listener, &$crate::Made {
                name: $name,
                parent: None,
                fields: $crate::fields!([] $($($fields)*)?),
            }),
            None => $crate::Span::none(),
        }
    };
}

/// Tells that something happens.
#[macro_export]
macro_rules! trace {
    (target: $target:literal, $($fields:tt)*) => {
        if let Some(listener) = $crate::listener() {
            listener.told($target, $crate::fields!([] $($fields)*));
        }
    };
}

/// The fields as a slice: `%` shows a value, another must be one of ours.
#[doc(hidden)]
#[macro_export]
macro_rules! fields {
    ([$($done:tt)*]) => {
        &[$($done)*]
    };
    ([$($done:tt)*] % $name:ident $(, $($rest:tt)*)?) => {
        $crate::fields!([
            $($done)*
            (stringify!($name), $crate::Value::Shown(format_args!("{}", $name))),
        ] $($($rest)*)?)
    };
    ([$($done:tt)*] $($name:ident).+ = % $value:expr $(, $($rest:tt)*)?) => {
        $crate::fields!([
            $($done)*
            (
                stringify!($($name).+),
                $crate::Value::Shown(format_args!("{}", $value)),
            ),
        ] $($($rest)*)?)
    };
    ([$($done:tt)*] $name:literal = % $value:expr $(, $($rest:tt)*)?) => {
        $crate::fields!([
            $($done)*
            ($name, $crate::Value::Shown(format_args!("{}", $value))),
        ] $($($rest)*)?)
    };
    ([$($done:tt)*] $($name:ident).+ = $value:expr $(, $($rest:tt)*)?) => {
        $crate::fields!([
            $($done)*
            (stringify!($($name).+), $crate::Value::from($value)),
        ] $($($rest)*)?)
    };
}
