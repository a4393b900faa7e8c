//! Reports by readers, and what staff does with public playlists.

use async_graphql::{Context, ID, InputObject, Object};
use domain::playlist::Moderation;

use super::payload::{PlaylistPayload, PlaylistReportPayload, playlist_id, terms};
use crate::context::{own, session};
use crate::error::Result;
use crate::scalar::DateTime;

/// How a playlist shall stand. What isn't given is taken back: an empty input shows the list and unpins it.
#[derive(InputObject)]
pub(crate) struct PlaylistModerateInput {
    /// Hide it from everybody but its owner, who is told this reason: 1 to 500 characters.
    hidden_because: Option<String>,
    /// Feature it until then, before all that aren't pinned.
    pinned_until: Option<DateTime>,
}

/// Mutations that keep public playlists in order.
#[derive(Default)]
pub(crate) struct PlaylistCareMutations;

#[Object]
impl PlaylistCareMutations {
    /// Reports a public playlist to the newsroom. Whoever has an open report of it already is answered with that one.
    ///
    /// Errors to mend: `value_invalid`, `id_invalid`, `idempotency_key_invalid`, `idempotency_key_reused`.
    async fn playlist_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the playlist.")] id: ID,
        #[graphql(desc = "What is wrong with it: 1 to 500 characters.")] reason: String,
        #[graphql(desc = "The same key again gives the same answer, and changes nothing.")] idempotency_key: Option<
            String,
        >,
    ) -> Option<Result<PlaylistReportPayload>> {
        let session = session(ctx);
        let outcome = async {
            own(ctx)?;
            let terms = terms(None, idempotency_key.as_deref())?;
            session.playlists().report(playlist_id(&id)?, &reason, &terms).await
        };
        Some(PlaylistReportPayload::of(session, outcome.await).await)
    }

    /// Hides a playlist with a reason, shows it again, pins it or unpins it, and closes its reports. For editors.
    ///
    /// Errors to mend: `value_invalid`, `version_conflict`, `id_invalid`, `idempotency_key_invalid`,
    /// `idempotency_key_reused`.
    async fn playlist_moderate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the playlist.")] id: ID,
        #[graphql(desc = "How it shall stand.")] input: PlaylistModerateInput,
        #[graphql(desc = "Refuse the change unless this is the present version; without it the last change wins.")]
        expected_version: Option<i32>,
        #[graphql(desc = "The same key again gives the same answer, and changes nothing.")] idempotency_key: Option<
            String,
        >,
    ) -> Option<Result<PlaylistPayload>> {
        let session = session(ctx);
        let outcome = async {
            own(ctx)?;
            let terms = terms(expected_version, idempotency_key.as_deref())?;
            let wanted = Moderation {
                hidden_because: input.hidden_because,
                pinned_until: input.pinned_until.map(|until| until.0),
            };
            session.playlists().moderate(playlist_id(&id)?, &wanted, &terms).await
        };
        Some(PlaylistPayload::of(session, Some(&id), outcome.await).await)
    }
}
