//! Which articles something concerns, for those who follow what happens: ids alone, whatever state their texts are in.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{article, body, expert, text};
use crate::article::Status;
use crate::error::Result;
use crate::id::{ArticleId, ExpertId, ImageId};
use crate::instant;

/// The next articles behind an id.
pub(crate) async fn ids_after(
    database: &impl ConnectionTrait,
    after: Option<ArticleId>,
    limit: u64,
) -> Result<Vec<ArticleId>> {
    let mut find = article::Entity::find().select_only().column(article::Column::Id);
    if let Some(after) = after {
        find = find.filter(article::Column::Id.gt(after));
    }
    Ok(find.order_by_asc(article::Column::Id).limit(limit).into_tuple().all(database).await?)
}

/// Those that an expert contributed to.
pub(crate) async fn ids_of_expert(database: &impl ConnectionTrait, id: ExpertId) -> Result<Vec<ArticleId>> {
    let find = expert::Entity::find().select_only().column(expert::Column::ArticleId);
    Ok(find.filter(expert::Column::ExpertId.eq(id)).into_tuple().all(database).await?)
}

/// Those that show an image, above their text or within it.
pub(crate) async fn ids_showing(database: &impl ConnectionTrait, image: ImageId) -> Result<Vec<ArticleId>> {
    let lead = article::Entity::find().select_only().column(article::Column::Id);
    let mut ids: Vec<ArticleId> =
        lead.filter(article::Column::LeadImageId.eq(image)).into_tuple().all(database).await?;
    let within = body::Entity::find().select_only().column(body::Column::ArticleId);
    let within = within.filter(body::Column::Blocks.contains(image.to_string()));
    ids.extend(within.into_tuple::<ArticleId>().all(database).await?);
    Ok(ids)
}

/// Those with an embargoed text that is to be published behind one instant, and at another one or before it.
pub(crate) async fn ids_embargoed(
    database: &impl ConnectionTrait,
    behind: Timestamp,
    until: Timestamp,
) -> Result<Vec<ArticleId>> {
    let find = text::Entity::find()
        .select_only()
        .column(text::Column::ArticleId)
        .filter(text::Column::Status.eq(Status::Scheduled.as_str()))
        .filter(text::Column::Embargoed.eq(1))
        .filter(text::Column::PublishedAt.gt(instant::stored(behind)))
        .filter(text::Column::PublishedAt.lte(instant::stored(until)));
    Ok(find.into_tuple().all(database).await?)
}
