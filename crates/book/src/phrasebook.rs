//! The rows of the phrasebook: which Python names a row explains, and which
//! pages it leads to.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The page, relative to the book's source.
pub const PHRASEBOOK_FILE: &str = "phrasebook.md";

const COUNTERPART_COLUMN: usize = 1;
const LINK_COLUMN: usize = 2;

/// A row of one of the page's tables.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PhrasebookRow {
    /// The inline code of the first column, such as `asyncio.gather`.
    pub python_names: Vec<String>,
    /// The whole first column.
    pub text: String,
    /// The inline code of the second column, such as `JoinSet::join_next`.
    pub rust_names: Vec<String>,
    /// Where the links of the last column lead, relative to the book's source.
    pub links: Vec<String>,
}

/// Reads the rows of all tables of the page, without their headings.
pub fn parse_rows(markdown: &str) -> Vec<PhrasebookRow> {
    let mut rows = Vec::new();
    let mut row = PhrasebookRow::default();
    let mut column = 0;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::TableRow) => {
                row = PhrasebookRow::default();
                column = 0;
            }
            Event::End(TagEnd::TableCell) => column += 1,
            Event::End(TagEnd::TableRow) => rows.push(std::mem::take(&mut row)),
            Event::Code(name) if column == 0 => {
                row.text.push_str(&name);
                row.python_names.push(name.into_string());
            }
            Event::Code(name) if column == COUNTERPART_COLUMN => {
                row.rust_names.push(name.into_string());
            }
            Event::Text(text) if column == 0 => row.text.push_str(&text),
            Event::Start(Tag::Link { dest_url, .. })
                if column == LINK_COLUMN =>
            {
                row.links.push(dest_url.into_string());
            }
            _ => {}
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_its_names_and_its_links() {
        let page = "| in asyncio | in Rust | see |\n|---|---|---|\n\
                    | many `a.b`, `c` | `x` [z](z.md) | [p](p.md#l), [q](q.md) |\n";
        let row = PhrasebookRow {
            python_names: vec!["a.b".to_owned(), "c".to_owned()],
            text: "many a.b, c".to_owned(),
            rust_names: vec!["x".to_owned()],
            links: vec!["p.md#l".to_owned(), "q.md".to_owned()],
        };
        assert_eq!(parse_rows(page), [row]);
    }
}
