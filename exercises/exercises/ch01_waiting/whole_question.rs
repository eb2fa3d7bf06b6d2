//! A weather client sends `{"city": "London"}` and waits for the answer. The
//! server waits too, for the end of a stream that the client keeps open.

use serde::{Deserialize, Serialize};
use std::io::Read;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Question {
    city: String,
}

/// Reads one question, and doesn't wait for anything that may follow it.
// TODO: return as soon as the question is complete.
fn read_question(client: impl Read) -> serde_json::Result<Question> {
    serde_json::from_reader(client)
}

fn main() {
    println!("{:?}", read_question(&br#"{"city": "London"}"#[..]));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    /// A client that has sent these chunks and now waits for the answer.
    struct Client(Vec<&'static str>);

    impl Read for Client {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            assert!(!self.0.is_empty(), "this read would wait forever");
            let chunk = self.0[0].as_bytes();
            let length = chunk.len().min(buffer.len());
            buffer[..length].copy_from_slice(&chunk[..length]);
            self.0[0] = &self.0[0][length..];
            if self.0[0].is_empty() {
                self.0.remove(0);
            }
            Ok(length)
        }
    }

    #[track_caller]
    fn assert_city(chunks: &[&'static str], city: &str) {
        let question = read_question(Client(chunks.to_vec())).unwrap();
        assert_eq!(question.city, city);
    }

    #[test]
    fn a_complete_question_needs_no_end_of_stream() {
        assert_city(&[r#"{"city": "London"}"#], "London");
    }

    #[test]
    fn a_question_may_arrive_in_several_chunks() {
        assert_city(&["{\"ci", "ty\": ", "\"New Y", "ork\"}"], "New York");
    }

    #[test]
    fn a_brace_in_the_name_does_not_end_the_question() {
        assert_city(&[r#"{"city": "a}b"}"#], "a}b");
    }

    #[test]
    fn an_incomplete_question_is_an_error() {
        let incomplete = &br#"{"city": "Lond"#[..];
        assert!(read_question(incomplete).is_err());
    }

    #[test]
    fn an_object_without_city_is_an_error() {
        assert!(read_question(Client(vec![r#"{"town": "Rome"}"#])).is_err());
    }
}
