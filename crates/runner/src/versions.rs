//! The versions of what a run depends on.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;
use toolchain::Rustc;

/// The versions with which a run was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    pub book: String,
    pub tokio: String,
    pub rust: String,
}

impl Versions {
    /// Returns the versions of this book, of its locked tokio and of the
    /// compiler.
    pub fn current(root: &Path) -> Result<Versions> {
        let lock = std::fs::read_to_string(root.join("Cargo.lock"))
            .context("`Cargo.lock` cannot be read")?;
        let tokio = locked_version(&lock, "tokio")
            .context("`Cargo.lock` has no version of tokio")?;
        let rustc = Rustc::find(root)?;
        let release = rustc
            .version_output
            .lines()
            .find_map(|line| line.strip_prefix("release: "))
            .context("`rustc -vV` names no release")?;
        Ok(Versions {
            book: env!("CARGO_PKG_VERSION").to_owned(),
            tokio: tokio.to_owned(),
            rust: release.to_owned(),
        })
    }
}

/// Returns the version of a package in the text of a `Cargo.lock`.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"\nversion = \"");
    let lock = &lock[lock.find(&name)? + name.len()..];
    lock.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_that_of_the_package_itself() {
        let lock = "[[package]]\nname = \"tokio-util\"\nversion = \"0.7.1\"\n\
            \n[[package]]\nname = \"tokio\"\nversion = \"1.2.3\"\n";
        assert_eq!(locked_version(lock, "tokio"), Some("1.2.3"));
        assert_eq!(locked_version(lock, "serde"), None);
    }
}
