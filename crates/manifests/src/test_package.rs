//! The crates that the tests give to skeptic: all that a chapter's reader
//! has.

use crate::manifest::{Manifest, chapter_crates};
use anyhow::Result;
use std::path::Path;
use toml_edit::{Table, value};

/// Adds what is missing. What isn't needed any more stays, since the tests
/// themselves may use it; a test finds dependencies that nothing uses.
pub(crate) fn derive(root: &Path) -> Result<Manifest> {
    let mut manifest = Manifest::read(root, Path::new("tests/Cargo.toml"))?;
    let known = manifest.dependencies("dependencies");
    let table = manifest.table_mut("dev-dependencies")?;
    let is_missing =
        |name: &String| !known.contains(name) && !table.contains_key(name);
    let missing: Vec<String> = chapter_crates(root)?
        .into_iter()
        .filter(is_missing)
        .collect();
    for name in missing {
        let mut inherited = Table::new();
        inherited.set_dotted(true);
        inherited.insert("workspace", value(true));
        table.insert(&name, inherited.into());
    }
    Ok(manifest)
}
