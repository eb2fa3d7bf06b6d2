//! What a program is built from: its text, and the crates that it uses.

use crate::build_cache;
use crate::event::Job;
use crate::instrumented_crates::InstrumentedCrates;
use crate::prepare_state::BuiltChapter;
use anyhow::Result;
use catalogue::Package;
use std::ffi::OsString;
use std::path::PathBuf;
use toolchain::{CompileUnit, Rustc};

#[derive(Debug)]
pub struct BuildInput {
    name: String,
    source: String,
    crates: Vec<(String, PathBuf)>,
    crate_arguments: Vec<OsString>,
}

impl BuildInput {
    /// The input of the program as cargo would build it.
    pub fn for_plain_run(
        job: &Job,
        chapter: &BuiltChapter,
        package: &Package,
    ) -> Result<BuildInput> {
        let crates = chapter.artifacts.libraries(&package.dependencies)?;
        Ok(BuildInput {
            name: job.listing.clone(),
            source: job.source.clone(),
            crates: crates
                .into_iter()
                .map(|(name, library)| (name, library.to_owned()))
                .collect(),
            crate_arguments: chapter.crate_arguments.clone(),
        })
    }

    /// The input of the program that is recorded.
    pub fn for_recorded_run(
        job: &Job,
        instrumented: &InstrumentedCrates,
    ) -> BuildInput {
        BuildInput {
            name: job.listing.clone(),
            source: job.source.clone(),
            crates: instrumented.crates.clone(),
            crate_arguments: instrumented.crate_arguments.clone(),
        }
    }

    pub fn unit(&self) -> CompileUnit<'_> {
        CompileUnit {
            name: &self.name,
            source: &self.source,
            crate_arguments: &self.crate_arguments,
        }
    }

    /// The key under which the program is cached.
    pub fn cache_key(&self, rustc: &Rustc) -> Result<String> {
        build_cache::cache_key(rustc, self.unit(), &self.crates)
    }
}
