//! The book: loaded with mdBook, expanded with our directives, rendered.

pub mod api_docs;
pub mod chapter;
pub mod check;
pub mod glossary;
mod markup_fixes;
mod page_footer;
pub mod phrasebook;
pub mod progress_count;
pub mod question;
mod search;

use crate::api_docs::ApiDocs;
use crate::chapter::whole_chapter::{self, ChapterPages};
use crate::chapter::{Outline, PageSource, Section};
use crate::glossary::{GLOSSARY_FILE, Glossary, GlossaryPage};
use anyhow::{Context, Result, anyhow, ensure};
use catalogue::Catalogue;
use exercises::Exercises;
use mdbook_driver::MDBook;
use mdbook_driver::builtin_renderers::MarkdownRenderer;
use mdbook_driver::config::Config;
use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use page_footer::FooterPage;
use problem::Problems;
use search::SearchPage;
use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The preprocessor's name, in `book.toml` too: the stock `mdbook` finds it
/// there as a command, this program brings it along.
const PREPROCESSOR_NAME: &str = "workbook";

/// What the site's pages know about each other.
const OUTLINE_FILE: &str = "outline.json";

const INDEX_FILE: &str = "index.html";

/// Where and for whom a book is built.
#[derive(Debug, Clone, Default)]
pub struct BuildOptions {
    /// Where the site goes; `None` for what `book.toml` says.
    pub dest: Option<PathBuf>,
}

/// Builds the site and says where it lies.
pub fn build(root: &Path, options: &BuildOptions) -> Result<PathBuf> {
    let book = load_book(root, options)?;
    let site = book.build_dir_for("html");
    check_may_be_emptied(&site)?;
    book.build()?;
    for chapter in chapters_with_sections(&book.book) {
        whole_chapter::write_whole_chapter(&site, &chapter)?;
    }
    markup_fixes::fix_site(&site)?;
    replace_search_index(&site, &book)?;
    add_footers(root, &site, &book)?;
    let outline = serde_json::to_string(&collect_outlines(root, &book)?)?;
    fs::write(site.join(OUTLINE_FILE), outline).context(OUTLINE_FILE)?;
    Ok(site)
}

fn replace_search_index(site: &Path, book: &MDBook) -> Result<()> {
    let html = book.config.html_config().unwrap_or_default();
    let settings = html.search.unwrap_or_default();
    if !settings.enable {
        return Ok(());
    }
    let pages = book.book.chapters().filter_map(|chapter| {
        Some(SearchPage {
            path: chapter.path.as_ref()?.with_extension("html"),
            title: chapter.name.clone(),
            parent_titles: chapter.parent_names.clone(),
        })
    });
    let pages: Vec<SearchPage> = pages.collect();
    search::replace_index(site, &book.source_dir(), &pages, &settings)
}

fn add_footers(root: &Path, site: &Path, book: &MDBook) -> Result<()> {
    let source = &book.config.book.src;
    let pages = book.book.chapters().filter_map(|chapter| {
        Some(FooterPage {
            site_path: chapter.path.as_ref()?.with_extension("html"),
            source_path: source.join(chapter.source_path.as_ref()?),
            markdown: &chapter.content,
        })
    });
    let mut pages: Vec<FooterPage<'_>> = pages.collect();
    // The site's index is a copy of the first page.
    if let Some(first) = pages.first()
        && first.site_path != Path::new(INDEX_FILE)
    {
        pages.push(FooterPage {
            site_path: INDEX_FILE.into(),
            source_path: first.source_path.clone(),
            markdown: first.markdown,
        });
    }
    let settings = book.config.html_config().unwrap_or_default();
    page_footer::add_footers(site, &Catalogue::load(root)?, &pages, &settings)
}

/// Those that the SUMMARY nests pages below.
fn chapters_with_sections(book: &Book) -> Vec<ChapterPages> {
    let page = |chapter: &Chapter| {
        let path = chapter.path.as_ref()?;
        Some(path.with_extension("html"))
    };
    let pages = book.chapters().filter_map(|chapter| {
        let items = chapter.sub_items.iter();
        let sections: Vec<PathBuf> = items
            .filter_map(|item| match item {
                BookItem::Chapter(section) => page(section),
                _ => None,
            })
            .collect();
        let first_page = page(chapter).filter(|_| !sections.is_empty())?;
        Some(ChapterPages {
            first_page,
            sections,
        })
    });
    pages.collect()
}

/// Lists what a reader can do on each page, without building the site.
pub fn load_outlines(root: &Path) -> Result<Vec<Outline>> {
    collect_outlines(root, &load_book(root, &BuildOptions::default())?)
}

/// What there is to be done, chapter by chapter.
fn collect_outlines(root: &Path, book: &MDBook) -> Result<Vec<Outline>> {
    let catalogue = Catalogue::load(root)?;
    let exercises = Exercises::load(root)?;
    let chapters = book.book.chapters().filter_map(|chapter| {
        let (path, text) = (chapter.path.as_ref()?, &chapter.content);
        let title = &chapter.name;
        Some(Outline::collect(&catalogue, &exercises, path, title, text))
    });
    chapters.collect()
}

/// Refuses a folder with other files, because mdBook empties the folder that it
/// builds into.
fn check_may_be_emptied(folder: &Path) -> Result<()> {
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
pub fn expand_chapters(root: &Path) -> Result<Vec<(PathBuf, String)>> {
    let (book, _) = load_book(root, &BuildOptions::default())?
        .preprocess_book(&MarkdownRenderer::new())?;
    Ok(book
        .chapters()
        .filter_map(|ch| Some((ch.path.clone()?, ch.content.clone())))
        .collect())
}

fn load_book(root: &Path, options: &BuildOptions) -> Result<MDBook> {
    let config = load_config(root, options)?;
    check::check_summary(root, &config.book.src)?;
    let mut book = MDBook::load_with_config(root, config)?;
    // In the place of the command that `book.toml` names for the stock
    // `mdbook`: before `links`, so that the lines we name are the file's.
    book.with_preprocessor(DirectivePreprocessor);
    Ok(book)
}

fn load_config(root: &Path, options: &BuildOptions) -> Result<Config> {
    check::check_book_toml(root)?;
    let mut config =
        Config::from_disk(root.join("book.toml")).context("`book.toml`")?;
    config.update_from_env()?;
    if let Some(dest) = &options.dest {
        config.build.build_dir = std::path::absolute(dest)?;
    }
    Ok(config)
}

/// The sections of each chapter that has some, by the file of its first page.
fn sections_of_chapters(book: &Book) -> HashMap<PathBuf, Vec<Section>> {
    let mut sections = HashMap::new();
    for chapter in book.chapters() {
        let Some(path) = &chapter.source_path else {
            continue;
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        let section = |item: &BookItem| {
            let BookItem::Chapter(section) = item else {
                return None;
            };
            let path = section.source_path.as_ref()?;
            let path = path.strip_prefix(folder).unwrap_or(path).to_owned();
            Some(Section {
                title: section.name.clone(),
                path,
                markdown: section.content.clone(),
            })
        };
        let found: Vec<_> =
            chapter.sub_items.iter().filter_map(section).collect();
        if !found.is_empty() {
            sections.insert(path.clone(), found);
        }
    }
    sections
}

/// The new text of each page that gets links to the glossary, by its file. A
/// book without a glossary has none.
fn add_glossary_links(
    source_folder: &Path,
    book: &Book,
) -> HashMap<PathBuf, String> {
    let file = source_folder.join(GLOSSARY_FILE);
    let Ok(markdown) = fs::read_to_string(file) else {
        return HashMap::new();
    };
    let pages = book.chapters().filter_map(|chapter| {
        Some(GlossaryPage {
            path: chapter.source_path.as_ref()?,
            text: &chapter.content,
        })
    });
    let linked = Glossary::parse(&markdown).link_pages(pages);
    let own = |(path, text): (&Path, String)| (path.to_owned(), text);
    linked.into_iter().map(own).collect()
}

/// Our directives as a preprocessor of mdBook.
pub struct DirectivePreprocessor;

impl Preprocessor for DirectivePreprocessor {
    fn name(&self) -> &str {
        PREPROCESSOR_NAME
    }

    fn run(&self, ctx: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let catalogue = Catalogue::load(&ctx.root)?;
        let docs = ApiDocs::load(&ctx.root)?;
        let mut problems = Vec::new();
        let sections = sections_of_chapters(&book);
        let source_folder = ctx.root.join(&ctx.config.book.src);
        let texts = add_glossary_links(&source_folder, &book);
        book.for_each_mut(|item| {
            let BookItem::Chapter(ch) = item else { return };
            let Some(path) = &ch.source_path else { return };
            let source = PageSource {
                file: &ctx.config.book.src.join(path),
                text: texts.get(path).unwrap_or(&ch.content),
                sections: sections.get(path).map_or(&[], Vec::as_slice),
            };
            match chapter::expand_directives(&catalogue, &docs, source) {
                Ok(text) => ch.content = text,
                Err(more) => problems.extend(more.0),
            }
        });
        Problems(problems).into_result()?;
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
