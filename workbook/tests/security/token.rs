//! Where the token is needed, and where it must not be found.

use crate::common::{Book, TIMEOUT};
use crate::requests::{PostRequest, UpgradeRequest, start_server};
use std::time::{Duration, Instant};

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
        let unknown = PostRequest {
            token: Some(&wrong),
            ..PostRequest::default()
        };
        let answer = unknown.send(&server);
        assert_eq!(answer.status, 403, "{wrong}");
        assert!(answer.body.contains("open the address"), "{}", answer.body);
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
        let unknown = UpgradeRequest {
            extra_headers: Some(more.clone()),
            ..UpgradeRequest::default()
        };
        assert_eq!(unknown.status(&server), 403, "{more}");
    }
    let path = format!("/api/socket?token={token}");
    let in_query = UpgradeRequest {
        path: &path,
        extra_headers: Some(protocol("workbook")),
        ..UpgradeRequest::default()
    };
    assert_eq!(in_query.status(&server), 403);
}

#[test]
fn only_a_browser_with_the_token_may_read_the_progress() {
    let server = start_server();
    let answer = server.get("/api/progress");
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("open the address"), "{}", answer.body);
    let token = server.token_header();
    assert_eq!(server.get_with_headers("/api/progress", &token).status, 200);
}

#[test]
fn the_token_is_in_no_query_and_in_no_cookie() {
    let server = start_server();
    let with_query = server.get(&format!("/?token={}", server.token));
    for answer in [
        with_query,
        server.get("/"),
        PostRequest::default().send(&server),
    ] {
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
        .workbook_command()
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
    let post = PostRequest {
        token: Some(&stolen),
        ..PostRequest::default()
    };
    assert_eq!(post.send(&first).status, 200);
    assert_eq!(post.send(&second).status, 403);
    let hello = second.get_with_headers("/api/hello", &stolen).body;
    assert!(hello.contains(r#""allowed":false"#), "{hello}");
}

#[test]
fn each_workbook_has_its_own_token() {
    let (first, second) = (start_server(), start_server());
    assert_eq!(first.token.len(), 64);
    assert_ne!(first.token, second.token);
}

#[test]
fn a_browser_without_the_token_learns_only_that_it_may_not_run() {
    let hello = start_server().get("/api/hello").body;
    assert!(hello.contains(r#""allowed":false"#), "{hello}");
    assert!(!hello.contains("state"), "{hello}");
}
