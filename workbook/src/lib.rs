//! The workbook's program as a library: what the book consists of, and how
//! it is built, checked and served.
//!
//! Data flows one way: chapters and listings in, book out.

// These macros panic when the reader of a pipe has gone.
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod command;
mod file_watcher;
pub mod python;
pub mod serve;
mod shutdown;
pub mod terminal;
