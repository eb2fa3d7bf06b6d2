//! The documentation of the APIs that the book uses: which page explains a
//! name, at the version that the book is locked to.
//!
//! `api_docs.toml` lists the names. `tests/api_docs.rs` compares it with the
//! documentation that rustdoc writes on this machine, so nothing is looked up
//! on the internet.

mod imports;

pub use imports::find_doc_urls;

use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const API_TABLE_TOML: &str = include_str!("api_docs.toml");

/// The names that the book knows.
#[derive(Debug, Default, Deserialize)]
pub struct ApiTable {
    /// Names that the prose may use without a module.
    pub short_names: BTreeSet<String>,
    /// What rustdoc calls the kind of an item, by the item's path, or `= ` and
    /// the path under which the item has its page.
    pub item_kinds: BTreeMap<String, String>,
}

impl ApiTable {
    pub fn load() -> Result<ApiTable> {
        toml::from_str(API_TABLE_TOML).context("`api_docs.toml`")
    }

    /// Returns the page of an item within the documentation, such as
    /// `tokio/time/fn.sleep.html`.
    pub fn page_path(&self, path: &str) -> Option<String> {
        let kind = self.item_kinds.get(path)?;
        if let Some(other) = kind.strip_prefix("= ") {
            return self.page_path(other);
        }
        let (parent, name) = path.rsplit_once("::")?;
        Some(match kind.as_str() {
            "mod" => format!("{}/index.html", path.replace("::", "/")),
            "method" | "tymethod" | "variant" => {
                format!("{}#{kind}.{name}", self.page_path(parent)?)
            }
            _ => format!("{}/{kind}.{name}.html", parent.replace("::", "/")),
        })
    }
}

/// The addresses of the documentation.
#[derive(Debug, Default)]
pub struct ApiDocs {
    table: ApiTable,
    /// The folder of each crate's documentation.
    base_urls: BTreeMap<String, String>,
}

impl ApiDocs {
    /// Reads the versions from the root's `Cargo.toml` and `Cargo.lock`. A
    /// book without them has no links.
    pub fn load(root: &Path) -> Result<ApiDocs> {
        let read = |name| fs::read_to_string(root.join(name)).ok();
        let (Some(manifest), Some(lock)) =
            (read("Cargo.toml"), read("Cargo.lock"))
        else {
            return Ok(ApiDocs::default());
        };
        let table = ApiTable::load()?;
        let crates = table
            .item_kinds
            .keys()
            .filter_map(|path| path.split("::").next());
        let base_url = |name: &str| {
            let base_url = match name {
                "std" => std_docs_url(&manifest)?,
                _ => crate_docs_url(&lock, name)?,
            };
            Some((name.to_owned(), base_url))
        };
        let base_urls = crates.filter_map(base_url).collect();
        Ok(ApiDocs { table, base_urls })
    }

    /// Returns the address of an item, such as `tokio::time::sleep`.
    pub fn url(&self, path: &str) -> Option<String> {
        let page = self.table.page_path(path)?;
        let base_url = self.base_urls.get(path.split("::").next()?)?;
        Some(format!("{base_url}{page}"))
    }

    /// Returns the address for inline code: an item's path, or the end of
    /// exactly one path, such as `JoinSet::join_next`. A single word is too
    /// often something else, so the table lists those that aren't.
    pub fn url_of_code(&self, code: &str) -> Option<String> {
        let name = code.strip_suffix("()").unwrap_or(code);
        let (name, is_macro) = match name.strip_suffix('!') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let is_specific = is_macro
            || name.contains("::")
            || self.table.short_names.contains(name);
        if !is_specific {
            return None;
        }
        let end = format!("::{name}");
        let is_meant = |path: &&String| {
            (*path == name || path.ends_with(&end))
                && (self.table.item_kinds[*path] == "macro") == is_macro
        };
        let mut paths = self.table.item_kinds.keys().filter(is_meant);
        let path = paths.next()?;
        match paths.next() {
            Some(_) => None,
            None => self.url(path),
        }
    }
}

/// The oldest Rust that the book promises has all that the book uses.
fn std_docs_url(manifest: &str) -> Option<String> {
    let (_, rest) = manifest.split_once("rust-version = \"")?;
    let version = rest.split('"').next()?;
    let patch = if version.matches('.').count() == 1 {
        ".0"
    } else {
        ""
    };
    Some(format!("https://doc.rust-lang.org/{version}{patch}/"))
}

fn crate_docs_url(lock: &str, name: &str) -> Option<String> {
    let package = name.replace('_', "-");
    let version = [package.as_str(), name].into_iter().find_map(|package| {
        let head = format!("name = \"{package}\"\nversion = \"");
        let (_, rest) = lock.split_once(&head)?;
        rest.split('"').next()
    })?;
    Some(format!("https://docs.rs/{package}/{version}/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn create_docs() -> ApiDocs {
        let item_kinds = [
            ("std::sync::Mutex", "struct"),
            ("std::thread", "mod"),
            ("tokio::select", "macro"),
            ("tokio::sync::Mutex", "struct"),
            ("tokio::task::JoinSet", "struct"),
            ("tokio::task::JoinSet::join_next", "method"),
            ("tokio::time::sleep", "fn"),
        ];
        let own = |(path, kind): (&str, &str)| (path.into(), kind.into());
        ApiDocs {
            table: ApiTable {
                short_names: ["JoinSet".to_owned()].into(),
                item_kinds: item_kinds.map(own).into(),
            },
            base_urls: [
                own(("std", "https://doc.rust-lang.org/1.89.0/")),
                own(("tokio", "https://docs.rs/tokio/1.2.3/")),
            ]
            .into(),
        }
    }

    #[track_caller]
    fn assert_linked_page(code: &str, page: Option<&str>) {
        let url = create_docs().url_of_code(code);
        let page = page.map(|page| format!("https://{page}"));
        assert_eq!(url, page, "{code}");
    }

    #[test]
    fn an_item_is_linked_by_its_path_or_the_end_of_its_path() {
        let sleep = "docs.rs/tokio/1.2.3/tokio/time/fn.sleep.html";
        assert_linked_page("tokio::time::sleep", Some(sleep));
        assert_linked_page("time::sleep()", Some(sleep));
        let thread = "doc.rust-lang.org/1.89.0/std/thread/index.html";
        assert_linked_page("std::thread", Some(thread));
        let set = "docs.rs/tokio/1.2.3/tokio/task/struct.JoinSet.html";
        assert_linked_page("JoinSet", Some(set));
        let method = format!("{set}#method.join_next");
        assert_linked_page("JoinSet::join_next", Some(&method));
        let select = "docs.rs/tokio/1.2.3/tokio/macro.select.html";
        assert_linked_page("select!", Some(select));
    }

    #[test]
    fn ambiguous_names_have_no_link() {
        for code in [
            "sleep",
            "sync::Mutex",
            "Mutex",
            "select",
            "Set",
            "JoinSet::new",
        ] {
            assert_linked_page(code, None);
        }
    }

    #[test]
    fn versions_are_those_of_the_lock_file() {
        let lock = "name = \"tokio-util\"\nversion = \"0.7.18\"\n";
        assert_eq!(
            crate_docs_url(lock, "tokio_util").unwrap(),
            "https://docs.rs/tokio-util/0.7.18/"
        );
        assert_eq!(crate_docs_url(lock, "tokio"), None);
        assert_eq!(
            std_docs_url("rust-version = \"1.89\"\n").unwrap(),
            "https://doc.rust-lang.org/1.89.0/"
        );
    }
}
