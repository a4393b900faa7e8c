//! The stored shape of topics and regions: two trees, with tables of the same shape.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashMap;
use std::fmt;

use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Term, TermPut, TermText};
use crate::article::Refiling;
use crate::catalogue::TreeId;
use crate::changes::ChangeKind;
use crate::error::{Error, Result};
use crate::follow::Target;
use crate::id::{RegionId, TopicId};
use crate::language::Language;
use crate::policy::Permit;
use crate::text::Slug;

/// The ids of a tree, and with them its tables and what its changes are called.
pub(crate) trait TermRows: TreeId + fmt::Display + Send + Sync + 'static {
    /// A term of this tree was added or changed.
    const SAVED: ChangeKind;
    /// A term of this tree was deleted.
    const DELETED: ChangeKind;
    /// A term of this tree was merged into another.
    const MERGED: ChangeKind;

    /// As something that is followed.
    fn target(self) -> Target;

    /// That what is filed under this is to be filed under another.
    fn refiling(self, into: Self) -> Refiling;

    /// As what experts work on; regions aren't.
    fn topic(self) -> Option<TopicId>;

    /// These terms, or all. One without a text is left out.
    async fn load(database: &impl ConnectionTrait, ids: Option<&[Self]>) -> Result<Vec<Term<Self>>>;

    /// Which terms have these slugs.
    async fn slug_owners(
        database: &impl ConnectionTrait,
        wanted: &[(Language, Slug)],
    ) -> Result<HashMap<(Language, Slug), Self>>;

    /// Puts these terms in place of what is stored of them, and answers their revisions.
    async fn save(database: &impl ConnectionTrait, permit: &Permit, puts: &[TermPut<Self>]) -> Result<Vec<i64>>;

    /// Holds the whole tree until the transaction ends, so that one at a time changes its shape. Articles can be filed
    /// meanwhile.
    async fn lock(database: &impl ConnectionTrait, permit: &Permit) -> Result<()>;

    /// Holds one term until the transaction ends: nothing can be filed under it meanwhile.
    async fn lock_one(database: &impl ConnectionTrait, permit: &Permit, id: Self) -> Result<()>;

    /// Whether there is this term.
    async fn exists(database: &impl ConnectionTrait, id: Self) -> Result<bool>;

    /// Deletes a term with its texts; nothing may refer to it.
    async fn delete(database: &impl ConnectionTrait, permit: &Permit, id: Self) -> Result<()>;
}

macro_rules! tree {
    ($module:ident, $texts:ident, $table:literal, $text_table:literal, $id:ident, $name:ident, $topic:expr, [$saved:ident, $deleted:ident, $merged:ident]) => {
        mod $module {
            use crate::id::$id;
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                #[sea_orm(primary_key, auto_increment = false)]
                pub id: $id,
                pub parent_id: Option<$id>,
                pub position: i64,
                pub revision: i64,
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }

        mod $texts {
            use crate::id::$id;
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $text_table)]
            pub struct Model {
                #[sea_orm(primary_key, auto_increment = false)]
                pub owner_id: $id,
                #[sea_orm(primary_key, auto_increment = false)]
                pub language: String,
                pub slug: String,
                pub name: String,
                pub description: Option<String>,
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }

        impl TermRows for $id {
            const SAVED: ChangeKind = ChangeKind::$saved;
            const DELETED: ChangeKind = ChangeKind::$deleted;
            const MERGED: ChangeKind = ChangeKind::$merged;

            fn target(self) -> Target {
                Target::$name(self)
            }

            fn refiling(self, into: Self) -> Refiling {
                Refiling::$name(self, into)
            }

            fn topic(self) -> Option<TopicId> {
                $topic(self)
            }

            async fn load(database: &impl ConnectionTrait, ids: Option<&[Self]>) -> Result<Vec<Term<$id>>> {
                let (mut terms, mut texts) = ($module::Entity::find(), $texts::Entity::find());
                if let Some(ids) = ids {
                    terms = terms.filter($module::Column::Id.is_in(ids.iter().copied()));
                    texts = texts.filter($texts::Column::OwnerId.is_in(ids.iter().copied()));
                }
                let mut by_owner: HashMap<$id, Vec<TermText>> = HashMap::new();
                for row in texts.all(database).await? {
                    let text = TermText {
                        language: Language::stored(&row.language)?,
                        slug: Slug::parse(&row.slug).map_err(Error::internal)?,
                        name: row.name,
                        description: row.description,
                    };
                    by_owner.entry(row.owner_id).or_default().push(text);
                }
                let mut found = Vec::new();
                for row in terms.all(database).await? {
                    let Some(mut texts) = by_owner.remove(&row.id) else { continue };
                    texts.sort_by(|a, b| a.language.cmp(&b.language));
                    let (id, parent) = (row.id, row.parent_id);
                    found.push(Term { id, parent, position: row.position, texts, revision: row.revision });
                }
                Ok(found)
            }

            async fn slug_owners(
                database: &impl ConnectionTrait,
                wanted: &[(Language, Slug)],
            ) -> Result<HashMap<(Language, Slug), $id>> {
                let slugs = wanted.iter().map(|(_, slug)| slug.as_str());
                let rows = $texts::Entity::find().filter($texts::Column::Slug.is_in(slugs)).all(database).await?;
                let read = |row: $texts::Model| {
                    let language = Language::stored(&row.language)?;
                    Ok(((language, Slug::parse(&row.slug).map_err(Error::internal)?), row.owner_id))
                };
                rows.into_iter().map(read).collect()
            }

            async fn save(database: &impl ConnectionTrait, _: &Permit, puts: &[TermPut<$id>]) -> Result<Vec<i64>> {
                let ids = || puts.iter().map(|put| put.id);
                let stored = $module::Entity::find().filter($module::Column::Id.is_in(ids())).all(database).await?;
                let stored: HashMap<$id, i64> = stored.into_iter().map(|row| (row.id, row.revision)).collect();
                let revisions: Vec<i64> = ids().map(|id| stored.get(&id).copied().unwrap_or(0) + 1).collect();
                let rows = puts.iter().zip(&revisions).map(|(put, revision)| $module::ActiveModel {
                    id: Set(put.id),
                    parent_id: Set(put.parent),
                    position: Set(put.position),
                    revision: Set(*revision),
                });
                let columns = [$module::Column::ParentId, $module::Column::Position, $module::Column::Revision];
                let replace = OnConflict::column($module::Column::Id).update_columns(columns).to_owned();
                $module::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(database).await?;
                $texts::Entity::delete_many().filter($texts::Column::OwnerId.is_in(ids())).exec(database).await?;
                let rows = puts.iter().flat_map(|put| {
                    put.texts.iter().map(move |text| $texts::ActiveModel {
                        owner_id: Set(put.id),
                        language: Set(text.language.to_string()),
                        slug: Set(text.slug.as_str().to_owned()),
                        name: Set(text.name.clone()),
                        description: Set(text.description.clone()),
                    })
                });
                $texts::Entity::insert_many(rows).exec_without_returning(database).await?;
                Ok(revisions)
            }

            async fn lock(database: &impl ConnectionTrait, _: &Permit) -> Result<()> {
                let all = $module::Entity::find().order_by_asc($module::Column::Id);
                all.lock(LockType::NoKeyUpdate).all(database).await?;
                Ok(())
            }

            async fn lock_one(database: &impl ConnectionTrait, _: &Permit, id: Self) -> Result<()> {
                $module::Entity::find_by_id(id).lock(LockType::Update).one(database).await?;
                Ok(())
            }

            async fn exists(database: &impl ConnectionTrait, id: Self) -> Result<bool> {
                Ok($module::Entity::find_by_id(id).one(database).await?.is_some())
            }

            async fn delete(database: &impl ConnectionTrait, _: &Permit, id: Self) -> Result<()> {
                $module::Entity::delete_by_id(id).exec(database).await?;
                Ok(())
            }
        }
    };
}

tree!(topic, topic_text, "topic", "topic_text", TopicId, Topic, Some, [TopicSaved, TopicDeleted, TopicMerged]);
tree!(
    region,
    region_text,
    "region",
    "region_text",
    RegionId,
    Region,
    |_| None,
    [RegionSaved, RegionDeleted, RegionMerged]
);
