//! A chapter with all its sections on one page, to be printed, read in one go
//! or searched with Ctrl+F. It is made of the pages that mdBook has written.

use anyhow::{Context, Result};
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The page's name, in the folder of its chapter.
pub const WHOLE_CHAPTER_FILE: &str = "whole-chapter.html";

const MAIN_TAG: &str = "<main>";
const MAIN_END_TAG: &str = "</main>";

const LINK_ATTRIBUTE: &str = " href=\"";

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
    pub first_page: PathBuf,
    pub sections: Vec<PathBuf>,
}

/// Writes the chapter's one page into the site, and links to it below the
/// text of the chapter's first page.
pub fn write_whole_chapter(site: &Path, chapter: &ChapterPages) -> Result<()> {
    let first = read_page(site, &chapter.first_page)?;
    let (head, first_text, tail) = split_at_main(&first, &chapter.first_page)?;
    let mut ids: HashSet<String> =
        find_ids(first_text).map(str::to_owned).collect();
    let mut texts = vec![first_text.to_owned()];
    let mut links = PageLinks::default();
    links.add_page(&chapter.first_page, first_text, first_text);
    for section in &chapter.sections {
        let page = read_page(site, section)?;
        let (_, section_text, _) = split_at_main(&page, section)?;
        let stem = section.file_stem().unwrap_or_default().to_string_lossy();
        let renamed = make_ids_unique(section_text, &stem, &mut ids);
        links.add_page(section, section_text, &renamed);
        texts.push(renamed);
    }
    let texts = texts.iter().map(|text| links.relink_within_page(text));
    let text: String = texts.collect();
    let title = head.replacen("<title>", "<title>Whole chapter: ", 1);
    let page = format!("{title}{MAIN_TAG}{text}{MAIN_END_TAG}{tail}");
    let path = chapter.first_page.with_file_name(WHOLE_CHAPTER_FILE);
    write_page(site, &path, &page)?;
    let link = format!(
        "{MAIN_END_TAG}\n<nav class=\"whole-chapter\" aria-label=\"Whole chapter\">\
         <a href=\"{WHOLE_CHAPTER_FILE}\">Read or print this chapter on one page</a></nav>"
    );
    let linked = first.replacen(MAIN_END_TAG, &link, 1);
    write_page(site, &chapter.first_page, &linked)
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

fn find_ids(html: &str) -> impl Iterator<Item = &str> {
    let rests = html.split(ID_ATTRIBUTE).skip(1);
    rests.filter_map(|rest| rest.split('"').next())
}

/// Where on the one page the links between the chapter's pages lead.
#[derive(Default)]
struct PageLinks {
    /// The id by the link as a page has it: `await.html#gather`.
    ids_by_link: HashMap<String, String>,
}

impl PageLinks {
    /// Adds a page, by its ids before and after they were made unique.
    fn add_page(&mut self, page: &Path, html: &str, renamed_html: &str) {
        let name = page.file_name().unwrap_or_default().to_string_lossy();
        let path = page.display().to_string().replace('\\', "/");
        // A text that several chapters may show names the folder too.
        for link in [name.into_owned(), format!("../{path}")] {
            let ids = find_ids(html).zip(find_ids(renamed_html));
            for (index, (old_id, new_id)) in ids.enumerate() {
                // The first one is that of the page's title.
                if index == 0 {
                    self.ids_by_link.insert(link.clone(), new_id.to_owned());
                }
                self.ids_by_link
                    .insert(format!("{link}#{old_id}"), new_id.to_owned());
            }
        }
    }

    /// Makes links to pages of the chapter lead to their parts of this page.
    fn relink_within_page(&self, html: &str) -> String {
        let mut parts = html.split(LINK_ATTRIBUTE);
        let mut result = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            result.push_str(LINK_ATTRIBUTE);
            let (link, rest) = part.split_once('"').unwrap_or((part, ""));
            match self.ids_by_link.get(link) {
                Some(id) => result.push_str(&format!("#{id}\"{rest}")),
                None => result.push_str(part),
            }
        }
        result
    }
}

/// The text with `PREFIX-` before each id that an earlier page has too.
fn make_ids_unique(
    html: &str,
    prefix: &str,
    ids: &mut HashSet<String>,
) -> String {
    let page_ids: Vec<String> = find_ids(html).map(str::to_owned).collect();
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
    ids.extend(find_ids(&html).map(str::to_owned));
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap_in_page(text: &str) -> String {
        format!("<title>A</title><main>{text}</main><nav>next</nav>")
    }

    #[test]
    fn the_whole_chapter_has_all_pages_and_no_id_twice() {
        let site = tempfile::tempdir().unwrap();
        let folder = site.path().join("ch01");
        fs::create_dir(&folder).unwrap();
        let write_file = |name: &str, text: &str| {
            fs::write(folder.join(name), wrap_in_page(text)).unwrap();
        };
        write_file("index.html", "<h1 id=\"a\">A</h1><a href=\"b.html\"></a>");
        write_file(
            "b.html",
            "<h1 id=\"b\">B</h1><p id=\"a\"></p><a href=\"#a\"></a>\
             <a href=\"index.html#a\"></a><a href=\"../ch01/b.html\"></a><a href=\"c.html#a\"></a>",
        );
        let chapter = ChapterPages {
            first_page: "ch01/index.html".into(),
            sections: vec!["ch01/b.html".into()],
        };
        write_whole_chapter(site.path(), &chapter).unwrap();
        let whole =
            fs::read_to_string(folder.join(WHOLE_CHAPTER_FILE)).unwrap();
        assert_eq!(
            whole,
            "<title>Whole chapter: A</title><main><h1 id=\"a\">A</h1>\
             <a href=\"#b\"></a>\
             <h1 id=\"b\">B</h1><p id=\"b-a\"></p><a href=\"#b-a\"></a>\
             <a href=\"#a\"></a><a href=\"#b\"></a><a href=\"c.html#a\"></a></main>\
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
            first_page: "index.html".into(),
            sections: Vec::new(),
        };
        let error = write_whole_chapter(site.path(), &chapter).unwrap_err();
        assert_eq!(error.to_string(), "`index.html` has no `<main>`");
    }
}
