//! Lists of manuscripts, and what is due to be published.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use ulid::Ulid;

use super::author::authorship;
use crate::article::Status;
use crate::article::row::{article, text};
use crate::error::{Error, Result};
use crate::id::{AccountId, ArticleId};
use crate::instant;
use crate::language::Language;
use crate::manuscript::ManuscriptFilter;
use crate::page::{PageSpec, Position};

/// The manuscripts of a page, the latest begun first, nearest to its anchor first, and one more if there is one.
pub(in crate::manuscript) async fn page(
    database: &impl ConnectionTrait,
    filter: &ManuscriptFilter,
    own: Option<AccountId>,
    spec: &PageSpec<Position>,
) -> Result<Vec<ArticleId>> {
    let place = |at: &Position| ArticleId::new(Ulid::from_bytes(at.id));
    let order = if spec.backwards { Order::Asc } else { Order::Desc };
    let mut find = article::Entity::find()
        .select_only()
        .column(article::Column::Id)
        .filter(matching(filter, own))
        .order_by(article::Column::Id, order)
        .limit(spec.size as u64 + 1);
    if let Some(at) = &spec.after {
        find = find.filter(article::Column::Id.lt(place(at)));
    }
    if let Some(at) = &spec.before {
        find = find.filter(article::Column::Id.gt(place(at)));
    }
    Ok(find.into_tuple().all(database).await?)
}

/// How many manuscripts match.
pub(in crate::manuscript) async fn count(
    database: &impl ConnectionTrait,
    filter: &ManuscriptFilter,
    own: Option<AccountId>,
) -> Result<usize> {
    let find = article::Entity::find()
        .select_only()
        .expr(Expr::col(article::Column::Id).count())
        .filter(matching(filter, own));
    let count: Option<i64> = find.into_tuple().one(database).await?;
    usize::try_from(count.unwrap_or(0)).map_err(Error::internal)
}

fn matching(filter: &ManuscriptFilter, own: Option<AccountId>) -> Condition {
    let mut matching = Condition::all();
    if !filter.statuses.is_empty() || filter.language.is_some() {
        let mut texts: SelectStatement = Query::select();
        texts.column(text::Column::ArticleId).from(text::Entity);
        if !filter.statuses.is_empty() {
            texts.and_where(text::Column::Status.is_in(filter.statuses.iter().map(|status| status.as_str())));
        }
        if let Some(language) = &filter.language {
            texts.and_where(text::Column::Language.eq(language.as_str()));
        }
        matching = matching.add(article::Column::Id.in_subquery(texts));
    }
    for account in own.into_iter().chain(filter.author) {
        let mut written: SelectStatement = Query::select();
        written
            .column(authorship::Column::ArticleId)
            .from(authorship::Entity)
            .and_where(authorship::Column::AccountId.eq(account));
        matching = matching.add(article::Column::Id.in_subquery(written));
    }
    matching
}

/// A text that is to be public by now.
#[derive(Debug, Clone)]
pub(in crate::manuscript) struct Due {
    pub(in crate::manuscript) article: ArticleId,
    pub(in crate::manuscript) language: Language,
    /// Since when.
    pub(in crate::manuscript) at: Timestamp,
}

/// Texts that are to be public by now, those that have waited longest first, behind one of them.
pub(in crate::manuscript) async fn due(
    database: &impl ConnectionTrait,
    now: Timestamp,
    behind: Option<&Due>,
    count: u64,
) -> Result<Vec<Due>> {
    let mut find = text::Entity::find()
        .select_only()
        .columns([text::Column::ArticleId, text::Column::Language, text::Column::PublishedAt])
        .filter(text::Column::Status.eq(Status::Scheduled.as_str()))
        .filter(text::Column::PublishedAt.lte(instant::stored(now)))
        .order_by_asc(text::Column::PublishedAt)
        .order_by_asc(text::Column::ArticleId)
        .order_by_asc(text::Column::Language)
        .limit(count);
    if let Some(last) = behind {
        let at = instant::stored(last.at);
        let same = Condition::all().add(text::Column::PublishedAt.eq(at));
        let later = same.clone().add(text::Column::ArticleId.gt(last.article));
        let next =
            same.add(text::Column::ArticleId.eq(last.article)).add(text::Column::Language.gt(last.language.as_str()));
        find = find.filter(Condition::any().add(text::Column::PublishedAt.gt(at)).add(later).add(next));
    }
    let rows: Vec<(ArticleId, String, i64)> = find.into_tuple().all(database).await?;
    let read = |(article, tag, at): (ArticleId, String, i64)| {
        Ok(Due { article, language: Language::stored(&tag)?, at: instant::read(at)? })
    };
    rows.into_iter().map(read).collect()
}
