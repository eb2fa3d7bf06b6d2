//! A chapter with all its sections on one page, to be printed, read in one go
//! or searched with Ctrl+F. It is made of the pages that mdBook has written.

use anyhow::{Context, Result};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The page's name, in the folder of its chapter.
pub const WHOLE_CHAPTER_FILE: &str = "whole-chapter.html";

const MAIN_TAG: &str = "<main>";
const MAIN_END_TAG: &str = "</main>";

/// Attributes that hold an id, or refer to one.
const ID_ATTRIBUTE: &str = " id=\"";
const ID_REFERENCE_ATTRIBUTES: [&str; 6] = [
    ID_ATTRIBUTE,
    " href=\"#",
    " for=\"",
    " aria-labelledby=\"",
    " aria-describedby=\"",
    " aria-controls=\"",
];

/// The pages of a chapter that has sections, as files of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChapterPages {
    pub first: PathBuf,
    pub sections: Vec<PathBuf>,
}

/// Writes the chapter's one page into the site, and links to it below the
/// text of the chapter's first page.
pub fn write_whole_chapter(site: &Path, chapter: &ChapterPages) -> Result<()> {
    let first = read_page(site, &chapter.first)?;
    let (head, first_text, tail) = split_at_main(&first, &chapter.first)?;
    let mut ids: HashSet<String> =
        ids_of(first_text).map(str::to_owned).collect();
    let mut text = first_text.to_owned();
    for section in &chapter.sections {
        let page = read_page(site, section)?;
        let (_, section_text, _) = split_at_main(&page, section)?;
        let stem = section.file_stem().unwrap_or_default().to_string_lossy();
        text.push_str(&with_own_ids(section_text, &stem, &mut ids));
    }
    let title = head.replacen("<title>", "<title>Whole chapter: ", 1);
    let page = format!("{title}{MAIN_TAG}{text}{MAIN_END_TAG}{tail}");
    let path = chapter.first.with_file_name(WHOLE_CHAPTER_FILE);
    write_page(site, &path, &page)?;
    let link = format!(
        "{MAIN_END_TAG}\n<nav class=\"whole-chapter\" aria-label=\"Whole chapter\">\
         <a href=\"{WHOLE_CHAPTER_FILE}\">Read or print this chapter on one page</a></nav>"
    );
    let linked = first.replacen(MAIN_END_TAG, &link, 1);
    write_page(site, &chapter.first, &linked)
}

fn read_page(site: &Path, page_path: &Path) -> Result<String> {
    fs::read_to_string(site.join(page_path))
        .with_context(|| format!("cannot read `{}`", page_path.display()))
}

fn write_page(site: &Path, page_path: &Path, html: &str) -> Result<()> {
    fs::write(site.join(page_path), html)
        .with_context(|| format!("cannot write `{}`", page_path.display()))
}

/// What stands before the page's text, the text, and what stands after it.
fn split_at_main<'a>(
    html: &'a str,
    path: &Path,
) -> Result<(&'a str, &'a str, &'a str)> {
    let parts = html.split_once(MAIN_TAG).and_then(|(head, rest)| {
        let (text, tail) = rest.split_once(MAIN_END_TAG)?;
        Some((head, text, tail))
    });
    parts.with_context(|| format!("`{}` has no `{MAIN_TAG}`", path.display()))
}

fn ids_of(html: &str) -> impl Iterator<Item = &str> {
    let rests = html.split(ID_ATTRIBUTE).skip(1);
    rests.filter_map(|rest| rest.split('"').next())
}

/// The text with `PREFIX-` before each id that an earlier page has too.
fn with_own_ids(html: &str, prefix: &str, ids: &mut HashSet<String>) -> String {
    let page_ids: Vec<String> = ids_of(html).map(str::to_owned).collect();
    let duplicate_ids: Vec<&String> =
        page_ids.iter().filter(|id| ids.contains(*id)).collect();
    let mut html = html.to_owned();
    for id in duplicate_ids {
        for reference in ID_REFERENCE_ATTRIBUTES {
            let old = format!("{reference}{id}\"");
            html = html.replace(&old, &format!("{reference}{prefix}-{id}\""));
        }
        html = html
            .replace(&format!("url(#{id})"), &format!("url(#{prefix}-{id})"));
    }
    ids.extend(ids_of(&html).map(str::to_owned));
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap_in_page(text: &str) -> String {
        format!("<title>A</title><main>{text}</main><nav>next</nav>")
    }

    #[test]
    fn all_pages_stand_on_one_and_no_id_stands_twice() {
        let site = tempfile::tempdir().unwrap();
        let folder = site.path().join("ch01");
        fs::create_dir(&folder).unwrap();
        let write_file = |name: &str, text: &str| {
            fs::write(folder.join(name), wrap_in_page(text)).unwrap();
        };
        write_file("index.html", "<h1 id=\"a\">A</h1>");
        write_file(
            "b.html",
            "<h1 id=\"b\">B</h1><p id=\"a\"></p><a href=\"#a\"></a>",
        );
        let chapter = ChapterPages {
            first: "ch01/index.html".into(),
            sections: vec!["ch01/b.html".into()],
        };
        write_whole_chapter(site.path(), &chapter).unwrap();
        let whole =
            fs::read_to_string(folder.join(WHOLE_CHAPTER_FILE)).unwrap();
        assert_eq!(
            whole,
            "<title>Whole chapter: A</title><main><h1 id=\"a\">A</h1>\
             <h1 id=\"b\">B</h1><p id=\"b-a\"></p><a href=\"#b-a\"></a></main>\
             <nav>next</nav>"
        );
        let first = fs::read_to_string(folder.join("index.html")).unwrap();
        assert!(first.contains("</main>\n<nav class=\"whole-chapter\""));
    }

    #[test]
    fn a_page_without_a_text_is_an_error() {
        let site = tempfile::tempdir().unwrap();
        fs::write(site.path().join("index.html"), "<p>").unwrap();
        let chapter = ChapterPages {
            first: "index.html".into(),
            sections: Vec::new(),
        };
        let error = write_whole_chapter(site.path(), &chapter).unwrap_err();
        assert_eq!(error.to_string(), "`index.html` has no `<main>`");
    }
}
