//! Texts that the book puts into a paragraph of its own HTML.

use super::{assert_no_faults, load_catalogue};
use book::question::{self, Answer, Question};
use book_tests::root;
use book_tests::tree::{find_files, read_file};
use exercises::Exercises;
use pulldown_cmark::{Event, Parser, Tag};

/// A text in Markdown, and what it is.
struct ShownText {
    name: String,
    markdown: String,
}

/// A text that Markdown takes for a list, a heading or a quotation would end
/// the paragraph around it.
#[test]
fn texts_within_a_paragraph_are_paragraphs_in_markdown() {
    let texts = [
        listing_titles(),
        captions(),
        exercise_texts(),
        question_texts(),
    ];
    for kind in &texts {
        assert!(kind.len() > 10, "{} texts were found", kind.len());
    }
    assert_no_faults(
        texts
            .iter()
            .flatten()
            .filter(|text| !starts_as_paragraph(&text.markdown))
            .map(|text| {
                format!(
                    "{} starts like a list, a heading, a quotation or code; \
                     begin it with a word: {:?}",
                    text.name, text.markdown
                )
            }),
    );
}

#[test]
fn a_text_that_starts_as_another_block_is_no_paragraph() {
    for markdown in ["a word", "`code` first", "*now*", "1.5 s", "-1 is less"] {
        assert!(starts_as_paragraph(markdown), "{markdown:?}");
    }
    let others = ["1. a", "- a", "# a", "> a", "    a", "```", "<div>", ""];
    for markdown in others {
        assert!(!starts_as_paragraph(markdown), "{markdown:?}");
    }
}

fn starts_as_paragraph(markdown: &str) -> bool {
    let first = Parser::new(markdown).next();
    matches!(first, Some(Event::Start(Tag::Paragraph)))
}

fn listing_titles() -> Vec<ShownText> {
    let catalogue = load_catalogue();
    catalogue
        .all_listings()
        .map(|listing| ShownText {
            name: format!("the title of `{}`", listing.name),
            markdown: catalogue.source(listing).unwrap().title,
        })
        .collect()
}

fn captions() -> Vec<ShownText> {
    let pages = find_files("src", "md");
    let captions_of = |file| {
        let page = read_file(file);
        let captions: Vec<ShownText> = page
            .split("caption=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .map(|caption| ShownText {
                name: format!("a caption in `{}`", file.display()),
                markdown: caption.to_owned(),
            })
            .collect();
        captions
    };
    pages.iter().flat_map(|file| captions_of(file)).collect()
}

/// The stories and hints.
fn exercise_texts() -> Vec<ShownText> {
    let exercises = Exercises::load(root()).unwrap();
    let mut texts = Vec::new();
    for exercise in &exercises.list {
        let source = exercises.source(exercise).unwrap();
        let story: Vec<&str> = source
            .lines()
            .map_while(|line| line.strip_prefix("//!"))
            .collect();
        texts.push(ShownText {
            name: format!("the story of `{}`", exercise.name),
            markdown: join_lines(&story.join("\n")),
        });
        for hint in &exercise.hints {
            texts.push(ShownText {
                name: format!("a hint of `{}`", exercise.name),
                markdown: join_lines(hint),
            });
        }
    }
    texts
}

fn question_texts() -> Vec<ShownText> {
    let catalogue = load_catalogue();
    let mut texts = Vec::new();
    let listings = catalogue
        .all_listings()
        .filter(|listing| root().join(question::path(listing)).is_file());
    for listing in listings {
        let question = Question::load(root(), listing).unwrap();
        let mut parts = vec![question.text, question.explanation];
        match question.answer {
            Answer::Order { mistakes, .. } => {
                parts.extend(mistakes.into_iter().map(|mistake| mistake.why));
            }
            Answer::Number { mistakes, .. } => {
                parts.extend(mistakes.into_iter().map(|mistake| mistake.why));
            }
            Answer::Choice { choices, .. } => {
                for choice in choices {
                    parts.push(choice.text);
                    if !choice.is_right {
                        parts.push(choice.why);
                    }
                }
            }
        }
        texts.extend(parts.iter().map(|part| ShownText {
            name: format!("`{}`", question::path(listing).display()),
            markdown: join_lines(part),
        }));
    }
    texts
}

/// Joins the lines of a text as the page does.
fn join_lines(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    lines.join(" ")
}
