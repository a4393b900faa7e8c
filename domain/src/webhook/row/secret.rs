//! The rows of what signs. They hold the secrets themselves, for we sign by them.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::error::Result;
use crate::id::WebhookEndpointId;
use crate::instant;
use crate::policy::Permit;
use crate::webhook::secret::SigningSecret;
use crate::webhook::{EndpointSecret, SignatureScheme};

mod entity {
    use crate::id::WebhookEndpointId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_secret")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub endpoint_id: WebhookEndpointId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub scheme: String,
        pub secret: String,
        pub created_at: i64,
        pub ends_at: Option<i64>,
    }

    /// Without the secret.
    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("Model").field("endpoint_id", &self.endpoint_id).finish_non_exhaustive()
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What signs, as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) endpoint: WebhookEndpointId,
    pub(crate) number: i64,
    pub(crate) secret: SigningSecret,
    pub(crate) created_at: Timestamp,
    pub(crate) ends_at: Option<Timestamp>,
}

impl Kept {
    /// What others are told of it.
    pub(crate) fn told(&self) -> EndpointSecret {
        let (scheme, public_key) = (self.secret.scheme, self.secret.public_key());
        EndpointSecret { scheme, public_key, created_at: self.created_at, ends_at: self.ends_at }
    }
}

pub(crate) async fn insert(database: &impl ConnectionTrait, _: &Permit, new: &Kept) -> Result<()> {
    let row = entity::ActiveModel {
        endpoint_id: Set(new.endpoint),
        number: Set(new.number),
        scheme: Set(new.secret.scheme.to_string()),
        secret: Set(new.secret.say()),
        created_at: Set(instant::stored(new.created_at)),
        ends_at: Set(new.ends_at.map(instant::stored)),
    };
    entity::Entity::insert(row).exec_without_returning(database).await?;
    Ok(())
}

/// Says when one of them signs no longer.
pub(crate) async fn end(database: &impl ConnectionTrait, _: &Permit, kept: &Kept, at: Timestamp) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::EndsAt, Expr::value(instant::stored(at)))
        .filter(entity::Column::EndpointId.eq(kept.endpoint))
        .filter(entity::Column::Number.eq(kept.number))
        .exec(database)
        .await?;
    Ok(())
}

/// Takes away those that sign no longer, of any endpoint.
pub(crate) async fn clear(database: &impl ConnectionTrait, _: &Permit, now: Timestamp) -> Result<u64> {
    let ended = entity::Column::EndsAt.lte(instant::stored(now));
    Ok(entity::Entity::delete_many().filter(ended).exec(database).await?.rows_affected)
}

/// What signs at an instant for these endpoints, the latest first.
pub(crate) async fn live(
    database: &impl ConnectionTrait,
    endpoints: &[WebhookEndpointId],
    now: Timestamp,
) -> Result<Vec<Kept>> {
    if endpoints.is_empty() {
        return Ok(Vec::new());
    }
    let is_live =
        Condition::any().add(entity::Column::EndsAt.is_null()).add(entity::Column::EndsAt.gt(instant::stored(now)));
    let find = entity::Entity::find()
        .filter(entity::Column::EndpointId.is_in(endpoints.iter().copied()))
        .filter(is_live)
        .order_by_desc(entity::Column::Number);
    find.all(database).await?.into_iter().map(read).collect()
}

fn read(row: entity::Model) -> Result<Kept> {
    Ok(Kept {
        endpoint: row.endpoint_id,
        number: row.number,
        secret: SigningSecret::read(SignatureScheme::stored(&row.scheme)?, &row.secret)?,
        created_at: instant::read(row.created_at)?,
        ends_at: row.ends_at.map(instant::read).transpose()?,
    })
}
