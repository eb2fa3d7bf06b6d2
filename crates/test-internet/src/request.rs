//! Reads an HTTP/1.1 request from a connection.

use std::io::{self, BufRead, Read};

const MAX_LINE_BYTES: u64 = 8 * 1024;
const MAX_HEADERS: usize = 64;
const MAX_BODY_BYTES: usize = 1024 * 1024;

#[derive(Debug)]
pub struct Request {
    pub method: String,
    /// Without the query.
    pub path: String,
    /// The names are in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

#[derive(Debug)]
pub enum Received {
    Request(Request),
    /// The client has closed the connection.
    Closed,
    Malformed(&'static str),
}

impl Request {
    pub fn header(&self, header_name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == header_name)
            .map(|(_, value)| value.as_str())
    }
}

pub fn read_request(reader: &mut impl BufRead) -> io::Result<Received> {
    let line = read_line(reader)?;
    if line.is_empty() {
        return Ok(Received::Closed);
    }
    let mut words = line.split_ascii_whitespace();
    let (Some(method), Some(target), Some("HTTP/1.1"), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Ok(Received::Malformed("the request line is malformed"));
    };
    let path = target.split('?').next().unwrap_or(target);
    let mut request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    loop {
        let line = read_line(reader)?;
        if line.trim_end().is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(':') else {
            return Ok(Received::Malformed("a header has no colon"));
        };
        if request.headers.len() == MAX_HEADERS {
            return Ok(Received::Malformed("there are too many headers"));
        }
        let header = (name.to_ascii_lowercase(), value.trim().to_owned());
        request.headers.push(header);
    }
    let length = request.header("content-length").unwrap_or("0").parse();
    match length {
        Ok(length) if length <= MAX_BODY_BYTES => {
            request.body = vec![0; length]
        }
        _ => return Ok(Received::Malformed("the body's length is wrong")),
    }
    reader.read_exact(&mut request.body)?;
    Ok(Received::Request(request))
}

/// Reads a line of at most `MAX_LINE` bytes. It's empty at the end of the
/// connection.
fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    reader.take(MAX_LINE_BYTES).read_until(b'\n', &mut line)?;
    String::from_utf8(line).map_err(io::Error::other)
}
