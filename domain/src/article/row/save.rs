//! Writing articles as a whole: a batch is one statement a table. What was there before of these articles is replaced.

use std::collections::HashMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

use super::{article, body, expert, region, text, topic};
use crate::article::{ArticlePut, Status};
use crate::error::{Error, Result};
use crate::id::ArticleId;
use crate::instant;
use crate::language::Language;
use crate::language::PerLanguage;
use crate::policy::Permit;
use crate::text::Slug;

/// Title and affiliation at publication, as a row holds them.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredContribution {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) affiliation: Option<String>,
}

/// What is stored of an article now, as far as a save needs to know.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stored {
    /// Its revision; 0 when it isn't there.
    pub(crate) revision: i64,
    /// Language, slug and state of its texts.
    pub(crate) texts: Vec<(Language, Slug, Status)>,
}

/// An article as it was saved.
#[derive(Debug)]
pub(crate) struct Saved {
    pub(crate) before: Stored,
    pub(crate) revision: i64,
}

/// What is stored of these articles now.
pub(crate) async fn stored(database: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Stored>> {
    let mut found: HashMap<ArticleId, Stored> = HashMap::new();
    for row in article::Entity::find().filter(article::Column::Id.is_in(ids.iter().copied())).all(database).await? {
        found.insert(row.id, Stored { revision: row.revision, texts: Vec::new() });
    }
    let texts = text::Entity::find().filter(text::Column::ArticleId.is_in(ids.iter().copied())).all(database).await?;
    for row in texts {
        let language = Language::stored(&row.language)?;
        let slug = Slug::parse(&row.slug).map_err(Error::internal)?;
        found.entry(row.article_id).or_default().texts.push((language, slug, Status::stored(&row.status)?));
    }
    Ok(found)
}

/// Puts these articles in place of what is stored of them.
pub(crate) async fn save(database: &impl ConnectionTrait, _: &Permit, puts: &[ArticlePut]) -> Result<Vec<Saved>> {
    let ids: Vec<ArticleId> = puts.iter().map(|put| put.id).collect();
    let mut before = stored(database, &ids).await?;
    if !before.is_empty() {
        clear(database, &ids).await?;
    }
    let saved: Vec<Saved> = puts
        .iter()
        .map(|put| {
            let before = before.remove(&put.id).unwrap_or_default();
            Saved { revision: before.revision + 1, before }
        })
        .collect();
    let rows =
        puts.iter().zip(&saved).map(|(put, saved)| article_row(put, saved.revision)).collect::<Result<Vec<_>>>()?;
    let columns = [
        article::Column::Kind,
        article::Column::LeadImageId,
        article::Column::Corrections,
        article::Column::SortAt,
        article::Column::Revision,
    ];
    let replace = OnConflict::column(article::Column::Id).update_columns(columns).to_owned();
    article::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(database).await?;
    insert_texts(database, puts).await?;
    insert_junctions(database, puts).await?;
    Ok(saved)
}

/// Removes what belongs to these articles and is written anew.
async fn clear(database: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<()> {
    let ids = || ids.iter().copied();
    text::Entity::delete_many().filter(text::Column::ArticleId.is_in(ids())).exec(database).await?;
    body::Entity::delete_many().filter(body::Column::ArticleId.is_in(ids())).exec(database).await?;
    expert::Entity::delete_many().filter(expert::Column::ArticleId.is_in(ids())).exec(database).await?;
    topic::Entity::delete_many().filter(topic::Column::ArticleId.is_in(ids())).exec(database).await?;
    region::Entity::delete_many().filter(region::Column::ArticleId.is_in(ids())).exec(database).await?;
    Ok(())
}

fn article_row(put: &ArticlePut, revision: i64) -> Result<article::ActiveModel> {
    Ok(article::ActiveModel {
        id: Set(put.id),
        kind: Set(put.kind.to_string()),
        lead_image_id: Set(put.lead_image),
        corrections: Set(serde_json::to_string(&put.corrections).map_err(Error::internal)?),
        sort_at: Set(put.sort_at()),
        revision: Set(revision),
    })
}

async fn insert_texts(database: &impl ConnectionTrait, puts: &[ArticlePut]) -> Result<()> {
    let each = || puts.iter().flat_map(|put| put.texts.iter().map(move |text| (put.id, text)));
    let rows = each().map(|(id, text)| text::ActiveModel {
        article_id: Set(id),
        language: Set(text.language.to_string()),
        slug: Set(text.slug.as_str().to_owned()),
        title: Set(text.title.clone()),
        standfirst: Set(text.standfirst.clone()),
        status: Set(text.status.to_string()),
        published_at: Set(text.published_at.map(instant::stored)),
        updated_at: Set(instant::stored(text.updated_at)),
        word_count: Set(i64::from(text.word_count)),
        reading_minutes: Set(i64::from(text.reading_minutes)),
        embargoed: Set(i64::from(text.embargoed)),
    });
    text::Entity::insert_many(rows).exec_without_returning(database).await?;
    let rows = each().map(|(id, text)| body::ActiveModel {
        article_id: Set(id),
        language: Set(text.language.to_string()),
        blocks: Set(text.body.to_json().to_string()),
    });
    body::Entity::insert_many(rows).exec_without_returning(database).await?;
    Ok(())
}

async fn insert_junctions(database: &impl ConnectionTrait, puts: &[ArticlePut]) -> Result<()> {
    let mut experts = Vec::new();
    let mut topics = Vec::new();
    let mut regions = Vec::new();
    for put in puts {
        let (article_id, sort_at) = (Set(put.id), Set(put.sort_at()));
        for (position, contribution) in (0i64..).zip(&put.byline) {
            let texts: PerLanguage<StoredContribution> = contribution
                .texts
                .iter()
                .map(|text| {
                    let stored =
                        StoredContribution { title: text.title.clone(), affiliation: text.affiliation.clone() };
                    (text.language.clone(), stored)
                })
                .collect();
            experts.push(expert::ActiveModel {
                article_id: article_id.clone(),
                position: Set(position),
                expert_id: Set(contribution.expert),
                role: Set(contribution.role.to_string()),
                texts: Set(serde_json::to_string(&texts).map_err(Error::internal)?),
                sort_at: sort_at.clone(),
            });
        }
        topics.extend((0i64..).zip(&put.topics).map(|(position, id)| topic::ActiveModel {
            article_id: article_id.clone(),
            position: Set(position),
            topic_id: Set(*id),
            sort_at: sort_at.clone(),
        }));
        regions.extend((0i64..).zip(&put.regions).map(|(position, id)| region::ActiveModel {
            article_id: article_id.clone(),
            position: Set(position),
            region_id: Set(*id),
            sort_at: sort_at.clone(),
        }));
    }
    if !experts.is_empty() {
        expert::Entity::insert_many(experts).exec_without_returning(database).await?;
    }
    if !topics.is_empty() {
        topic::Entity::insert_many(topics).exec_without_returning(database).await?;
    }
    if !regions.is_empty() {
        region::Entity::insert_many(regions).exec_without_returning(database).await?;
    }
    Ok(())
}
