//! Lists themselves: made, changed, deleted, copied.

use async_graphql::{Context, ID, InputObject, Object};
use domain::playlist::{self as model, NewPlaylist};

use super::object::PlaylistVisibility;
use super::payload::{PlaylistDeletePayload, PlaylistPayload, playlist_id, terms};
use crate::context::{own, session};
use crate::error::Result;

/// A playlist to be made.
#[derive(InputObject)]
pub(crate) struct PlaylistCreateInput {
    /// The title: 1 to 120 characters.
    title: String,
    /// What you say of it: at most 1000 characters.
    #[graphql(default)]
    description: String,
    /// Who can see it.
    #[graphql(default_with = "PlaylistVisibility::Private")]
    visibility: PlaylistVisibility,
}

/// What shall change of a playlist. What isn't given stays.
#[derive(InputObject)]
pub(crate) struct PlaylistUpdateInput {
    /// The title: 1 to 120 characters.
    title: Option<String>,
    /// What you say of it: at most 1000 characters.
    description: Option<String>,
    /// Who can see it. A list that becomes private vanishes at once from wherever others saw it.
    visibility: Option<PlaylistVisibility>,
}

/// Mutations of playlists.
#[derive(Default)]
pub(crate) struct PlaylistMutations;

#[Object]
impl PlaylistMutations {
    /// Makes a playlist of one's own; an account has 200 at the most.
    ///
    /// Errors to mend: `value_invalid`, `limit_reached`, `idempotency_key_invalid`, `idempotency_key_reused`.
    async fn playlist_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The playlist.")] input: PlaylistCreateInput,
        #[graphql(desc = "The same key again gives the same answer, and changes nothing.")] idempotency_key: Option<
            String,
        >,
    ) -> Option<Result<PlaylistPayload>> {
        let session = session(ctx);
        let outcome = async {
            own(ctx)?;
            let new =
                NewPlaylist { title: input.title, description: input.description, visibility: input.visibility.into() };
            session.playlists().create(&new, &terms(None, idempotency_key.as_deref())?).await
        };
        Some(PlaylistPayload::of(session, None, outcome.await).await)
    }

    /// Changes title, description or visibility of a playlist of one's own.
    ///
    /// Errors to mend: `value_invalid`, `version_conflict`, `id_invalid`, `idempotency_key_invalid`,
    /// `idempotency_key_reused`.
    async fn playlist_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the playlist.")] id: ID,
        #[graphql(desc = "What shall change.")] input: PlaylistUpdateInput,
        #[graphql(desc = "Refuse the change unless this is the present version; without it the last change wins.")]
        expected_version: Option<i32>,
        #[graphql(desc = "The same key again gives the same answer, and changes nothing.")] idempotency_key: Option<
            String,
        >,
    ) -> Option<Result<PlaylistPayload>> {
        let session = session(ctx);
        let outcome = async {
            own(ctx)?;
            let change = model::PlaylistChange {
                title: input.title,
                description: input.description,
                visibility: input.visibility.map(Into::into),
            };
            let terms = terms(expected_version, idempotency_key.as_deref())?;
            session.playlists().update(playlist_id(&id)?, &change, &terms).await
        };
        Some(PlaylistPayload::of(session, Some(&id), outcome.await).await)
    }

    /// Deletes a playlist of one's own.
    ///
    /// Errors to mend: `version_conflict`, `id_invalid`, `idempotency_key_invalid`, `idempotency_key_reused`.
    async fn playlist_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the playlist.")] id: ID,
        #[graphql(desc = "Refuse the change unless this is the present version; without it the last change wins.")]
        expected_version: Option<i32>,
        #[graphql(desc = "The same key again gives the same answer, and changes nothing.")] idempotency_key: Option<
            String,
        >,
    ) -> Option<Result<PlaylistDeletePayload>> {
        let session = session(ctx);
        let outcome = async {
            own(ctx)?;
            let terms = terms(expected_version, idempotency_key.as_deref())?;
            session.playlists().delete(playlist_id(&id)?, &terms).await
        };
        Some(PlaylistDeletePayload::of(session, &id, outcome.await).await)
    }

    /// Makes a private playlist of one's own out of a public one: the articles that can be read, in their order, with
    /// credit. The words of the other reader stay theirs, except for the title.
    ///
    /// Errors to mend: `value_invalid`, `limit_reached`, `id_invalid`, `idempotency_key_invalid`,
    /// `idempotency_key_reused`.
    async fn playlist_copy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the playlist to copy.")] id: ID,
        #[graphql(desc = "Another title.")] title: Option<String>,
        #[graphql(desc = "The same key again gives the same answer, and changes nothing.")] idempotency_key: Option<
            String,
        >,
    ) -> Option<Result<PlaylistPayload>> {
        let session = session(ctx);
        let outcome = async {
            own(ctx)?;
            let terms = terms(None, idempotency_key.as_deref())?;
            session.playlists().copy(playlist_id(&id)?, title.as_deref(), &terms).await
        };
        Some(PlaylistPayload::of(session, None, outcome.await).await)
    }
}
