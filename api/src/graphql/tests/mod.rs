//! The transport over a real socket, in front of a schema of three fields.

#![allow(clippy::unwrap_used)]

mod methods;
mod multipart;
mod negotiation;
mod requests;
mod server;
