//! The rows of what products hold and what became of it.

pub(crate) mod entry;
pub(crate) mod follower;
pub(crate) mod item;
