//! The stored shape of experts.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, LockType, OnConflict, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Expert, ExpertPut, ExpertText};
use crate::error::{Error, Result};
use crate::id::{ExpertId, ImageId, TopicId};
use crate::language::Language;
use crate::policy::Permit;
use crate::text::Slug;

mod expert {
    use crate::id::{ExpertId, ImageId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "expert")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ExpertId,
        pub slug: String,
        pub name: String,
        pub honorific: Option<String>,
        pub portrait_id: Option<ImageId>,
        pub links: String,
        pub revision: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod text {
    use crate::id::ExpertId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "expert_text")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub owner_id: ExpertId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        pub title: Option<String>,
        pub affiliation: Option<String>,
        pub bio: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod topic {
    use crate::id::{ExpertId, TopicId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "expert_topic")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub expert_id: ExpertId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub topic_id: TopicId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// These experts, or all.
pub(crate) async fn load(database: &impl ConnectionTrait, ids: Option<&[ExpertId]>) -> Result<Vec<Expert>> {
    let (mut experts, mut texts, mut topics) = (expert::Entity::find(), text::Entity::find(), topic::Entity::find());
    if let Some(ids) = ids {
        let ids = || ids.iter().copied();
        experts = experts.filter(expert::Column::Id.is_in(ids()));
        texts = texts.filter(text::Column::OwnerId.is_in(ids()));
        topics = topics.filter(topic::Column::ExpertId.is_in(ids()));
    }
    let mut texts_of: HashMap<ExpertId, Vec<ExpertText>> = HashMap::new();
    for row in texts.order_by_asc(text::Column::Language).all(database).await? {
        let language = Language::stored(&row.language)?;
        let text = ExpertText { language, title: row.title, affiliation: row.affiliation, bio: row.bio };
        texts_of.entry(row.owner_id).or_default().push(text);
    }
    let mut topics_of: HashMap<ExpertId, Vec<TopicId>> = HashMap::new();
    for row in topics.order_by_asc(topic::Column::Position).all(database).await? {
        topics_of.entry(row.expert_id).or_default().push(row.topic_id);
    }
    let read = |row: expert::Model| {
        Ok(Expert {
            id: row.id,
            slug: Slug::parse(&row.slug).map_err(Error::internal)?,
            name: row.name,
            honorific: row.honorific,
            portrait: row.portrait_id,
            links: serde_json::from_str(&row.links).map_err(Error::internal)?,
            topics: topics_of.remove(&row.id).unwrap_or_default(),
            texts: texts_of.remove(&row.id).unwrap_or_default(),
            revision: row.revision,
        })
    };
    experts.all(database).await?.into_iter().map(read).collect()
}

/// Which experts have these slugs.
pub(crate) async fn slug_owners(database: &impl ConnectionTrait, slugs: &[Slug]) -> Result<HashMap<Slug, ExpertId>> {
    let rows =
        expert::Entity::find().filter(expert::Column::Slug.is_in(slugs.iter().map(Slug::as_str))).all(database).await?;
    rows.into_iter().map(|row| Ok((Slug::parse(&row.slug).map_err(Error::internal)?, row.id))).collect()
}

/// Puts these experts in place of what is stored of them, and answers their revisions.
pub(crate) async fn save(database: &impl ConnectionTrait, _: &Permit, puts: &[ExpertPut]) -> Result<Vec<i64>> {
    let ids = || puts.iter().map(|put| put.id);
    let stored = expert::Entity::find().filter(expert::Column::Id.is_in(ids())).all(database).await?;
    let stored: HashMap<ExpertId, i64> = stored.into_iter().map(|row| (row.id, row.revision)).collect();
    let revisions: Vec<i64> = ids().map(|id| stored.get(&id).copied().unwrap_or(0) + 1).collect();
    let mut rows = Vec::with_capacity(puts.len());
    for (put, revision) in puts.iter().zip(&revisions) {
        rows.push(expert::ActiveModel {
            id: Set(put.id),
            slug: Set(put.slug.as_str().to_owned()),
            name: Set(put.name.clone()),
            honorific: Set(put.honorific.clone()),
            portrait_id: Set(put.portrait),
            links: Set(serde_json::to_string(&put.links).map_err(Error::internal)?),
            revision: Set(*revision),
        });
    }
    let columns = [
        expert::Column::Slug,
        expert::Column::Name,
        expert::Column::Honorific,
        expert::Column::PortraitId,
        expert::Column::Links,
        expert::Column::Revision,
    ];
    let replace = OnConflict::column(expert::Column::Id).update_columns(columns).to_owned();
    expert::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(database).await?;
    text::Entity::delete_many().filter(text::Column::OwnerId.is_in(ids())).exec(database).await?;
    topic::Entity::delete_many().filter(topic::Column::ExpertId.is_in(ids())).exec(database).await?;
    insert_children(database, puts).await?;
    Ok(revisions)
}

async fn insert_children(database: &impl ConnectionTrait, puts: &[ExpertPut]) -> Result<()> {
    let texts: Vec<text::ActiveModel> = puts
        .iter()
        .flat_map(|put| put.texts.iter().map(move |text| (put.id, text)))
        .map(|(id, text)| text::ActiveModel {
            owner_id: Set(id),
            language: Set(text.language.to_string()),
            title: Set(text.title.clone()),
            affiliation: Set(text.affiliation.clone()),
            bio: Set(text.bio.clone()),
        })
        .collect();
    if !texts.is_empty() {
        text::Entity::insert_many(texts).exec_without_returning(database).await?;
    }
    let topics: Vec<topic::ActiveModel> = puts
        .iter()
        .flat_map(|put| (0i64..).zip(&put.topics).map(move |(position, topic)| (put.id, position, *topic)))
        .map(|(id, position, topic)| topic::ActiveModel {
            expert_id: Set(id),
            position: Set(position),
            topic_id: Set(topic),
        })
        .collect();
    if !topics.is_empty() {
        topic::Entity::insert_many(topics).exec_without_returning(database).await?;
    }
    Ok(())
}

/// Whether there is this expert.
pub(crate) async fn exists(database: &impl ConnectionTrait, id: ExpertId) -> Result<bool> {
    Ok(expert::Entity::find_by_id(id).one(database).await?.is_some())
}

/// Holds these experts until the transaction ends, and answers those of them that there are, in the order of their ids.
pub(crate) async fn hold(database: &impl ConnectionTrait, permit: &Permit, ids: &[ExpertId]) -> Result<Vec<Expert>> {
    hold_where(database, permit, expert::Column::Id.is_in(ids.iter().copied())).await
}

/// The same, of those who work on a topic.
pub(crate) async fn hold_by_topic(
    database: &impl ConnectionTrait,
    permit: &Permit,
    id: TopicId,
) -> Result<Vec<Expert>> {
    let mut on_it = Query::select();
    on_it.column(topic::Column::ExpertId).from(topic::Entity).and_where(topic::Column::TopicId.eq(id));
    hold_where(database, permit, expert::Column::Id.in_subquery(on_it)).await
}

async fn hold_where(database: &impl ConnectionTrait, _: &Permit, which: Expr) -> Result<Vec<Expert>> {
    let held = expert::Entity::find()
        .select_only()
        .column(expert::Column::Id)
        .filter(which)
        .order_by_asc(expert::Column::Id)
        .lock(LockType::NoKeyUpdate);
    let ids: Vec<ExpertId> = held.into_tuple().all(database).await?;
    // Read behind the lock, and not with it: whoever held them before may have changed them.
    let mut experts = load(database, Some(&ids)).await?;
    experts.sort_by_key(|expert| expert.id);
    Ok(experts)
}

/// Holds one expert until the transaction ends: no byline can name them meanwhile.
pub(super) async fn lock_one(database: &impl ConnectionTrait, _: &Permit, id: ExpertId) -> Result<()> {
    expert::Entity::find_by_id(id).lock(LockType::Update).one(database).await?;
    Ok(())
}

/// Deletes an expert with all that is said of them; nothing may refer to them.
pub(super) async fn delete(database: &impl ConnectionTrait, _: &Permit, id: ExpertId) -> Result<()> {
    expert::Entity::delete_by_id(id).exec(database).await?;
    Ok(())
}

/// Whether any expert has this portrait.
pub(crate) async fn shows(database: &impl ConnectionTrait, image: ImageId) -> Result<bool> {
    Ok(expert::Entity::find().filter(expert::Column::PortraitId.eq(image)).one(database).await?.is_some())
}
