//! The book: loaded with mdBook, expanded with our directives, rendered.

use crate::catalogue::Catalogue;
use crate::chapter::Outline;
use crate::exercises::Exercises;
use crate::problem::Problems;
use crate::{chapter, check, settings};
use anyhow::{Context, Result, anyhow, ensure};
use mdbook_driver::MDBook;
use mdbook_driver::builtin_renderers::MarkdownRenderer;
use mdbook_driver::config::Config;
use mdbook_preprocessor::book::{Book, BookItem};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The preprocessor's name, in `book.toml` too: the stock `mdbook` finds it
/// there as a command, this program brings it along.
const NAME: &str = "workbook";

/// Page files that only the served book has, and where `book.toml` would
/// name them.
const LIVE: [(&str, &str); 2] = [
    ("output.html.additional-css", "page/live.css"),
    ("output.html.additional-js", "page/live.js"),
];

/// Files that a page loads only when it needs them: the editor, what draws
/// timelines, asks questions and checks exercises. Its scripts look for them
/// in these folders of the site.
const LAZY: [(&str, &str); 4] = [
    ("page/vendor", "vendor"),
    ("page/timeline", "timeline"),
    ("page/predict", "predict"),
    ("page/exercise", "exercise"),
];

/// What the site's pages know about each other.
const OUTLINE: &str = "outline.json";

/// Where and for whom a book is built.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where the site goes; `None` for what `book.toml` says.
    pub dest: Option<PathBuf>,
    /// Whether pages look for news from the workbook that serves them.
    pub live: bool,
}

/// Builds the site and says where it lies.
pub fn build(root: &Path, options: &Options) -> Result<PathBuf> {
    let book = load(root, options)?;
    let site = book.build_dir_for("html");
    refuse_to_empty(&site)?;
    book.build()?;
    for (from, to) in LAZY {
        copy_lazy(&root.join(from), &site.join(to))?;
    }
    let outline = serde_json::to_string(&outline(root, &book)?)?;
    fs::write(site.join(OUTLINE), outline).context(OUTLINE)?;
    Ok(site)
}

/// What there is to be done, chapter by chapter.
fn outline(root: &Path, book: &MDBook) -> Result<Vec<Outline>> {
    let catalogue = Catalogue::load(root)?;
    let exercises = Exercises::load(root)?;
    let chapters = book.book.chapters().filter_map(|chapter| {
        let (path, text) = (chapter.path.as_ref()?, &chapter.content);
        let title = &chapter.name;
        Some(Outline::of(&catalogue, &exercises, path, title, text))
    });
    chapters.collect()
}

/// The stock `mdbook` leaves them out, and its pages do without.
fn copy_lazy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in from.read_dir()? {
        let file = entry?;
        fs::copy(file.path(), to.join(file.file_name()))
            .with_context(|| format!("`{}`", file.path().display()))?;
    }
    Ok(())
}

/// mdBook empties the folder that it builds into: it must be nobody else's.
fn refuse_to_empty(folder: &Path) -> Result<()> {
    let is_site = folder.join(".nojekyll").is_file();
    let is_empty = match folder.read_dir() {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == ErrorKind::NotFound => true,
        Err(error) => {
            return Err(error)
                .with_context(|| format!("`{}`", folder.display()));
        }
    };
    ensure!(
        is_site || is_empty,
        "`{}` holds files that are no built book, and building would remove \
         them; name an empty or a new folder with `--dest DIR`",
        folder.display()
    );
    Ok(())
}

/// The chapters as a reader sees them: path (relative to the book's
/// source) and text, with all directives and includes carried out.
pub fn expanded(root: &Path) -> Result<Vec<(PathBuf, String)>> {
    let (book, _) = load(root, &Options::default())?
        .preprocess_book(&MarkdownRenderer::new())?;
    Ok(book
        .chapters()
        .filter_map(|ch| Some((ch.path.clone()?, ch.content.clone())))
        .collect())
}

fn load(root: &Path, options: &Options) -> Result<MDBook> {
    let config = config(root, options)?;
    check::summary(root, &config.book.src)?;
    let mut book = MDBook::load_with_config(root, config)?;
    // In the place of the command that `book.toml` names for the stock
    // `mdbook`: before `links`, so that the lines we name are the file's.
    book.with_preprocessor(Directives);
    Ok(book)
}

fn config(root: &Path, options: &Options) -> Result<Config> {
    check::book_toml(root)?;
    settings::limits(root)?;
    let mut config =
        Config::from_disk(root.join("book.toml")).context("`book.toml`")?;
    config.update_from_env()?;
    if let Some(dest) = &options.dest {
        config.build.build_dir = std::path::absolute(dest)?;
    }
    if options.live {
        for (key, file) in LIVE {
            let mut files: Vec<PathBuf> = config.get(key)?.unwrap_or_default();
            files.push(PathBuf::from(file));
            config.set(key, files)?;
        }
    }
    Ok(config)
}

/// Our directives as a preprocessor of mdBook.
pub struct Directives;

impl Preprocessor for Directives {
    fn name(&self) -> &str {
        NAME
    }

    fn run(&self, ctx: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let catalogue = Catalogue::load(&ctx.root)?;
        let mut problems = Vec::new();
        book.for_each_mut(|item| {
            let BookItem::Chapter(ch) = item else { return };
            let Some(path) = &ch.source_path else { return };
            let file = ctx.config.book.src.join(path);
            match chapter::expand(&catalogue, &file, &ch.content) {
                Ok(text) => ch.content = text,
                Err(more) => problems.extend(more.0),
            }
        });
        Problems(problems).none_or()?;
        Ok(book)
    }

    fn supports_renderer(&self, renderer: &str) -> Result<bool> {
        Ok(renderer != "not-supported")
    }
}

/// The nearest folder with a `book.toml`, from `start` upwards.
pub fn find_root(start: &Path) -> Result<PathBuf> {
    start
        .ancestors()
        .find(|dir| dir.join("book.toml").is_file())
        .map(Path::to_owned)
        .ok_or_else(|| {
            anyhow!(
                "there is no `book.toml` in `{}` or above it; run the \
                 workbook within its own folder, or name it with `--root DIR`",
                start.display()
            )
        })
}
