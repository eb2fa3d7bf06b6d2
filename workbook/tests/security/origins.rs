//! What pages of other sites and other host names may do, and what our own
//! pages may load.

use crate::common::{Book, TestServer};
use crate::requests::{PostRequest, UpgradeRequest, start_server};

#[test]
fn a_valid_post_is_accepted() {
    let answer = PostRequest::default().send(&start_server());
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body, r#"{"stopped":false}"#);
}

#[test]
fn a_request_with_a_foreign_host_header_is_refused() {
    let server = start_server();
    let port = server.port();
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:1", "[::1]"] {
        let foreign = PostRequest {
            host: Some(host),
            ..PostRequest::default()
        };
        assert_eq!(foreign.send(&server).status, 421, "{host}");
        let page = format!(
            "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        );
        assert_eq!(server.send_and_read_response(&page).status, 421, "{host}");
    }
    let rebound = format!("evil.example:{port}");
    let page = format!(
        "GET /api/hello HTTP/1.1\r\nHost: {rebound}\r\n\
         Connection: close\r\n\r\n"
    );
    assert_eq!(server.send_and_read_response(&page).status, 421);
}

#[test]
fn an_allowed_host_is_answered_and_similar_ones_are_not() {
    let host = "book-3000.example.dev";
    let arguments = ["--no-run", "--allow-host", host];
    let server = TestServer::start_with_arguments(Book::new(), &arguments);
    let get = |host: &str| {
        server.send_and_read_response(&format!(
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
        let server = TestServer::start_with_arguments(
            Book::new(),
            &["--allow-host", host],
        );
        for (origin, status) in [
            (format!("http://{host}"), 200),
            (format!("https://{host}"), 200),
            (format!("https://{host}:444"), 403),
            (format!("http://{}", server.address), 403),
            (format!("https://evil.{host}"), 403),
            ("https://evil.test".to_owned(), 403),
        ] {
            let post = PostRequest {
                host: Some(host),
                origin: Some(&origin),
                ..PostRequest::default()
            };
            assert_eq!(post.send(&server).status, status, "{origin}");
            let header = format!("Origin: {origin}\r\n");
            let upgrade = UpgradeRequest {
                host: Some(host),
                origin: Some(&header),
                ..UpgradeRequest::default()
            };
            let status = if status == 200 { 101 } else { status };
            assert_eq!(upgrade.status(&server), status, "{origin}");
        }
        let without_token = PostRequest {
            host: Some(host),
            origin: Some(&format!("https://{host}")),
            token: Some(""),
            ..PostRequest::default()
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
        let foreign = PostRequest {
            origin: Some(origin),
            ..PostRequest::default()
        };
        assert_eq!(foreign.send(&server).status, 403, "{origin}");
    }
}

#[test]
fn a_post_without_origin_is_refused() {
    let server = start_server();
    let answer = server.send_and_read_response(&format!(
        "POST /api/stop HTTP/1.1\r\nHost: {}\r\n{}\
         Content-Type: application/json\r\n\
         Content-Length: 2\r\nConnection: close\r\n\r\n{{}}",
        server.address,
        server.token_header(),
    ));
    assert_eq!(answer.status, 403);
}

#[test]
fn a_post_that_a_form_could_send_is_refused() {
    let server = start_server();
    for mime in ["text/plain", "application/x-www-form-urlencoded"] {
        let form = PostRequest {
            mime,
            ..PostRequest::default()
        };
        assert_eq!(form.send(&server).status, 415, "{mime}");
    }
}

#[test]
fn only_a_page_of_this_workbook_opens_a_connection() {
    let server = start_server();
    let port = server.port();
    assert_eq!(UpgradeRequest::default().status(&server), 101);
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:1"] {
        let foreign = UpgradeRequest {
            host: Some(host),
            ..UpgradeRequest::default()
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
        let foreign = UpgradeRequest {
            origin: Some(origin),
            ..UpgradeRequest::default()
        };
        assert_eq!(foreign.status(&server), 403, "{origin}");
    }
}

/// What a page may send beside Stop.
const LEARNER_API_PATHS: [&str; 6] = [
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
    for path in LEARNER_API_PATHS {
        let post = || PostRequest {
            path,
            body: "{}",
            ..PostRequest::default()
        };
        let foreign = PostRequest {
            host: Some("evil.example"),
            ..post()
        };
        assert_eq!(foreign.send(&server).status, 421, "{path}");
        let elsewhere = PostRequest {
            origin: Some("http://evil.example"),
            ..post()
        };
        assert_eq!(elsewhere.send(&server).status, 403, "{path}");
        let unknown = PostRequest {
            token: Some(""),
            ..post()
        };
        assert_eq!(unknown.send(&server).status, 403, "{path}");
        let form = PostRequest {
            mime: "text/plain",
            ..post()
        };
        assert_eq!(form.send(&server).status, 415, "{path}");
    }
}

#[test]
fn a_cors_preflight_is_refused_and_no_origin_is_allowed() {
    let server = start_server();
    let preflight = server.send_and_read_response(&format!(
        "OPTIONS /api/run HTTP/1.1\r\nHost: {}\r\n\
         Origin: http://evil.example\r\n\
         Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n",
        server.address
    ));
    assert_eq!(preflight.status, 405);
    let answers = [
        preflight,
        PostRequest::default().send(&server),
        server.get("/"),
    ];
    for answer in answers {
        assert!(!answer.head.contains("access-control-"), "{}", answer.head);
    }
}

#[test]
fn pages_may_not_load_from_elsewhere_nor_be_framed() {
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
