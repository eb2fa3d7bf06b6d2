//! Each refusal of the server has a test: what a page of the web, a name
//! that points here, or a browser without the token may not do.

mod common;

use common::{Answer, Book, Server, TIMEOUT};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::time::{Duration, Instant};

/// All that a POST must have, so that each test can leave one thing out.
struct Post<'a> {
    path: &'a str,
    host: Option<&'a str>,
    origin: Option<&'a str>,
    /// The header with the token.
    token: Option<&'a str>,
    mime: &'a str,
    body: &'a str,
}

impl Default for Post<'_> {
    fn default() -> Self {
        Post {
            path: "/api/stop",
            host: None,
            origin: None,
            token: None,
            mime: "application/json",
            body: r#"{"run": 1}"#,
        }
    }
}

impl Post<'_> {
    fn send(&self, server: &Server) -> Answer {
        let host = self.host.unwrap_or(&server.address);
        let own_origin = format!("http://{}", server.address);
        let token = match self.token {
            Some(token) => token.to_owned(),
            None => server.token_header(),
        };
        server.request(&format!(
            "POST {} HTTP/1.1\r\nHost: {host}\r\nOrigin: {}\r\n\
             {token}Content-Type: {}\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{}",
            self.path,
            self.origin.unwrap_or(&own_origin),
            self.mime,
            self.body.len(),
            self.body,
        ))
    }
}

/// All that the opening of a page's WebSocket must have.
struct Upgrade<'a> {
    host: Option<&'a str>,
    origin: Option<&'a str>,
    /// Headers that a test adds; by default, the one with the token.
    extra_headers: Option<String>,
    path: &'a str,
}

impl Default for Upgrade<'_> {
    fn default() -> Self {
        Upgrade {
            host: None,
            origin: None,
            extra_headers: None,
            path: "/api/socket",
        }
    }
}

impl Upgrade<'_> {
    fn status(&self, server: &Server) -> u16 {
        let host = self.host.unwrap_or(&server.address);
        let own_origin = format!("Origin: http://{}\r\n", server.address);
        let protocols = || {
            let token = &server.token;
            format!("Sec-WebSocket-Protocol: workbook, token.{token}\r\n")
        };
        let mut stream = server.connect(&format!(
            "GET {} HTTP/1.1\r\nHost: {host}\r\n{}{}\
             Connection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            self.path,
            self.origin.unwrap_or(&own_origin),
            self.extra_headers.clone().unwrap_or_else(protocols),
        ));
        let mut start = [0; 12];
        stream.read_exact(&mut start).unwrap();
        String::from_utf8_lossy(&start[9..]).parse().unwrap()
    }
}

fn start_server() -> Server {
    Server::start_with(Book::new(), &[])
}

#[test]
fn a_post_with_everything_right_is_taken() {
    let answer = Post::default().send(&start_server());
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body, r#"{"stopped":false}"#);
}

#[test]
fn a_foreign_name_that_points_here_is_refused() {
    let server = start_server();
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
        assert_eq!(server.request(&page).status, 421, "{host}");
    }
    let rebound = format!("evil.example:{port}");
    let page = format!(
        "GET /api/hello HTTP/1.1\r\nHost: {rebound}\r\n\
         Connection: close\r\n\r\n"
    );
    assert_eq!(server.request(&page).status, 421);
}

#[test]
fn an_allowed_host_is_answered_and_its_neighbours_are_not() {
    let host = "book-3000.example.dev";
    let arguments = ["--no-run", "--allow-host", host];
    let server = Server::start_with(Book::new(), &arguments);
    let get = |host: &str| {
        server.request(&format!(
            "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        ))
    };
    assert_eq!(get(host).status, 200);
    let port = server.port();
    for foreign in [
        "evil.test".to_owned(),
        format!("{host}:{port}"),
        format!("evil.{host}"),
        format!("{host}.evil.test"),
    ] {
        assert_eq!(get(&foreign).status, 421, "{foreign}");
    }
}

#[test]
fn a_page_of_an_allowed_host_may_run_programs() {
    // The second starts like a name of our own, which has no HTTPS.
    for host in ["book-3000.example.dev", "localhost-3000.example.dev"] {
        let server = Server::start_with(Book::new(), &["--allow-host", host]);
        for (origin, status) in [
            (format!("http://{host}"), 200),
            (format!("https://{host}"), 200),
            (format!("https://{host}:444"), 403),
            (format!("http://{}", server.address), 403),
            (format!("https://evil.{host}"), 403),
            ("https://evil.test".to_owned(), 403),
        ] {
            let post = Post {
                host: Some(host),
                origin: Some(&origin),
                ..Post::default()
            };
            assert_eq!(post.send(&server).status, status, "{origin}");
            let header = format!("Origin: {origin}\r\n");
            let upgrade = Upgrade {
                host: Some(host),
                origin: Some(&header),
                ..Upgrade::default()
            };
            let status = if status == 200 { 101 } else { status };
            assert_eq!(upgrade.status(&server), status, "{origin}");
        }
        let without_token = Post {
            host: Some(host),
            origin: Some(&format!("https://{host}")),
            token: Some(""),
            ..Post::default()
        };
        assert_eq!(without_token.send(&server).status, 403);
    }
}

#[test]
fn a_post_of_another_origin_is_refused() {
    let server = start_server();
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
    let server = start_server();
    let answer = server.request(&format!(
        "POST /api/stop HTTP/1.1\r\nHost: {}\r\n{}\
         Content-Type: application/json\r\n\
         Content-Length: 2\r\nConnection: close\r\n\r\n{{}}",
        server.address,
        server.token_header(),
    ));
    assert_eq!(answer.status, 403);
}

#[test]
fn a_post_without_the_token_or_with_another_is_refused() {
    let server = start_server();
    let token = &server.token;
    for wrong in [
        String::new(),
        format!("X-Workbook-Token: {}\r\n", "0".repeat(64)),
        format!("X-Workbook-Token: {token}0\r\n"),
        // A cookie would go to every server on this machine.
        format!("Cookie: workbook-{}={token}\r\n", server.port()),
        format!("Authorization: Bearer {token}\r\n"),
    ] {
        let unknown = Post {
            token: Some(&wrong),
            ..Post::default()
        };
        let answer = unknown.send(&server);
        assert_eq!(answer.status, 403, "{wrong}");
        assert!(answer.body.contains("open the address"), "{}", answer.body);
    }
}

#[test]
fn a_post_that_a_form_could_send_is_refused() {
    let server = start_server();
    for mime in ["text/plain", "application/x-www-form-urlencoded"] {
        let form = Post {
            mime,
            ..Post::default()
        };
        assert_eq!(form.send(&server).status, 415, "{mime}");
    }
}

#[test]
fn only_a_page_of_this_workbook_opens_a_connection() {
    let server = start_server();
    let port = server.port();
    assert_eq!(Upgrade::default().status(&server), 101);
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:1"] {
        let foreign = Upgrade {
            host: Some(host),
            ..Upgrade::default()
        };
        assert_eq!(foreign.status(&server), 421, "{host}");
    }
    for origin in [
        "",
        "Origin: null\r\n",
        "Origin: http://evil.example\r\n",
        &format!("Origin: http://127.0.0.1:{}\r\n", port ^ 1),
        &format!("Origin: http://localhost:{port}\r\n"),
    ] {
        let foreign = Upgrade {
            origin: Some(origin),
            ..Upgrade::default()
        };
        assert_eq!(foreign.status(&server), 403, "{origin}");
    }
}

#[test]
fn a_connection_needs_the_token() {
    let server = start_server();
    let token = &server.token;
    let protocol = |name: &str| format!("Sec-WebSocket-Protocol: {name}\r\n");
    for more in [
        String::new(),
        protocol("workbook"),
        protocol("workbook, token."),
        protocol(&format!("workbook, token.{}", "0".repeat(64))),
        protocol(&format!("workbook, {token}")),
        format!("Cookie: workbook-{}={token}\r\n", server.port()),
    ] {
        let unknown = Upgrade {
            extra_headers: Some(more.clone()),
            ..Upgrade::default()
        };
        assert_eq!(unknown.status(&server), 403, "{more}");
    }
    let path = format!("/api/socket?token={token}");
    let in_query = Upgrade {
        path: &path,
        extra_headers: Some(protocol("workbook")),
        ..Upgrade::default()
    };
    assert_eq!(in_query.status(&server), 403);
}

/// What a page may send beside Stop.
const LEARNING_PATHS: [&str; 6] = [
    "/api/try",
    "/api/format",
    "/api/exercise",
    "/api/progress",
    "/api/progress/import",
    "/api/progress/reset",
];

#[test]
fn exercises_and_progress_are_guarded_like_runs() {
    let server = start_server();
    for path in LEARNING_PATHS {
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
            token: Some(""),
            ..post()
        };
        assert_eq!(unknown.send(&server).status, 403, "{path}");
        let form = Post {
            mime: "text/plain",
            ..post()
        };
        assert_eq!(form.send(&server).status, 415, "{path}");
    }
}

#[test]
fn only_a_browser_with_the_token_may_read_the_progress() {
    let server = start_server();
    let answer = server.get("/api/progress");
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("open the address"), "{}", answer.body);
    let token = server.token_header();
    assert_eq!(server.get_with("/api/progress", &token).status, 200);
}

#[test]
fn a_preflight_is_not_answered_and_no_origin_gets_leave() {
    let server = start_server();
    let preflight = server.request(&format!(
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
    let server = start_server();
    let source = "x".repeat(256 * 1024);
    let body = format!(r#"{{"run": 1, "more": "{source}"}}"#);
    let large = Post {
        body: &body,
        ..Post::default()
    };
    assert_eq!(large.send(&server).status, 413);
}

#[test]
fn a_request_over_256_kib_is_refused_and_the_connection_stays() {
    let server = start_server();
    let mut page = server.open_page();
    let source = "x".repeat(256 * 1024);
    let request = json!({ "listing": "two_waits", "source": source });
    let error = page.send_request("run", request).unwrap_err();
    assert!(error.contains("at most 256 KiB"), "{error}");
    let request = json!({ "listing": "no_such", "source": "" });
    let events = page.send_request("run", request).unwrap();
    assert_eq!(events.last().unwrap()["how"], "failed");
}

#[test]
fn a_request_that_is_not_what_is_expected_is_refused_in_words() {
    let server = start_server();
    let mut page = server.open_page();
    for (request, message) in [
        ("run", json!({})),
        ("run", json!({ "listing": 1, "source": "" })),
        ("type-check", json!({ "listing": "two_waits" })),
        ("fly", json!({})),
    ] {
        let error = page.send_request(request, message).unwrap_err();
        assert!(error.contains("not what is expected"), "{error}");
    }
    for text in ["", "{}", "[]", r#"{"request": "run"}"#, r#"{"id": -1}"#] {
        let mut page = server.open_page();
        page.site_news();
        page.send_text(text);
        assert_eq!(page.next(), None, "{text}");
    }
}

/// A browser has six HTTP connections to a server, and a page one WebSocket.
#[test]
fn thirty_answers_share_one_connection() {
    let server = start_server();
    let mut page = server.open_page();
    let request = || json!({ "listing": "no_such", "source": "" });
    let ids: Vec<u64> = (0..30).map(|_| page.send("run", request())).collect();
    let is_end = |message: &Value| message["message"] == "end";
    let mut run_ids: Vec<u64> = (0..30)
        .map(|_| page.next_matching(is_end)["id"].as_u64().unwrap())
        .collect();
    run_ids.sort();
    assert_eq!(run_ids, ids);
}

/// Heads and bodies of requests that crawl or never end.
#[test]
fn a_request_that_takes_too_long_is_ended() {
    let server = start_server();
    let (host, token) = (&server.address, server.token_header());
    let post = format!(
        "POST /api/stop HTTP/1.1\r\nHost: {host}\r\n\
         Origin: http://{host}\r\n{token}\
         Content-Type: application/json\r\nContent-Length: 99\r\n\r\n"
    );
    let start = Instant::now();
    let mut crawling = server.connect("GET / HTTP/1.1\r\n");
    let slow = ["", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n", &post]
        .map(|request| server.connect(request));
    let is_closed = |stream: &mut std::net::TcpStream| {
        let _ = stream.read_to_end(&mut Vec::new());
        start.elapsed() < TIMEOUT
    };
    let crawls = (0..).take_while(|_| start.elapsed() < TIMEOUT).any(|n| {
        std::thread::sleep(Duration::from_millis(500));
        write!(crawling, "X-{n}: 1\r\n").is_err()
    });
    assert!(crawls, "a head may crawl for ever");
    for (n, mut stream) in slow.into_iter().enumerate() {
        assert!(is_closed(&mut stream), "request {n} is still held");
    }
}

#[test]
fn a_body_that_is_not_what_is_asked_for_is_refused_in_words() {
    let server = start_server();
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
fn the_token_is_in_no_query_and_in_no_cookie() {
    let server = start_server();
    let with_query = server.get(&format!("/?token={}", server.token));
    for answer in [with_query, server.get("/"), Post::default().send(&server)] {
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("set-cookie"), None);
        assert_eq!(answer.header("location"), None);
        assert!(!answer.head.contains(&server.token));
        assert!(!answer.body.contains(&server.token));
    }
}

/// A command line is readable for every user of the machine.
#[cfg(target_os = "linux")]
#[test]
fn no_command_line_has_the_token() {
    use std::fs;
    use std::io::{BufRead, BufReader};
    use std::os::unix::fs::PermissionsExt;
    use std::process::Stdio;

    let book = Book::new();
    // A browser that notes its arguments and copies the file.
    let folder = book.path().join("bin");
    book.write(
        "bin/xdg-open",
        "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"$OPENED/arguments\"\n\
         cp \"$1\" \"$OPENED/page.html\"\nmv \"$OPENED/page.html\" \
         \"$OPENED/copy.html\"\n",
    );
    let opener = folder.join("xdg-open");
    fs::set_permissions(&opener, PermissionsExt::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap();
    let mut workbook = book
        .workbook()
        .args(["--port", "0", "--no-run"])
        .env("PATH", format!("{}:{path}", folder.display()))
        .env("OPENED", &folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(workbook.stdout.take().unwrap()).lines();
    let address = lines
        .map_while(Result::ok)
        .find_map(|line| Some(line.trim().strip_prefix("http://")?.to_owned()))
        .unwrap();
    let (_, token) = address.split_once("/#token=").unwrap();
    let copy = folder.join("copy.html");
    let start = Instant::now();
    while !copy.exists() {
        assert!(start.elapsed() < TIMEOUT, "no browser was opened");
        std::thread::sleep(Duration::from_millis(20));
    }
    let page = fs::read_to_string(copy).unwrap();
    assert!(page.contains(&format!("url=http://{address}\"")), "{page}");
    let arguments = fs::read_to_string(folder.join("arguments")).unwrap();
    assert!(!arguments.contains(token), "{arguments}");
    // The next workbook removes that folder if this one is killed.
    assert!(arguments.contains("/async-workbook-"), "{arguments}");
    let processes = fs::read_dir("/proc").unwrap().flatten();
    for process in processes {
        let line = fs::read(process.path().join("cmdline")).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&line).contains(token));
    }
    workbook.kill().unwrap();
    workbook.wait().unwrap();
}

#[test]
fn the_token_of_another_workbook_is_refused() {
    let (first, second) = (start_server(), start_server());
    let stolen = first.token_header();
    let post = Post {
        token: Some(&stolen),
        ..Post::default()
    };
    assert_eq!(post.send(&first).status, 200);
    assert_eq!(post.send(&second).status, 403);
    let hello = second.get_with("/api/hello", &stolen).body;
    assert!(hello.contains(r#""allowed":false"#), "{hello}");
}

#[test]
fn two_workbooks_have_two_tokens() {
    let (first, second) = (start_server(), start_server());
    assert_eq!(first.token.len(), 64);
    assert_ne!(first.token, second.token);
}

#[test]
fn a_page_may_load_nothing_from_elsewhere_and_be_framed_by_nobody() {
    let answer = start_server().get("/waiting.html");
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
    let hello = server.get_with("/api/hello", &server.token_header()).body;
    assert!(hello.contains(r#""allowed":true,"runs":false"#), "{hello}");
    let request = json!({ "listing": "two_waits", "source": "" });
    let error = server.open_page().send_request("run", request).unwrap_err();
    assert!(error.contains("--no-run"), "{error}");
}

#[test]
fn a_browser_without_the_token_learns_only_that_it_may_not_run() {
    let hello = start_server().get("/api/hello").body;
    assert!(hello.contains(r#""allowed":false"#), "{hello}");
    assert!(!hello.contains("state"), "{hello}");
}
