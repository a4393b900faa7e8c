//! Lists of articles from the database, for those who see more than what is published. What everybody sees is listed
//! by the catalogue.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

use super::load::{by_ids, visible_to};
use super::{article, expert, region, text, topic};
use crate::article::{Article, ArticleQuery, OrderField};
use crate::error::{Error, Result};
use crate::id::{ArticleId, RegionId, TopicId};
use crate::instant;
use crate::page::{PageSpec, Position};
use crate::policy::Sight;

/// The alias of the sort value in the statement.
const VALUE: &str = "sort_value";

/// Which terms a query means: itself and everything below.
pub(crate) struct Subtrees {
    pub(crate) topics: Option<Vec<TopicId>>,
    pub(crate) regions: Option<Vec<RegionId>>,
}

/// The articles of a page, nearest to its anchor first, and one more if there is one.
pub(crate) async fn page(
    database: &impl ConnectionTrait,
    query: &ArticleQuery,
    subtrees: &Subtrees,
    spec: &PageSpec<Position>,
    sight: &Sight,
) -> Result<Vec<(Position, Article)>> {
    let upwards = query.order.descending == spec.backwards;
    let order = if upwards { Order::Asc } else { Order::Desc };
    let (lower, upper) = if query.order.descending { (&spec.before, &spec.after) } else { (&spec.after, &spec.before) };
    let mut select = article::Entity::find()
        .select_only()
        .column(article::Column::Id)
        .expr_as(sort_value(query, sight), VALUE)
        .filter(matching(query, subtrees, sight))
        .order_by(Expr::col(Alias::new(VALUE)), order.clone())
        .order_by(article::Column::Id, order)
        .limit(spec.size as u64 + 1);
    if let Some(lower) = lower {
        select = select.filter(beyond(query, sight, lower, true));
    }
    if let Some(upper) = upper {
        select = select.filter(beyond(query, sight, upper, false));
    }
    let found: Vec<(ArticleId, i64)> = select.into_tuple().all(database).await?;
    let ids: Vec<ArticleId> = found.iter().map(|(id, _)| *id).collect();
    let mut articles: std::collections::HashMap<ArticleId, Article> =
        by_ids(database, &ids, sight).await?.into_iter().map(|article| (article.id, article)).collect();
    let placed = found.into_iter().filter_map(|(id, value)| {
        articles.remove(&id).map(|article| (Position { value, id: id.ulid().to_bytes() }, article))
    });
    Ok(placed.collect())
}

/// How many articles match, exactly.
pub(crate) async fn count(
    database: &impl ConnectionTrait,
    query: &ArticleQuery,
    subtrees: &Subtrees,
    sight: &Sight,
) -> Result<usize> {
    let select = article::Entity::find()
        .select_only()
        .expr(Expr::col(article::Column::Id).count())
        .filter(matching(query, subtrees, sight));
    let count: Option<i64> = select.into_tuple().one(database).await?;
    usize::try_from(count.unwrap_or(0)).map_err(Error::internal)
}

/// The value that a list is ordered by: of the language of the filter, or else the earliest publication or the latest
/// change of any text in sight. A text that was never published stands at 0.
fn sort_value(query: &ArticleQuery, sight: &Sight) -> SimpleExpr {
    let mut value = texts(query, sight);
    match query.order.field {
        OrderField::PublishedAt => value.expr(Expr::col((text::Entity, text::Column::PublishedAt)).min().if_null(0i64)),
        OrderField::UpdatedAt => value.expr(Expr::col((text::Entity, text::Column::UpdatedAt)).max().if_null(0i64)),
    };
    SimpleExpr::SubQuery(None, Box::new(value.into()))
}

/// The texts of the article that are in sight and in the language of the filter.
fn texts(query: &ArticleQuery, sight: &Sight) -> SelectStatement {
    let mut select = Query::select();
    select
        .from(text::Entity)
        .and_where(Expr::col((text::Entity, text::Column::ArticleId)).equals((article::Entity, article::Column::Id)))
        .cond_where(visible_to(sight));
    if let Some(language) = &query.language {
        select.and_where(Expr::col((text::Entity, text::Column::Language)).eq(language.as_str()));
    }
    select
}

pub(super) fn matching(query: &ArticleQuery, subtrees: &Subtrees, sight: &Sight) -> Condition {
    let mut in_sight = texts(query, sight);
    in_sight.expr(Expr::val(1));
    let mut matching = Condition::all().add(Expr::exists(in_sight));
    if let Some(topics) = &subtrees.topics {
        let mut filed = Query::select();
        filed
            .column(topic::Column::ArticleId)
            .from(topic::Entity)
            .and_where(topic::Column::TopicId.is_in(topics.iter().copied()));
        matching = matching.add(article::Column::Id.in_subquery(filed));
    }
    if let Some(regions) = &subtrees.regions {
        let mut filed = Query::select();
        filed
            .column(region::Column::ArticleId)
            .from(region::Entity)
            .and_where(region::Column::RegionId.is_in(regions.iter().copied()));
        matching = matching.add(article::Column::Id.in_subquery(filed));
    }
    if let Some(id) = query.expert {
        let mut contributed = Query::select();
        contributed.column(expert::Column::ArticleId).from(expert::Entity).and_where(expert::Column::ExpertId.eq(id));
        matching = matching.add(article::Column::Id.in_subquery(contributed));
    }
    if !query.kinds.is_empty() {
        matching = matching.add(article::Column::Kind.is_in(query.kinds.iter().map(|kind| kind.as_str())));
    }
    let published = ArticleQuery { order: crate::article::ArticleOrder::default(), ..query.clone() };
    if let Some(from) = query.published_from {
        matching = matching.add(sort_value(&published, sight).gte(instant::stored(from)));
    }
    if let Some(until) = query.published_until {
        let value = sort_value(&published, sight);
        matching = matching.add(value.clone().lt(instant::stored(until))).add(value.gt(0i64));
    }
    matching
}

/// Above, or below, a place in the list.
fn beyond(query: &ArticleQuery, sight: &Sight, at: &Position, above: bool) -> Condition {
    let id = ArticleId::new(ulid::Ulid::from_bytes(at.id));
    let value = || sort_value(query, sight);
    let (past, past_id) = if above {
        (value().gt(at.value), article::Column::Id.gt(id))
    } else {
        (value().lt(at.value), article::Column::Id.lt(id))
    };
    Condition::any().add(past).add(Condition::all().add(value().eq(at.value)).add(past_id))
}
