//! The search index that takes the place of mdBook's own.
//!
//! In mdBook's index, a word of a Python version counts as much as one of the
//! page's text, so a search for a Python name may find a program that uses it
//! before the page that explains it. Here, these fields count differently:
//!
//! | field | what it contains |
//! |---|---|
//! | `names` | the Python names whose rows in the phrasebook lead to this page first, and the terms that the page introduces |
//! | `title` | the heading |
//! | `body` | the text that a reader sees without unfolding anything |
//! | `folded` | Python versions, folded lines, outputs and answers |
//!
//! mdBook's script for the search field reads it as it reads mdBook's own. The
//! file keeps its name, whose hash is that of mdBook's index, because both
//! are made from the same pages.

mod document;
mod names;
mod section;
mod words;

pub use document::SearchPage;

use crate::phrasebook::{self, PHRASEBOOK_FILE};
use anyhow::{Context, Result, ensure};
use document::Document;
use mdbook_driver::config::Search;
use names::PageSearchWords;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use words::{StopWords, index_field, query_pipeline, query_separators};

const INDEX_FILE_PREFIX: &str = "searchindex-";

/// A name of the phrasebook is more important than any heading.
const NAMES_BOOST: f64 = 4.0;
const FOLDED_BOOST: f64 = 0.1;

/// Replaces the index in a built site.
pub fn replace_index(
    site: &Path,
    source_folder: &Path,
    pages: &[SearchPage],
    settings: &Search,
) -> Result<()> {
    let phrasebook_text = read_phrasebook(source_folder)?;
    let mut names =
        PageSearchWords::collect(&phrasebook::parse_rows(&phrasebook_text));
    let mut documents = Vec::new();
    for page in pages {
        let html =
            fs::read_to_string(site.join(&page.path)).with_context(|| {
                format!("cannot read `{}`", page.path.display())
            })?;
        let text = section::read_page(&html);
        names.add_terms(&page.address(), &text.terms);
        documents.extend(Document::sections_of_page(page, text, &names));
    }
    let index = build_index(&documents, settings);
    let file = find_index_file(site)?;
    fs::write(&file, render_script(&index)?)
        .with_context(|| format!("cannot write `{}`", file.display()))
}

/// A book without a phrasebook has no names.
fn read_phrasebook(source_folder: &Path) -> Result<String> {
    let path = source_folder.join(PHRASEBOOK_FILE);
    if !path.is_file() {
        return Ok(String::new());
    }
    fs::read_to_string(&path)
        .with_context(|| format!("cannot read `{}`", path.display()))
}

fn find_index_file(site: &Path) -> Result<PathBuf> {
    let mut files = Vec::new();
    for entry in site.read_dir()? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(INDEX_FILE_PREFIX) && name.ends_with(".js") {
            files.push(path);
        }
    }
    ensure!(
        files.len() == 1,
        "mdBook wrote {} files `{INDEX_FILE_PREFIX}….js` instead of one: {files:?}",
        files.len()
    );
    Ok(files.remove(0))
}

/// The index in the form that elasticlunr's `Index.load` and mdBook's
/// `searcher.js` read.
fn build_index(documents: &[Document], settings: &Search) -> Value {
    let text_fields = [
        (
            "title",
            StopWords::Kept,
            index_texts(documents, |it| &it.title),
        ),
        (
            "body",
            StopWords::Removed,
            index_texts(documents, |it| &it.body),
        ),
        (
            "folded",
            StopWords::Removed,
            index_texts(documents, |it| &it.folded_text),
        ),
    ];
    let mut index = Map::new();
    let mut lengths = vec![Map::new(); documents.len()];
    for (field, stop_words, texts) in text_fields {
        let indexed = index_field(stop_words, texts);
        index.insert(field.to_owned(), indexed.tokens);
        for (length, counted) in lengths.iter_mut().zip(indexed.lengths) {
            length.insert(field.to_owned(), json!(counted));
        }
    }
    // Lengths are left out, because many names don't make a page less relevant.
    let names = documents.iter().map(|it| it.name_words.clone()).collect();
    let indexed = index_field(StopWords::Kept, names);
    index.insert("names".to_owned(), indexed.tokens);

    let docs: Map<String, Value> =
        number_values(documents.iter().map(|document| {
            json!({
                "title": document.title,
                "body": document.body,
                "breadcrumbs": document.breadcrumbs,
            })
        }));
    let urls: Vec<&String> = documents.iter().map(|it| &it.url).collect();
    json!({
        "results_options": {
            "limit_results": settings.limit_results,
            "teaser_word_count": settings.teaser_word_count,
        },
        "search_options": {
            "bool": if settings.use_boolean_and { "AND" } else { "OR" },
            "expand": settings.expand,
            "fields": {
                "names": { "boost": NAMES_BOOST },
                "title": { "boost": settings.boost_title },
                "body": { "boost": settings.boost_paragraph },
                "folded": { "boost": FOLDED_BOOST },
            },
        },
        "doc_urls": urls,
        "index": {
            "version": elasticlunr::ELASTICLUNR_VERSION,
            "lang": "English",
            "ref": "id",
            "fields": ["names", "title", "body", "folded"],
            "pipeline": query_pipeline(),
            "documentStore": {
                "save": true,
                "length": documents.len(),
                "docs": docs,
                "docInfo": number_values(lengths.into_iter().map(Value::Object)),
            },
            "index": index,
        },
    })
}

fn index_texts(
    documents: &[Document],
    text: impl Fn(&Document) -> &String,
) -> Vec<Vec<String>> {
    let texts = documents
        .iter()
        .map(|document| words::split(text(document)));
    texts.collect()
}

/// The values with their positions as keys, as elasticlunr stores documents.
fn number_values(values: impl Iterator<Item = Value>) -> Map<String, Value> {
    let entries = values.enumerate();
    entries.map(|(at, value)| (at.to_string(), value)).collect()
}

/// Renders the script that loads the index. It also divides queries into words
/// at the same characters as the pages.
fn render_script(index: &Value) -> Result<String> {
    let index = serde_json::to_string(index)?;
    let literal = index.replace('\\', "\\\\").replace('\'', "\\'");
    Ok(format!(
        "elasticlunr.tokenizer.setSeperator({});\n\
         window.search = Object.assign(window.search, \
         JSON.parse('{literal}'));\n",
        query_separators()
    ))
}
