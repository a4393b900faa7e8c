//! Items: added, described, moved, taken off.

use async_graphql::{Context, ID, InputObject, Object};
use domain::id::{ArticleId, PlaylistItemId};
use domain::playlist::{NewItem, Place};

use super::payload::{PlaylistItemsPayload, playlist_id, terms};
use crate::context::{own, session, wish};
use crate::error::Result;

/// An article to be added to a playlist.
#[derive(InputObject)]
pub(crate) struct PlaylistItemInput {
    /// The id of the article.
    article_id: ID,
    /// What you say of it: at most 500 characters.
    #[graphql(default)]
    description: String,
}

/// Mutations of the items of playlists.
#[derive(Default)]
pub(crate) struct PlaylistItemMutations;

#[Object]
impl PlaylistItemMutations {
    /// Adds articles at the end of a playlist of one's own: all of them or none. Several who add at once all succeed,
    /// whatever version they looked at; a playlist has 1000 items at the most.
    ///
    /// Errors to mend: `value_invalid`, `reference_missing`, `article_listed`, `limit_reached`, `id_invalid`,
    /// `idempotency_key_invalid`, `idempotency_key_reused`.
    #[allow(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn playlist_items_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the playlist.")] id: ID,
        #[graphql(desc = "The articles: 1 to 100.")] items: Vec<PlaylistItemInput>,
        #[graphql(desc = "Add articles that the playlist has already a second time.", default = false)]
        allow_duplicates: bool,
        #[graphql(desc = "The version that was looked at; the change is merged with later ones.")]
        expected_version: Option<i32>,
        #[graphql(desc = "The same key again gives the same answer, and changes nothing.")] idempotency_key: Option<
            String,
        >,
    ) -> Option<Result<PlaylistItemsPayload>> {
        let session = session(ctx);
        let outcome = async {
            own(ctx)?;
            let terms = terms(expected_version, idempotency_key.as_deref())?;
            let read = |(place, item): (usize, PlaylistItemInput)| {
                let article = ArticleId::parse(&item.article_id);
                let article = article.map_err(|error| error.at(format!("items[{place}].articleId")))?;
                Ok(NewItem { article, description: item.description })
            };
            let items = items.into_iter().enumerate().map(read).collect::<domain::Result<Vec<NewItem>>>()?;
            session.playlists().add_items(playlist_id(&id)?, &items, allow_duplicates, &terms).await
        };
        let outcome = outcome.await;
        Some(answer(ctx, &id, outcome).await)
    }

    /// Says something else of an item. Refused as too late only when that very item has changed since.
    ///
    /// Errors to mend: `value_invalid`, `version_conflict`, `id_invalid`, `idempotency_key_invalid`,
    /// `idempotency_key_reused`.
    #[allow(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn playlist_item_describe(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the playlist.")] id: ID,
        #[graphql(desc = "The id of the item.")] item_id: ID,
        #[graphql(desc = "What you say of it: at most 500 characters; may be empty.")] description: String,
        #[graphql(desc = "The version that was looked at; without it the last change wins.")] expected_version: Option<
            i32,
        >,
        #[graphql(desc = "The same key again gives the same answer, and changes nothing.")] idempotency_key: Option<
            String,
        >,
    ) -> Option<Result<PlaylistItemsPayload>> {
        let session = session(ctx);
        let outcome = async {
            own(ctx)?;
            let terms = terms(expected_version, idempotency_key.as_deref())?;
            let item = item(&item_id, "itemId")?;
            session.playlists().describe_item(playlist_id(&id)?, item, &description, &terms).await
        };
        let outcome = outcome.await;
        Some(answer(ctx, &id, outcome).await)
    }

    /// Moves an item before or behind another one of its playlist.
    ///
    /// Errors to mend: `value_invalid`, `reference_missing`, `version_conflict`, `id_invalid`,
    /// `idempotency_key_invalid`, `idempotency_key_reused`.
    #[allow(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn playlist_item_move(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the playlist.")] id: ID,
        #[graphql(desc = "The id of the item.")] item_id: ID,
        #[graphql(desc = "The item that it goes before. Either this or `after`.")] before: Option<ID>,
        #[graphql(desc = "The item that it goes behind. Either this or `before`.")] after: Option<ID>,
        #[graphql(desc = "Refuse the change unless this is the present version; without it the last change wins.")]
        expected_version: Option<i32>,
        #[graphql(desc = "The same key again gives the same answer, and changes nothing.")] idempotency_key: Option<
            String,
        >,
    ) -> Option<Result<PlaylistItemsPayload>> {
        let session = session(ctx);
        let outcome = async {
            own(ctx)?;
            let terms = terms(expected_version, idempotency_key.as_deref())?;
            let before = before.as_ref().map(|id| item(id, "before")).transpose()?;
            let after = after.as_ref().map(|id| item(id, "after")).transpose()?;
            let place = Place::read(before, after)?;
            session.playlists().move_item(playlist_id(&id)?, item(&item_id, "itemId")?, place, &terms).await
        };
        let outcome = outcome.await;
        Some(answer(ctx, &id, outcome).await)
    }

    /// Takes an item off its playlist. Refused as too late only when that very item has changed since.
    ///
    /// Errors to mend: `version_conflict`, `id_invalid`, `idempotency_key_invalid`, `idempotency_key_reused`.
    async fn playlist_item_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the playlist.")] id: ID,
        #[graphql(desc = "The id of the item.")] item_id: ID,
        #[graphql(desc = "The version that was looked at; without it the last change wins.")] expected_version: Option<
            i32,
        >,
        #[graphql(desc = "The same key again gives the same answer, and changes nothing.")] idempotency_key: Option<
            String,
        >,
    ) -> Option<Result<PlaylistItemsPayload>> {
        let session = session(ctx);
        let outcome = async {
            own(ctx)?;
            let terms = terms(expected_version, idempotency_key.as_deref())?;
            session.playlists().remove_item(playlist_id(&id)?, item(&item_id, "itemId")?, &terms).await
        };
        let outcome = outcome.await;
        Some(answer(ctx, &id, outcome).await)
    }
}

fn item(id: &str, field: &str) -> domain::Result<PlaylistItemId> {
    PlaylistItemId::parse(id).map_err(|error| error.at(field))
}

async fn answer(
    ctx: &Context<'_>,
    id: &ID,
    outcome: domain::Result<domain::playlist::Changed>,
) -> Result<PlaylistItemsPayload> {
    let wish = wish(ctx, None, true)?;
    PlaylistItemsPayload::of(session(ctx), &wish, id, outcome).await
}
