//! The stored shape of former slugs, and of ids that lead on.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashSet;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::error::{Error, Result};
use crate::id::{AnyId, Noun};
use crate::language::Language;
use crate::policy::Permit;
use crate::text::Slug;

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

mod merged {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "merged")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub into_id: String,
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
    let mut seen = HashSet::new();
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

/// What had this slug formerly; without a language, among things that have one slug for all of them.
pub(crate) async fn former_slug_owner(
    database: &impl ConnectionTrait,
    noun: Noun,
    language: Option<&Language>,
    slug: &Slug,
) -> Result<Option<AnyId>> {
    let key = (noun.prefix().to_owned(), language.map_or_else(String::new, Language::to_string), slug.to_string());
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

/// All that led to one thing leads to another from now on: its id, its former slugs, and the ids of what it absorbed itself.
/// Each id leads on in one step, however many merges there were.
pub(crate) async fn absorb(database: &impl ConnectionTrait, _: &Permit, from: AnyId, into: AnyId) -> Result<()> {
    former::Entity::update_many()
        .col_expr(former::Column::OwnerId, Expr::value(into.to_string()))
        .filter(former::Column::OwnerId.eq(from.to_string()))
        .exec(database)
        .await?;
    merged::Entity::update_many()
        .col_expr(merged::Column::IntoId, Expr::value(into.to_string()))
        .filter(merged::Column::IntoId.eq(from.to_string()))
        .exec(database)
        .await?;
    let row = merged::ActiveModel { id: Set(from.to_string()), into_id: Set(into.to_string()) };
    merged::Entity::insert(row).exec_without_returning(database).await?;
    Ok(())
}

/// Nothing leads to this any more: it was deleted.
pub(crate) async fn forget(database: &impl ConnectionTrait, _: &Permit, id: AnyId) -> Result<()> {
    former::Entity::delete_many().filter(former::Column::OwnerId.eq(id.to_string())).exec(database).await?;
    merged::Entity::delete_many().filter(merged::Column::IntoId.eq(id.to_string())).exec(database).await?;
    Ok(())
}

/// Every id that leads on, and where to.
pub(crate) async fn merged(database: &impl ConnectionTrait) -> Result<Vec<(AnyId, AnyId)>> {
    let rows = merged::Entity::find().all(database).await?;
    let read = |id: &str| AnyId::parse(id).map_err(Error::internal);
    rows.into_iter().map(|row| Ok((read(&row.id)?, read(&row.into_id)?))).collect()
}
