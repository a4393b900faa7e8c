//! What the tests of the front door share: a real server on a real database (`app.rs`, `database.rs`), clients that
//! check every answer against the contract (`client.rs`, `contract.rs`), the program as a process (`program.rs`), a real login
//! provider (`provider.rs`), and a small publication with something in
//! every state (`publication.rs`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking"
)]

mod actor;
mod app;
mod client;
mod contract;
mod database;
mod program;
pub mod provider;
pub mod publication;

pub use actor::Actor;
pub use app::{NOW, TestApp, options, repository};
pub use client::{Answer, Graphql, Rest, raw_client};
pub use contract::Openapi;
pub use database::{Database, sql};
pub use program::{Served, command, program};

/// A test that runs on SQLite and on PostgreSQL: two tests, `…::sqlite` and `…::postgres`, each with a server and a
/// database of its own.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "each test uses what it needs")]
            use super::*;

            async fn run($app: &$crate::TestApp) $body

            $(#[$meta])*
            #[test]
            fn sqlite() {
                $crate::TestApp::with($crate::Database::Sqlite, async |app| run(app).await);
            }

            $(#[$meta])*
            #[test]
            fn postgres() {
                $crate::TestApp::with($crate::Database::Postgres, async |app| run(app).await);
            }
        }
    )*};
}
