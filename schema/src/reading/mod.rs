//! The reading history of the viewer: the list, remembering and erasing.

mod mutation;
mod object;

pub(crate) use mutation::ReadingMutations;
pub(crate) use object::{Reading, history};
