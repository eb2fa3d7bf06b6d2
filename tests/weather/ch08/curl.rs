//! The service as curl sees it.
use std::fs;
use std::path::PathBuf;

use super::http::{
    HttpResponse, OSLO_REPORT, WeatherHttpServer, parse_answer,
    start_http_server,
};
use super::tools::{find_tool, run};

struct Curl {
    program: PathBuf,
    server: WeatherHttpServer,
}

/// What curl reports: the answer, and how many bytes of a body it has sent.
struct Exchange {
    answer: HttpResponse,
    sent_bytes: u64,
}

impl Curl {
    fn new(more: &[&str]) -> Option<Curl> {
        let program = find_tool("curl")?;
        let server = start_http_server(more);
        Some(Curl { program, server })
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.server.http_port)
    }

    #[track_caller]
    fn fetch(&self, path: &str, arguments: &[&str]) -> Exchange {
        let url = self.url(path);
        // Neither a user's settings nor a proxy.
        let fixed = ["-q", "--noproxy", "*", "--silent", "--show-error"];
        let report = ["--include", "--write-out", "\n%{size_upload}"];
        let limit = ["--max-time", "60", &url];
        let all = [&fixed[..], &report, &limit, arguments].concat();
        let output = run(&self.program, &all);
        let text = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}\n{text}");
        let (mut text, sent) = text.rsplit_once('\n').unwrap();
        while text.starts_with("HTTP/1.1 100 ") {
            (_, text) = text.split_once("\r\n\r\n").unwrap();
        }
        Exchange {
            answer: parse_answer(text),
            sent_bytes: sent.parse().unwrap(),
        }
    }

    #[track_caller]
    fn post_report(&self, body: &str, arguments: &[&str]) -> Exchange {
        let fixed = ["--data-binary", body, "--header", JSON_HEADER];
        self.fetch("/reports", &[&fixed, arguments].concat())
    }
}

const JSON_HEADER: &str = "content-type: application/json";

#[test]
fn good_requests_are_answered() {
    let Some(curl) = Curl::new(&[]) else { return };
    for arguments in [&[][..], &["--http1.0"], &["--compressed"]] {
        let weather = curl.fetch("/weather/S%C3%A3o", arguments).answer;
        assert_eq!(weather.status, 200, "{}", weather.body);
        assert!(weather.body.contains("São"), "{}", weather.body);
    }
    assert_eq!(curl.post_report(OSLO_REPORT, &[]).answer.status, 201);
    let expect = ["--header", "expect: 100-continue"];
    assert_eq!(curl.post_report(OSLO_REPORT, &expect).answer.status, 201);
    let history = curl.fetch("/history/Oslo", &[]).answer;
    assert_eq!(history.body.matches("3.5").count(), 2, "{}", history.body);
    let head = curl.fetch("/nothing", &["--head"]).answer;
    assert_eq!((head.status, &*head.body), (404, ""));
}

#[test]
fn bad_requests_are_refused_with_a_reason() {
    let Some(curl) = Curl::new(&[]) else { return };
    let unknown = curl.fetch("/nothing", &[]).answer;
    unknown.assert_error(404, "no such page");
    let delete = curl.fetch("/weather/Oslo", &["--request", "DELETE"]).answer;
    delete.assert_error(405, "other methods");
    assert!(delete.head.contains("allow: get"), "{}", delete.head);
    // Without a header, curl says that this is a form.
    let form = curl.fetch("/reports", &["--data", OSLO_REPORT]).answer;
    form.assert_error(415, "application/json");
    curl.post_report("{\"city\": ", &[])
        .answer
        .assert_error(400, "EOF");
    let warm = OSLO_REPORT.replace("3.5", "\"warm\"");
    curl.post_report(&warm, &[])
        .answer
        .assert_error(422, "temperature");
    let file = curl.fetch("/history/Oslo?count=many", &[]).answer;
    file.assert_error(400, "count");
    curl.server.assert_serves_next();
}

#[test]
fn a_body_that_is_too_long_is_not_even_sent() {
    let Some(curl) = Curl::new(&[]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    fs::write(&file, OSLO_REPORT.replace("rain", &"x".repeat(3_000_000)))
        .unwrap();
    let file = format!("@{}", file.display());
    // curl asks by itself whether so long a body is welcome. It sends the body
    // without an answer, too, but only after a minute.
    let patient = ["--expect100-timeout", "60"];
    let refused = curl.post_report(&file, &patient);
    refused.answer.assert_error(413, "limit");
    assert_eq!(refused.sent_bytes, 0);
    // And if it doesn't ask, it still learns why.
    let hasty = ["--header", "expect:"];
    curl.post_report(&file, &hasty)
        .answer
        .assert_error(413, "limit");
    curl.server.assert_serves_next();
}

#[test]
fn a_slow_upload_is_refused_at_the_deadline() {
    let Some(curl) = Curl::new(&["--timeout", "1"]) else {
        return;
    };
    let long = OSLO_REPORT.replace("rain", &"x".repeat(50_000));
    let refused = curl.post_report(&long, &["--limit-rate", "1k"]);
    refused.answer.assert_error(408, "the body took too long");
    assert!(refused.sent_bytes < 50_000, "{}", refused.sent_bytes);
    curl.server.assert_serves_next();
}

#[test]
fn live_updates_arrive_one_by_one() {
    let Some(curl) = Curl::new(&["--every", "0.02"]) else {
        return;
    };
    let url = curl.url("/updates");
    let arguments = ["-q", "--noproxy", "*", "--no-buffer", "--silent"];
    let limit = ["--max-time", "2", &url];
    let output = run(&curl.program, &[&arguments[..], &limit].concat());
    assert_eq!(output.status.code(), Some(28), "the updates ended");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.matches("data: {\"number\":").count() > 2, "{text}");
    let is_gone = |count| count == 0;
    curl.server
        .wait_for_metric("weather_update_readers", is_gone);
}
