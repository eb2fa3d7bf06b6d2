//! Each refusal of the server has a test: what a page of the web, a name
//! that points here, or a browser without the token may not do.

#[path = "../common/mod.rs"]
mod common;

mod messages;
mod origins;
mod requests;
mod token;
