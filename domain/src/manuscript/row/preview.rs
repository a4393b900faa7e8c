//! Links to look at a text before others do; of their tokens there are digests alone.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::error::Result;
use crate::id::{AccountId, ArticleId, PreviewId};
use crate::instant;
use crate::language::Language;
use crate::manuscript::Preview;
use crate::policy::Permit;

mod link {
    use crate::id::{AccountId, ArticleId, PreviewId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "preview")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PreviewId,
        pub article_id: ArticleId,
        pub language: String,
        pub revision: Option<i64>,
        pub token_digest: String,
        pub created_by: Option<AccountId>,
        pub created_at: i64,
        pub expires_at: i64,
        pub revoked_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Adds a link.
pub(in crate::manuscript) async fn insert(
    database: &impl ConnectionTrait,
    _: &Permit,
    new: &Preview,
    token_digest: String,
) -> Result<()> {
    let row = link::ActiveModel {
        id: Set(new.id),
        article_id: Set(new.article),
        language: Set(new.language.to_string()),
        revision: Set(new.revision),
        token_digest: Set(token_digest),
        created_by: Set(new.created_by),
        created_at: Set(instant::stored(new.created_at)),
        expires_at: Set(instant::stored(new.expires_at)),
        revoked_at: Set(None),
    };
    link::Entity::insert(row).exec_without_returning(database).await?;
    Ok(())
}

/// The links to an article that have not ended by themselves, the latest first.
pub(in crate::manuscript) async fn of_article(
    database: &impl ConnectionTrait,
    article: ArticleId,
    now: Timestamp,
) -> Result<Vec<Preview>> {
    let find = link::Entity::find()
        .filter(link::Column::ArticleId.eq(article))
        .filter(link::Column::ExpiresAt.gt(instant::stored(now)))
        .order_by_desc(link::Column::Id);
    find.all(database).await?.into_iter().map(read).collect()
}

/// The link that this token opens now.
pub(in crate::manuscript) async fn usable(
    database: &impl ConnectionTrait,
    token_digest: &str,
    now: Timestamp,
) -> Result<Option<Preview>> {
    let find = link::Entity::find()
        .filter(link::Column::TokenDigest.eq(token_digest))
        .filter(link::Column::RevokedAt.is_null())
        .filter(link::Column::ExpiresAt.gt(instant::stored(now)));
    find.one(database).await?.map(read).transpose()
}

/// Revokes a link; one that is revoked already stays as it is. Answers the link, if there is one of this article.
pub(in crate::manuscript) async fn revoke(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: PreviewId,
    now: Timestamp,
) -> Result<Option<Preview>> {
    link::Entity::update_many()
        .col_expr(link::Column::RevokedAt, Expr::value(instant::stored(now)))
        .filter(link::Column::Id.eq(id))
        .filter(link::Column::RevokedAt.is_null())
        .exec(database)
        .await?;
    link::Entity::find_by_id(id).one(database).await?.map(read).transpose()
}

/// Clears away links that ended before.
pub(crate) async fn forget_ended(database: &impl ConnectionTrait, _: &Permit, before: Timestamp) -> Result<u64> {
    let ended = link::Entity::delete_many().filter(link::Column::ExpiresAt.lt(instant::stored(before)));
    Ok(ended.exec(database).await?.rows_affected)
}

/// What becomes of the links of an account when it is erased: they stay, and nobody made them.
pub(crate) async fn forget_maker(database: &impl ConnectionTrait, _: &Permit, account: AccountId) -> Result<()> {
    link::Entity::update_many()
        .col_expr(link::Column::CreatedBy, Expr::value(Option::<String>::None))
        .filter(link::Column::CreatedBy.eq(account))
        .exec(database)
        .await?;
    Ok(())
}

fn read(row: link::Model) -> Result<Preview> {
    Ok(Preview {
        id: row.id,
        article: row.article_id,
        language: Language::stored(&row.language)?,
        revision: row.revision,
        created_by: row.created_by,
        created_at: instant::read(row.created_at)?,
        expires_at: instant::read(row.expires_at)?,
        revoked_at: row.revoked_at.map(instant::read).transpose()?,
    })
}
