//! What is on an account's lists, by ids alone: for devices that stay in step.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait};

use super::{playlist, playlist_item as item};
use crate::error::Result;
use crate::id::{AccountId, ArticleId, PlaylistId};

/// The lists of an account, and the articles that are on them.
pub(crate) async fn own_ids(
    database: &impl ConnectionTrait,
    account: AccountId,
) -> Result<(Vec<PlaylistId>, Vec<ArticleId>)> {
    let [lists, articles] = own_subjects(account);
    let lists = database.query_all(&lists).await?;
    let articles = database.query_all(&articles).await?;
    let lists = lists.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect::<Result<_>>()?;
    let articles = articles.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect::<Result<_>>()?;
    Ok((lists, articles))
}

/// The same, as statements for a part of another one.
pub(crate) fn own_subjects(account: AccountId) -> [SelectStatement; 2] {
    let lists = || {
        let mut lists = Query::select();
        lists.column(playlist::Column::Id).from(playlist::Entity).and_where(playlist::Column::AccountId.eq(account));
        lists
    };
    let mut articles = Query::select();
    articles
        .distinct()
        .column(item::Column::ArticleId)
        .from(item::Entity)
        .and_where(item::Column::PlaylistId.in_subquery(lists()));
    [lists(), articles]
}
