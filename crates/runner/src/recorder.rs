//! The crates of recorded programs: those of each chapter and of the
//! exercises, built once more with a tokio that records what it does.

use crate::chapter_build::ChapterBuildOptions;
use crate::instrumented_crates::InstrumentedCrates;
use anyhow::{Result, anyhow, ensure};
use catalogue::{Catalogue, Package};
use std::collections::BTreeSet;
use std::path::Path;
use tokio::task::spawn_blocking;
use toolchain::{
    BuildProgress, CargoBuild, EXERCISES_PACKAGE, RECORDER_FOLDER,
    RecordedWorkspace,
};

/// Whether programs can be recorded on this system.
pub const CAN_RECORD: bool = cfg!(all(target_os = "linux", target_env = "gnu"));

/// Why programs run without a timeline where they cannot be recorded.
const LINUX_ONLY_REASON: &str =
    "timelines are recorded on Linux only, so this program ran without one";

/// Writes the workspace in which the crates are built, or says why there is
/// none.
pub async fn write_workspace(
    root: &Path,
    packages: &[Package],
) -> Result<RecordedWorkspace, String> {
    if !CAN_RECORD {
        return Err(LINUX_ONLY_REASON.to_owned());
    }
    try_write_workspace(root, packages)
        .await
        .map_err(|error| format!("programs cannot be recorded: {error:#}"))
}

async fn try_write_workspace(
    root: &Path,
    packages: &[Package],
) -> Result<RecordedWorkspace> {
    let root = root.to_owned();
    let slugs: Vec<String> = packages.iter().map(|p| p.slug.clone()).collect();
    let write = move || {
        RecordedWorkspace::write(&root, &slugs, &root.join(RECORDER_FOLDER))
    };
    spawn_blocking(write).await?
}

/// Builds the crates of a chapter, in one call of cargo.
pub async fn build(
    workspace: &RecordedWorkspace,
    package: &Package,
    build: &ChapterBuildOptions<'_>,
) -> Result<InstrumentedCrates, String> {
    let slug = &package.slug;
    let cargo = workspace
        .cargo_build(slug, build.workbook_program)
        .with_priority(build.priority);
    let report = |progress: BuildProgress| {
        build.prepare_state.set_state(progress.into());
    };
    build_crates(workspace, cargo, &package.dependencies, report)
        .await
        .map_err(|error| {
            format!("programs of `{slug}` cannot be recorded: {error:#}")
        })
}

/// Builds the crates that exercises use, for tests that are recorded. Calls
/// `report` while cargo works.
pub async fn build_for_exercises(
    root: &Path,
    dependencies: &BTreeSet<String>,
    workbook_program: &Path,
    report: impl FnMut(BuildProgress),
) -> Result<InstrumentedCrates> {
    ensure!(CAN_RECORD, "timelines are recorded on Linux only");
    let catalogue = {
        let root = root.to_owned();
        spawn_blocking(move || Catalogue::load(&root)).await??
    };
    let workspace = try_write_workspace(root, &catalogue.packages).await?;
    let cargo = workspace.cargo_build(EXERCISES_PACKAGE, workbook_program);
    build_crates(&workspace, cargo, dependencies, report).await
}

async fn build_crates(
    workspace: &RecordedWorkspace,
    cargo: CargoBuild<'_>,
    dependencies: &BTreeSet<String>,
    report: impl FnMut(BuildProgress),
) -> Result<InstrumentedCrates> {
    let outcome = cargo.run(report).await?;
    outcome.result.map_err(|errors| anyhow!(errors))?;
    let artifacts = outcome.artifacts;
    let mut crate_arguments = artifacts.rustc_arguments(dependencies)?;
    crate_arguments.extend(workspace.link_arguments(&artifacts)?);
    let crates = artifacts.libraries(dependencies)?.into_iter();
    let probe = artifacts
        .library("probe")
        .map(|file| ("probe".to_owned(), file));
    Ok(InstrumentedCrates {
        crates: crates
            .chain(probe)
            .map(|(name, file)| (name, file.to_owned()))
            .collect(),
        crate_arguments,
    })
}
