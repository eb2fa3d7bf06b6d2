//! How texts are divided into words, and words into an index.

use elasticlunr::lang::English;
use elasticlunr::{IndexBuilder, Language, Pipeline};
use serde_json::{Value, json};

/// The characters between words, besides white space. A dot isn't one of them,
/// because `asyncio.sleep` is one word of a query.
const SEPARATORS: &str = "-()[]{},;\"=<>|&*!?…";

/// Returns the separators as a regular expression of JavaScript, by which the
/// page divides a query.
pub fn query_separators() -> String {
    let escape = |character| match character {
        '-' | '[' | ']' => format!("\\{character}"),
        _ => character.to_string(),
    };
    let class: String = SEPARATORS.chars().map(escape).collect();
    format!("/[\\s{class}]+/")
}

/// What elasticlunr calls the functions that every word of a query passes.
/// `stopWordFilter` isn't one of them, since `async for` has to be found.
pub fn query_pipeline() -> Value {
    json!(["trimmer", "stemmer"])
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || SEPARATORS.contains(character)
}

/// Returns the words of a text in lower case. `tokio::spawn` is found by its
/// parts, too.
pub fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in split_whole(text) {
        let parts: Vec<&str> = word
            .split(['.', ':'])
            .filter(|part| part.len() > 1)
            .collect();
        if parts.len() > 1 {
            words.extend(parts.into_iter().map(str::to_owned));
        }
        words.push(word);
    }
    words
}

/// Returns the words of a text in lower case, and paths as one word.
pub fn split_whole(text: &str) -> Vec<String> {
    let words = text.split(is_separator).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Whether words such as *the* are indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopWords {
    Kept,
    Removed,
}

/// A field of the index.
pub struct IndexedField {
    /// Which documents contain which word.
    pub tokens: Value,
    /// The number of words in each document.
    pub lengths: Vec<u64>,
}

/// Indexes the words of one field, a list for each document.
///
/// Each field has an index of its own, because an index has one pipeline, and
/// stop words are removed from some fields only.
pub fn index_field(
    stop_words: StopWords,
    documents: Vec<Vec<String>>,
) -> IndexedField {
    const FIELD_NAME: &str = "words";
    let mut index =
        IndexBuilder::with_language(Box::new(PresplitEnglish(stop_words)))
            .add_field(FIELD_NAME)
            .build();
    for (at, words) in documents.iter().enumerate() {
        index.add_doc(&at.to_string(), [words.join(" ")]);
    }
    let mut index = json!(index);
    let lengths = (0..documents.len()).map(|at| {
        let length =
            &index["documentStore"]["docInfo"][at.to_string()][FIELD_NAME];
        length.as_u64().unwrap_or_default()
    });
    let lengths = lengths.collect();
    IndexedField {
        tokens: index["index"][FIELD_NAME].take(),
        lengths,
    }
}

/// English, for texts that are divided by spaces already.
struct PresplitEnglish(StopWords);

impl Language for PresplitEnglish {
    fn name(&self) -> String {
        English::new().name()
    }

    fn code(&self) -> String {
        English::new().code()
    }

    fn tokenize(&self, text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn make_pipeline(&self) -> Pipeline {
        let mut pipeline = English::new().make_pipeline();
        if self.0 == StopWords::Kept {
            pipeline
                .queue
                .retain(|step| step.name() != "stopWordFilter");
        }
        pipeline
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_by_its_parts() {
        assert_eq!(
            split("await asyncio.gather(a.b, tokio::spawn)."),
            [
                "await",
                "asyncio",
                "gather",
                "asyncio.gather",
                "a.b",
                "tokio",
                "spawn",
                "tokio::spawn",
                "."
            ]
        );
    }

    #[test]
    fn the_separators_of_a_query_are_escaped() {
        let expected = r#"/[\s\-()\[\]{},;"=<>|&*!?…]+/"#;
        assert_eq!(query_separators(), expected);
    }

    #[test]
    fn stop_words_are_removed_only_where_they_should_be() {
        let words = || vec![vec!["async".to_owned(), "for".to_owned()]];
        assert_eq!(index_field(StopWords::Kept, words()).lengths, [2]);
        assert_eq!(index_field(StopWords::Removed, words()).lengths, [1]);
    }
}
