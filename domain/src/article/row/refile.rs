//! What articles are filed under is another topic, region or expert from now on.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::article;
use crate::article::Refiling;
use crate::error::Result;
use crate::id::{AnyId, ArticleId};
use crate::policy::Permit;

/// One of the tables that say what articles are filed under.
struct Junction {
    table: &'static str,
    column: &'static str,
    /// What tells two entries of one thing apart, apart from the article: an expert may have contributed in several roles.
    role: Expr,
    from: String,
    into: String,
}

impl From<Refiling> for Junction {
    fn from(refiling: Refiling) -> Self {
        let (table, column, role, from, into): (_, _, _, AnyId, AnyId) = match refiling {
            Refiling::Topic(from, into) => ("article_topic", "topic_id", Expr::val(""), from.into(), into.into()),
            Refiling::Region(from, into) => ("article_region", "region_id", Expr::val(""), from.into(), into.into()),
            Refiling::Expert(from, into) => {
                ("article_expert", "expert_id", Expr::col("role"), from.into(), into.into())
            }
        };
        Self { table, column, role, from: from.to_string(), into: into.to_string() }
    }
}

impl Junction {
    /// The ids of the articles that are filed under what they shall be filed under no longer.
    fn articles(&self) -> SelectStatement {
        let mut select = Query::select();
        select.column("article_id").from(self.table).and_where(Expr::col(self.column).eq(self.from.as_str()));
        select
    }

    /// Article, role and place of the entries of one thing, as far as the articles are concerned.
    async fn entries(&self, database: &impl ConnectionTrait, of: &str) -> Result<Vec<((String, String), i64)>> {
        let mut select = Query::select();
        select
            .column("article_id")
            .expr(self.role.clone())
            .column("position")
            .from(self.table)
            .and_where(Expr::col(self.column).eq(of))
            .and_where(Expr::col("article_id").in_subquery(self.articles()));
        let rows = database.query_all(&select).await?;
        rows.iter()
            .map(|row| Ok(((row.try_get_by_index(0)?, row.try_get_by_index(1)?), row.try_get_by_index(2)?)))
            .collect()
    }
}

/// Holds the articles that are filed under what a refiling is about, and answers which they are, in the order of their ids.
pub(crate) async fn hold_filed(
    database: &impl ConnectionTrait,
    _: &Permit,
    refiling: Refiling,
) -> Result<Vec<ArticleId>> {
    let find = article::Entity::find()
        .select_only()
        .column(article::Column::Id)
        .filter(article::Column::Id.in_subquery(Junction::from(refiling).articles()))
        .order_by_asc(article::Column::Id)
        .lock(LockType::NoKeyUpdate);
    Ok(find.into_tuple().all(database).await?)
}

/// Files all of them under the other, and raises their revisions.
pub(crate) async fn refile(database: &impl ConnectionTrait, _: &Permit, refiling: Refiling) -> Result<()> {
    let junction = Junction::from(refiling);
    article::Entity::update_many()
        .col_expr(article::Column::Revision, Expr::col(article::Column::Revision).add(1))
        .filter(article::Column::Id.in_subquery(junction.articles()))
        .exec(database)
        .await?;
    let already: HashMap<_, i64> = junction.entries(database, &junction.into).await?.into_iter().collect();
    if !already.is_empty() {
        for (key, position) in junction.entries(database, &junction.from).await? {
            let Some(other) = already.get(&key) else { continue };
            let mut delete = Query::delete();
            delete
                .from_table(junction.table)
                .and_where(Expr::col("article_id").eq(key.0.as_str()))
                .and_where(Expr::col("position").eq(Ord::max(position, *other)));
            database.execute(&delete).await?;
        }
    }
    let mut update = Query::update();
    update
        .table(junction.table)
        .value(junction.column, junction.into.as_str())
        .and_where(Expr::col(junction.column).eq(junction.from.as_str()));
    database.execute(&update).await?;
    Ok(())
}

/// Whether any article, in any state, is filed under what a refiling is about.
pub(crate) async fn is_filed(database: &impl ConnectionTrait, refiling: Refiling) -> Result<bool> {
    let mut select = Junction::from(refiling).articles();
    Ok(database.query_one(select.limit(1)).await?.is_some())
}
