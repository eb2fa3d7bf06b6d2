//! Turns an `async fn` into a function that returns a future which knows where
//! it is awaited.

use crate::block::{Block, indent_like};

/// `async fn f() -> T {` becomes `fn f() -> impl Future<Output = T> + use<..> {
/// ::probe::RecordedFuture::new(async move {`.
pub fn await_with_place(
    lines: &mut Vec<String>,
    block: Block,
    future_type: &str,
    captured_generics: &str,
) -> Result<(), String> {
    let head = lines[block.first_line..=block.opening_line].join("\n");
    let not_async = || "it is no `async fn`".to_owned();
    let (before, rest) = head.split_once("async fn ").ok_or_else(not_async)?;
    let rest = rest.strip_suffix('{').ok_or_else(not_async)?.trim_end();
    let (rest, bounds) = match rest.split_once("\n") {
        Some((_, tail)) if tail.contains("where") => {
            let split = rest.find("where").unwrap_or(rest.len());
            (rest[..split].trim_end(), format!(" {}", &rest[split..]))
        }
        _ => (rest, String::new()),
    };
    let (call, output) = match rest.rsplit_once(") -> ") {
        Some((call, output)) => (call, output),
        None => (rest.strip_suffix(')').unwrap_or(rest), "()"),
    };
    for line in &mut lines[block.opening_line + 1..block.closing_line] {
        *line = rename_self(line);
    }
    let mut signature = Signature::parse(call);
    let moves = signature.move_parameters();
    let captured = signature.name_captured(captured_generics);
    let call = signature.to_text();
    let head = format!(
        "{before}fn {call} -> impl std::future::Future<Output = {output}> \
         + use<{captured}>{bounds} {{ ::probe::{future_type}::new(async move {{{moves}"
    );
    lines[block.closing_line] = indent_like(&lines[block.first_line], "})}");
    lines.splice(
        block.first_line..=block.opening_line,
        head.lines().map(str::to_owned),
    );
    Ok(())
}

/// The name of a function, its generics and its parameters.
struct Signature {
    name: String,
    generics: Vec<String>,
    parameters: Vec<String>,
}

impl Signature {
    /// Reads `name<generics>(parameters`.
    fn parse(call: &str) -> Self {
        let (head, list) = call.split_once('(').unwrap_or((call, ""));
        let (name, generics) = head.split_once('<').unwrap_or((head, ""));
        let generics = generics.strip_suffix('>').unwrap_or(generics);
        Signature {
            name: name.to_owned(),
            generics: split_at_commas(generics),
            parameters: split_at_commas(list),
        }
    }

    fn to_text(&self) -> String {
        let Signature {
            name,
            generics,
            parameters,
        } = self;
        let parameters = parameters.join(", ");
        if generics.is_empty() {
            format!("{name}({parameters})")
        } else {
            format!("{name}<{}>({parameters})", generics.join(", "))
        }
    }

    /// An `async fn` moves its parameters into variables, which makes its
    /// future larger. Here the future must have the same size.
    fn move_parameters(&mut self) -> String {
        let mut moves = String::new();
        for parameter in &mut self.parameters {
            if let Some(receiver) = parameter.strip_prefix("mut self") {
                moves += &format!(" let mut {SELF_VARIABLE} = self;");
                *parameter = format!("self{receiver}");
                continue;
            }
            let (name, _) =
                parameter.split_once(':').unwrap_or((parameter, ""));
            let plain = name.trim_start_matches("mut ");
            moves += &if name.ends_with("self") {
                format!(" let {SELF_VARIABLE} = self;")
            } else {
                format!(" let {name} = {plain};")
            };
        }
        moves
    }

    /// The generics that the future captures. A list of them can name neither
    /// an `impl Trait` among the parameters nor one lifetime of several that
    /// are elided, so these get names.
    fn name_captured(&mut self, captured: &str) -> String {
        let mut types = Vec::new();
        for parameter in &mut self.parameters {
            if let Some((name, bound)) = parameter.split_once(": impl ") {
                let type_name = format!("P{}", types.len());
                self.generics.push(format!("{type_name}: {bound}"));
                *parameter = format!("{name}: {type_name}");
                types.push(type_name);
            }
        }
        let mut captured = split_at_commas(captured);
        let elided = self
            .parameters
            .iter()
            .map(|p| count_elided_lifetimes(p))
            .sum();
        if elided > 1 || elided > 0 && !types.is_empty() {
            let lifetimes = self.name_lifetimes(elided);
            captured.retain(|generic| generic != "'_");
            captured.splice(0..0, lifetimes.iter().cloned());
            self.generics.splice(0..0, lifetimes);
        }
        captured.extend(types);
        captured.join(", ")
    }

    fn name_lifetimes(&mut self, elided_count: usize) -> Vec<String> {
        let lifetimes: Vec<String> =
            (0..elided_count).map(|n| format!("'p{n}")).collect();
        let mut names = lifetimes.iter();
        for parameter in &mut self.parameters {
            let mut named = String::new();
            for (at, c) in parameter.char_indices() {
                named.push(c);
                if has_elided_lifetime_at(parameter, at)
                    && let Some(name) = names.next()
                {
                    named += &format!("{name} ");
                }
            }
            *parameter = named;
        }
        lifetimes
    }
}

fn count_elided_lifetimes(parameter: &str) -> usize {
    (0..parameter.len())
        .filter(|at| has_elided_lifetime_at(parameter, *at))
        .count()
}

/// Whether a reference without a lifetime starts at this byte.
fn has_elided_lifetime_at(parameter: &str, at: usize) -> bool {
    let bytes = parameter.as_bytes();
    bytes[at] == b'&' && bytes.get(at + 1) != Some(&b'\'')
}

/// The items of a list, without the commas within brackets.
fn split_at_commas(list: &str) -> Vec<String> {
    let mut depth = 0;
    let mut previous = ' ';
    let items = list.split(|c| {
        match c {
            '(' | '<' | '[' => depth += 1,
            // The arrow of a closure's result.
            '>' if previous == '-' => {}
            ')' | '>' | ']' => depth -= 1,
            _ => {}
        }
        previous = c;
        c == ',' && depth == 0
    });
    let items = items.map(|item| item.trim().to_owned());
    items.filter(|item| !item.is_empty()).collect()
}

/// What stands for `self` where that is a variable.
const SELF_VARIABLE: &str = "probe_self";

/// The line with another name for `self`.
fn rename_self(line: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut renamed = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("self") {
        let (before, after) = (&rest[..at], &rest[at + "self".len()..]);
        let is_whole = !before.ends_with(is_word)
            && !after.starts_with(is_word)
            && !after.starts_with("::");
        renamed += before;
        renamed += if is_whole { SELF_VARIABLE } else { "self" };
        rest = after;
    }
    renamed + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block;

    fn awaited(text: &str, generics: &str) -> Result<String, String> {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let blocks =
            block::find_matching_blocks(&lines, 0..lines.len(), "fn f");
        await_with_place(&mut lines, blocks[0], "RecordedFuture", generics)
            .map(|()| lines.join("\n"))
    }

    #[test]
    fn an_async_function_returns_a_future_that_knows_its_place() {
        let text = "pub async fn f(&mut self) -> Option<T>\nwhere\n    T: Send,\n{\n    0\n}";
        let result = awaited(text, "'_, T").unwrap();
        assert!(
            result.starts_with(
                "pub fn f(&mut self) -> impl std::future::Future<Output = Option<T>> \
                 + use<'_, T> where"
            ),
            "{result}"
        );
        assert!(
            result.ends_with(
                "{ ::probe::RecordedFuture::new(async move { let probe_self = self;\n    0\n})}"
            ),
            "{result}"
        );
        let text = "pub async fn f(&self, value: T, mut n: (u8, u8)) {\n}";
        let result = awaited(text, "'_, T").unwrap();
        assert!(
            result.contains(
                "{ let probe_self = self; let value = value; let mut n = n;\n"
            ),
            "{result}"
        );
        let plain = awaited("fn f() {\n}", "");
        assert_eq!(plain.unwrap_err(), "it is no `async fn`");
    }

    #[test]
    fn unnamed_parameters_get_names() {
        for (text, generics, expected) in [
            (
                "async fn f<A: To>(&self, buf: &[u8], addr: A) -> u8 {\n}",
                "'_, A",
                "fn f<'p0, 'p1, A: To>(&'p0 self, buf: &'p1 [u8], addr: A) -> \
                 impl std::future::Future<Output = u8> + use<'p0, 'p1, A> {",
            ),
            (
                "async fn f(&self, path: impl AsRef<Path>) -> u8 {\n}",
                "'_",
                "fn f<'p0, P0: AsRef<Path>>(&'p0 self, path: P0) -> \
                 impl std::future::Future<Output = u8> + use<'p0, P0> {",
            ),
            (
                "async fn f(from: impl A<u8>, to: impl B) {\n}",
                "",
                "fn f<P0: A<u8>, P1: B>(from: P0, to: P1) -> \
                 impl std::future::Future<Output = ()> + use<P0, P1> {",
            ),
            (
                "async fn f(&self, test: impl FnMut(&T) -> bool, n: u8) -> u8 {\n}",
                "'_",
                "fn f<'p0, P0: FnMut(&T) -> bool>(&'p0 self, test: P0, n: u8) -> \
                 impl std::future::Future<Output = u8> + use<'p0, P0> {",
            ),
            (
                "async fn f(mut self) {\n}",
                "",
                "fn f(self) -> impl std::future::Future<Output = ()> + use<> { \
                 ::probe::RecordedFuture::new(async move { \
                 let mut probe_self = self;",
            ),
        ] {
            let result = awaited(text, generics).unwrap();
            assert!(result.starts_with(expected), "{result}");
        }
    }

    #[test]
    fn self_gets_another_name() {
        let line = "self.shared(&mut self.myself, Self::new(self::a))";
        let renamed =
            "probe_self.shared(&mut probe_self.myself, Self::new(self::a))";
        assert_eq!(rename_self(line), renamed);
    }
}
