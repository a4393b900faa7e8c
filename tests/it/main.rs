//! All tests of the front door, in one program: a file a noun, and `contract/` for what must hold everywhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod account;
mod article;
mod bad_input;
mod command_line;
mod contract;
mod crash;
mod expert;
mod feed;
mod follow;
mod formats;
mod history;
mod import;
mod language;
mod media;
mod operations;
mod page;
mod readme;
mod recommend;
mod taxonomy;
