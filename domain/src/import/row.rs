//! The stored shape of what came in from where.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::error::{Error, Result};
use crate::id::AnyId;
use crate::policy::Permit;

mod source {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_source")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub source: String,
        pub id: String,
        pub digest: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is known of a source key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) id: AnyId,
    /// The digest of the record that was last taken over.
    pub(super) digest: String,
}

/// The digest of what was never taken over, because something that was there stood for it.
const ADOPTED: &str = "adopted";

impl Source {
    /// A foreign key that stands for something that was there already.
    pub(super) fn adopted(id: AnyId) -> Self {
        Self { id, digest: ADOPTED.to_owned() }
    }

    /// What was there stands for it, and is not changed by it.
    pub(super) fn is_adopted(&self) -> bool {
        self.digest == ADOPTED
    }
}

/// What is known of these source keys.
pub(super) async fn sources(database: &impl ConnectionTrait, keys: &[&str]) -> Result<HashMap<String, Source>> {
    let rows = source::Entity::find().filter(source::Column::Source.is_in(keys.iter().copied())).all(database).await?;
    let read = |row: source::Model| {
        let id = AnyId::parse(&row.id).map_err(Error::internal)?;
        Ok((row.source, Source { id, digest: row.digest.unwrap_or_default() }))
    };
    rows.into_iter().map(read).collect()
}

/// Remembers what was taken over.
pub(super) async fn remember(database: &impl ConnectionTrait, _: &Permit, sources: &[(String, Source)]) -> Result<()> {
    if sources.is_empty() {
        return Ok(());
    }
    let rows = sources.iter().map(|(key, source)| source::ActiveModel {
        source: Set(key.clone()),
        id: Set(source.id.to_string()),
        digest: Set(Some(source.digest.clone())),
    });
    let replace = OnConflict::column(source::Column::Source)
        .update_columns([source::Column::Id, source::Column::Digest])
        .to_owned();
    source::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(database).await?;
    Ok(())
}

/// What came in as one thing stands for another from now on, its own id included: importing it again changes nothing.
pub(crate) async fn absorb(database: &impl ConnectionTrait, permit: &Permit, from: AnyId, into: AnyId) -> Result<()> {
    source::Entity::update_many()
        .col_expr(source::Column::Id, Expr::value(into.to_string()))
        .col_expr(source::Column::Digest, Expr::value(ADOPTED))
        .filter(source::Column::Id.eq(from.to_string()))
        .exec(database)
        .await?;
    remember(database, permit, &[(from.to_string(), Source::adopted(into))]).await
}

/// What came in as this is as if it had never come: it was deleted.
pub(crate) async fn forget(database: &impl ConnectionTrait, _: &Permit, id: AnyId) -> Result<()> {
    source::Entity::delete_many().filter(source::Column::Id.eq(id.to_string())).exec(database).await?;
    Ok(())
}
