//! Preparing: cargo builds the listings of one chapter after the other, so
//! that no heavy chapter delays a light one.

mod progress;

use super::board::{Board, Chapter, Tools};
use super::event::State;
use super::limits::Limits;
use super::programs::Programs;
use super::recorder;
use super::supervised::{Errand, Supervised};
use crate::catalogue::{Catalogue, Kind, Package};
use crate::toolchain::{self, Built, Rustc};
use anyhow::{Context, Result, anyhow};
use progress::{Note, Progress};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{ChildStderr, ChildStdout};
use tokio::task::spawn_blocking;

/// Prepares all and puts it on the board, or what went wrong.
pub async fn prepare(
    root: PathBuf,
    workbook: PathBuf,
    limits: Limits,
    board: &Board,
) {
    match prepare_all(root, &workbook, limits, board).await {
        Ok(()) => board.tell(board.end()),
        Err(error) => board.tell(State::Failed {
            why: format!("{error:#}"),
        }),
    }
}

async fn prepare_all(
    root: PathBuf,
    workbook: &Path,
    limits: Limits,
    board: &Board,
) -> Result<()> {
    let found = spawn_blocking({
        let root = root.clone();
        move || find(&root, &limits)
    });
    let (catalogue, tools) = found.await??;
    board.set_tools(tools);
    for (index, package) in catalogue.packages.iter().enumerate() {
        let chapter = build(&catalogue, package, workbook, board).await;
        let chapter = chapter.map_err(|error| format!("{error:#}"));
        board.set_chapter(&package.slug, chapter);
        // After the first chapter: it is light, and the reader begins there.
        if index == 0 {
            let recorder = recorder::build(&root, workbook, board).await;
            board.set_recorder(recorder);
        }
    }
    Ok(())
}

fn find(root: &Path, limits: &Limits) -> Result<(Catalogue, Tools)> {
    let catalogue = Catalogue::load(root)?;
    let target = toolchain::target_folder(root)?;
    let tools = Tools {
        rustc: Rustc::find(root)?,
        // Those of the book itself shall stay beside the reader's own.
        programs: Programs::open(
            &target,
            limits.kept_programs + catalogue.listings().count(),
        )?,
    };
    Ok((catalogue, tools))
}

async fn build(
    catalogue: &Catalogue,
    package: &Package,
    workbook: &Path,
    board: &Board,
) -> Result<Chapter> {
    let sources = sources(catalogue, package)?;
    let arguments = package
        .listings
        .iter()
        .filter(|listing| listing.kind == Kind::Runs)
        .flat_map(|listing| ["--example".into(), (&listing.name).into()]);
    let cargo = Cargo {
        folder: &catalogue.root,
        workbook,
        arguments: arguments.collect(),
    };
    let (built, outcome) = run(cargo, board).await?;
    // A listing that does not compile says so when it is run. Only without
    // its crates there is nothing to run.
    let crates = built.rustc_arguments(package);
    let crates = match outcome {
        Ok(()) => crates?,
        Err(words) => crates.with_context(|| {
            format!(
                "cargo cannot build the crates of `{}`:\n{words}",
                package.slug
            )
        })?,
    };
    let mut chapter = Chapter {
        built,
        crates,
        sources,
    };
    // What was edited while cargo compiled is compiled when it is run.
    let now = self::sources(catalogue, package)?;
    chapter
        .sources
        .retain(|name, text| now.get(name) == Some(text));
    Ok(chapter)
}

type Sources = std::collections::BTreeMap<String, String>;

/// The texts of the listings as the reader gets them.
fn sources(catalogue: &Catalogue, package: &Package) -> Result<Sources> {
    package
        .listings
        .iter()
        .filter(|listing| listing.kind == Kind::Runs)
        .map(|listing| {
            let text = catalogue.source(listing)?.text();
            Ok((listing.name.clone(), text))
        })
        .collect()
}

/// What cargo is to build. Without `--package` or `--workspace`: so the
/// crates' features are those of `cargo run`, and nothing is built twice.
pub struct Cargo<'a> {
    pub folder: &'a Path,
    pub workbook: &'a Path,
    pub arguments: Vec<OsString>,
}

/// Builds, and tells the progress. What was built is there also where not
/// all could be.
pub async fn run(
    cargo: Cargo<'_>,
    board: &Board,
) -> Result<(Built, Result<()>)> {
    let mut cargo = cargo.start()?;
    let stdout = cargo.stdout.take().context("cargo is silent")?;
    let stderr = cargo.stderr.take().context("cargo is silent")?;
    let (built, words) =
        tokio::join!(read_built(stdout), read_words(stderr, board));
    let outcome = match cargo.wait().await.context("cargo")?.success() {
        true => Ok(()),
        false => Err(anyhow!(words)),
    };
    Ok((built, outcome))
}

impl Cargo<'_> {
    fn start(self) -> Result<Supervised> {
        let mut arguments: Vec<OsString> = [
            "build",
            "--keep-going",
            "--message-format=json-render-diagnostics",
            "--color=never",
            "--config=term.progress.when='always'",
            "--config=term.progress.width=100",
        ]
        .map(OsString::from)
        .to_vec();
        arguments.extend(self.arguments);
        Supervised::start(Errand {
            workbook: self.workbook,
            program: Path::new(toolchain::cargo().get_program()),
            arguments,
            folder: self.folder,
            remove: false,
            environment: None,
            stdout: Stdio::piped(),
        })
        .context("cargo could not be started")
    }
}

async fn read_built(stdout: ChildStdout) -> Built {
    let mut built = Built::default();
    let mut lines = BufReader::new(stdout).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        built.read_message(&line);
    }
    built
}

/// Tells the progress; gives the words that are not of it.
async fn read_words(mut stderr: ChildStderr, board: &Board) -> String {
    let mut progress = Progress::default();
    let mut buffer = vec![0; 4096];
    while let Ok(length @ 1..) = stderr.read(&mut buffer).await {
        for note in progress.read(&buffer[..length]) {
            let Note { done, of, now } = note;
            board.tell(State::Preparing { done, of, now });
        }
    }
    progress.words()
}
