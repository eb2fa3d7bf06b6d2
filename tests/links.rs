//! The built site: no dead link, nothing from elsewhere, no picture without
//! words.

use book::chapter::whole_chapter::WHOLE_CHAPTER_FILE;
use book::{self, BuildOptions};
use book_tests::redirects::Redirects;
use book_tests::site::Site;
use book_tests::{root, tree};
use catalogue::Catalogue;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The book as it is now.
fn load_site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| {
        // No folder of its own, because nothing would remove it.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("links");
        let options = BuildOptions { dest: Some(folder) };
        let built = book::build(root(), &options).unwrap();
        Site::read(&built).unwrap()
    })
}

#[track_caller]
fn assert_no_faults(faults: Vec<String>) {
    assert!(load_site().page_count() > 2, "the site has no chapters");
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_link_within_the_book_leads_somewhere() {
    assert_no_faults(load_site().dead_links());
}

#[test]
fn every_link_out_of_the_book_is_https() {
    assert_no_faults(load_site().outward_links_without_https());
}

#[test]
fn no_page_loads_anything_from_another_host() {
    assert_no_faults(load_site().resources_from_other_hosts());
}

#[test]
fn no_style_loads_anything_from_elsewhere() {
    assert_no_faults(load_site().foreign_or_missing_style_resources().unwrap());
}

#[test]
fn every_picture_has_a_name_for_screen_readers() {
    assert_no_faults(load_site().pictures_without_name());
}

#[test]
fn no_id_stands_twice_on_a_page() {
    assert_no_faults(load_site().repeated_ids());
}

/// The pages of the book in the order of the contents, as files of the site.
fn pages_in_order() -> Vec<PathBuf> {
    let summary = include_str!("../src/SUMMARY.md");
    let links = summary.lines().filter_map(|line| {
        let (_, link) = line.split_once("](")?;
        link.split_once(".md)")
    });
    let pages = links.map(|(page, _)| PathBuf::from(format!("{page}.html")));
    pages.collect()
}

/// Checks that all these pages stand on another one, in this order, and that
/// links between them don't leave it. Returns the other links of its text.
#[track_caller]
fn check_joined_page_and_find_outer_links(
    joined: &Path,
    pages: &[PathBuf],
) -> Vec<String> {
    let site = load_site();
    let titles = pages.iter().flat_map(|page| {
        let (titles, _) = site.main_headings_and_links(page).unwrap();
        assert_eq!(titles.len(), 1, "titles of `{}`", page.display());
        titles
    });
    let (joined_titles, links) = site.main_headings_and_links(joined).unwrap();
    assert_eq!(joined_titles, titles.collect::<Vec<_>>());
    let (inner, other): (Vec<_>, Vec<_>) =
        links.into_iter().partition(|link| link.starts_with('#'));
    assert!(inner.len() > pages.len(), "{} inner links", inner.len());
    let leaving: Vec<&String> = other
        .iter()
        .filter(|link| {
            let path = link.split('#').next().unwrap_or_default();
            pages.contains(&Site::resolve(joined, path))
        })
        .collect();
    assert!(leaving.is_empty(), "{}: {leaving:?}", joined.display());
    other
}

#[test]
fn the_print_page_has_all_pages() {
    let pages = pages_in_order();
    assert!(pages.len() > 200, "{} pages", pages.len());
    let other =
        check_joined_page_and_find_outer_links(Path::new("print.html"), &pages);
    let odd: Vec<_> = other.iter().filter(|l| !l.contains("://")).collect();
    assert!(odd.is_empty(), "{odd:?}");
}

#[test]
fn each_chapter_has_a_page_with_all_its_pages() {
    let all_pages = pages_in_order();
    let mut chapter_count = 0;
    for chapter in all_pages.chunk_by(|a, b| a.parent() == b.parent()) {
        let whole = chapter[0].with_file_name(WHOLE_CHAPTER_FILE);
        // The guide to timelines is no chapter, and the appendix has none.
        if load_site().has_id(&whole, "") {
            check_joined_page_and_find_outer_links(&whole, chapter);
            chapter_count += 1;
        }
    }
    assert_eq!(chapter_count, 10);
}

#[test]
fn the_short_route_takes_an_hour() {
    let introduction = include_str!("../src/introduction.md");
    let (_, route) =
        introduction.split_once("**If you have an hour**").unwrap();
    let (_, route) = route.split_once("\n1. ").unwrap();
    let links = route.split("](").skip(1);
    let pages = links.map(|link| link.split_once(".md)").unwrap().0);
    let minutes = pages.map(|page| {
        let page = format!("{page}.html");
        load_site()
            .reading_minutes(&page)
            .unwrap_or_else(|| panic!("{page} has no time"))
    });
    let minutes: usize = minutes.sum();
    // The pages on timelines, before the list, have no computed time.
    assert!((45..=54).contains(&minutes), "{minutes} minutes");
}

/// The script looks for the line in the listing on the same page.
#[test]
fn every_line_that_a_link_names_is_in_its_listing() {
    let catalogue = Catalogue::load(root()).unwrap();
    let mut count = 0;
    for page in tree::find_files("src", "md") {
        let text = tree::read_file(&page);
        for link in text.split("[line ").skip(1) {
            let Some((number, rest)) = link.split_once("](#listing-") else {
                continue;
            };
            let number: usize = number.parse().unwrap();
            let name = rest.split(')').next().unwrap();
            let directive = format!("{{{{#listing {name}");
            assert!(text.contains(&directive), "{}: {name}", page.display());
            let listing = catalogue.find(name).unwrap();
            let source = catalogue.source(listing).unwrap().text();
            let line = source.lines().nth(number - 1).unwrap_or_default();
            assert!(!line.trim().is_empty(), "{name} has no line {number}");
            count += 1;
        }
    }
    assert!(count > 0, "no link names a line");
}

#[test]
fn every_redirect_leads_to_a_page_and_an_id() {
    assert_no_faults(Redirects::read(root()).unwrap().find_faults(load_site()));
}

/// Links to the book stay good when its pages move.
#[test]
fn every_old_address_still_leads_somewhere() {
    let redirects = Redirects::read(root()).unwrap();
    assert_no_faults(
        redirects.find_lost_addresses(
            load_site(),
            include_str!("old_addresses.txt"),
        ),
    );
}
