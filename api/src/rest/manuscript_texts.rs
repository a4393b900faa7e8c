//! Texts of manuscripts: read with their revisions, saved, translated, restored.

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, LINK};
use domain::id::ArticleId;
use domain::manuscript::{Expected, NewTranslation, Saved, Source, TextSave};
use domain::text::BodyInput;
use domain::{Code, Error, Language};
use serde::Deserialize;

use super::condition::{expected, met, required};
use super::manuscripts::named;
use super::page::{List, PageInfo, own};
use super::query::{PAGE, Query, told};
use super::shape::{ConflictShape, DiffShape, ManuscriptShape, RevisionShape, SavedShape};
use super::shape::{TextShape, WholeRevisionShape, WholeTextShape};
use crate::http::{Done, Reply};
use crate::problem::Refusal;
use crate::routes::{Call, Outcome};

/// What is saved of a text.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextInput {
    title: Option<String>,
    #[serde(default, deserialize_with = "told")]
    standfirst: Option<Option<String>>,
    slug: Option<String>,
    body: Option<BodyInput>,
    note: Option<String>,
}

impl From<TextInput> for TextSave {
    fn from(input: TextInput) -> Self {
        let TextInput { title, standfirst, slug, body, note } = input;
        Self { title, standfirst, slug, body, note }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TranslationInput {
    source: SourceInput,
    #[serde(default)]
    text: TextInput,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceInput {
    language: Language,
    revision: i64,
}

/// The text that the path names: of which article, in which language, and what its tags begin with.
fn text(call: &Call) -> Result<(ArticleId, Language, String), Error> {
    let id = named(call)?;
    let language = Language::parse(call.part("language")).map_err(|_| Error::not_found())?;
    let name = format!("{id}.{language}");
    Ok((id, language, name))
}

/// A stale change of these texts, with both revisions and how they differ; any other error as it is.
pub(super) async fn conflict(call: &Call, id: ArticleId, texts: &[Expected], error: Error) -> Result<Refusal, Error> {
    if !matches!(error.code, Code::VersionConflict | Code::PreconditionFailed) {
        return Ok(error.into());
    }
    let conflict = call.session.manuscripts().conflict(id, texts).await?;
    let said = conflict.map(|conflict| serde_json::to_value(ConflictShape::new(conflict)));
    Ok(Refusal::from(error).with_conflict(said.transpose().map_err(Error::internal)?))
}

/// The answer to a save that was made against this revision.
async fn saved(
    call: &Call,
    (id, language, name): (ArticleId, Language, String),
    revision: i64,
    outcome: Result<Saved, Error>,
) -> Outcome {
    match met(outcome) {
        Ok(saved) => {
            let said = SavedShape {
                manuscript: ManuscriptShape::new(saved.manuscript),
                revision: saved.revision,
                notes: saved.notes,
            };
            let tag = format!("\"{name}-{}\"", saved.revision);
            Ok(Reply::Done(Done::with(StatusCode::OK, &said)?.header(ETAG, tag)))
        }
        Err(error) => Err(conflict(call, id, &[Expected { language, revision }], error).await?),
    }
}

/// `GET /v1/manuscripts/{id}/texts/{language}`
pub async fn show(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let (id, language, name) = text(&call)?;
    let manuscripts = call.session.manuscripts();
    let manuscript = manuscripts.by_id(id).await?;
    let text = manuscript.texts.iter().find(|text| text.language == language).ok_or_else(Error::not_found)?;
    let whole = manuscripts.revision(id, &language, Some(text.head.number)).await?.ok_or_else(Error::not_found)?;
    let behind = manuscripts.behind(&text.head).await?;
    let version = format!("{name}-{}", text.head.number);
    let shape = WholeTextShape::new(TextShape::new(&manuscript, text), &whole, behind);
    let bytes = serde_json::to_vec(&shape).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes).at_version(version)))
}

/// `PATCH /v1/manuscripts/{id}/texts/{language}`
pub async fn save(call: Call) -> Outcome {
    let of = text(&call)?;
    let revision = required(call.http.headers(), &of.2)?;
    let input: TextInput = call.body.read()?;
    let outcome = call.session.manuscripts().save(of.0, &of.1, revision, input.into()).await;
    saved(&call, of, revision, outcome).await
}

/// `PUT /v1/manuscripts/{id}/texts/{language}/translation`
pub async fn translate(call: Call) -> Outcome {
    let of = text(&call)?;
    let revision = expected(call.http.headers(), &of.2)?;
    let input: TranslationInput = call.body.read()?;
    let new = NewTranslation {
        source: Source { language: input.source.language, revision: input.source.revision },
        language: of.1.clone(),
        expected: revision,
        text: input.text.into(),
    };
    let outcome = call.session.manuscripts().translate(of.0, new).await;
    saved(&call, of, revision.unwrap_or(0), outcome).await
}

/// `GET /v1/manuscripts/{id}/texts/{language}/revisions`
pub async fn revisions(call: Call) -> Outcome {
    let (id, language, _) = text(&call)?;
    let mut query = Query::read(call.http.query_string(), &[PAGE])?;
    let (request, total) = (query.page(), query.switch("total", false));
    query.finish()?;
    let manuscripts = call.session.manuscripts();
    let page = manuscripts.revisions(id, &language, &request).await?;
    let count = match total {
        // They are numbered without a gap.
        true => manuscripts.revision(id, &language, None).await?.map(|latest| latest.revision.number),
        false => None,
    };
    let count = count.map(usize::try_from).transpose().map_err(Error::internal)?;
    let info = PageInfo::of(&page, count);
    let path = format!("/v1/manuscripts/{id}/texts/{language}/revisions");
    let links = info.links(&call.app, &path, &query, &request);
    let data: Vec<RevisionShape> = page.items.into_iter().map(|(_, it)| RevisionShape::new(it)).collect();
    let bytes = serde_json::to_vec(&List { data, page: info }).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes).with(LINK, links)))
}

/// The number of a revision that the path names.
fn number(call: &Call) -> Result<i64, Error> {
    call.part("number").parse().map_err(|_| Error::not_found())
}

/// `GET /v1/manuscripts/{id}/texts/{language}/revisions/{number}`
pub async fn revision(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let (id, language, _) = text(&call)?;
    let whole = call.session.manuscripts().revision(id, &language, Some(number(&call)?)).await?;
    let whole = whole.ok_or_else(Error::not_found)?;
    let bytes = serde_json::to_vec(&WholeRevisionShape::new(whole)).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

/// `POST /v1/manuscripts/{id}/texts/{language}/revisions/{number}/restore`
pub async fn restore(call: Call) -> Outcome {
    let of = text(&call)?;
    let revision = required(call.http.headers(), &of.2)?;
    let outcome = call.session.manuscripts().restore(of.0, &of.1, revision, number(&call)?).await;
    saved(&call, of, revision, outcome).await
}

/// `GET /v1/manuscripts/{id}/texts/{language}/diff`
pub async fn diff(call: Call) -> Outcome {
    let (id, language, _) = text(&call)?;
    let mut query = Query::read(call.http.query_string(), &[&["from", "to"]])?;
    let (from, to) = (query.number("from"), query.number("to"));
    for (name, number) in [("from", from), ("to", to)] {
        if number.is_none() && query.value(name).is_none() {
            query.fault(name, "The number of a revision is needed.");
        }
    }
    query.finish()?;
    let (from, to) = (from.unwrap_or_default(), to.unwrap_or_default());
    let diff = call.session.manuscripts().diff(id, &language, from, to).await?;
    let bytes = serde_json::to_vec(&DiffShape::new(diff)).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}
