//! Old addresses and where they lead: `[output.html.redirect]` in `book.toml`.

use crate::site::Site;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// By old address, `/ch04-tasks.html#gather`; each value is relative to the
/// folder of the old page.
#[derive(Debug, Default)]
pub struct Redirects(BTreeMap<String, String>);

impl Redirects {
    /// Reads those of the book in `root`.
    pub fn read(root: &Path) -> Result<Redirects> {
        let text = fs::read_to_string(root.join("book.toml"))?;
        Redirects::parse(&text).context("`book.toml`")
    }

    fn parse(toml_text: &str) -> Result<Redirects> {
        #[derive(Deserialize)]
        struct BookToml {
            output: Output,
        }
        #[derive(Deserialize)]
        struct Output {
            html: HtmlOutput,
        }
        #[derive(Deserialize)]
        struct HtmlOutput {
            #[serde(default)]
            redirect: BTreeMap<String, String>,
        }
        Ok(Redirects(
            toml::from_str::<BookToml>(toml_text)?.output.html.redirect,
        ))
    }

    /// Redirects that lead nowhere, or that a page makes unnecessary.
    pub fn find_faults(&self, site: &Site) -> Vec<String> {
        let fault = |(old, new): (&String, &String)| {
            let why = self.fault(site, old, new)?;
            Some(format!("`book.toml`: \"{old}\" = \"{new}\": {why}"))
        };
        self.0.iter().filter_map(fault).collect()
    }

    fn fault(
        &self,
        site: &Site,
        old_address: &str,
        new_address: &str,
    ) -> Option<String> {
        let Some(address) = old_address.strip_prefix('/') else {
            return Some("write a `/` before the old address".to_owned());
        };
        if new_address.starts_with('/') {
            // The site may lie in a folder of its host.
            return Some("write the new address without a `/`".to_owned());
        }
        let (page, fragment) = split_fragment(address);
        if self.is_page(site, page) && site.has_id(Path::new(page), fragment) {
            return Some("the old address still exists".to_owned());
        }
        let (target, _) = split_fragment(new_address);
        let target = Site::resolve(Path::new(page), target);
        let name = target.to_string_lossy().replace('\\', "/");
        if self.0.contains_key(&format!("/{name}")) {
            return Some(format!("`{name}` is an old address too"));
        }
        site.dead_link_reason(Path::new(page), new_address)
    }

    /// Old addresses that have neither a page nor a redirect.
    pub fn find_lost_addresses(
        &self,
        site: &Site,
        old_addresses: &str,
    ) -> Vec<String> {
        let addresses = old_addresses
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let is_lost = |address: &&str| {
            let (page, fragment) = split_fragment(address);
            let exists = self.is_page(site, page)
                && site.has_id(Path::new(page), fragment);
            !exists && !self.0.contains_key(&format!("/{address}"))
        };
        addresses
            .filter(is_lost)
            .map(|address| {
                format!(
                    "`{address}` is gone; add \"/{address}\" = \"NEW ADDRESS\" \
                     to `[output.html.redirect]` in `book.toml`"
                )
            })
            .collect()
    }

    /// Whether it is a page of the book, and not a redirect to one.
    fn is_page(&self, site: &Site, page: &str) -> bool {
        !self.0.contains_key(&format!("/{page}"))
            && site.has_id(Path::new(page), "")
    }
}

/// Path and fragment.
fn split_fragment(address: &str) -> (&str, &str) {
    address.split_once('#').unwrap_or((address, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site with one page in a folder and one beside it, and the page that
    /// mdBook writes for `old.html`.
    fn create_site() -> (tempfile::TempDir, Site) {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("ch01/waits.html", "<h1 id=\"waits\">Waits</h1>");
        write("intro.html", "<h1 id=\"intro\">Intro</h1>");
        write("old.html", "<p>Redirecting</p>");
        let site = Site::read(folder.path()).unwrap();
        (folder, site)
    }

    fn parse_lines(toml_lines: &str) -> Redirects {
        let table = format!("[output.html.redirect]\n{toml_lines}");
        Redirects::parse(&table).unwrap()
    }

    #[track_caller]
    fn assert_refused(toml_lines: &str, expected_message: &str) {
        let (_folder, site) = create_site();
        let faults = parse_lines(toml_lines).find_faults(&site).join("\n");
        assert!(faults.contains(expected_message), "{faults}");
    }

    const REDIRECT_SETTING: &str = "\"/old.html\" = \"ch01/waits.html\"\n";

    #[test]
    fn a_redirect_leads_to_a_page_and_an_id() {
        let (_folder, site) = create_site();
        let redirect_with_fragment = format!(
            "{REDIRECT_SETTING}\"/old.html#a\" = \"ch01/waits.html#waits\"\n"
        );
        assert!(
            parse_lines(&redirect_with_fragment)
                .find_faults(&site)
                .is_empty()
        );
        assert_refused("\"/old.html\" = \"ch01/wait.html\"", "there is no");
        assert_refused("\"/old.html#a\" = \"ch01/waits.html#w\"", "no such id");
        assert_refused("\"old.html\" = \"ch01/waits.html\"", "write a `/`");
        assert_refused("\"/old.html\" = \"/ch01/waits.html\"", "without a `/`");
        assert_refused(
            &format!("{REDIRECT_SETTING}\"/b.html\" = \"old.html\""),
            "old address too",
        );
        assert_refused(
            "\"/intro.html#intro\" = \"ch01/waits.html\"",
            "still exists",
        );
    }

    #[test]
    fn each_old_address_has_a_page_or_a_redirect_of_its_own() {
        let (_folder, site) = create_site();
        let find_lost_addresses = |lines: &str, addresses: &str| {
            parse_lines(lines)
                .find_lost_addresses(&site, addresses)
                .len()
        };
        assert_eq!(
            find_lost_addresses(
                REDIRECT_SETTING,
                "# Old\nold.html\nintro.html#intro\n"
            ),
            0
        );
        assert_eq!(find_lost_addresses(REDIRECT_SETTING, "old.html#a\n"), 1);
        assert_eq!(find_lost_addresses("", "intro.html#gone\ngone.html\n"), 2);
    }
}
