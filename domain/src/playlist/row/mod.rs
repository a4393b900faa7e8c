//! The stored shape of playlists and their items. `read.rs` reads lists, `item.rs` keeps items, `report.rs` reports,
//! `featured.rs` finds what may be featured, `held.rs` is all that is held on an account.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};

use super::Visibility;
use crate::error::Result;
use crate::id::{AccountId, PlaylistId};
use crate::policy::Permit;

pub(super) mod featured;
mod held;
pub(super) mod item;
mod own;
pub(super) mod read;
pub(super) mod report;
pub(crate) mod together;

pub(crate) use held::{forget_account, held};
pub(crate) use own::{own_ids, own_subjects};
pub(super) use playlist::Model as Stored;
pub(super) use playlist_item::Model as StoredItem;

pub(super) mod playlist {
    use crate::id::{AccountId, PlaylistId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "playlist")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PlaylistId,
        pub account_id: AccountId,
        pub title: String,
        pub description: String,
        pub visibility: String,
        pub version: i64,
        pub item_count: i64,
        pub copied_from: Option<PlaylistId>,
        pub public_since: Option<i64>,
        pub hidden_at: Option<i64>,
        pub hidden_because: Option<String>,
        pub pinned_until: Option<i64>,
        pub created_at: i64,
        pub updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod playlist_item {
    use crate::id::{ArticleId, PlaylistId, PlaylistItemId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "playlist_item")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PlaylistItemId,
        pub playlist_id: PlaylistId,
        pub article_id: ArticleId,
        pub description: String,
        pub position: i64,
        pub added_at: i64,
        pub changed_in: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Stored {
    /// Everybody can see it.
    pub(super) fn is_public(&self) -> bool {
        self.visibility == Visibility::Public.as_str() && self.hidden_at.is_none()
    }
}

/// Takes the lock on a list's row and reads it: of two who change it, one waits.
pub(super) async fn lock(database: &impl ConnectionTrait, _: &Permit, id: PlaylistId) -> Result<Option<Stored>> {
    let column = playlist::Column::Version;
    playlist::Entity::update_many()
        .col_expr(column, Expr::col(column))
        .filter(playlist::Column::Id.eq(id))
        .exec(database)
        .await?;
    Ok(playlist::Entity::find_by_id(id).one(database).await?)
}

/// How many lists an account has.
pub(super) async fn count_of(database: &impl ConnectionTrait, account: AccountId) -> Result<u64> {
    Ok(playlist::Entity::find().filter(playlist::Column::AccountId.eq(account)).count(database).await?)
}

pub(super) async fn insert(database: &impl ConnectionTrait, _: &Permit, list: &Stored) -> Result<()> {
    playlist::Entity::insert(list.clone().into_active_model()).exec_without_returning(database).await?;
    Ok(())
}

/// Writes a list as it is now.
pub(super) async fn update(database: &impl ConnectionTrait, _: &Permit, list: &Stored) -> Result<()> {
    list.clone().into_active_model().reset_all().update(database).await?;
    Ok(())
}

/// Removes a list with all that belongs to it.
pub(super) async fn delete(database: &impl ConnectionTrait, _: &Permit, id: PlaylistId) -> Result<()> {
    playlist::Entity::delete_by_id(id).exec(database).await?;
    Ok(())
}
