//! A name for each request, by which its lines in all logs can be found.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const MAX_ID_BYTES: usize = 100;

/// Returns the name that the proxy has given to the request, or a random one.
/// A name that could spoil the log is ignored.
pub fn request_id(headers: &HeaderMap) -> HeaderValue {
    match headers.get(REQUEST_ID) {
        Some(id) if is_safe_for_log(id) => id.clone(),
        _ => {
            let id = format!("{:016x}", fastrand::u64(..));
            id.try_into().expect("digits are a header's value")
        }
    }
}

fn is_safe_for_log(id: &HeaderValue) -> bool {
    let bytes = id.as_bytes();
    let is_plain =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte);
    (1..=MAX_ID_BYTES).contains(&bytes.len()) && bytes.iter().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_id_that_is_safe_for_the_log_is_accepted() {
        for (id, is_accepted) in [
            ("7f3a-b_1.c:2", true),
            (&"x".repeat(100), true),
            (&"x".repeat(101), false),
            ("", false),
            ("a b", false),
            ("a=1", false),
            ("\"", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, id.parse().unwrap());
            let chosen = request_id(&headers);
            assert_eq!(chosen == id, is_accepted, "{id:?} became {chosen:?}");
        }
        let none = HeaderMap::new();
        assert_ne!(request_id(&none), request_id(&none));
    }
}
