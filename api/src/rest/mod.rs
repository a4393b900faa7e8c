//! The REST voice: `/v1` and what describes it. A noun is a file; what all of them share is in `query.rs` (parameters),
//! `found.rs` (slugs and ids), `page.rs` (lists) and `shape/` (JSON). The words are those of `openapi.yaml`.
//! Nothing here decides what a viewer may see.

pub mod articles;
pub mod description;
pub mod experts;
mod found;
pub mod images;
pub mod index;
mod page;
pub mod probes;
mod query;
mod shape;
pub mod taxonomy;
#[cfg(test)]
mod tests;
