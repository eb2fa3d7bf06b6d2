//! Builds the program of a run, or only checks its text.

use super::{EarlyEnd, JobContext, Run, RunnableProgram};
use crate::build_cache::{BuildCache, CachedProgram};
use crate::build_input::BuildInput;
use crate::event::{EndKind, Job, RunEvent};
use crate::prepare_state::{BuiltChapter, InstrumentedCratesResult, Tools};
use anyhow::{Context, Result, anyhow, bail};
use std::path::PathBuf;
use std::sync::Arc;
use toolchain::{
    CompileOutcome, Diagnostic, Emit, SupervisedRustc, error_count_message,
};

/// Why a program has no timeline, as the beginning of a sentence.
const PLAIN_REASON: &str = "this program measures what recording would change, \
                          so it ran without its timeline";
const NOT_RECORDABLE_REASON: &str =
    "this program cannot be recorded, so it ran without its timeline";

/// A program from the cache or from rustc, or why there is none; with the
/// compiler's diagnostics in both cases.
struct CompileResult {
    program: Result<CachedProgram, CompileOutcome>,
    diagnostics: Vec<Diagnostic>,
}

impl Run<'_> {
    /// Type-checks the job's text.
    pub async fn check(&self) -> Result<Vec<Diagnostic>> {
        let (context, tools, chapter) = self.prepared_context()?;
        let _permit = self.shared.type_check_permits.acquire().await?;
        let folder = BuildCache::create_work_folder()?;
        let input =
            BuildInput::for_plain_run(self.job, &chapter, &context.package)?;
        let (outcome, diagnostics) = self
            .compiler(&tools)
            .compile(
                input.unit(),
                Emit::Metadata,
                folder.path(),
                self.wait_until_cancelled(),
            )
            .await?;
        match outcome {
            CompileOutcome::Compiled | CompileOutcome::Rejected => {
                Ok(diagnostics)
            }
            CompileOutcome::LimitExceeded(limit) => {
                Ok(self.compiler(&tools).add_limit_error(limit, diagnostics))
            }
            CompileOutcome::Cancelled => bail!("the workbook ends"),
            CompileOutcome::CompilerFailed(why) => bail!("{why}"),
        }
    }

    /// Builds the program before the reader runs it, and returns its path.
    pub async fn build_ahead(&self) -> Result<PathBuf> {
        let (context, tools, chapter) = self.prepared_context()?;
        let _permit = self.shared.type_check_permits.acquire().await?;
        match self.build(&tools, &chapter, &context).await {
            Ok(program) => Ok(program.path),
            Err(EarlyEnd::Failed(error)) => Err(error),
            Err(_) => bail!("`{}` does not compile", self.job.listing),
        }
    }

    fn prepared_context(
        &self,
    ) -> Result<(JobContext, Tools, Arc<BuiltChapter>)> {
        let context = self.load_context()?;
        let slug = &context.package.slug;
        let chapter = self.shared.prepare_state.chapter(slug);
        let (tools, chapter) = chapter
            .with_context(|| format!("`{slug}` is still being prepared"))?
            .map_err(|why| anyhow!(why))?;
        Ok((context, tools, chapter))
    }

    /// Finds the program or compiles it, with the recorder where possible.
    pub(super) async fn build(
        &self,
        tools: &Tools,
        chapter: &BuiltChapter,
        context: &JobContext,
    ) -> Result<RunnableProgram, EarlyEnd> {
        let why_plain = match self.instrumented_crates(context) {
            Ok(crates) => {
                let input = BuildInput::for_recorded_run(self.job, &crates);
                match self.build_recorded(tools, &input).await? {
                    Some(program) => {
                        return Ok(self.recorded_program(chapter, program));
                    }
                    None => NOT_RECORDABLE_REASON.to_owned(),
                }
            }
            Err(why) => why,
        };
        self.build_plain(tools, chapter, context, why_plain).await
    }

    fn instrumented_crates(
        &self,
        context: &JobContext,
    ) -> InstrumentedCratesResult {
        if context.listing.runs_unrecorded {
            Err(PLAIN_REASON.to_owned())
        } else {
            self.shared
                .prepare_state
                .instrumented_crates(&context.package.slug)
        }
    }

    fn recorded_program(
        &self,
        chapter: &BuiltChapter,
        program: CachedProgram,
    ) -> RunnableProgram {
        let Job {
            listing, source, ..
        } = self.job;
        RunnableProgram {
            path: program.path.clone(),
            is_unedited: chapter.listing_sources.get(listing) == Some(source),
            timeline_support: Ok(()),
            _cached: Some(program),
        }
    }

    /// Without the recorder: takes the program that cargo has built, or
    /// compiles the text.
    async fn build_plain(
        &self,
        tools: &Tools,
        chapter: &BuiltChapter,
        context: &JobContext,
        why_plain: String,
    ) -> Result<RunnableProgram, EarlyEnd> {
        let Job {
            listing, source, ..
        } = self.job;
        if let Some(program) = chapter.program(listing, source) {
            return Ok(RunnableProgram {
                path: program.to_owned(),
                is_unedited: true,
                timeline_support: Err(why_plain),
                _cached: None,
            });
        }
        let input =
            BuildInput::for_plain_run(self.job, chapter, &context.package)?;
        let result = self.find_or_compile(tools, &input).await?;
        self.send_diagnostics(&result.diagnostics).await;
        let program = result.program.map_err(|outcome| {
            self.end_without_program(tools, outcome, &result.diagnostics)
        })?;
        Ok(RunnableProgram {
            path: program.path.clone(),
            is_unedited: chapter.listing_sources.get(listing) == Some(source),
            timeline_support: Err(why_plain),
            _cached: Some(program),
        })
    }

    /// Returns `None` where the text does not compile with the recorder. Then
    /// the diagnostics come from the plain compilation, since the reader is
    /// to see the messages of the real tokio.
    async fn build_recorded(
        &self,
        tools: &Tools,
        input: &BuildInput,
    ) -> Result<Option<CachedProgram>, EarlyEnd> {
        let result = self.find_or_compile(tools, input).await?;
        match result.program {
            Ok(program) => {
                self.send_diagnostics(&result.diagnostics).await;
                Ok(Some(program))
            }
            Err(CompileOutcome::Rejected) => Ok(None),
            Err(outcome) => {
                self.send_diagnostics(&result.diagnostics).await;
                Err(self.end_without_program(
                    tools,
                    outcome,
                    &result.diagnostics,
                ))
            }
        }
    }

    async fn find_or_compile(
        &self,
        tools: &Tools,
        input: &BuildInput,
    ) -> Result<CompileResult, EarlyEnd> {
        let name = &self.job.listing;
        let key = input.cache_key(&tools.rustc)?;
        if let Some(program) = tools.cache.find(&key, name) {
            return Ok(CompileResult::result_from_cache(program));
        }
        self.send(RunEvent::Compiling).await;
        let _lock = tokio::select! {
            lock = self.shared.single_flight.lock(&key) => lock,
            cause = self.events.wait_for_stop_cause() => {
                return Err(self.end_after_stop(cause));
            }
        };
        // Another run may have compiled it in the meantime.
        if let Some(program) = tools.cache.find(&key, name) {
            return Ok(CompileResult::result_from_cache(program));
        }
        let folder = BuildCache::create_work_folder()?;
        let (outcome, diagnostics) = self
            .compiler(tools)
            .compile(
                input.unit(),
                Emit::Program,
                folder.path(),
                self.wait_until_cancelled(),
            )
            .await?;
        let program = match outcome {
            CompileOutcome::Compiled => Ok(tools
                .cache
                .insert(&key, &folder, name, &diagnostics)
                .context("the compiled program could not be cached")?),
            other => Err(other),
        };
        Ok(CompileResult {
            program,
            diagnostics,
        })
    }

    async fn send_diagnostics(&self, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            self.send(RunEvent::Diagnostic(diagnostic.clone())).await;
        }
    }

    fn end_without_program(
        &self,
        tools: &Tools,
        outcome: CompileOutcome,
        diagnostics: &[Diagnostic],
    ) -> EarlyEnd {
        let (kind, message) = match outcome {
            CompileOutcome::LimitExceeded(limit) => (
                EndKind::Limit,
                self.compiler(tools).limit_message(limit, diagnostics),
            ),
            CompileOutcome::CompilerFailed(why) => return anyhow!(why).into(),
            CompileOutcome::Cancelled => return EarlyEnd::Abandoned,
            CompileOutcome::Rejected | CompileOutcome::Compiled => {
                (EndKind::NotCompiled, error_count_message(diagnostics))
            }
        };
        EarlyEnd::WithEvent(self.early_end_event(kind, message))
    }

    async fn wait_until_cancelled(&self) {
        self.events.wait_for_stop_cause().await;
    }

    fn compiler<'t>(&'t self, tools: &'t Tools) -> SupervisedRustc<'t> {
        SupervisedRustc {
            rustc: &tools.rustc,
            workbook_program: &self.shared.workbook_program,
            limits: self.shared.limits.compiler,
            priority: self.priority,
        }
    }
}

impl CompileResult {
    fn result_from_cache(program: CachedProgram) -> CompileResult {
        CompileResult {
            diagnostics: program.diagnostics.clone(),
            program: Ok(program),
        }
    }
}
