//! Playlists, as GraphQL says them: `object.rs` the list, `item.rs` its items, `query.rs` the root fields, `own.rs` what hangs
//! on the viewer, `mutation.rs` what changes lists, `item_mutation.rs` what changes items, `care.rs` reports and what staff
//! does, `payload.rs` what they all answer.

mod care;
mod item;
mod item_mutation;
mod mutation;
mod object;
mod own;
mod payload;
mod query;

pub(crate) use care::PlaylistCareMutations;
pub(crate) use item_mutation::PlaylistItemMutations;
pub(crate) use mutation::PlaylistMutations;
pub(crate) use object::Playlist;
pub(crate) use own::own_playlists;
pub(crate) use query::PlaylistQueries;
