//! Images, as GraphQL says them. They are reached through what shows them, or by their id; staff see all of them
//! (`query.rs`), upload and change them (`mutation.rs`).

mod body;
mod mutation;
mod object;
mod query;
mod word;

pub(crate) use body::BodyImages;
pub(crate) use mutation::ImageMutations;
pub(crate) use object::Image;
pub(crate) use query::ImageQueries;
