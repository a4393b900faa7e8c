//! All lists of one account: for its owner's data export, and for its erasure.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashMap;

use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::{Stored, StoredItem, playlist, playlist_item as item};
use crate::changes::{Audience, Change, ChangeKind};
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::{AccountId, PlaylistId};
use crate::instant;
use crate::playlist::open::tags;
use crate::policy::Permit;

/// All lists of an account with their items and the reader's own words, as a JSON array.
pub(crate) async fn held(database: &impl ConnectionTrait, account: AccountId) -> Result<Value> {
    let lists = playlist::Entity::find()
        .filter(playlist::Column::AccountId.eq(account))
        .order_by_asc(playlist::Column::Id)
        .all(database)
        .await?;
    let mut own = Query::select();
    own.column(playlist::Column::Id).from(playlist::Entity).and_where(playlist::Column::AccountId.eq(account));
    let rows = item::Entity::find()
        .filter(item::Column::PlaylistId.in_subquery(own))
        .order_by_asc(item::Column::PlaylistId)
        .order_by_asc(item::Column::Position)
        .all(database)
        .await?;
    let mut items: HashMap<PlaylistId, Vec<Value>> = HashMap::new();
    for row in rows {
        items.entry(row.playlist_id).or_default().push(item_said(&row)?);
    }
    let said = lists.iter().map(|list| list_said(list, items.remove(&list.id).unwrap_or_default()));
    said.collect::<Result<Vec<Value>>>().map(Value::Array)
}

fn list_said(list: &Stored, items: Vec<Value>) -> Result<Value> {
    Ok(json!({
        "id": list.id,
        "title": list.title,
        "description": list.description,
        "visibility": list.visibility,
        "version": list.version,
        "copiedFrom": list.copied_from,
        "publicSince": list.public_since.map(instant::read).transpose()?,
        "hiddenAt": list.hidden_at.map(instant::read).transpose()?,
        "hiddenBecause": list.hidden_because,
        "createdAt": instant::read(list.created_at)?,
        "updatedAt": instant::read(list.updated_at)?,
        "items": items,
    }))
}

fn item_said(item: &StoredItem) -> Result<Value> {
    let added_at = instant::read(item.added_at)?;
    Ok(json!({"id": item.id, "article": item.article_id, "description": item.description, "addedAt": added_at}))
}

/// Removes all lists of an account, and says which of them vanish from everybody's sight. Of the others nobody knew.
pub(crate) async fn forget_account(tx: &WriteTx<'_>, _: &Permit, account: AccountId) -> Result<Vec<Change>> {
    let of_account = || playlist::Column::AccountId.eq(account);
    let public = playlist::Entity::find()
        .filter(of_account())
        .filter(playlist::Column::PublicSince.is_not_null())
        .order_by_asc(playlist::Column::Id)
        .all(tx.connection())
        .await?;
    playlist::Entity::delete_many().filter(of_account()).exec(tx.connection()).await?;
    let vanished = public.into_iter().map(|list| Change {
        kind: ChangeKind::PlaylistUnpublished,
        subject: list.id.into(),
        revision: list.version + 1,
        audience: Audience::Public,
        tags: tags(list.id),
    });
    Ok(vanished.collect())
}
