//! The stored shape of articles: one row an article, one a language, one a body, and the junctions, which carry the
//! article's sort key. Reads are in `load.rs`, `list.rs` and `filed.rs`, writes in `save.rs`; `desk.rs` reads an article to change it.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

mod desk;
mod filed;
mod list;
mod load;
mod refile;
mod save;
mod shared;
mod which;

pub(crate) use desk::{lock, present};
pub(crate) use filed::filed;
pub(crate) use list::{Subtrees, count, page};
pub(crate) use load::{batch, bodies, by_ids, by_slug, shows, slug_owners, statuses};
pub(crate) use refile::{hold_filed, is_filed, refile};
pub(crate) use save::{Saved, save};
pub(crate) use shared::Shared;
pub(crate) use which::{ids_after, ids_embargoed, ids_of_expert, ids_showing};

pub(crate) mod article {
    use sea_orm::entity::prelude::*;

    use crate::id::{ArticleId, ImageId};

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "article")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ArticleId,
        pub kind: String,
        pub lead_image_id: Option<ImageId>,
        pub corrections: String,
        pub sort_at: i64,
        pub revision: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod text {
    use sea_orm::entity::prelude::*;

    use crate::id::ArticleId;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "article_text")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: ArticleId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        pub slug: String,
        pub title: String,
        pub standfirst: Option<String>,
        pub status: String,
        pub published_at: Option<i64>,
        pub updated_at: i64,
        pub word_count: i64,
        pub reading_minutes: i64,
        pub embargoed: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod body {
    use sea_orm::entity::prelude::*;

    use crate::id::ArticleId;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "article_body")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: ArticleId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        pub blocks: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod expert {
    use sea_orm::entity::prelude::*;

    use crate::id::{ArticleId, ExpertId};

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "article_expert")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: ArticleId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub expert_id: ExpertId,
        pub role: String,
        pub texts: String,
        pub sort_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod topic {
    use sea_orm::entity::prelude::*;

    use crate::id::{ArticleId, TopicId};

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "article_topic")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: ArticleId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub topic_id: TopicId,
        pub sort_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod region {
    use sea_orm::entity::prelude::*;

    use crate::id::{ArticleId, RegionId};

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "article_region")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: ArticleId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub region_id: RegionId,
        pub sort_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
