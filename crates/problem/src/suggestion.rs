//! "Did you mean": the known name that is most like an unknown one.

/// A longer list of names is no help.
const MAX_LISTED_NAMES: usize = 25;

/// How much alike two names must be, from 0 to 1, for one to be meant by the
/// other.
const MIN_LIKENESS: f64 = 0.8;

/// A longer name is no slip of a known one, and comparing it takes long.
const MAX_COMPARED_BYTES: usize = 100;

/// Returns a help text: the name that was probably meant, or all names.
pub fn suggest<'a>(
    misspelt_name: &str,
    known_names: impl IntoIterator<Item = &'a str>,
) -> String {
    let known_names: Vec<&str> = known_names.into_iter().collect();
    let candidates = if misspelt_name.len() <= MAX_COMPARED_BYTES {
        known_names.as_slice()
    } else {
        &[]
    };
    let nearest = candidates
        .iter()
        .map(|name| (strsim::jaro_winkler(misspelt_name, name), name))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((likeness, name)) if likeness > MIN_LIKENESS => {
            format!("did you mean `{name}`?")
        }
        _ if known_names.is_empty() => {
            "there is none to choose from yet".to_owned()
        }
        _ if known_names.len() > MAX_LISTED_NAMES => format!(
            "none of the {} names is like it; `cargo run -- list` shows \
             listings and exercises",
            known_names.len()
        ),
        _ => format!("choose one of `{}`", known_names.join("`, `")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_gets_the_nearest_name_as_a_suggestion() {
        let known = ["two_waits", "waiting_line"];
        assert_eq!(suggest("two_wait", known), "did you mean `two_waits`?");
        assert_eq!(
            suggest("zzz", known),
            "choose one of `two_waits`, `waiting_line`"
        );
    }

    /// Comparing one of 200 KB took 3 s.
    #[test]
    fn a_huge_name_is_compared_with_nothing() {
        let known = ["two_waits", "waiting_line"];
        let wanted = "two_waits".repeat(100);
        let text = suggest(&wanted, known);
        assert_eq!(text, "choose one of `two_waits`, `waiting_line`");
    }

    #[test]
    fn many_names_are_counted_and_not_listed() {
        let names: Vec<String> = (0..30).map(|n| format!("n{n}")).collect();
        let text = suggest("zzz", names.iter().map(String::as_str));
        assert!(text.starts_with("none of the 30 names"), "{text}");
        assert_eq!(suggest("zzz", []), "there is none to choose from yet");
    }
}
