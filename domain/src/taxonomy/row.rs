//! The stored shape of topics, regions and former slugs. The two trees have tables of the same shape.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Term, TermPut, TermText};
use crate::error::{Error, Result};
use crate::id::{AnyId, Noun, RegionId, TopicId};
use crate::language::Language;
use crate::policy::Permit;
use crate::text::Slug;

macro_rules! tree {
    ($module:ident, $texts:ident, $table:literal, $text_table:literal, $id:ident, $load:ident, $save:ident, $owners:ident) => {
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

        /// These terms, or all. One without a text is left out.
        pub(crate) async fn $load(database: &impl ConnectionTrait, ids: Option<&[$id]>) -> Result<Vec<Term<$id>>> {
            let (mut terms, mut texts) = ($module::Entity::find(), $texts::Entity::find());
            if let Some(ids) = ids {
                terms = terms.filter($module::Column::Id.is_in(ids.iter().copied()));
                texts = texts.filter($texts::Column::OwnerId.is_in(ids.iter().copied()));
            }
            let mut by_owner: HashMap<$id, Vec<TermText>> = HashMap::new();
            for row in texts.all(database).await? {
                let text = TermText {
                    language: Language::parse(&row.language).map_err(Error::internal)?,
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

        /// Which terms have these slugs.
        pub(crate) async fn $owners(
            database: &impl ConnectionTrait,
            wanted: &[(Language, Slug)],
        ) -> Result<HashMap<(Language, Slug), $id>> {
            let slugs = wanted.iter().map(|(_, slug)| slug.as_str());
            let rows = $texts::Entity::find().filter($texts::Column::Slug.is_in(slugs)).all(database).await?;
            let read = |row: $texts::Model| {
                let language = Language::parse(&row.language).map_err(Error::internal)?;
                Ok(((language, Slug::parse(&row.slug).map_err(Error::internal)?), row.owner_id))
            };
            rows.into_iter().map(read).collect()
        }

        /// Puts these terms in place of what is stored of them, and answers their revisions.
        pub(crate) async fn $save(
            database: &impl ConnectionTrait,
            _: &Permit,
            puts: &[TermPut<$id>],
        ) -> Result<Vec<i64>> {
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
    };
}

tree!(topic, topic_text, "topic", "topic_text", TopicId, topics, save_topics, topic_slug_owners);
tree!(region, region_text, "region", "region_text", RegionId, regions, save_regions, region_slug_owners);

mod former {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "former_slug")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub noun: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub slug: String,
        pub owner_id: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A slug that something had formerly. Things that have one slug for all languages have no language here.
#[derive(Debug, Clone)]
pub(crate) struct FormerSlug {
    pub(crate) noun: Noun,
    pub(crate) language: Option<Language>,
    pub(crate) slug: Slug,
    pub(crate) owner: AnyId,
}

/// What a former slug led to.
pub(crate) type Former = (AnyId, Option<Language>, Slug);

/// Remembers former slugs. The last owner of a slug keeps it.
pub(crate) async fn put_former_slugs(
    database: &impl ConnectionTrait,
    _: &Permit,
    slugs: Vec<FormerSlug>,
) -> Result<()> {
    let mut seen = std::collections::HashSet::new();
    let rows: Vec<former::ActiveModel> = slugs
        .into_iter()
        .filter(|former| seen.insert((former.noun, former.language.clone(), former.slug.clone())))
        .map(|former| former::ActiveModel {
            noun: Set(former.noun.prefix().to_owned()),
            // Part of the primary key, which holds no nulls.
            language: Set(former.language.map_or_else(String::new, |language| language.to_string())),
            slug: Set(former.slug.as_str().to_owned()),
            owner_id: Set(former.owner.to_string()),
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let key = [former::Column::Noun, former::Column::Language, former::Column::Slug];
    let replace = OnConflict::columns(key).update_column(former::Column::OwnerId).to_owned();
    former::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(database).await?;
    Ok(())
}

/// All former slugs.
pub(crate) async fn all_former_slugs(database: &impl ConnectionTrait) -> Result<Vec<Former>> {
    former::Entity::find().all(database).await?.into_iter().map(read_former).collect()
}

/// The former slugs of these things.
pub(crate) async fn former_slugs_of(database: &impl ConnectionTrait, owners: &[AnyId]) -> Result<Vec<Former>> {
    if owners.is_empty() {
        return Ok(Vec::new());
    }
    let owners = owners.iter().map(AnyId::to_string);
    let rows = former::Entity::find().filter(former::Column::OwnerId.is_in(owners)).all(database).await?;
    rows.into_iter().map(read_former).collect()
}

/// What had this slug formerly.
pub(crate) async fn former_slug_owner(
    database: &impl ConnectionTrait,
    noun: Noun,
    language: &Language,
    slug: &Slug,
) -> Result<Option<AnyId>> {
    let key = (noun.prefix().to_owned(), language.to_string(), slug.to_string());
    let row = former::Entity::find_by_id(key).one(database).await?;
    row.map(|row| AnyId::parse(&row.owner_id).map_err(Error::internal)).transpose()
}

fn read_former(row: former::Model) -> Result<Former> {
    let language = (!row.language.is_empty()).then(|| Language::parse(&row.language)).transpose();
    Ok((
        AnyId::parse(&row.owner_id).map_err(Error::internal)?,
        language.map_err(Error::internal)?,
        Slug::parse(&row.slug).map_err(Error::internal)?,
    ))
}
