//! Reading articles: a batch is one statement a table, whatever the number of articles, and gives the same type for
//! the catalogue and for those who see more.

use std::collections::{BTreeMap, HashMap};

use sea_orm::sea_query::{ColumnRef, Expr, ExprTrait, IntoColumnRef, IntoTableRef, Query, SimpleExpr, TableRef};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::shared::Shared;
use super::{article, body, expert, region, text, topic};
use crate::article::rules::{of_texts, order_texts};
use crate::article::{Article, ArticleText, Contribution, ContributorRole, Correction, Kind, Status};
use crate::db::padded;
use crate::error::{Error, Result};
use crate::id::{ArticleId, ImageId};
use crate::instant;
use crate::language::Language;
use crate::partner::ProductSight;
use crate::policy::Sight;
use crate::text::Slug;

/// Articles of a batch when the catalogue is built.
const BATCH: u64 = 2_000;

/// A batch of the whole, in the order of ids.
pub(crate) struct Batch {
    /// Those of them that have a text in sight.
    pub(crate) articles: Vec<Article>,
    /// Where the batch ended; `None` when there was nothing more.
    pub(crate) last_id: Option<ArticleId>,
}

/// The next articles behind an id that have a text in sight.
pub(crate) async fn batch(
    database: &impl ConnectionTrait,
    after: Option<ArticleId>,
    sight: &Sight,
    shared: &mut Shared,
) -> Result<Batch> {
    let mut find = article::Entity::find().order_by_asc(article::Column::Id).limit(BATCH);
    if let Some(after) = after {
        find = find.filter(article::Column::Id.gt(after));
    }
    let rows = find.all(database).await?;
    let (Some(first), Some(last)) = (rows.first().map(|row| row.id), rows.last().map(|row| row.id)) else {
        return Ok(Batch { articles: Vec::new(), last_id: None });
    };
    let articles = assemble(database, rows, &Span::Between(first, last), sight, shared).await?;
    Ok(Batch { articles, last_id: Some(last) })
}

/// Those of these articles that have a text in sight.
pub(crate) async fn by_ids(database: &impl ConnectionTrait, ids: &[ArticleId], sight: &Sight) -> Result<Vec<Article>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let span = Span::These(padded(ids));
    let rows = article::Entity::find().filter(span.on(article::Column::Id)).all(database).await?;
    assemble(database, rows, &span, sight, &mut Shared::default()).await
}

/// The article that has this slug in the language, if that text is in sight.
pub(crate) async fn by_slug(
    database: &impl ConnectionTrait,
    language: &Language,
    slug: &Slug,
    sight: &Sight,
) -> Result<Option<ArticleId>> {
    let row = text::Entity::find()
        .filter(text::Column::Language.eq(language.as_str()))
        .filter(text::Column::Slug.eq(slug.as_str()))
        .filter(visible_to(sight))
        .one(database)
        .await?;
    Ok(row.map(|row| row.article_id))
}

/// Which articles have these slugs, in any state.
pub(crate) async fn slug_owners(
    database: &impl ConnectionTrait,
    wanted: &[(Language, Slug)],
) -> Result<HashMap<(Language, Slug), ArticleId>> {
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let slugs = wanted.iter().map(|(_, slug)| slug.as_str());
    let rows = text::Entity::find().filter(text::Column::Slug.is_in(slugs)).all(database).await?;
    let read = |row: text::Model| {
        Ok(((Language::stored(&row.language)?, Slug::parse(&row.slug).map_err(Error::internal)?), row.article_id))
    };
    rows.into_iter().map(read).filter(|row| row.as_ref().map_or(true, |(key, _)| wanted.contains(key))).collect()
}

/// The states of all texts of these articles, with one statement.
pub(crate) async fn statuses(database: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<Vec<(ArticleId, Status)>> {
    let rows: Vec<(ArticleId, String)> = text::Entity::find()
        .select_only()
        .columns([text::Column::ArticleId, text::Column::Status])
        .filter(text::Column::ArticleId.is_in(padded(ids)))
        .into_tuple()
        .all(database)
        .await?;
    rows.into_iter().map(|(id, status)| Ok((id, Status::stored(&status)?))).collect()
}

/// The bodies of these texts, as JSON, with one statement.
pub(crate) async fn bodies(
    database: &impl ConnectionTrait,
    wanted: &[(ArticleId, Language)],
) -> Result<Vec<((ArticleId, Language), String)>> {
    let mut ids: Vec<ArticleId> = wanted.iter().map(|(id, _)| *id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = body::Entity::find().filter(body::Column::ArticleId.is_in(padded(&ids))).all(database).await?;
    let keyed = rows.into_iter().map(|row| Ok(((row.article_id, Language::stored(&row.language)?), row.blocks)));
    keyed.filter(|row| row.as_ref().map_or(true, |(key, _)| wanted.contains(key))).collect()
}

/// The rule of `policy::text` for many: which texts are in sight.
pub(super) fn visible_to(sight: &Sight) -> Condition {
    match sight {
        Sight::Everything => Condition::all(),
        Sight::Published => published(),
        // Without a product there is nothing: an empty `any` would be everything.
        Sight::Products(products) if products.is_empty() => Condition::all().add(Expr::val(1).eq(0)),
        Sight::Products(products) => products.iter().map(of_product).fold(Condition::any(), Condition::add),
    }
}

/// The rule of `ProductSight::admits` for many.
fn of_product(product: &ProductSight) -> Condition {
    let mut seen = published();
    if let Some(until) = product.until {
        let ahead = Condition::all()
            .add(text::Column::Status.eq(Status::Scheduled.as_str()))
            .add(text::Column::Embargoed.eq(1))
            .add(text::Column::PublishedAt.lte(instant::stored(until)));
        seen = seen.add(ahead);
    }
    let mut chosen = Condition::all().add(seen);
    if !product.languages.is_empty() {
        chosen = chosen.add(text::Column::Language.is_in(product.languages.iter().map(Language::as_str)));
    }
    let among = |table: TableRef, id: ColumnRef, which: SimpleExpr| {
        let articles = Query::select().column(id).from(table).and_where(which).take();
        text::Column::ArticleId.in_subquery(articles)
    };
    if !product.kinds.is_empty() {
        let of_kind = article::Column::Kind.is_in(product.kinds.iter().map(|kind| kind.as_str()));
        chosen = chosen.add(among(article::Entity.into_table_ref(), article::Column::Id.into_column_ref(), of_kind));
    }
    if let Some(topics) = &product.topics {
        let filed = topic::Column::TopicId.is_in(topics.iter().copied());
        chosen = chosen.add(among(topic::Entity.into_table_ref(), topic::Column::ArticleId.into_column_ref(), filed));
    }
    if let Some(regions) = &product.regions {
        let filed = region::Column::RegionId.is_in(regions.iter().copied());
        let id = region::Column::ArticleId.into_column_ref();
        chosen = chosen.add(among(region::Entity.into_table_ref(), id, filed));
    }
    chosen
}

fn published() -> Condition {
    Condition::any().add(text::Column::Status.is_in(Status::PUBLIC.map(Status::as_str)))
}

/// Which articles a batch is of.
pub(super) enum Span {
    Between(ArticleId, ArticleId),
    These(Vec<ArticleId>),
}

impl Span {
    fn on(&self, column: impl ColumnTrait) -> Condition {
        match self {
            Span::Between(first, last) => Condition::all().add(column.between(*first, *last)),
            Span::These(ids) => Condition::all().add(column.is_in(ids.iter().copied())),
        }
    }
}

async fn assemble(
    database: &impl ConnectionTrait,
    rows: Vec<article::Model>,
    span: &Span,
    sight: &Sight,
    shared: &mut Shared,
) -> Result<Vec<Article>> {
    let texts =
        text::Entity::find().filter(span.on(text::Column::ArticleId)).filter(visible_to(sight)).all(database).await?;
    let mut texts = grouped(texts, |row| row.article_id);
    let experts = expert::Entity::find().filter(span.on(expert::Column::ArticleId)).all(database).await?;
    let mut experts = grouped(experts, |row| row.article_id);
    let topics = topic::Entity::find().filter(span.on(topic::Column::ArticleId)).all(database).await?;
    let mut topics = grouped(topics, |row| row.article_id);
    let regions = region::Entity::find().filter(span.on(region::Column::ArticleId)).all(database).await?;
    let mut regions = grouped(regions, |row| row.article_id);

    let mut articles = Vec::with_capacity(rows.len());
    for row in rows {
        // An article without a text in sight is not there at all.
        let Some(text_rows) = texts.remove(&row.id) else { continue };
        let mut topics = topics.remove(&row.id).unwrap_or_default();
        topics.sort_unstable_by_key(|topic| topic.position);
        let mut regions = regions.remove(&row.id).unwrap_or_default();
        regions.sort_unstable_by_key(|region| region.position);
        let texts = text_rows.into_iter().map(|row| read_text(row, shared)).collect::<Result<Vec<_>>>()?;
        let corrections = serde_json::from_str::<Vec<Correction>>(&row.corrections).map_err(Error::internal)?;
        let mut article = Article {
            id: row.id,
            kind: Kind::stored(&row.kind)?,
            byline: byline(experts.remove(&row.id).unwrap_or_default(), shared)?,
            topics: topics.into_iter().map(|topic| topic.topic_id).collect(),
            regions: regions.into_iter().map(|region| region.region_id).collect(),
            lead_image: row.lead_image_id,
            corrections: of_texts(corrections, &texts),
            texts,
            revision: row.revision,
        };
        order_texts(&mut article.texts);
        // Most have one text and one author: room for more would be a third of what an article takes.
        article.texts.shrink_to_fit();
        article.byline.shrink_to_fit();
        articles.push(article);
    }
    Ok(articles)
}

fn grouped<R>(rows: Vec<R>, owner: impl Fn(&R) -> ArticleId) -> BTreeMap<ArticleId, Vec<R>> {
    let mut groups: BTreeMap<ArticleId, Vec<R>> = BTreeMap::new();
    for row in rows {
        groups.entry(owner(&row)).or_default().push(row);
    }
    groups
}

fn byline(mut rows: Vec<expert::Model>, shared: &mut Shared) -> Result<Vec<Contribution>> {
    rows.sort_unstable_by_key(|row| row.position);
    let read = |row: expert::Model| {
        let (role, texts) = (ContributorRole::stored(&row.role)?, shared.contribution(row.texts)?);
        Ok(Contribution { expert: row.expert_id, role, texts })
    };
    rows.into_iter().map(read).collect()
}

fn read_text(row: text::Model, shared: &mut Shared) -> Result<ArticleText> {
    Ok(ArticleText {
        language: shared.language(row.language)?,
        slug: Slug::parse(&row.slug).map_err(Error::internal)?,
        title: row.title.into(),
        standfirst: row.standfirst.map(Into::into),
        status: Status::stored(&row.status)?,
        published_at: row.published_at.map(instant::read).transpose()?,
        embargoed: row.embargoed != 0,
        updated_at: instant::read(row.updated_at)?,
        word_count: u32::try_from(row.word_count).map_err(Error::internal)?,
        reading_minutes: u32::try_from(row.reading_minutes).map_err(Error::internal)?,
    })
}

/// Whether any article shows this image, above its text or within it.
pub(crate) async fn shows(database: &impl ConnectionTrait, image: ImageId) -> Result<bool> {
    let lead = article::Entity::find().filter(article::Column::LeadImageId.eq(image));
    let within = body::Entity::find().filter(body::Column::Blocks.contains(image.to_string()));
    Ok(lead.one(database).await?.is_some() || within.one(database).await?.is_some())
}
