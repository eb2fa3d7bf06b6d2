//! The root's `default-members`: the chapters' packages, and what else was
//! there already.

use crate::manifest::{Manifest, chapter_packages, to_manifest_path};
use anyhow::{Context, Result};
use std::path::Path;

pub(crate) fn derive(root: &Path) -> Result<Manifest> {
    let packages = chapter_packages(root)?;
    let mut manifest = Manifest::read(root, Path::new("Cargo.toml"))?;
    let members = manifest
        .table_mut("workspace")?
        .get_mut("default-members")
        .and_then(|members| members.as_array_mut())
        .context("`Cargo.toml` has no `default-members`")?;
    members.retain(|member| {
        member
            .as_str()
            .is_some_and(|path| !path.starts_with("listings/"))
    });
    for (place, package) in packages.iter().enumerate() {
        members.insert(place, to_manifest_path(package));
    }
    for member in members.iter_mut() {
        member.decor_mut().set_prefix("\n    ");
    }
    members.set_trailing("\n");
    members.set_trailing_comma(true);
    Ok(manifest)
}
