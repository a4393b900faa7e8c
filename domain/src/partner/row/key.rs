//! The rows of keys.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::error::{Error, Result};
use crate::id::{ApiKeyId, OrganisationId};
use crate::instant;
use crate::partner::ApiKey;
use crate::policy::Permit;

mod entity {
    use crate::id::{ApiKeyId, OrganisationId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ApiKeyId,
        pub organisation_id: OrganisationId,
        pub name: String,
        pub prefix: String,
        pub digest: String,
        pub scopes: String,
        pub created_at: i64,
        pub expires_at: Option<i64>,
        pub last_used_at: Option<i64>,
        pub revoked_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) async fn insert(database: &impl ConnectionTrait, _: &Permit, new: &ApiKey, digest: &str) -> Result<()> {
    let row = entity::ActiveModel {
        id: Set(new.id),
        organisation_id: Set(new.organisation),
        name: Set(new.name.clone()),
        prefix: Set(new.prefix.clone()),
        digest: Set(digest.to_owned()),
        scopes: Set(serde_json::to_string(&new.scopes).map_err(Error::internal)?),
        created_at: Set(instant::stored(new.created_at)),
        expires_at: Set(new.expires_at.map(instant::stored)),
        last_used_at: Set(None),
        revoked_at: Set(None),
    };
    entity::Entity::insert(row).exec_without_returning(database).await?;
    Ok(())
}

/// The keys of an organisation, the latest first.
pub(crate) async fn of(database: &impl ConnectionTrait, organisation: OrganisationId) -> Result<Vec<ApiKey>> {
    let find = entity::Entity::find().filter(entity::Column::OrganisationId.eq(organisation));
    find.order_by_desc(entity::Column::Id).all(database).await?.into_iter().map(read).collect()
}

/// All keys that were not revoked, with the digests of their secrets.
pub(crate) async fn not_revoked(database: &impl ConnectionTrait) -> Result<Vec<(ApiKey, String)>> {
    let rows = entity::Entity::find().filter(entity::Column::RevokedAt.is_null()).all(database).await?;
    let with_digest = |row: entity::Model| {
        let digest = row.digest.clone();
        Ok((read(row)?, digest))
    };
    rows.into_iter().map(with_digest).collect()
}

/// Whether a key is good in the database at an instant.
pub(crate) async fn is_live(database: &impl ConnectionTrait, id: ApiKeyId, now: Timestamp) -> Result<bool> {
    let found = entity::Entity::find_by_id(id).one(database).await?.map(read).transpose()?;
    Ok(found.is_some_and(|key| key.is_live(now)))
}

pub(crate) async fn revoke(database: &impl ConnectionTrait, _: &Permit, revoked: &ApiKey) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::RevokedAt, Expr::value(revoked.revoked_at.map(instant::stored)))
        .filter(entity::Column::Id.eq(revoked.id))
        .exec(database)
        .await?;
    Ok(())
}

/// When keys were last used.
pub(crate) async fn used(
    database: &impl ConnectionTrait,
    _: &Permit,
    used: &HashMap<ApiKeyId, Timestamp>,
) -> Result<()> {
    for (id, at) in used {
        entity::Entity::update_many()
            .col_expr(entity::Column::LastUsedAt, Expr::value(instant::stored(*at)))
            .filter(entity::Column::Id.eq(*id))
            .exec(database)
            .await?;
    }
    Ok(())
}

fn read(row: entity::Model) -> Result<ApiKey> {
    Ok(ApiKey {
        id: row.id,
        organisation: row.organisation_id,
        name: row.name,
        prefix: row.prefix,
        scopes: serde_json::from_str(&row.scopes).map_err(Error::internal)?,
        created_at: instant::read(row.created_at)?,
        expires_at: row.expires_at.map(instant::read).transpose()?,
        last_used_at: row.last_used_at.map(instant::read).transpose()?,
        revoked_at: row.revoked_at.map(instant::read).transpose()?,
    })
}
