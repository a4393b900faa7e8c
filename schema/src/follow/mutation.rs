//! Following, and no longer following.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::Session;
use domain::follow::Following;

use super::Followable;
use crate::context::{session, wish};
use crate::error::Result;
use crate::mutation::{Hear, Heard, UserError, halves};

/// How things stand after following, or no longer following.
#[derive(SimpleObject)]
pub(crate) struct FollowPayload {
    /// What was meant; null when something is to be mended.
    target: Option<Followable>,
    /// The viewer follows it now.
    is_following: Option<bool>,
    /// How many follow it now.
    follower_count: Option<i32>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

impl FollowPayload {
    fn of(ctx: &Context<'_>, session: &Session, heard: Heard<Following>) -> Result<Self> {
        let wish = wish(ctx, None, true)?;
        let (following, user_errors) = halves(heard);
        Ok(Self {
            target: following.and_then(|following| Followable::named(session, following.target, &wish)),
            is_following: following.map(|following| following.is_following),
            follower_count: following.map(|following| i32::try_from(following.follower_count).unwrap_or(i32::MAX)),
            user_errors,
        })
    }
}

/// Mutations of follows.
#[derive(Default)]
pub(crate) struct FollowMutations;

#[Object]
impl FollowMutations {
    /// Follows an expert, a topic with all below it, or a region with all in it. To follow what is followed already changes
    /// nothing. At most 1,000 can be followed.
    ///
    /// Errors to mend: `reference_missing` at `target`, `follow_limit_reached`.
    async fn follow_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of an expert, a topic or a region: `exp_01jb…`.")] target: ID,
    ) -> Option<Result<FollowPayload>> {
        let session = session(ctx);
        let heard = session.follows().create(&target).await.heard(session);
        Some(heard.and_then(|heard| FollowPayload::of(ctx, session, heard)))
    }

    /// Follows something no longer. Not to have followed it changes nothing.
    ///
    /// Errors to mend: `reference_missing` at `target`.
    async fn follow_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of an expert, a topic or a region: `exp_01jb…`.")] target: ID,
    ) -> Option<Result<FollowPayload>> {
        let session = session(ctx);
        let heard = session.follows().delete(&target).await.heard(session);
        Some(heard.and_then(|heard| FollowPayload::of(ctx, session, heard)))
    }
}
