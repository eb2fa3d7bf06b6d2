//! The built site, page by page, and what is wrong with its links.

mod page;

use page::Page;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::{fs, io};

/// A site in a folder, with its pages read.
pub struct Site {
    folder: PathBuf,
    /// By their paths in the folder.
    pages: BTreeMap<PathBuf, Page>,
}

impl Site {
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut pages = BTreeMap::new();
        for file in files_below(folder, "html")? {
            let page = Page::read(&fs::read_to_string(folder.join(&file))?);
            pages.insert(file, page);
        }
        Ok(Site {
            folder: folder.to_owned(),
            pages,
        })
    }

    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// Links and sources within the site that lead nowhere.
    pub fn dead_links(&self) -> Vec<String> {
        self.collect_faults(|path, page| {
            page.links
                .iter()
                .chain(&page.resources)
                .filter(|link| !is_outward(link))
                .filter_map(|link| {
                    Some((link, self.dead_link_reason(path, link)?))
                })
                .map(|(link, why)| format!("`{link}`: {why}"))
                .collect()
        })
    }

    /// Links out of the site that are no plain `https` addresses.
    pub fn outward_links_without_https(&self) -> Vec<String> {
        self.collect_faults(|_, page| {
            let outward = page.links.iter().filter(|link| is_outward(link));
            outward.filter(|link| !is_https(link)).cloned().collect()
        })
    }

    /// What a page would load from another host.
    pub fn resources_from_other_hosts(&self) -> Vec<String> {
        self.collect_faults(|_, page| {
            let foreign = page.resources.iter().filter(|link| is_outward(link));
            foreign
                .filter(|l| !l.starts_with("data:"))
                .cloned()
                .collect()
        })
    }

    /// What a stylesheet would load from another host, or in vain.
    pub fn foreign_or_missing_style_resources(
        &self,
    ) -> io::Result<Vec<String>> {
        let mut faults = Vec::new();
        for file in files_below(&self.folder, "css")? {
            let text = fs::read_to_string(self.folder.join(&file))?;
            let odd = style_resources(&text).filter(|source| {
                let path = source.split(['?', '#']).next().unwrap_or_default();
                let target = self.folder.join(resolve(&file, path));
                is_outward(source) || !target.is_file()
            });
            faults.extend(odd.map(|s| format!("{}: {s}", file.display())));
        }
        Ok(faults)
    }

    /// The reading time of a page in minutes, from its chapter's first page.
    pub fn reading_minutes(&self, page_path: &str) -> Option<usize> {
        let (chapter, name) = page_path.split_once('/')?;
        let first = self.folder.join(chapter).join("index.html");
        let html = fs::read_to_string(first).ok()?;
        let (_, entry) =
            html.split_once(&format!("<li><a href=\"{name}\">"))?;
        let (_, duration) = entry.split_once("\"section-minutes\">")?;
        let digits = duration.split(|c: char| !c.is_ascii_digit());
        digits.take(1).next()?.parse().ok()
    }

    /// The titles in the text of a page, and where its links lead.
    pub fn main_headings_and_links(
        &self,
        page_path: &Path,
    ) -> io::Result<(Vec<String>, Vec<String>)> {
        let html = fs::read_to_string(self.folder.join(page_path))?;
        let main = html.split_once("<main>").and_then(|(_, rest)| {
            let (main, _) = rest.split_once("</main>")?;
            Some(main)
        });
        let Page { titles, links, .. } = Page::read(main.unwrap_or_default());
        Ok((titles, links))
    }

    pub fn pictures_without_name(&self) -> Vec<String> {
        self.collect_faults(|_, page| page.pictures_without_name.clone())
    }

    pub fn repeated_ids(&self) -> Vec<String> {
        self.collect_faults(|_, page| {
            let mut seen = BTreeSet::new();
            let repeated = page.ids.iter().filter(|id| !seen.insert(*id));
            repeated.cloned().collect()
        })
    }

    fn collect_faults(
        &self,
        of: impl Fn(&Path, &Page) -> Vec<String>,
    ) -> Vec<String> {
        self.pages
            .iter()
            .flat_map(|(path, page)| {
                of(path, page)
                    .into_iter()
                    .map(move |fault| format!("{}: {fault}", path.display()))
            })
            .collect()
    }

    /// Whether there is such a page with this id; every page has the empty one.
    pub fn has_id(&self, page: &Path, id: &str) -> bool {
        let page = self.pages.get(page);
        page.is_some_and(|page| {
            id.is_empty() || page.ids.iter().any(|i| i == id)
        })
    }

    /// The file that `link` names when it stands on `page`.
    pub fn resolve(page: &Path, link: &str) -> PathBuf {
        resolve(page, link)
    }

    /// Why a link within the site leads nowhere.
    pub fn dead_link_reason(&self, page: &Path, link: &str) -> Option<String> {
        let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
        let path = path.split('?').next().unwrap_or_default();
        let target = resolve(page, path);
        if !self.folder.join(&target).is_file() {
            return Some(format!("there is no `{}`", target.display()));
        }
        let ids = &self.pages.get(&target)?.ids;
        let found = fragment.is_empty() || ids.iter().any(|i| i == fragment);
        (!found).then(|| format!("`{}` has no such id", target.display()))
    }
}

/// Whether an address names another host or another kind of place.
fn is_outward(link: &str) -> bool {
    let start = link.split(['/', '?', '#']).next().unwrap_or_default();
    link.starts_with("//") || start.contains(':')
}

/// `https://host.name/…`, without spaces.
fn is_https(link: &str) -> bool {
    let host = link
        .strip_prefix("https://")
        .and_then(|rest| rest.split(['/', '?', '#']).next());
    let fits = |c: char| c.is_ascii_alphanumeric() || ".-:".contains(c);
    host.is_some_and(|host| host.contains('.') && host.chars().all(fits))
        && !link.contains(char::is_whitespace)
}

/// The file that `path` names when it stands in the file `from_page`.
fn resolve(from_page: &Path, path: &str) -> PathBuf {
    if path.is_empty() {
        return from_page.to_owned();
    }
    let mut target = match path.strip_prefix('/') {
        Some(path) => PathBuf::from(path),
        None => from_page.with_file_name("").join(path),
    };
    if path.ends_with('/') || path == "." {
        target.push("index.html");
    }
    let mut plain = PathBuf::new();
    for part in target.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::Normal(part) => plain.push(part),
            _ => {}
        }
    }
    plain
}

/// What a stylesheet names in `url(…)` and `@import "…"`, but data.
fn style_resources(css: &str) -> impl Iterator<Item = &str> {
    let urls = css
        .split("url(")
        .skip(1)
        .filter_map(|r| r.split(')').next());
    let imports = css.split("@import ").skip(1);
    let imports = imports
        .filter(|rest| !rest.starts_with("url("))
        .filter_map(|rest| rest.split(';').next());
    urls.chain(imports)
        .map(|source| source.trim().trim_matches(['"', '\'']))
        .filter(|source| !source.starts_with("data:"))
}

/// The files below that end so, relative to the folder.
fn files_below(folder: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == extension) {
                let file = path.strip_prefix(folder);
                found.push(file.map_err(io::Error::other)?.to_owned());
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
