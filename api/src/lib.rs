//! # api: how it is said over HTTP, and the program
//!
//! | room | what is in it |
//! | --- | --- |
//! | `cli/` | the commands of `world-review` |
//! | `settings.rs` | what can be set, and whether it makes sense |
//! | `server.rs`, `app.rs` | the server and what all its doors share |
//! | `routes.rs` | the table of routes: path, door, cache class |
//! | `viewer.rs` | from header fields to a session |
//! | `graphql/` | GraphQL over HTTP |
//! | `rest/` | the REST voice, a file a noun |
//! | `http/` | what all answers share: validators, codings, caching, request ids |
//! | `problem.rs` | errors as RFC 9457 tells them |
//! | `web.rs` | the playground and the reference, embedded |
//! | `demo/` | the demo content, embedded, and generated articles |
//! | `mirror/` | the reference client of sync: a copy that is kept in step |
//! | `jobs.rs` | what is done apart from requests |
//! | `ports/` | clock, randomness, media folder, mail |
//! | `metrics.rs` | the page of metrics, at an address of its own |
//! | `telemetry.rs` | log lines |
//!
//! Nothing here knows SQL: all data comes through a [`domain::Session`].

pub mod app;
pub mod cli;
pub mod demo;
pub mod graphql;
pub mod http;
pub mod jobs;
pub mod metrics;
pub mod mirror;
pub mod ports;
pub mod problem;
pub mod rest;
pub mod routes;
pub mod server;
pub mod settings;
pub mod syndication;
pub mod telemetry;
pub mod viewer;
pub mod web;
