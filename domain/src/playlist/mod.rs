//! Playlists: articles that a reader collects, in their own order and with their own words.

mod row;

pub(crate) use row::together;
