//! Each refusal of the server has a test: what a page of the web, a name
//! that points here, or a browser without the token may not do.

mod common;

use common::{Answer, Book, Server};

/// All that a POST must have, so that each test can leave one thing out.
struct Post<'a> {
    path: &'a str,
    host: Option<&'a str>,
    origin: Option<&'a str>,
    cookie: Option<&'a str>,
    custom: bool,
    mime: &'a str,
    body: &'a str,
}

impl Default for Post<'_> {
    fn default() -> Self {
        Post {
            path: "/api/stop",
            host: None,
            origin: None,
            cookie: None,
            custom: true,
            mime: "application/json",
            body: r#"{"run": 1}"#,
        }
    }
}

impl Post<'_> {
    fn send(&self, server: &Server) -> Answer {
        let host = self.host.unwrap_or(&server.address);
        let own = format!("http://{}", server.address);
        let cookie = match self.cookie {
            Some(cookie) => cookie.to_owned(),
            None => server.cookie(),
        };
        let custom = if self.custom { "X-Workbook: 1\r\n" } else { "" };
        server.ask(&format!(
            "POST {} HTTP/1.1\r\nHost: {host}\r\nOrigin: {}\r\n\
             Cookie: {cookie}\r\n{custom}Content-Type: {}\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{}",
            self.path,
            self.origin.unwrap_or(&own),
            self.mime,
            self.body.len(),
            self.body,
        ))
    }
}

fn server() -> Server {
    Server::start_with(Book::new(), &[])
}

#[test]
fn a_post_with_everything_right_is_taken() {
    let answer = Post::default().send(&server());
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body, r#"{"stopped":false}"#);
}

#[test]
fn a_foreign_name_that_points_here_is_refused() {
    let server = server();
    let port = server.port();
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:1", "[::1]"] {
        let foreign = Post {
            host: Some(host),
            ..Post::default()
        };
        assert_eq!(foreign.send(&server).status, 421, "{host}");
        let page = format!(
            "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        );
        assert_eq!(server.ask(&page).status, 421, "{host}");
    }
    let rebound = format!("evil.example:{port}");
    let page = format!(
        "GET /api/hello HTTP/1.1\r\nHost: {rebound}\r\n\
         Connection: close\r\n\r\n"
    );
    assert_eq!(server.ask(&page).status, 421);
}

#[test]
fn a_post_of_another_origin_is_refused() {
    let server = server();
    let port = server.port();
    let other_port = format!("http://127.0.0.1:{}", port ^ 1);
    let other_name = format!("http://localhost:{port}");
    let secure = format!("https://127.0.0.1:{port}");
    for origin in [
        "http://evil.example",
        "null",
        &other_port,
        &other_name,
        &secure,
    ] {
        let foreign = Post {
            origin: Some(origin),
            ..Post::default()
        };
        assert_eq!(foreign.send(&server).status, 403, "{origin}");
    }
}

#[test]
fn a_post_without_origin_is_refused() {
    let server = server();
    let answer = server.ask(&format!(
        "POST /api/stop HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\
         X-Workbook: 1\r\nContent-Type: application/json\r\n\
         Content-Length: 2\r\nConnection: close\r\n\r\n{{}}",
        server.address,
        server.cookie(),
    ));
    assert_eq!(answer.status, 403);
}

#[test]
fn a_post_without_the_token_or_with_another_is_refused() {
    let server = server();
    let wrong = format!("workbook-{}={}", server.port(), "0".repeat(64));
    let other_port = server.cookie().replace("workbook-", "workbook-1");
    for cookie in ["a=b", &wrong, &other_port] {
        let unknown = Post {
            cookie: Some(cookie),
            ..Post::default()
        };
        let answer = unknown.send(&server);
        assert_eq!(answer.status, 403, "{cookie}");
        assert!(answer.body.contains("open the address"), "{}", answer.body);
    }
}

#[test]
fn a_post_that_a_form_could_send_is_refused() {
    let server = server();
    let plain = Post {
        custom: false,
        ..Post::default()
    };
    assert_eq!(plain.send(&server).status, 403);
    for mime in ["text/plain", "application/x-www-form-urlencoded"] {
        let form = Post {
            mime,
            ..Post::default()
        };
        assert_eq!(form.send(&server).status, 415, "{mime}");
    }
}

/// What a page may ask beside runs.
const LEARNING: [&str; 4] = [
    "/api/exercise/check",
    "/api/progress",
    "/api/progress/import",
    "/api/progress/reset",
];

#[test]
fn exercises_and_progress_are_guarded_like_runs() {
    let server = server();
    for path in LEARNING {
        let post = || Post {
            path,
            body: "{}",
            ..Post::default()
        };
        let foreign = Post {
            host: Some("evil.example"),
            ..post()
        };
        assert_eq!(foreign.send(&server).status, 421, "{path}");
        let elsewhere = Post {
            origin: Some("http://evil.example"),
            ..post()
        };
        assert_eq!(elsewhere.send(&server).status, 403, "{path}");
        let unknown = Post {
            cookie: Some("a=b"),
            ..post()
        };
        assert_eq!(unknown.send(&server).status, 403, "{path}");
        let plain = Post {
            custom: false,
            ..post()
        };
        assert_eq!(plain.send(&server).status, 403, "{path}");
        let form = Post {
            mime: "text/plain",
            ..post()
        };
        assert_eq!(form.send(&server).status, 415, "{path}");
    }
}

#[test]
fn only_a_browser_with_the_token_may_read_the_progress() {
    let server = server();
    let answer = server.get("/api/progress");
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("open the address"), "{}", answer.body);
    let cookie = format!("Cookie: {}\r\n", server.cookie());
    assert_eq!(server.get_with("/api/progress", &cookie).status, 200);
}

#[test]
fn a_preflight_is_not_answered_and_no_origin_gets_leave() {
    let server = server();
    let preflight = server.ask(&format!(
        "OPTIONS /api/run HTTP/1.1\r\nHost: {}\r\n\
         Origin: http://evil.example\r\n\
         Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n",
        server.address
    ));
    assert_eq!(preflight.status, 405);
    let answers = [preflight, Post::default().send(&server), server.get("/")];
    for answer in answers {
        assert!(!answer.head.contains("access-control-"), "{}", answer.head);
    }
}

#[test]
fn a_body_over_256_kib_is_refused() {
    let server = server();
    let source = "x".repeat(256 * 1024);
    let body = format!(r#"{{"listing": "two_waits", "source": "{source}"}}"#);
    let large = Post {
        path: "/api/run",
        body: &body,
        ..Post::default()
    };
    assert_eq!(large.send(&server).status, 413);
}

#[test]
fn a_body_that_is_not_what_is_asked_for_is_refused_in_words() {
    let server = server();
    for body in ["", "{}", "[]", r#"{"run": "all"}"#, "run=1"] {
        let wrong = Post {
            body,
            ..Post::default()
        };
        let answer = wrong.send(&server);
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.body.contains("error"), "{}", answer.body);
    }
}

#[test]
fn the_opened_address_brings_the_cookie_and_drops_the_token() {
    let server = server();
    let answer = server.get(&format!("/?token={}", server.token));
    assert_eq!(answer.status, 303);
    assert!(answer.head.contains("location: /\r\n"), "{}", answer.head);
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.contains("httponly"), "{cookie}");
    assert!(cookie.contains("samesite=strict"), "{cookie}");
    let port = server.port().to_string();
    assert!(cookie.starts_with(&format!("workbook-{port}=")), "{cookie}");
}

#[test]
fn the_token_of_an_earlier_workbook_is_refused_in_words() {
    let answer = server().get(&format!("/?token={}", "0".repeat(64)));
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("earlier workbook"), "{}", answer.body);
}

#[test]
fn two_workbooks_have_two_tokens() {
    let (one, other) = (server(), server());
    assert_eq!(one.token.len(), 64);
    assert_ne!(one.token, other.token);
}

#[test]
fn a_page_may_load_nothing_from_elsewhere_and_be_framed_by_nobody() {
    let answer = server().get("/waiting.html");
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(policy.contains("script-src 'self' 'sha256-"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("http"), "{policy}");
    let scripts = policy.split("script-src").nth(1).unwrap();
    let scripts = scripts.split(';').next().unwrap();
    assert!(!scripts.contains("unsafe"), "{policy}");
    assert_eq!(answer.header("x-frame-options"), Some("deny"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
}

#[test]
fn without_a_runner_there_is_nothing_to_run() {
    let server = Server::start_with(Book::new(), &["--no-run"]);
    assert_eq!(Post::default().send(&server).status, 404);
    let hello = server.get("/api/hello");
    assert_eq!(hello.status, 404);
    assert!(hello.body.contains("--no-run"), "{}", hello.body);
}

#[test]
fn a_browser_without_the_token_learns_only_that_it_may_not_run() {
    let hello = server().get("/api/hello").body;
    assert!(hello.contains(r#""allowed":false"#), "{hello}");
    assert!(!hello.contains("state"), "{hello}");
}
