//! A weather client sends `{"city": "London"}`, keeps its side open and waits.
//! The server reads, and waits too: for an end that never comes.

use serde::{Deserialize, Serialize};
use std::io::Read;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Question {
    city: String,
}

/// Reads one question, and nothing that may follow it.
// TODO: be done as soon as the question is whole.
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

    /// A client who has sent some pieces, and then waits for the answer.
    struct Client(Vec<&'static str>);

    impl Read for Client {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            assert!(!self.0.is_empty(), "this read would wait for ever");
            let length = self.0[0].len().min(buffer.len());
            let (now, later) = self.0[0].split_at(length);
            buffer[..length].copy_from_slice(now.as_bytes());
            match later {
                "" => drop(self.0.remove(0)),
                _ => self.0[0] = later,
            }
            Ok(length)
        }
    }

    #[track_caller]
    fn understood(pieces: &[&'static str], city: &str) {
        let question = read_question(Client(pieces.to_vec())).unwrap();
        assert_eq!(question.city, city);
    }

    #[test]
    fn a_whole_question_is_enough() {
        understood(&[r#"{"city": "London"}"#], "London");
    }

    #[test]
    fn a_question_may_come_in_pieces() {
        understood(&["{\"ci", "ty\": ", "\"New Y", "ork\"}"], "New York");
    }

    #[test]
    fn a_brace_within_the_name_does_not_end_it() {
        understood(&[r#"{"city": "a}b"}"#], "a}b");
    }

    #[test]
    fn a_client_who_hangs_up_too_early_is_an_error() {
        let cut = &br#"{"city": "Lond"#[..];
        assert!(read_question(cut).is_err());
    }

    #[test]
    fn what_is_no_question_is_an_error() {
        assert!(read_question(Client(vec![r#"{"town": "Rome"}"#])).is_err());
    }
}
