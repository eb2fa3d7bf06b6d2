//! A built site in memory: exact names only, so no path leads out of it,
//! and the last good one stays whole while the next is built.

use super::policy;
use anyhow::{Context, Result};
use axum::body::Bytes;
use axum::http::HeaderValue;
use book::chapter::whole_chapter;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;

/// All files of a site by their path from its root, such as `css/a.css`.
#[derive(Debug, Default)]
pub struct Site {
    files: BTreeMap<String, SiteFile>,
}

/// One file, with what its response needs.
#[derive(Debug)]
pub struct SiteFile {
    pub bytes: Bytes,
    pub mime: &'static str,
    /// Its name holds a hash of its content, so it never changes.
    pub has_hashed_name: bool,
    /// What a page may load and run; other files load nothing.
    pub content_security_policy: Option<HeaderValue>,
    /// Tells this content from any other.
    pub etag: String,
    /// The names of the listings that a page shows.
    pub listings: Vec<String>,
    gzipped: OnceLock<Bytes>,
}

impl Site {
    /// Reads the site that was built into `folder`; its pages get the nonce
    /// with which their scripts may add styles.
    pub fn read(folder: &Path, nonce: &str) -> Result<Self> {
        let mut site = Site::default();
        site.add_folder(folder, folder, nonce)
            .with_context(|| format!("site in `{}`", folder.display()))?;
        Ok(site)
    }

    /// The file of a request's path: a folder stands for its index.
    pub fn get(&self, path: &str) -> Option<&SiteFile> {
        let path = path.trim_start_matches('/');
        if path.is_empty() || path.ends_with('/') {
            self.files.get(&format!("{path}index.html"))
        } else {
            self.files.get(path)
        }
    }

    /// How many pages it has, not counting those that repeat others or lead
    /// from an old address to a new one.
    pub fn page_count(&self) -> usize {
        const NOT_COUNTED_PAGES: [&str; 4] =
            ["404.html", "index.html", "print.html", "toc.html"];
        self.files
            .keys()
            .filter(|name| name.ends_with(".html"))
            .filter(|name| !NOT_COUNTED_PAGES.contains(&name.as_str()))
            .filter(|name| !name.ends_with(whole_chapter::WHOLE_CHAPTER_FILE))
            .filter(|name| !self.is_redirect(name))
            .count()
    }

    fn is_redirect(&self, file_name: &str) -> bool {
        const REDIRECT_TAG: &str = "<meta http-equiv=\"refresh\"";
        let page = self.files.get(file_name).map(|file| &file.bytes[..]);
        page.is_some_and(|page| {
            String::from_utf8_lossy(page).contains(REDIRECT_TAG)
        })
    }

    fn add_folder(
        &mut self,
        root: &Path,
        folder: &Path,
        nonce: &str,
    ) -> Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                self.add_folder(root, &path, nonce)?;
                continue;
            }
            let parts: Vec<_> = path
                .strip_prefix(root)?
                .components()
                .map(|part| part.as_os_str().to_string_lossy())
                .collect();
            let name = parts.join("/");
            let file = SiteFile::new(&name, fs::read(&path)?, nonce)?;
            self.files.insert(name, file);
        }
        Ok(())
    }
}

impl SiteFile {
    fn new(file_name: &str, bytes: Vec<u8>, nonce: &str) -> Result<Self> {
        let mut file = SiteFile {
            bytes: bytes.into(),
            mime: mime_type(file_name),
            has_hashed_name: has_hashed_name(file_name),
            content_security_policy: None,
            etag: String::new(),
            listings: Vec::new(),
            gzipped: OnceLock::new(),
        };
        if file_name.ends_with(".html") {
            let page = String::from_utf8(file.bytes.to_vec())?;
            file.listings = listing_names(&page);
            file.content_security_policy = Some(
                policy::content_security_policy_for(&page, nonce).try_into()?,
            );
            file.bytes = policy::add_nonce_meta(&page, nonce).into();
        }
        file.etag = etag(&file.bytes);
        Ok(file)
    }

    /// The gzipped bytes, where that makes them fewer.
    pub fn gzipped(&self) -> Option<Bytes> {
        let is_text = self.mime.contains("text")
            || self.mime.contains("json")
            || self.mime.contains("svg");
        if !is_text {
            return None;
        }
        let bytes = self.gzipped.get_or_init(|| gzip(&self.bytes));
        (bytes.len() < self.bytes.len()).then(|| bytes.clone())
    }
}

/// The names in the page's cards, each once.
fn listing_names(html: &str) -> Vec<String> {
    const LISTING_ATTRIBUTE: &str = " data-listing=\"";
    let mut names: Vec<String> = Vec::new();
    for after in html.split(LISTING_ATTRIBUTE).skip(1) {
        if let Some((listing_name, _)) = after.split_once('"')
            && !names.iter().any(|known| known == listing_name)
        {
            names.push(listing_name.to_owned());
        }
    }
    names
}

/// The start of a hash, in the quotes that HTTP wants.
fn etag(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    format!("\"{}\"", hex::encode(&hash[..8]))
}

fn gzip(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to a `Vec` cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default().into()
}

/// What mdBook and the page's own files consist of.
fn mime_type(file_name: &str) -> &'static str {
    match file_name
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension)
    {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// mdBook names hashed files `NAME-0123abcd.EXTENSION`.
fn has_hashed_name(file_name: &str) -> bool {
    let stem = file_name
        .rsplit_once('.')
        .map_or(file_name, |(stem, _)| stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        let is_hex = hash.bytes().all(|b| b.is_ascii_hexdigit());
        let is_base32 =
            hash.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'));
        hash.len() == 8 && (is_hex || is_base32)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_count_as_hashed() {
        assert!(has_hashed_name("css/general-2459343d.css"));
        assert!(has_hashed_name("scripts/main-G7P7EJGR.js"));
        assert!(!has_hashed_name("ch01-waiting.html"));
        assert!(!has_hashed_name("index.html"));
    }

    #[test]
    fn listing_names_finds_each_listing_once() {
        let page = "<section data-listing=\"b\"><section data-listing=\"a\">\
                    <p id=\"x\" data-listing=\"b\">";
        assert_eq!(listing_names(page), ["b", "a"]);
        assert!(listing_names("<p data-listing=>").is_empty());
    }

    #[test]
    fn pages_that_repeat_or_redirect_do_not_count() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("ch01")).unwrap();
        let write = |name: &str, page: &str| {
            fs::write(folder.path().join(name), page).unwrap();
        };
        write("index.html", "<p>");
        write("ch01/index.html", "<p>");
        write("ch01/waits.html", "<p>");
        write("ch01/whole-chapter.html", "<p>");
        write("old.html", "<meta http-equiv=\"refresh\" content=\"0\">");
        assert_eq!(Site::read(folder.path(), "n").unwrap().page_count(), 2);
    }

    #[test]
    fn a_folder_path_serves_its_index_and_no_path_leaves_the_site() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "<p>").unwrap();
        let site = Site::read(folder.path(), "n").unwrap();
        assert_eq!(&site.get("/").unwrap().bytes[..], b"<p>");
        assert!(site.get("/../index.html").is_none());
        assert!(site.get("//etc/passwd").is_none());
    }
}
