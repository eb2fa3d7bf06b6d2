//! The content security policy: what a page of the book may load and run.
//!
//! Scripts are files of ours, or mdBook's inline ones, each by its hash; an
//! editor may add styles with this process's nonce, which its page finds in
//! a `meta` element. Nothing comes from elsewhere, and no page may be framed.

use axum::http::HeaderValue;
use base64::Engine;
use base64::prelude::BASE64_STANDARD as STANDARD;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// For all that is no page: it may load and run nothing.
pub const LOAD_NOTHING_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// The policy for a page with these contents.
pub fn content_security_policy_for(html: &str, nonce: &str) -> String {
    let scripts: String = inline_scripts(html)
        .map(|script| {
            format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script)))
        })
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    format!(
        "default-src 'none'; script-src 'self'{scripts}; \
         style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; \
         base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// The page with the nonce where its scripts find it.
pub fn add_nonce_meta(html: &str, nonce: &str) -> String {
    let meta = format!("<head>\n<meta name=\"csp-nonce\" content=\"{nonce}\">");
    html.replacen("<head>", &meta, 1)
}

/// The texts of the scripts that have no `src`.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=")).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_without_a_source_are_hashed() {
        let page = "<head><script src=\"a.js\"></script>\
                    <script>alert(1)</script>";
        assert_eq!(inline_scripts(page).collect::<Vec<_>>(), ["alert(1)"]);
        let policy = content_security_policy_for(page, "n");
        assert_eq!(policy.matches("sha256-").count(), 1);
        assert!(policy.contains("'nonce-n'"));
        assert!(!policy.contains("script-src 'self' 'unsafe"));
    }

    #[test]
    fn the_nonce_stands_in_the_head() {
        let page = add_nonce_meta("<html><head>x", "abc");
        assert!(page.contains("name=\"csp-nonce\" content=\"abc\">x"));
    }
}
