//! What is followed: the viewer's follows, how many follow something, and following.

mod mutation;
mod object;

pub(crate) use mutation::FollowMutations;
pub(crate) use object::{Follow, FollowKind, Followable, follower_count, follows, viewer_follows};
