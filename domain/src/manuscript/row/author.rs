//! Whose drafts articles are.

use std::collections::HashMap;

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::error::Result;
use crate::id::{AccountId, ArticleId};
use crate::policy::Permit;

pub(super) mod authorship {
    use crate::id::{AccountId, ArticleId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "manuscript_author")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: ArticleId,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The authors of these articles.
pub(in crate::manuscript) async fn authors(
    database: &impl ConnectionTrait,
    ids: &[ArticleId],
) -> Result<HashMap<ArticleId, Vec<AccountId>>> {
    let find = authorship::Entity::find().filter(authorship::Column::ArticleId.is_in(ids.iter().copied()));
    let mut found: HashMap<ArticleId, Vec<AccountId>> = HashMap::new();
    for row in find.order_by_asc(authorship::Column::AccountId).all(database).await? {
        found.entry(row.article_id).or_default().push(row.account_id);
    }
    Ok(found)
}

/// Whether an account is an author of an article.
pub(in crate::manuscript) async fn is_author(
    database: &impl ConnectionTrait,
    account: AccountId,
    article: ArticleId,
) -> Result<bool> {
    Ok(authorship::Entity::find_by_id((account, article)).one(database).await?.is_some())
}

/// Makes these accounts the authors of an article, and nobody else.
pub(in crate::manuscript) async fn put_authors(
    database: &impl ConnectionTrait,
    _: &Permit,
    article: ArticleId,
    accounts: &[AccountId],
) -> Result<()> {
    authorship::Entity::delete_many().filter(authorship::Column::ArticleId.eq(article)).exec(database).await?;
    if accounts.is_empty() {
        return Ok(());
    }
    let rows =
        accounts.iter().map(|account| authorship::ActiveModel { account_id: Set(*account), article_id: Set(article) });
    authorship::Entity::insert_many(rows).exec_without_returning(database).await?;
    Ok(())
}
