//! A small site to scrape. Its pages link to each other in circles, one link
//! is dead, and one leads to another site.

use crate::response::Response;
use std::thread;
use std::time::Duration;

/// How long each page takes.
const RESPONSE_DELAY: Duration = Duration::from_millis(200);

struct Page {
    path: &'static str,
    title: &'static str,
    links: &'static [&'static str],
}

const SITE_PAGES: [Page; 8] = [
    Page {
        path: "/site/",
        title: "Weather of the world",
        links: &["/site/europe", "/site/asia", "/site/africa", "/site/about"],
    },
    Page {
        path: "/site/europe",
        title: "Europe",
        links: &["/site/london", "/site/paris", "/site/asia", "/site/"],
    },
    Page {
        path: "/site/asia",
        title: "Asia",
        links: &["/site/tokyo", "/site/europe", "/site/"],
    },
    Page {
        path: "/site/africa",
        title: "Africa",
        links: &["/site/atlantis", "/site/europe", "/site/"],
    },
    Page {
        path: "/site/about",
        title: "About",
        links: &["/site/", "https://example.org/"],
    },
    Page {
        path: "/site/london",
        title: "London",
        links: &["/site/paris", "/site/europe"],
    },
    Page {
        path: "/site/paris",
        title: "Paris",
        links: &["/site/london", "/site/europe"],
    },
    Page {
        path: "/site/tokyo",
        title: "Tokyo",
        links: &["/site/asia"],
    },
];

pub fn respond(path: &str) -> Response {
    thread::sleep(RESPONSE_DELAY);
    match SITE_PAGES.iter().find(|page| page.path == path) {
        Some(page) => Response::html(page.html()),
        None => Response::error(404, "there is no such page"),
    }
}

impl Page {
    fn html(&self) -> String {
        let mut html = format!(
            "<!DOCTYPE html>\n<title>{0}</title>\n<h1>{0}</h1>\n<ul>\n",
            self.title
        );
        for link in self.links {
            html += &format!("<li><a href=\"{link}\">{link}</a></li>\n");
        }
        html + "</ul>\n"
    }
}
