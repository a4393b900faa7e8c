//! All tests of the front door, in one program: a file a noun, and `contract/` for what must hold everywhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod account;
mod article;
mod bad_input;
mod command_line;
mod contract;
mod crash;
mod documents;
mod erasure;
mod expert;
mod facets;
mod feed;
mod follow;
mod formats;
mod front_page;
mod history;
mod identity;
mod import;
mod json_ld;
mod kept;
mod language;
mod mail;
mod manuscript;
mod media;
mod ninjs;
mod operations;
mod page;
mod partner;
mod playlist;
mod purge;
mod readme;
mod recommend;
mod session;
mod staff;
mod staff_commands;
mod sync;
mod syndication;
mod taxonomy;
mod throttle;
mod token;
mod unknown;
mod webhook;

/// The SHA-256 of some bytes, in lower-case hexadecimal digits.
fn sha256(bytes: impl AsRef<[u8]>) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
