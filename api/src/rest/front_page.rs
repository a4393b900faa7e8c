//! Front pages: what everybody sees, and how editors arrange them.

use actix_web::http::StatusCode;
use actix_web::http::header::ETAG;
use domain::front_page::{Arrangement, ITEMS_DEFAULT, Slot};
use domain::id::ArticleId;
use domain::{Error, Language, Preference};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::asked::{WANTED, read_wanted};
use super::condition::{met, required};
use super::page::{localised, own, written};
use super::query::{LANGUAGES, Query};
use super::shape::{ArticleShape, Saying};
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Serialize)]
struct FrontPageShape<'a> {
    language: Language,
    data: Vec<ItemShape<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemShape<'a> {
    is_placed: bool,
    article: ArticleShape<'a>,
}

#[derive(Serialize)]
struct ArrangementShape {
    language: Language,
    revision: i64,
    slots: Vec<SlotShape>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SlotShape {
    article_id: ArticleId,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ArrangementInput {
    slots: Vec<SlotShape>,
}

impl From<Arrangement> for ArrangementShape {
    fn from(arrangement: Arrangement) -> Self {
        let slot =
            |slot: Slot| SlotShape { article_id: slot.article, starts_at: slot.starts_at, ends_at: slot.ends_at };
        Self {
            language: arrangement.language,
            revision: arrangement.revision,
            slots: arrangement.slots.into_iter().map(slot).collect(),
        }
    }
}

/// `GET /v1/front-page`
pub async fn show(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[LANGUAGES, &["first"], WANTED])?;
    let (wish, wanted) = (query.wish(&call), read_wanted(&mut query, false));
    let first = query.number("first").unwrap_or(ITEMS_DEFAULT as i64);
    query.finish()?;
    let languages = call.session.languages();
    let language = wish.preference.chain().first().unwrap_or(languages.default_language()).clone();
    let items = call.session.front_pages().items(&language, first)?;
    let keys: Vec<(ArticleId, Language)> = match wanted.body() {
        true => items.iter().map(|item| (item.article.id, language.clone())).collect(),
        false => Vec::new(),
    };
    let bodies = call.session.articles().bodies(&keys).await?;
    let saying = Saying::new(&call.session, &call.app, Preference::exactly(language.clone()));
    let data = items.iter().filter_map(|item| {
        let text = item.article.texts.iter().find(|text| text.language == language)?;
        let body = bodies.get(&(item.article.id, language.clone())).map(|body| &**body);
        let article = ArticleShape { saying: &saying, article: &item.article, text, is_fallback: false, body, wanted };
        Some(ItemShape { is_placed: item.is_placed, article })
    });
    let (bytes, languages) = written(&saying, &FrontPageShape { language: language.clone(), data: data.collect() })?;
    // It changes by the clock as well, of which no date tells: its tag does.
    Ok(Reply::Content(localised(&call, bytes, &languages).undated()))
}

/// The language that the path names.
fn named(call: &Call) -> Result<(Language, String), Error> {
    let language = Language::parse(call.part("language")).map_err(|_| Error::not_found())?;
    let known = call.session.languages().all().contains(&language);
    let name = format!("front_page.{language}");
    if known { Ok((language, name)) } else { Err(Error::not_found()) }
}

/// `GET /v1/front-page/{language}/arrangement`
pub async fn arrangement(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let (language, name) = named(&call)?;
    let arrangement = call.session.front_pages().arrangement(&language)?;
    let version = format!("{name}-{}", arrangement.revision);
    let bytes = serde_json::to_vec(&ArrangementShape::from(arrangement)).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes).at_version(version)))
}

/// `PUT /v1/front-page/{language}/arrangement`
pub async fn arrange(call: Call) -> Outcome {
    let (language, name) = named(&call)?;
    let expected = required(call.http.headers(), &name)?;
    let input: ArrangementInput = call.body.read()?;
    let slots = input.slots.into_iter();
    let slots = slots.map(|it| Slot { article: it.article_id, starts_at: it.starts_at, ends_at: it.ends_at }).collect();
    let arrangement = met(call.session.front_pages().save(&language, expected, slots).await)?;
    let tag = format!("\"{name}-{}\"", arrangement.revision);
    Ok(Reply::Done(Done::with(StatusCode::OK, &ArrangementShape::from(arrangement))?.header(ETAG, tag)))
}
