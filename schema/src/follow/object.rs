//! A follow and what it points at; and what experts, topics and regions say of their followers.

use async_graphql::{Context, Enum, Object, Union};
use domain::follow::{self as model, Target, TargetKind};
use domain::page::PageRequest;
use domain::{Preference, Session};

use crate::connection::{Connection, Listed};
use crate::context::{loaders, session, wish};
use crate::error::{Result, Told};
use crate::expert::Expert;
use crate::scalar::DateTime;
use crate::taxonomy::{Region, Topic};

/// What kind of thing is followed.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "TargetKind", name = "FollowKind")]
pub(crate) enum FollowKind {
    /// An expert.
    Expert,
    /// A topic.
    Topic,
    /// A region.
    Region,
}

/// What can be followed.
#[derive(Union)]
pub(crate) enum Followable {
    Expert(Expert),
    Topic(Topic),
    Region(Region),
}

impl Followable {
    /// As it is shown with something else: in another language rather than not at all.
    pub(crate) fn named(session: &Session, target: Target, wish: &Preference) -> Option<Self> {
        match target {
            Target::Expert(id) => Some(Self::Expert(Expert::new(session.experts().by_id(id)?, wish))),
            Target::Topic(id) => Topic::named(session.topics().by_id(id)?, wish).map(Self::Topic),
            Target::Region(id) => Region::named(session.regions().by_id(id)?, wish).map(Self::Region),
        }
    }
}

/// That something is followed.
pub(crate) struct Follow {
    target: Followable,
    since: DateTime,
}

/// That the viewer follows something.
#[Object]
impl Follow {
    /// What is followed.
    async fn target(&self) -> &Followable {
        &self.target
    }

    /// Since when.
    async fn since(&self) -> &DateTime {
        &self.since
    }
}

impl Listed for Follow {
    const CONNECTION: (&'static str, &'static str) = ("FollowConnection", "A page of what a reader follows.");
    const EDGE: (&'static str, &'static str) = ("FollowEdge", "A follow with its place in the list.");
    /// Whose, and of which kind.
    type Query = (Session, Option<TargetKind>);

    async fn count(_: &Session, (owner, kind): &Self::Query) -> domain::Result<usize> {
        owner.follows().count(*kind).await
    }
}

/// A page of what the owner of this session follows.
///
/// # Errors
/// `page_size_invalid`, `cursor_invalid`; `unavailable` or `internal` when the database fails.
pub(crate) async fn follows(
    ctx: &Context<'_>,
    owner: &Session,
    kind: Option<FollowKind>,
    page: PageRequest,
) -> Result<Connection<Follow>> {
    let (kind, wish) = (kind.map(TargetKind::from), wish(ctx, None, true)?);
    let found = owner.follows().page(kind, &page).await.told(owner)?;
    let say = |follow: model::Follow| {
        let target = Followable::named(owner, follow.target, &wish)?;
        Some(Follow { target, since: DateTime(follow.since) })
    };
    Ok(Connection::new(found, (owner.clone(), kind), say))
}

/// How many follow this; one statement for all that an answer asks.
///
/// # Errors
/// `unavailable` or `internal` when the database fails.
pub(crate) async fn follower_count(ctx: &Context<'_>, target: Target) -> Result<i32> {
    let count = loaders(ctx).followers(target).await?.unwrap_or(0);
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

/// Whether the viewer follows this; `None` for nobody in particular, which costs nothing.
pub(crate) async fn viewer_follows(ctx: &Context<'_>, target: Target) -> Option<Result<bool>> {
    session(ctx).viewer().holder()?;
    Some(loaders(ctx).followed(target).await.map(|followed| followed.is_some()))
}
