//! Corrects what mdBook's own templates get wrong, so that a checker such as
//! `vnu` finds no error in the built pages, and that browsers can restore a
//! page when the reader goes back to it.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// The attributes that a label may not have. `mdbook-fixes.js` puts a button
/// in its place, which has them.
const LABEL_ATTRIBUTES: &str = " aria-label=\"Toggle Table of Contents\" \
                                aria-controls=\"mdbook-sidebar\"";

/// The table of contents for browsers without scripts, in a frame.
const TOC_FILE: &str = "toc.html";

/// mdBook writes headings and separators as an item within an item.
const NESTED_LIST_ITEM: &str =
    "<li class=\"chapter-item expanded \"><li class=\"";

/// mdBook's button that unfolds a chapter's sections, which needs scripts.
const FOLD_TOGGLE: &str = "<a class=\"chapter-fold-toggle\"><div>❱</div></a>";

/// A handler in mdBook's script that does nothing, but because of which no
/// browser keeps a page in its back/forward cache.
const UNLOAD_HANDLER: &str = "window.onunload = function() { };\n";

/// Corrects all pages and mdBook's script of a built site.
pub fn fix_site(site: &Path) -> Result<()> {
    for entry in site.read_dir()? {
        let path = entry?.path();
        if path.is_dir() {
            fix_site(&path)?;
        } else if path.extension().is_some_and(|it| it == "html") {
            fix_file(&path).with_context(|| format!("`{}`", path.display()))?;
        } else if is_book_script(&path) {
            let script = fs::read_to_string(&path)?;
            fs::write(&path, script.replace(UNLOAD_HANDLER, ""))?;
        }
    }
    Ok(())
}

/// Whether it is mdBook's `book.js`, whose name contains a hash.
fn is_book_script(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem.starts_with("book-") && path.extension().is_some_and(|it| it == "js")
}

fn fix_file(path: &Path) -> Result<()> {
    let page = fs::read_to_string(path)?;
    let mut fixed = page.replace(LABEL_ATTRIBUTES, "");
    if path.ends_with(TOC_FILE) {
        fixed = fix_toc(&fixed);
    }
    if fixed != page {
        fs::write(path, fixed)?;
    }
    Ok(())
}

fn fix_toc(page: &str) -> String {
    let title = "<head>\n        <title>Table of contents</title>";
    // Without scripts nothing can be unfolded, so all sections are shown.
    let unfolded = page.replace(FOLD_TOGGLE, "").replace(
        "<li class=\"chapter-item \">",
        "<li class=\"chapter-item expanded \">",
    );
    let parts = unfolded.split(NESTED_LIST_ITEM);
    let mut fixed = String::new();
    for (index, part) in parts.enumerate() {
        if index == 0 {
            fixed.push_str(part);
        } else {
            fixed.push_str("<li class=\"");
            fixed.push_str(&part.replacen("</li></li>", "</li>", 1));
        }
    }
    fixed.replacen("<head>", title, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_sections_are_shown() {
        let page = "<li class=\"chapter-item \"><span><a href=\"a\">A</a>\
                    <a class=\"chapter-fold-toggle\"><div>❱</div></a></span>\
                    <ol><li class=\"chapter-item \">b</li></ol></li>";
        assert_eq!(
            fix_toc(page),
            "<li class=\"chapter-item expanded \"><span><a href=\"a\">A</a>\
             </span><ol><li class=\"chapter-item expanded \">b</li></ol></li>"
        );
    }

    #[test]
    fn an_item_within_an_item_becomes_one() {
        let page = "<head>\n</head><ol><li class=\"chapter-item expanded \">\
                    <li class=\"part-title\">Part</li></li>\
                    <li class=\"chapter-item expanded \">a<ol><li>b</li></ol>\
                    </li></ol>";
        assert_eq!(
            fix_toc(page),
            "<head>\n        <title>Table of contents</title>\n</head><ol>\
             <li class=\"part-title\">Part</li>\
             <li class=\"chapter-item expanded \">a<ol><li>b</li></ol>\
             </li></ol>"
        );
    }
}
