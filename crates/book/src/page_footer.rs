//! The footer of each page: with which versions its runs were recorded, where
//! its source is, and where readers can edit it or report a mistake.

use crate::chapter::listings_with_card;
use anyhow::{Context, Result};
use catalogue::Catalogue;
use mdbook_driver::config::HtmlConfig;
use runner::recording::Recording;
use runner::versions::Versions;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const MAIN_END_TAG: &str = "</main>";

/// A page of the book, for its footer.
#[derive(Debug)]
pub struct FooterPage<'a> {
    /// Relative to the site.
    pub site_path: PathBuf,
    /// The page's source, relative to the book's root.
    pub source_path: PathBuf,
    /// The page's text, with its directives.
    pub markdown: &'a str,
}

/// Adds the footers to a built site.
pub fn add_footers(
    site: &Path,
    catalogue: &Catalogue,
    pages: &[FooterPage<'_>],
    settings: &HtmlConfig,
) -> Result<()> {
    for page in pages {
        let path = site.join(&page.site_path);
        let name = || format!("`{}`", page.site_path.display());
        let html = fs::read_to_string(&path).with_context(name)?;
        let versions = recorded_versions(catalogue, page.markdown)?;
        let footer = render_footer(&versions, &page.source_path, settings);
        let with_footer = html.replacen(
            MAIN_END_TAG,
            &format!("{MAIN_END_TAG}\n{footer}"),
            1,
        );
        fs::write(&path, with_footer).with_context(name)?;
    }
    Ok(())
}

/// Returns the versions of the runs on a page. Runs that were recorded before
/// the versions were kept have none.
fn recorded_versions(
    catalogue: &Catalogue,
    markdown: &str,
) -> Result<Vec<Versions>> {
    let mut found: Vec<Versions> = Vec::new();
    for name in listings_with_card(markdown) {
        let path = catalogue.find(name)?.recording_path();
        let Ok(json) = fs::read_to_string(catalogue.root.join(&path)) else {
            continue;
        };
        let recording: Recording = serde_json::from_str(&json)
            .with_context(|| format!("`{}`", path.display()))?;
        found.extend(recording.versions);
    }
    Ok(found)
}

fn render_footer(
    versions: &[Versions],
    source_path: &Path,
    settings: &HtmlConfig,
) -> String {
    let mut parts =
        vec![format!("The Async Workbook {}", env!("CARGO_PKG_VERSION"))];
    if !versions.is_empty() {
        let list = |version: fn(&Versions) -> &String| {
            let versions = versions.iter().map(|it| version(it).as_str());
            let distinct: BTreeSet<&str> = versions.collect();
            distinct.into_iter().collect::<Vec<_>>().join(" and ")
        };
        parts.push(format!(
            "runs recorded with tokio {} and Rust {}",
            list(|it| &it.tokio),
            list(|it| &it.rust)
        ));
    }
    let source_path = source_path.to_string_lossy().replace('\\', "/");
    parts.push(format!("source: <code>{source_path}</code>"));
    let link =
        |url: String, label: &str| format!("<a href=\"{url}\">{label}</a>");
    if let Some(template) = &settings.edit_url_template {
        let url = template.replace("{path}", &source_path);
        parts.push(link(url, "Edit this page"));
    }
    if let Some(url) = &settings.git_repository_url {
        let url = format!("{}/issues", url.trim_end_matches('/'));
        parts.push(link(url, "Report a mistake"));
    }
    let items: Vec<String> = parts
        .iter()
        .map(|part| format!("<li>{part}</li>"))
        .collect();
    format!(
        "<footer class=\"page-footer\"><ul>{}</ul></footer>",
        items.concat()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions_with_tokio(tokio: &str) -> Versions {
        Versions {
            book: "0.1.0".to_owned(),
            tokio: tokio.to_owned(),
            rust: "1.90.0".to_owned(),
        }
    }

    #[test]
    fn each_version_is_named_once() {
        let found = [
            versions_with_tokio("1.2.0"),
            versions_with_tokio("1.1.0"),
            versions_with_tokio("1.2.0"),
        ];
        let path = Path::new("src/a.md");
        let footer = render_footer(&found, path, &HtmlConfig::default());
        let part = "<li>runs recorded with tokio 1.1.0 and 1.2.0 and Rust \
                    1.90.0</li><li>source: <code>src/a.md</code></li></ul>";
        assert!(footer.contains(part), "{footer}");
    }

    #[test]
    fn a_page_without_runs_names_only_its_source() {
        let path = Path::new("src/a.md");
        let footer = render_footer(&[], path, &HtmlConfig::default());
        assert!(!footer.contains("recorded"), "{footer}");
        assert!(!footer.contains("<a "), "{footer}");
    }

    #[test]
    fn a_public_book_links_to_its_repository() {
        let mut settings = HtmlConfig::default();
        let repository = "https://example.org/book/";
        settings.git_repository_url = Some(repository.to_owned());
        settings.edit_url_template = Some(format!("{repository}edit/{{path}}"));
        let footer = render_footer(&[], Path::new("src/a.md"), &settings);
        for link in ["book/edit/src/a.md\"", "book/issues\""] {
            let link = format!("href=\"https://example.org/{link}");
            assert!(footer.contains(&link), "{footer}");
        }
    }
}
