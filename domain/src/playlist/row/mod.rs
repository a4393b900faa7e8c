//! The stored shape of playlists and their items.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

pub(crate) mod together;

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

pub(super) mod item {
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
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
