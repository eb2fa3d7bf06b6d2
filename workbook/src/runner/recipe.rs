//! What a program is made of: its text, and the crates it is compiled
//! against.

use super::board::Chapter;
use super::compile::Text;
use super::event::Job;
use super::programs;
use super::recorder::Recorder;
use crate::catalogue::Package;
use crate::toolchain::{Built, Rustc, crate_arguments};
use anyhow::Result;
use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Debug)]
pub struct Recipe {
    name: String,
    source: String,
    crates: Vec<(String, PathBuf)>,
    arguments: Vec<OsString>,
}

impl Recipe {
    /// The program as cargo would make it.
    pub fn plain(
        job: &Job,
        chapter: &Chapter,
        package: &Package,
    ) -> Result<Recipe> {
        let crates = chapter.built.crates_of(package)?;
        Ok(Recipe {
            name: job.listing.clone(),
            source: job.source.clone(),
            crates: crates
                .into_iter()
                .map(|(name, library)| (name, library.to_owned()))
                .collect(),
            arguments: chapter.crates.clone(),
        })
    }

    /// The program with the recorder in it.
    pub fn recorded(
        job: &Job,
        recorder: &Recorder,
        chapter: &Built,
        package: &Package,
    ) -> Result<Recipe> {
        let crates = recorder.crates_of(chapter, package)?;
        let mut arguments = recorder.folders(chapter);
        for (name, library) in &crates {
            arguments.extend(crate_arguments(name, library));
        }
        Ok(Recipe {
            name: job.listing.clone(),
            source: Recorder::text(&job.source),
            crates,
            arguments,
        })
    }

    pub fn text(&self) -> Text<'_> {
        Text {
            name: &self.name,
            source: &self.source,
            crates: &self.arguments,
        }
    }

    /// By what the program is found again.
    pub fn key(&self, rustc: &Rustc) -> Result<String> {
        programs::key(rustc, self.text(), &self.crates)
    }
}
