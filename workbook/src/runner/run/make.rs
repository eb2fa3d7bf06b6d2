//! Making the program of a run, or only checking its text.

use super::super::board::{Chapter, Recording, Tools};
use super::super::compile::{Compiler, Make, Outcome};
use super::super::event::{Diagnostic, Event, How, Job};
use super::super::programs::Kept;
use super::super::recipe::Recipe;
use super::{Halt, Known, Ready, Run};
use anyhow::{Context, Result, anyhow, bail};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Why there is no timeline of a program.
const PLAIN: &str = "this program measures what recording would change, so \
                     it ran without its timeline";
const UNFIT: &str =
    "this program cannot be recorded, so it ran without its timeline";

impl Run<'_> {
    /// What rustc says of the job's text.
    pub async fn check(&self) -> Result<Vec<Diagnostic>> {
        let (known, tools, chapter) = self.prepared_already()?;
        let _permit = self.shared.checks.acquire().await?;
        let folder = tools.programs.folder()?;
        let recipe = Recipe::plain(self.job, &chapter, &known.package)?;
        let (tell, told) = unbounded_channel();
        let outcome = self
            .compiler(&tools)
            .compile(
                recipe.text(),
                Make::Nothing,
                folder.path(),
                tell,
                self.abandoned(),
            )
            .await?;
        match outcome {
            Outcome::Compiled | Outcome::NotCompiled => Ok(all_of(told)),
            Outcome::TooLong => bail!(self.too_long()),
            Outcome::Abandoned => bail!("the workbook ends"),
            Outcome::Broken(words) => bail!("rustc failed: {words}"),
        }
    }

    /// Compiles the program before anybody wants to run it.
    pub async fn ahead(&self) -> Result<PathBuf> {
        let (known, tools, chapter) = self.prepared_already()?;
        let _permit = self.shared.checks.acquire().await?;
        match self.ready(&tools, &chapter, &known).await {
            Ok(ready) => Ok(ready.path),
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

    /// Finds the program, or compiles it: one that tells its timeline, where
    /// that can be.
    pub(super) async fn ready(
        &self,
        tools: &Tools,
        chapter: &Chapter,
        known: &Known,
    ) -> Result<Ready, Halt> {
        let why_not = match self.recorder(known) {
            Ok(recorder) => {
                let recipe = Recipe::recorded(
                    self.job,
                    &recorder,
                    &chapter.built,
                    &known.package,
                )?;
                match self.recorded(tools, &recipe).await? {
                    Some(kept) => return Ok(self.recorded_as(chapter, kept)),
                    None => UNFIT.to_owned(),
                }
            }
            Err(why) => why,
        };
        self.plain(tools, chapter, known, why_not).await
    }

    fn recorder(&self, known: &Known) -> Recording {
        match known.listing.plain {
            true => Err(PLAIN.to_owned()),
            false => self.shared.board.recorder(),
        }
    }

    fn recorded_as(&self, chapter: &Chapter, kept: Kept) -> Ready {
        let Job { listing, source } = self.job;
        Ready {
            path: kept.program.clone(),
            prebuilt: chapter.sources.get(listing) == Some(source),
            timeline: Ok(()),
            _kept: Some(kept),
        }
    }

    /// Without the recorder: as cargo has built it, or as rustc does.
    async fn plain(
        &self,
        tools: &Tools,
        chapter: &Chapter,
        known: &Known,
        why: String,
    ) -> Result<Ready, Halt> {
        let Job { listing, source } = self.job;
        if let Some(program) = chapter.program(listing, source) {
            return Ok(Ready {
                path: program.to_owned(),
                prebuilt: true,
                timeline: Err(why),
                _kept: None,
            });
        }
        let recipe = Recipe::plain(self.job, chapter, &known.package)?;
        let kept = self.compiled(tools, &recipe).await?;
        Ok(Ready {
            path: kept.program.clone(),
            prebuilt: false,
            timeline: Err(why),
            _kept: Some(kept),
        })
    }

    /// What rustc says comes from the plain compilation where there is any
    /// error: the reader shall see the words of their own tokio. `None` is a
    /// program that cannot be recorded.
    async fn recorded(
        &self,
        tools: &Tools,
        recipe: &Recipe,
    ) -> Result<Option<Kept>, Halt> {
        let (outcome, diagnostics) = self.made(tools, recipe).await?;
        for diagnostic in &diagnostics {
            if outcome.is_ok() {
                self.tell(Event::Diagnostic(diagnostic.clone())).await;
            }
        }
        match outcome {
            Ok(kept) => Ok(Some(kept)),
            Err(Outcome::NotCompiled | Outcome::Broken(_)) => Ok(None),
            Err(other) => Err(self.without_program(other, &diagnostics)),
        }
    }

    async fn compiled(
        &self,
        tools: &Tools,
        recipe: &Recipe,
    ) -> Result<Kept, Halt> {
        let (outcome, diagnostics) = self.made(tools, recipe).await?;
        for diagnostic in &diagnostics {
            self.tell(Event::Diagnostic(diagnostic.clone())).await;
        }
        outcome.map_err(|other| self.without_program(other, &diagnostics))
    }

    /// The program, found again or compiled, or why there is none; and what
    /// rustc says of it.
    async fn made(
        &self,
        tools: &Tools,
        recipe: &Recipe,
    ) -> Result<(Result<Kept, Outcome>, Vec<Diagnostic>), Halt> {
        let name = &self.job.listing;
        let key = recipe.key(&tools.rustc)?;
        if let Some(kept) = tools.programs.find(&key, name) {
            let diagnostics = kept.diagnostics.clone();
            return Ok((Ok(kept), diagnostics));
        }
        self.tell(Event::Compiling).await;
        let _turn = tokio::select! {
            turn = self.shared.single.turn(&key) => turn,
            lost = self.audience.lost() => return Err(self.lost(lost)),
        };
        // Another run may have compiled it meanwhile.
        if let Some(kept) = tools.programs.find(&key, name) {
            let diagnostics = kept.diagnostics.clone();
            return Ok((Ok(kept), diagnostics));
        }
        let folder = tools.programs.folder()?;
        let (tell, told) = unbounded_channel();
        let outcome = self
            .compiler(tools)
            .compile(
                recipe.text(),
                Make::Program,
                folder.path(),
                tell,
                self.abandoned(),
            )
            .await?;
        let diagnostics = all_of(told);
        let made = match outcome {
            Outcome::Compiled => Ok(tools
                .programs
                .keep(&key, folder, name, &diagnostics)
                .context("the compiled program could not be kept")?),
            other => Err(other),
        };
        Ok((made, diagnostics))
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

    fn too_long(&self) -> String {
        format!(
            "Compiling was stopped: its limit is {} s.",
            self.shared.limits.compile_s
        )
    }
}

/// All that has been told, when nobody tells any more.
fn all_of(mut told: UnboundedReceiver<Diagnostic>) -> Vec<Diagnostic> {
    std::iter::from_fn(|| told.try_recv().ok()).collect()
}

fn not_compiled(diagnostics: &[Diagnostic]) -> String {
    let is_error = |d: &&Diagnostic| d.level.starts_with("error");
    match diagnostics.iter().filter(is_error).count() {
        1 => "It does not compile: there is 1 error.".to_owned(),
        errors => format!("It does not compile: there are {errors} errors."),
    }
}
