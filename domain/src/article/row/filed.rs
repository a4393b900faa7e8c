//! What articles are filed under, for those who see more than what is published. What everybody sees is counted by the catalogue.

use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Select, TryGetableMany,
};

use super::list::{Subtrees, matching};
use super::load::visible_to;
use super::{article, expert, region, text, topic};
use crate::article::{ArticleQuery, Facet, Heading, Kind};
use crate::error::Result;
use crate::id::{ArticleId, ExpertId, RegionId, TopicId};
use crate::language::Language;
use crate::policy::Sight;

/// Under what of a facet the articles that match are, with one statement. Some may come twice.
pub(crate) async fn filed(
    database: &impl ConnectionTrait,
    query: &ArticleQuery,
    subtrees: &Subtrees,
    sight: &Sight,
    facet: Facet,
) -> Result<Vec<(ArticleId, Heading)>> {
    match facet {
        Facet::Topics => {
            let filed = topic::Entity::find().select_only();
            let filed = filed.columns([topic::Column::ArticleId, topic::Column::TopicId]);
            let filed = filed.filter(among(topic::Column::ArticleId, query, subtrees, sight));
            read(database, filed, |id: TopicId| Ok(Heading::Topic(id))).await
        }
        Facet::Regions => {
            let filed = region::Entity::find().select_only();
            let filed = filed.columns([region::Column::ArticleId, region::Column::RegionId]);
            let filed = filed.filter(among(region::Column::ArticleId, query, subtrees, sight));
            read(database, filed, |id: RegionId| Ok(Heading::Region(id))).await
        }
        Facet::Experts => {
            let filed = expert::Entity::find().select_only();
            let filed = filed.columns([expert::Column::ArticleId, expert::Column::ExpertId]);
            let filed = filed.filter(among(expert::Column::ArticleId, query, subtrees, sight));
            read(database, filed, |id: ExpertId| Ok(Heading::Expert(id))).await
        }
        Facet::Kinds => {
            let filed = article::Entity::find().select_only();
            let filed = filed.columns([article::Column::Id, article::Column::Kind]);
            let filed = filed.filter(matching(query, subtrees, sight));
            read(database, filed, |kind: String| Ok(Heading::Kind(Kind::stored(&kind)?))).await
        }
        Facet::Languages => {
            let filed = text::Entity::find().select_only();
            let filed = filed.columns([text::Column::ArticleId, text::Column::Language]);
            let filed = filed.filter(among(text::Column::ArticleId, query, subtrees, sight)).filter(visible_to(sight));
            read(database, filed, |tag: String| Ok(Heading::Language(Language::stored(&tag)?))).await
        }
    }
}

/// The articles that match.
fn among(
    column: impl ColumnTrait,
    query: &ArticleQuery,
    subtrees: &Subtrees,
    sight: &Sight,
) -> sea_orm::sea_query::SimpleExpr {
    let mut those = Query::select();
    those
        .column((article::Entity, article::Column::Id))
        .from(article::Entity)
        .cond_where(matching(query, subtrees, sight));
    column.in_subquery(those)
}

async fn read<E: EntityTrait, V>(
    database: &impl ConnectionTrait,
    filed: Select<E>,
    heading: impl Fn(V) -> Result<Heading>,
) -> Result<Vec<(ArticleId, Heading)>>
where
    (ArticleId, V): TryGetableMany,
    E::Model: FromQueryResult,
{
    let rows: Vec<(ArticleId, V)> = filed.into_tuple().all(database).await?;
    rows.into_iter().map(|(article, value)| Ok((article, heading(value)?))).collect()
}
