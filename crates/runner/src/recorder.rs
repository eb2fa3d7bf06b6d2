//! The crates of recorded programs: those of each chapter, built once more
//! with a tokio that records what it does.

use crate::chapter_build::ChapterBuild;
use crate::prepare_state::RecordedChapter;
use anyhow::{Result, anyhow};
use catalogue::Package;
use std::path::Path;
use tokio::task::spawn_blocking;
use toolchain::{RECORDER, RecordedWorkspace};

/// Why programs run without a timeline where they cannot be recorded.
const LINUX_ONLY_REASON: &str =
    "timelines are recorded on Linux only, so this program ran without one";

/// Writes the workspace in which the crates are built, or says why there is
/// none.
pub async fn write_workspace(
    root: &Path,
    packages: &[Package],
) -> Result<RecordedWorkspace, String> {
    if !cfg!(all(target_os = "linux", target_env = "gnu")) {
        return Err(LINUX_ONLY_REASON.to_owned());
    }
    let root = root.to_owned();
    let slugs: Vec<String> = packages.iter().map(|p| p.slug.clone()).collect();
    let write =
        move || RecordedWorkspace::write(&root, &slugs, &root.join(RECORDER));
    spawn_blocking(write)
        .await
        .map_err(anyhow::Error::from)
        .flatten()
        .map_err(|error| format!("programs cannot be recorded: {error:#}"))
}

/// Builds the crates of a chapter, in one call of cargo.
pub async fn build(
    workspace: &RecordedWorkspace,
    package: &Package,
    build: &ChapterBuild<'_>,
) -> Result<RecordedChapter, String> {
    build_chapter(workspace, package, build)
        .await
        .map_err(|error| {
            let slug = &package.slug;
            format!("programs of `{slug}` cannot be recorded: {error:#}")
        })
}

async fn build_chapter(
    workspace: &RecordedWorkspace,
    package: &Package,
    build: &ChapterBuild<'_>,
) -> Result<RecordedChapter> {
    let outcome = workspace
        .cargo_build(&package.slug, build.workbook_program)
        .with_priority(build.priority)
        .run(|progress| build.prepare_state.set_state(progress.into()))
        .await?;
    outcome.result.map_err(|errors| anyhow!(errors))?;
    let artifacts = outcome.artifacts;
    let mut crate_arguments =
        artifacts.rustc_arguments(&package.dependencies)?;
    crate_arguments.extend(workspace.link_arguments(&artifacts)?);
    let crates = artifacts.libraries(&package.dependencies)?.into_iter();
    let probe = artifacts
        .library("probe")
        .map(|file| ("probe".to_owned(), file));
    Ok(RecordedChapter {
        crates: crates
            .chain(probe)
            .map(|(name, file)| (name, file.to_owned()))
            .collect(),
        crate_arguments,
    })
}
