//! Images, as GraphQL says them. They are reached through what shows them, or by their id.

mod body;
mod object;

pub(crate) use body::BodyImages;
pub(crate) use object::Image;
