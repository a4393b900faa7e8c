//! Revisions: added, read, never changed.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::error::{Error, Result};
use crate::id::{AccountId, ArticleId};
use crate::instant;
use crate::language::Language;
use crate::manuscript::{Revision, Source};
use crate::page::{PageSpec, Position};
use crate::policy::Permit;
use crate::text::{Body, Slug};

mod stored {
    use crate::id::{AccountId, ArticleId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "manuscript_revision")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: ArticleId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub title: String,
        pub standfirst: Option<String>,
        pub slug: String,
        pub blocks: String,
        pub source_language: Option<String>,
        pub source_revision: Option<i64>,
        pub restored_from: Option<i64>,
        pub note: Option<String>,
        pub saved_by: Option<AccountId>,
        pub saved_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A revision on its way into the database.
#[derive(Debug, Clone)]
pub(in crate::manuscript) struct NewRevision {
    pub(in crate::manuscript) revision: Revision,
    pub(in crate::manuscript) body: Body,
}

/// Adds revisions; none is ever changed.
pub(in crate::manuscript) async fn insert(
    database: &impl ConnectionTrait,
    _: &Permit,
    new: Vec<NewRevision>,
) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let rows = new.into_iter().map(|NewRevision { revision, body }| stored::ActiveModel {
        article_id: Set(revision.article),
        language: Set(revision.language.to_string()),
        number: Set(revision.number),
        title: Set(revision.title),
        standfirst: Set(revision.standfirst),
        slug: Set(revision.slug.to_string()),
        blocks: Set(body.to_json().to_string()),
        source_language: Set(revision.source.as_ref().map(|source| source.language.to_string())),
        source_revision: Set(revision.source.map(|source| source.revision)),
        restored_from: Set(revision.restored_from),
        note: Set(revision.note),
        saved_by: Set(revision.saved_by),
        saved_at: Set(instant::stored(revision.saved_at)),
    });
    stored::Entity::insert_many(rows).exec_without_returning(database).await?;
    Ok(())
}

/// One revision with its body.
pub(in crate::manuscript) async fn one(
    database: &impl ConnectionTrait,
    (article, of): (ArticleId, &Language),
    number: i64,
) -> Result<Option<(Revision, Body)>> {
    let row = stored::Entity::find_by_id((article, of.to_string(), number)).one(database).await?;
    let Some(row) = row else { return Ok(None) };
    let value = serde_json::from_str(&row.blocks).map_err(Error::internal)?;
    let body = Body::from_json(&value).map_err(Error::internal)?;
    Ok(Some((read(Listed::from(row))?, body)))
}

/// A revision without its body, which is large.
#[derive(sea_orm::FromQueryResult)]
struct Listed {
    article_id: ArticleId,
    language: String,
    number: i64,
    title: String,
    standfirst: Option<String>,
    slug: String,
    source_language: Option<String>,
    source_revision: Option<i64>,
    restored_from: Option<i64>,
    note: Option<String>,
    saved_by: Option<AccountId>,
    saved_at: i64,
}

impl From<stored::Model> for Listed {
    fn from(row: stored::Model) -> Self {
        let stored::Model { article_id, language, number, title, standfirst, slug, .. } = row;
        let stored::Model { source_language, source_revision, restored_from, note, saved_by, saved_at, .. } = row;
        Self {
            article_id,
            language,
            number,
            title,
            standfirst,
            slug,
            source_language,
            source_revision,
            restored_from,
            note,
            saved_by,
            saved_at,
        }
    }
}

fn listed(condition: Condition) -> sea_orm::Select<stored::Entity> {
    stored::Entity::find()
        .select_only()
        .columns([
            stored::Column::ArticleId,
            stored::Column::Language,
            stored::Column::Number,
            stored::Column::Title,
            stored::Column::Standfirst,
            stored::Column::Slug,
            stored::Column::SourceLanguage,
            stored::Column::SourceRevision,
            stored::Column::RestoredFrom,
            stored::Column::Note,
            stored::Column::SavedBy,
            stored::Column::SavedAt,
        ])
        .filter(condition)
}

/// These revisions of any texts, without their bodies.
pub(in crate::manuscript) async fn these(
    database: &impl ConnectionTrait,
    wanted: &[(ArticleId, Language, i64)],
) -> Result<Vec<Revision>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let any = wanted.iter().fold(Condition::any(), |any, (article, language, number)| {
        any.add(
            Condition::all()
                .add(stored::Column::ArticleId.eq(*article))
                .add(stored::Column::Language.eq(language.as_str()))
                .add(stored::Column::Number.eq(*number)),
        )
    });
    listed(any).into_model::<Listed>().all(database).await?.into_iter().map(read).collect()
}

/// The revisions of a text on a page, the latest first, nearest to its anchor first, and one more if there is one.
pub(in crate::manuscript) async fn page(
    database: &impl ConnectionTrait,
    (article, language): (ArticleId, &Language),
    spec: &PageSpec<Position>,
) -> Result<Vec<Revision>> {
    let of =
        Condition::all().add(stored::Column::ArticleId.eq(article)).add(stored::Column::Language.eq(language.as_str()));
    let mut find = listed(of).limit(spec.size as u64 + 1);
    find = match spec.backwards {
        true => find.order_by_asc(stored::Column::Number),
        false => find.order_by_desc(stored::Column::Number),
    };
    if let Some(at) = &spec.after {
        find = find.filter(stored::Column::Number.lt(at.value));
    }
    if let Some(at) = &spec.before {
        find = find.filter(stored::Column::Number.gt(at.value));
    }
    find.into_model::<Listed>().all(database).await?.into_iter().map(read).collect()
}

fn read(row: Listed) -> Result<Revision> {
    let source = match (row.source_language, row.source_revision) {
        (Some(tag), Some(revision)) => Some(Source { language: Language::stored(&tag)?, revision }),
        _ => None,
    };
    Ok(Revision {
        article: row.article_id,
        language: Language::stored(&row.language)?,
        number: row.number,
        title: row.title,
        standfirst: row.standfirst,
        slug: Slug::parse(&row.slug).map_err(Error::internal)?,
        source,
        restored_from: row.restored_from,
        note: row.note,
        saved_by: row.saved_by,
        saved_at: instant::read(row.saved_at)?,
    })
}

/// Whether any revision shows this image.
pub(crate) async fn shows(database: &impl ConnectionTrait, image: crate::id::ImageId) -> Result<bool> {
    let within = stored::Entity::find().filter(stored::Column::Blocks.contains(image.to_string()));
    Ok(within.one(database).await?.is_some())
}

/// What becomes of an account's revisions when it is erased: they stay, and nobody saved them.
pub(crate) async fn forget_saver(database: &impl ConnectionTrait, _: &Permit, account: AccountId) -> Result<()> {
    stored::Entity::update_many()
        .col_expr(stored::Column::SavedBy, sea_orm::sea_query::Expr::value(Option::<String>::None))
        .filter(stored::Column::SavedBy.eq(account))
        .exec(database)
        .await?;
    Ok(())
}
