//! Making the program of a run, or only checking its text.

use super::super::board::{Chapter, Tools};
use super::super::compile::{Compiler, Make, Outcome, Text};
use super::super::event::{Diagnostic, Event, How, Job};
use super::super::programs::{self, Kept};
use super::{Halt, Known, Ready, Run};
use anyhow::{Context, Result, anyhow, bail};
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

impl Run<'_> {
    /// What rustc says of the job's text.
    pub async fn check(&self) -> Result<Vec<Diagnostic>> {
        let known = self.known()?;
        let slug = &known.package.slug;
        let prepared = self.shared.board.chapter(slug);
        let (tools, chapter) = prepared
            .with_context(|| format!("`{slug}` is still being prepared"))?
            .map_err(|why| anyhow!(why))?;
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
        let kept = match tools.programs.find(&key, listing) {
            Some(kept) => {
                for diagnostic in &kept.diagnostics {
                    self.tell(Event::Diagnostic(diagnostic.clone())).await;
                }
                kept
            }
            None => self.compiled(tools, chapter, &key).await?,
        };
        Ok(Ready {
            path: kept.program.clone(),
            prebuilt: false,
            _kept: Some(kept),
        })
    }

    async fn compiled(
        &self,
        tools: &Tools,
        chapter: &Chapter,
        key: &str,
    ) -> Result<Kept, Halt> {
        self.tell(Event::Compiling).await;
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
            Outcome::NotCompiled => {
                let says = not_compiled(&diagnostics);
                Err(Halt::Ended(self.not_run(How::NotCompiled, says)))
            }
            Outcome::TooLong => {
                let says = self.too_long();
                Err(Halt::Ended(self.not_run(How::Limit, says)))
            }
            Outcome::Abandoned => Err(Halt::Lost),
            Outcome::Broken(words) => {
                Err(anyhow!("rustc failed: {words}").into())
            }
        }
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
