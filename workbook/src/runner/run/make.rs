//! Making the program of a run, or only checking its text.

use super::super::board::{Chapter, Tools};
use super::super::compile::{Compiler, Make, Outcome, Text};
use super::super::event::{Diagnostic, Event, How, Job};
use super::super::programs::{self, Kept};
use super::{Halt, Known, Ready, Run};
use anyhow::{Context, Result, anyhow, bail};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

impl Run<'_> {
    /// What rustc says of the job's text.
    pub async fn check(&self) -> Result<Vec<Diagnostic>> {
        let (_, tools, chapter) = self.prepared_already()?;
        let _permit = self.shared.checks.acquire().await?;
        let folder = tools.programs.folder()?;
        let (tell, mut told) = unbounded_channel();
        let outcome = self
            .compiler(&tools)
            .compile(
                self.text(&chapter),
                Make::Nothing,
                folder.path(),
                tell,
                self.abandoned(),
            )
            .await?;
        match outcome {
            Outcome::Compiled | Outcome::NotCompiled => {
                Ok(std::iter::from_fn(|| told.try_recv().ok()).collect())
            }
            Outcome::TooLong => bail!(self.too_long()),
            Outcome::Abandoned => bail!("the workbook ends"),
            Outcome::Broken(words) => bail!("rustc failed: {words}"),
        }
    }

    /// Compiles the program before anybody wants to run it.
    pub async fn ahead(&self) -> Result<()> {
        let (known, tools, chapter) = self.prepared_already()?;
        let _permit = self.shared.checks.acquire().await?;
        match self.ready(&tools, &chapter, &known).await {
            Ok(_) => Ok(()),
            Err(Halt::Failed(error)) => Err(error),
            Err(_) => bail!("`{}` does not compile", self.job.listing),
        }
    }

    fn prepared_already(&self) -> Result<(Known, Tools, Arc<Chapter>)> {
        let known = self.known()?;
        let slug = &known.package.slug;
        let prepared = self.shared.board.chapter(slug);
        let (tools, chapter) = prepared
            .with_context(|| format!("`{slug}` is still being prepared"))?
            .map_err(|why| anyhow!(why))?;
        Ok((known, tools, chapter))
    }

    /// Finds the program, or compiles it.
    pub(super) async fn ready(
        &self,
        tools: &Tools,
        chapter: &Chapter,
        known: &Known,
    ) -> Result<Ready, Halt> {
        let Job { listing, source } = self.job;
        if let Some(program) = chapter.program(listing, source) {
            return Ok(Ready {
                path: program.to_owned(),
                prebuilt: true,
                _kept: None,
            });
        }
        let crates = chapter.built.crates_of(&known.package)?;
        let key = programs::key(&tools.rustc, self.text(chapter), &crates)?;
        let kept = match self.found(tools, &key).await {
            Some(kept) => kept,
            None => self.compiled(tools, chapter, &key).await?,
        };
        Ok(Ready {
            path: kept.program.clone(),
            prebuilt: false,
            _kept: Some(kept),
        })
    }

    /// A program that was compiled before, with what rustc said then.
    async fn found(&self, tools: &Tools, key: &str) -> Option<Kept> {
        let kept = tools.programs.find(key, &self.job.listing)?;
        for diagnostic in &kept.diagnostics {
            self.tell(Event::Diagnostic(diagnostic.clone())).await;
        }
        Some(kept)
    }

    async fn compiled(
        &self,
        tools: &Tools,
        chapter: &Chapter,
        key: &str,
    ) -> Result<Kept, Halt> {
        self.tell(Event::Compiling).await;
        let _turn = tokio::select! {
            turn = self.shared.single.turn(key) => turn,
            lost = self.audience.lost() => return Err(self.lost(lost)),
        };
        // Another run may have compiled it meanwhile.
        if let Some(kept) = self.found(tools, key).await {
            return Ok(kept);
        }
        let folder = tools.programs.folder()?;
        let (tell, told) = unbounded_channel();
        let compiler = self.compiler(tools);
        let compiling = compiler.compile(
            self.text(chapter),
            Make::Program,
            folder.path(),
            tell,
            self.abandoned(),
        );
        let (outcome, diagnostics) = tokio::join!(compiling, self.pass(told));
        match outcome? {
            Outcome::Compiled => self.keep(tools, key, folder, &diagnostics),
            other => Err(self.without_program(other, &diagnostics)),
        }
    }

    fn without_program(
        &self,
        outcome: Outcome,
        diagnostics: &[Diagnostic],
    ) -> Halt {
        let (how, says) = match outcome {
            Outcome::TooLong => (How::Limit, self.too_long()),
            Outcome::Broken(words) => {
                return anyhow!("rustc failed: {words}").into();
            }
            Outcome::Abandoned => return Halt::Lost,
            Outcome::NotCompiled | Outcome::Compiled => {
                (How::NotCompiled, not_compiled(diagnostics))
            }
        };
        Halt::Ended(self.not_run(how, says))
    }

    fn keep(
        &self,
        tools: &Tools,
        key: &str,
        folder: TempDir,
        diagnostics: &[Diagnostic],
    ) -> Result<Kept, Halt> {
        let name = &self.job.listing;
        let kept = tools.programs.keep(key, folder, name, diagnostics);
        Ok(kept.context("the compiled program could not be kept")?)
    }

    /// Passes the diagnostics on, and gives them all.
    async fn pass(
        &self,
        mut told: UnboundedReceiver<Diagnostic>,
    ) -> Vec<Diagnostic> {
        let mut all = Vec::new();
        while let Some(diagnostic) = told.recv().await {
            self.tell(Event::Diagnostic(diagnostic.clone())).await;
            all.push(diagnostic);
        }
        all
    }

    async fn abandoned(&self) {
        self.audience.lost().await;
    }

    fn compiler<'t>(&'t self, tools: &'t Tools) -> Compiler<'t> {
        Compiler {
            rustc: &tools.rustc,
            workbook: &self.shared.workbook,
            limit: self.shared.limits.compile(),
        }
    }

    fn text<'t>(&'t self, chapter: &'t Chapter) -> Text<'t> {
        Text {
            name: &self.job.listing,
            source: &self.job.source,
            crates: &chapter.crates,
        }
    }

    fn too_long(&self) -> String {
        format!(
            "Compiling was stopped: its limit is {} s.",
            self.shared.limits.compile_s
        )
    }
}

fn not_compiled(diagnostics: &[Diagnostic]) -> String {
    let is_error = |d: &&Diagnostic| d.level.starts_with("error");
    match diagnostics.iter().filter(is_error).count() {
        1 => "It does not compile: there is 1 error.".to_owned(),
        errors => format!("It does not compile: there are {errors} errors."),
    }
}
