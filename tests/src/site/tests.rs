//! A small site with one fault of each kind.

use super::*;

fn create_site(files: &[(&str, &str)]) -> (tempfile::TempDir, Site) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let site = Site::read(folder.path()).unwrap();
    (folder, site)
}

#[track_caller]
fn assert_link(link: &str, why: Option<&str>) {
    let page = format!("<a href='{link}'>x</a>");
    let (_folder, site) = create_site(&[
        ("a/page.html", &page),
        ("a/other.html", "<p id=here>"),
        ("index.html", ""),
    ]);
    let expected = why.map(|why| format!("a/page.html: `{link}`: {why}"));
    assert_eq!(site.dead_links(), Vec::from_iter(expected));
}

#[test]
fn links_are_followed_to_file_and_id() {
    assert_link("other.html#here", None);
    assert_link("../index.html", None);
    assert_link("../", None);
    assert_link("/a/other.html?x=1#here", None);
    assert_link("https://example.org/nowhere", None);
    assert_link("other.html#there", Some("`a/other.html` has no such id"));
    assert_link("#here", Some("`a/page.html` has no such id"));
    assert_link("index.html", Some("there is no `a/index.html`"));
}

#[test]
fn missing_scripts_and_images_are_dead_too() {
    let (_folder, site) = create_site(&[(
        "a.html",
        "<script src=a.js></script><link rel=icon href=b.svg>",
    )]);
    assert_eq!(site.dead_links().len(), 2);
}

#[test]
fn resources_from_another_host_are_found() {
    let (_folder, site) = create_site(&[
        (
            "a.html",
            "<script src='//cdn.example/x.js'></script>\
             <link rel=stylesheet href='https://cdn.example/x.css'>\
             <img alt='' src='data:image/gif;base64,AA'>",
        ),
        (
            "a.css",
            "@import 'https://cdn.example/y.css';\n\
             a { src: url(b.woff2), url('data:x') }\n\
             b { background: url(\"there.svg#x\") }",
        ),
        ("there.svg", ""),
    ]);
    assert_eq!(site.resources_from_other_hosts().len(), 2);
    assert_eq!(
        site.foreign_or_missing_style_resources().unwrap(),
        ["a.css: b.woff2", "a.css: https://cdn.example/y.css"]
    );
}

#[test]
fn outward_links_are_https_and_whole() {
    let (_folder, site) = create_site(&[(
        "a.html",
        "<a href='http://example.org'>1</a><a href='https://'>2</a>\
         <a href='https://example.org/a b'>3</a>\
         <a href='https://docs.example.org/std?a#b'>4</a>",
    )]);
    assert_eq!(site.outward_links_without_https().len(), 3);
}

#[test]
fn a_picture_needs_a_name_or_a_named_control() {
    let (_folder, site) = create_site(&[(
        "a.html",
        "<img src='data:,'><img alt='' src='data:,'>\
         <svg><title>Two waits</title></svg><svg><title> </title></svg>\
         <button aria-label=Run><svg></svg></button>\
         <span aria-hidden=true><svg></svg></span><div><svg></svg></div>",
    )]);
    assert_eq!(site.pictures_without_name().len(), 3);
}

#[test]
fn an_id_stands_once_on_a_page() {
    let (_folder, site) = create_site(&[
        ("a.html", "<p id=a><p id=b><p id=a>"),
        ("b.html", "<p id=a>"),
    ]);
    assert_eq!(site.repeated_ids(), ["a.html: a"]);
}
