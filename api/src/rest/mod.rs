//! The REST voice: `/v1` and what describes it. A noun is a file; what they share is in `query.rs` (parameters),
//! `found.rs` (slugs and ids), `asked.rs` (which articles, and how much of them), `page.rs` (lists), `facets.rs` (how they are counted) and `shape/` (JSON).
//! The words are those of `openapi.yaml`. Nothing here decides what a viewer may see.

pub mod accounts;
pub mod api_keys;
pub mod articles;
mod asked;
pub mod audit;
pub mod auth;
mod bundle;
mod condition;
pub mod description;
pub mod experts;
pub mod experts_desk;
pub mod exports;
mod facets;
pub mod feed;
pub mod follows;
mod found;
pub mod front_page;
pub mod history;
pub mod identities;
pub mod images;
pub mod index;
pub mod json_ld;
pub mod manuscript_texts;
pub mod manuscripts;
pub mod me;
pub mod ninjs;
pub mod organisations;
pub mod own_sync;
mod page;
pub mod partner;
mod passed_on;
pub mod playlist_care;
pub mod playlist_items;
pub mod playlists;
pub mod previews;
pub mod probes;
pub mod products;
pub mod profiles;
pub mod providers;
mod query;
pub mod recommendations;
pub mod sessions;
mod shape;
pub mod sitemaps;
pub mod sync;
pub mod syndication;
pub mod taxonomy;
pub mod taxonomy_desk;
#[cfg(test)]
mod tests;
pub mod webhook_deliveries;
pub mod webhook_endpoints;

pub(crate) use shape::AuditShape;
