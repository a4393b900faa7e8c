//! The rows of what was taken.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashMap;

use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect};
use ulid::Ulid;

use crate::error::Result;
use crate::id::{ApiKeyId, ArticleId, ProductId};
use crate::page::{PageSpec, SortKey};
use crate::partner::read::{date_of, day_number};
use crate::partner::usage::Line;
use crate::partner::{UsageFilter, UsageLine};
use crate::policy::Permit;

/// Lines that are written with one statement.
const AT_ONCE: usize = 1_000;

mod entity {
    use crate::id::{ApiKeyId, ArticleId, ProductId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_usage")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub api_key_id: ApiKeyId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: ArticleId,
        pub deliveries: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The place of a line in the list, the latest day first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UsagePosition {
    day: i64,
    product: ProductId,
    key: ApiKeyId,
    article: ArticleId,
}

impl SortKey for UsagePosition {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.day.to_be_bytes());
        for id in [self.product.ulid(), self.key.ulid(), self.article.ulid()] {
            bytes.extend_from_slice(&id.to_bytes());
        }
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (day, ids) = bytes.split_first_chunk::<8>()?;
        let (product, ids) = ids.split_first_chunk::<16>()?;
        let (key, article) = ids.split_first_chunk::<16>()?;
        Some(Self {
            day: i64::from_be_bytes(*day),
            product: ProductId::new(Ulid::from_bytes(*product)),
            key: ApiKeyId::new(Ulid::from_bytes(*key)),
            article: ArticleId::new(Ulid::from_bytes(article.try_into().ok()?)),
        })
    }
}

/// The articles that were taken of a product on a day, by any key.
pub(crate) async fn articles(database: &impl ConnectionTrait, product: ProductId, day: i64) -> Result<Vec<ArticleId>> {
    let find = entity::Entity::find().select_only().column(entity::Column::ArticleId).distinct();
    let find = find.filter(entity::Column::ProductId.eq(product)).filter(entity::Column::Day.eq(day));
    Ok(find.into_tuple().all(database).await?)
}

/// Adds to what was taken.
pub(crate) async fn add(database: &impl ConnectionTrait, _: &Permit, lines: &HashMap<Line, i64>) -> Result<()> {
    let columns = [entity::Column::ProductId, entity::Column::Day, entity::Column::ApiKeyId, entity::Column::ArticleId];
    // Always in the same order: two processes that write the same rows wait for one another.
    let mut lines: Vec<(&Line, &i64)> = lines.iter().collect();
    lines.sort_unstable();
    for lines in lines.chunks(AT_ONCE) {
        let rows = lines.iter().map(|((product, day, key, article), count)| entity::ActiveModel {
            product_id: Set(*product),
            day: Set(*day),
            api_key_id: Set(*key),
            article_id: Set(*article),
            deliveries: Set(**count),
        });
        let sum = Expr::col((entity::Entity, entity::Column::Deliveries))
            .add(Expr::col((Alias::new("excluded"), entity::Column::Deliveries)));
        let conflict = OnConflict::columns(columns).value(entity::Column::Deliveries, sum).to_owned();
        entity::Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(database).await?;
    }
    Ok(())
}

/// The lines of a page, the latest day first, nearest to its anchor first, and one more if there is one.
pub(crate) async fn page(
    database: &impl ConnectionTrait,
    products: &[ProductId],
    filter: &UsageFilter,
    spec: &PageSpec<UsagePosition>,
) -> Result<Vec<(UsagePosition, UsageLine)>> {
    let order = if spec.backwards { Order::Asc } else { Order::Desc };
    let mut find = entity::Entity::find()
        .filter(matching(products, filter))
        .order_by(entity::Column::Day, order.clone())
        .order_by(entity::Column::ProductId, order.clone())
        .order_by(entity::Column::ApiKeyId, order.clone())
        .order_by(entity::Column::ArticleId, order)
        .limit(spec.size as u64 + 1);
    if let Some(at) = &spec.after {
        find = find.filter(place().lt(named(at)));
    }
    if let Some(at) = &spec.before {
        find = find.filter(place().gt(named(at)));
    }
    find.all(database).await?.into_iter().map(read).collect()
}

pub(crate) async fn count(
    database: &impl ConnectionTrait,
    products: &[ProductId],
    filter: &UsageFilter,
) -> Result<u64> {
    Ok(entity::Entity::find().filter(matching(products, filter)).count(database).await?)
}

/// The place of a row, as the list is ordered.
fn place() -> SimpleExpr {
    let columns = [entity::Column::Day, entity::Column::ProductId, entity::Column::ApiKeyId, entity::Column::ArticleId];
    Expr::tuple(columns.map(|column| Expr::col((entity::Entity, column))))
}

fn named(at: &UsagePosition) -> SimpleExpr {
    Expr::tuple([Expr::val(at.day), Expr::val(at.product), Expr::val(at.key), Expr::val(at.article)])
}

fn matching(products: &[ProductId], filter: &UsageFilter) -> Condition {
    let mut matching = Condition::all().add(entity::Column::ProductId.is_in(products.iter().copied()));
    if let Some(from) = filter.from {
        matching = matching.add(entity::Column::Day.gte(day_number(from)));
    }
    if let Some(until) = filter.until {
        matching = matching.add(entity::Column::Day.lte(day_number(until)));
    }
    matching
}

fn read(row: entity::Model) -> Result<(UsagePosition, UsageLine)> {
    let at = UsagePosition { day: row.day, product: row.product_id, key: row.api_key_id, article: row.article_id };
    let line = UsageLine {
        product: row.product_id,
        key: row.api_key_id,
        day: date_of(row.day)?,
        article: row.article_id,
        deliveries: row.deliveries,
    };
    Ok((at, line))
}
