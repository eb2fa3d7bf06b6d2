//! The workbook's program as a library: what the book consists of, and how
//! it is built, checked and served.
//!
//! Data flows one way: chapters and listings in, book out.

pub mod book;
pub mod catalogue;
pub mod chapter;
pub mod check;
pub mod command;
pub mod exercises;
pub mod problem;
pub mod progress;
pub mod question;
pub mod recording;
pub mod runner;
pub mod serve;
pub mod settings;
pub mod terminal;
pub mod timeline;
pub mod toolchain;
pub mod transcript;
